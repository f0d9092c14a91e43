"""Wire: an answer whose bytes are all there is written to the connection at once.

uvicorn's `send` asks two regular expressions about each header of every answer, and writes the head and the body apart;
for an answer that is kept, that takes as long as all the rest. So the headers are looked at once, when they are joined
to lines, and the whole goes past `send` to the connection, with the date that uvicorn adds. What it costs: `Wire` does
by hand what `RequestResponseCycle.send` does, which no one promised to leave as it is; the tests compare the two, byte
by byte. Whatever is less simple goes the ordinary way, by the two messages of ASGI: to another server, with a log of
each request, to a connection that is full or gone, or with a header that says something about the connection.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

Header = tuple[bytes, bytes]

LINES = re.compile(rb"(?:(?!connection:|transfer-encoding:)[!#$%&'*+.^_`|~0-9a-z-]++: [\t\x20-\x7e\x80-\xff]*+\r\n)*+")
"""Lines of headers that say nothing about the connection, without bytes that may be in none (RFC 9110, section 5)."""

BODILESS = (204, 304)
"""What has no body, and no length."""


@dataclass(slots=True)
class Whole:
    """An answer whose bytes are all there, but for the header that each request has for itself."""

    status: int
    lines: bytes
    """Its headers, as they are sent."""
    body: bytes


def whole_of(status: int, headers: Sequence[Header], body: bytes) -> Whole | None:
    """Join an answer, which has a length then; None where a server has to look at it first."""
    length = [] if status in BODILESS else [(b"content-length", b"%d" % len(body))]
    given = [pair for pair in headers if pair[0] == b"content-length"]
    told = headers if given else [*headers, *length]
    lines = _lines(told)
    is_fitting = (given or length) == length and (length or not body)
    is_plain = LINES.fullmatch(lines) and lines.count(b"\n") == len(told)
    return Whole(status, lines, body) if is_fitting and is_plain else None


class Wire:
    """Writes answers; it remembers the headers that uvicorn adds to each, which are new ones each second."""

    def __init__(self) -> None:
        self._added: list[Header] = []
        self._lines = b""

    async def __call__(self, scope: Scope, send: Send, whole: Whole, own: bytes) -> None:
        """Answer a request, which has a header of its own: a line whose value was looked at already."""
        body = b"" if scope["method"] == "HEAD" else whole.body
        cycle = getattr(send, "__self__", None)
        if (
            not isinstance(cycle, RequestResponseCycle)
            or cycle.access_log
            or cycle.response_started
            or cycle.disconnected
            or cycle.flow.write_paused
        ):
            await send({"type": "http.response.start", "status": whole.status, "headers": _pairs(whole.lines + own)})
            await send({"type": "http.response.body", "body": body})
            return
        if self._added is not cycle.default_headers:
            self._added, self._lines = cycle.default_headers, _lines(cycle.default_headers)
        end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        head = b"".join((STATUS_LINE[whole.status], self._lines, whole.lines, own, end))
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
