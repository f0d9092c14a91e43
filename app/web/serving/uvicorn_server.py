"""uvicorn: how the server is started, how it answers malformed requests, and a fast path around its `send`.

No other module imports uvicorn. Two classes depend on internals of uvicorn that may change; the tests compare both with
uvicorn's own responses, byte by byte:

- `HttpProtocol` answers bytes that are not an HTTP request. They reach no application, and uvicorn's own answer, a line
  of plain text, does not say what to do.
- `FastWriter` writes a complete response at once. uvicorn's `send` matches two regular expressions against each header,
  and writes head and body separately; for a cached response that takes as long as everything else. The fallback is the
  two messages of ASGI: for another server, with an access log, and for a connection that is full, closed, or named in a
  header.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import uvicorn
from starlette.types import Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.settings import Settings
from app.web.http.envelope import REQUEST_ID
from app.web.http.problems import MALFORMED_REQUEST, ProblemError, problem_response

STOP_SECONDS = 10
"""The time in seconds that a server waits for open responses when it is stopped."""

MALFORMED = (
    "This can't be read as HTTP/1.1. In an address, letters beyond ASCII are written as %XX; curl does that with "
    "-G --data-urlencode 'q=…'."
)

Header = tuple[bytes, bytes]

_HEADER_LINES = re.compile(
    rb"(?:(?!connection:|transfer-encoding:)[!#$%&'*+.^_`|~0-9a-z-]++: [\t\x20-\x7e\x80-\xff]*+\r\n)*+"
)
"""Valid header lines (RFC 9110, section 5) without `Connection` and `Transfer-Encoding`."""

_NO_BODY = (204, 304)
"""The status codes without a body and without `Content-Length`."""


def run(application: str, settings: Settings) -> None:
    """Serve an application, named as `module:factory`, until the process is told to stop."""
    is_debugging = settings.log_level == "debug"
    uvicorn.run(
        application,
        factory=True,
        http=HttpProtocol,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_level="warning" if settings.log_level == "info" else settings.log_level,
        access_log=is_debugging,
        proxy_headers=is_debugging,  # only the access log shows the client's address
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 protocol, except that malformed requests are answered by a problem (RFC 9457)."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  (uvicorn's own text)
        """Answer bytes that are not a request, and close the connection."""
        problem = problem_response(ProblemError(MALFORMED_REQUEST, MALFORMED), "", str)
        headers = [*self.server_state.default_headers, *problem.raw_headers, (b"connection", b"close")]
        self.transport.write(b"".join([STATUS_LINE[400], _lines(headers), b"\r\n", problem.body]))
        self.transport.close()


@dataclass(slots=True)
class CachedResponse:
    """A complete response, except for the request id, which differs each time."""

    status: int
    lines: bytes
    """Its header lines, as they are sent, each with its CR LF."""
    body: bytes


def cached_response(status: int, headers: Sequence[Header], body: bytes) -> CachedResponse | None:
    """Join the headers of a response, with `Content-Length` added; None if only a server may send these headers."""
    length = [] if status in _NO_BODY else [(b"content-length", b"%d" % len(body))]
    stated_length = [pair for pair in headers if pair[0] == b"content-length"]
    complete = headers if stated_length else [*headers, *length]
    lines = _lines(complete)
    has_right_length = (stated_length or length) == length and (length or not body)
    is_plain = _HEADER_LINES.fullmatch(lines) and lines.count(b"\n") == len(complete)
    return CachedResponse(status, lines, body) if has_right_length and is_plain else None


class FastWriter:
    """Writes cached responses around uvicorn's `send`.

    It keeps the joined lines of the headers that uvicorn adds to every response, and renews once per second.
    """

    def __init__(self) -> None:
        self._server_headers: list[Header] = []
        self._server_lines = b""

    async def __call__(self, scope: Scope, send: Send, response: CachedResponse, request_id: bytes) -> None:
        """Send a response with the id of its request, which must be valid in a header."""
        body = b"" if scope["method"] == "HEAD" else response.body
        lines = response.lines + b"%b: %b\r\n" % (REQUEST_ID, request_id)
        cycle = getattr(send, "__self__", None)
        if (
            not isinstance(cycle, RequestResponseCycle)
            or cycle.access_log
            or cycle.response_started
            or cycle.disconnected
            or cycle.flow.write_paused
        ):
            await send({"type": "http.response.start", "status": response.status, "headers": _pairs(lines)})
            await send({"type": "http.response.body", "body": body})
            return
        if self._server_headers is not cycle.default_headers:
            self._server_headers, self._server_lines = cycle.default_headers, _lines(cycle.default_headers)
        end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        head = b"".join((STATUS_LINE[response.status], self._server_lines, lines, end))
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        if body:
            cycle.transport.writelines((head, body))
        else:
            cycle.transport.write(head)
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()


def _lines(headers: Sequence[Header]) -> bytes:
    return b"".join([b"%b: %b\r\n" % pair for pair in headers])


def _pairs(lines: bytes) -> list[Header]:
    return [(name, value) for name, _, value in (line.partition(b": ") for line in lines.split(b"\r\n")[:-1])]
