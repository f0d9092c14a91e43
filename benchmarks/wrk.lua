-- Asks for the paths of a file: each once and then no more, or around and around. Prints what came of it as JSON.
-- PATHS: the file. ONCE: "1" to ask each once. EXPECTED: the status that every answer must have.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long microseconds; } instant;
  int gettimeofday(instant *now, void *zone);
]]

local expected = tonumber(os.getenv("EXPECTED"))
local once = os.getenv("ONCE") == "1"
local threads = {}

local function now()
  local instant = ffi.new("instant")
  ffi.C.gettimeofday(instant, nil)
  return tonumber(instant.seconds) * 1e6 + tonumber(instant.microseconds)
end

function setup(thread)
  table.insert(threads, thread)
end

function init()
  asked, began, ended, wrong = 0, 0, 0, 0
  requests = {}
  for path in io.lines(os.getenv("PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  asked = asked + 1
  if asked == 1 then
    began = now()
  elseif once and asked > #requests and ended == 0 then
    ended = now()
    wrk.thread:stop()
  end
  return requests[(asked - 1) % #requests + 1]
end

if expected ~= 200 then  -- wrk counts 4xx and 5xx by itself, without reading each answer in Lua
  function response(status)
    if status ~= expected then wrong = wrong + 1 end
  end
end

function done(summary, latency)
  local thread = threads[1]
  local ended, spent = thread:get("ended"), summary.duration
  if ended > 0 then spent = ended - thread:get("began") end
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "bytes": %d, "wrong": %d, "failed": %d, "p50": %d, "p99": %d}\n',
    summary.requests, spent, summary.bytes, errors.status + thread:get("wrong"), failed,
    latency:percentile(50), latency:percentile(99)))
end
