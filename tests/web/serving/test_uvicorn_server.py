"""The fast writer: a client gets the same bytes as by the two messages of ASGI."""

import logging
import re
import socket
import struct
from collections.abc import Iterator
from typing import Any
from unittest.mock import AsyncMock, Mock

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.main import create_app
from app.settings import Settings
from app.web.serving.uvicorn_server import CachedResponse, FastWriter, Header, cached_response
from tests.serving import listening

OWN = b"mine"
TAG = (b"etag", b'"x"')


def whole(status: int, body: bytes = b"") -> CachedResponse:
    """Return a cached response."""
    made = cached_response(status, [TAG, (b"link", b"<a>; rel=b, <c: d>\xff")], body)
    assert made
    return made


ANSWERS = {
    "/whole": whole(200, b'{"a":1}'),
    "/empty": whole(200),
    "/not-modified": whole(304),
    "/nothing": whole(204),
    "/large": whole(200, b"0123456789abcdef" * 2**16),
    "/wrong": whole(404, b"no"),
}


class Site:
    """A site that answers by the fast writer, or by ASGI messages if the path begins with `/asked`."""

    def __init__(self) -> None:
        self.gone: list[str] = []
        self.write = FastWriter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path = scope["path"].removeprefix("/asked")

        async def asked(message: Message) -> None:
            await send(message)

        if path == "/later":
            message = await receive()
            while message["type"] != "http.disconnect":
                message = await receive()
            self.gone.append(scope["path"])
            path = "/whole"
        is_asked = scope["path"].startswith("/asked")
        await self.write(scope, asked if is_asked else send, ANSWERS[path], OWN)


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


@pytest.fixture(scope="module")
def port(site: Site) -> Iterator[int]:
    with listening(site, log_level="error") as port:
        yield port


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the paths of the responses that go through uvicorn's own `send`."""
    monkeypatch.setattr(logging.getLogger("uvicorn.access"), "hasHandlers", lambda: False)
    paths: list[str] = []
    send = RequestResponseCycle.send

    async def noting(cycle: RequestResponseCycle, message: Any) -> None:
        paths.append(cycle.scope["path"])
        await send(cycle, message)

    monkeypatch.setattr(RequestResponseCycle, "send", noting)
    return paths


def request(path: str, method: str = "GET", version: str = "1.1", **headers: str) -> str:
    """Return the text of a request."""
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in {"host": "here", **headers}.items()]
    return f"{method} {path} HTTP/{version}\r\n{''.join(lines)}\r\n"


def talk(port: int, *said: str, prefix: str = "") -> bytes:
    """Send requests one after the other without waiting, and return all responses, without their dates."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        for one in said:
            connection.sendall(one.replace(" /", f" {prefix}/", 1).encode())
        while part := connection.recv(2**16):
            heard += part
    return re.sub(rb"(?<=\r\ndate: )\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", b"now", heard)


LAST = request("/whole", connection="close")
CONVERSATIONS = {
    "a GET": [request("/whole"), LAST],
    "a HEAD": [request("/whole", "HEAD"), LAST],
    "what is empty": [request("/empty"), LAST],
    "what has no body": [request("/not-modified"), request("/nothing"), request("/not-modified", "HEAD"), LAST],
    "an error": [request("/wrong"), LAST],
    "the last": [LAST],
    "the last, without its body": [request("/whole", "HEAD", connection="close")],
    "HTTP/1.0": [request("/whole", version="1.0")],
    "HTTP/1.0 that wants more": [request("/whole", version="1.0", connection="keep-alive")],
    "pipelined": ["".join([request("/whole"), request("/whole", "HEAD"), *[request("/not-modified")] * 5, LAST])],
    "with a body": [request("/whole", "POST", content_length="3") + "abc", LAST],
    "a body that waits": [request("/whole", expect="100-continue", content_length="3"), "abc", LAST],
    "what is large": [request("/large"), LAST],
    "much that is large": ["".join([*[request("/large")] * 4, LAST])],
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_the_bytes_are_those_of_uvicorn(port: int, asked: list[str], name: str) -> None:
    said = CONVERSATIONS[name]
    at_once = talk(port, *said)
    busy = set(asked)
    assert talk(port, *said, prefix="/asked") == at_once
    assert b"\r\ndate: now\r\n" in at_once
    assert b"\r\nx-request-id: mine\r\n" in at_once
    assert b"transfer-encoding" not in at_once
    assert busy <= ({"/large", "/whole"} if name == "much that is large" else set())
    assert {path for path in asked if path.startswith("/asked")}


@pytest.mark.usefixtures("asked")
def test_a_client_that_disconnects_is_no_error(site: Site, port: int, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request("/later").encode())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closes by a reset
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request("/large").encode())
        connection.recv(1)
    assert talk(port, LAST).endswith(b'{"a":1}')
    assert site.gone == ["/later"]
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


def test_the_access_log_has_every_request(
    asked: list[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("uvicorn.access"), "hasHandlers", lambda: True)
    with listening(Site(), access_log=True, log_config=None, log_level="info") as port:
        talk(port, LAST)
    assert asked == ["/whole", "/whole"]
    assert [one.endswith('- "GET /whole HTTP/1.1" 200') for one in caplog.messages].count(True) == 1


def test_another_server_gets_asgi_messages() -> None:
    def sent(method: str, answer: CachedResponse) -> list[Message]:
        messages: list[Message] = []

        async def send(message: Message) -> None:
            messages.append(message)

        anyio.run(FastWriter(), {"type": "http", "method": method}, send, answer, OWN)
        return messages

    headers = [TAG, (b"link", b"<a>; rel=b, <c: d>\xff"), (b"content-length", b"7"), (b"x-request-id", b"mine")]
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    assert sent("GET", ANSWERS["/whole"]) == [start, {"type": "http.response.body", "body": b'{"a":1}'}]
    assert sent("HEAD", ANSWERS["/whole"]) == [start, {"type": "http.response.body", "body": b""}]


def test_new_and_cached_responses_are_written_at_once(
    settings: Settings, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an access log, every response goes through uvicorn's `send`."""
    own = {"x_request_id": "a"}
    said = [
        request("/v1/metrics?limit=3", **own),
        request("/v1", accept_encoding="gzip", **own),
        request("/v1", "HEAD", accept_encoding="gzip", **own),
        request("/v1", if_none_match="*", connection="close", **own),
    ]
    with listening(create_app(settings)) as port:
        first = talk(port, *said)  # while nothing is cached, the HEAD goes through uvicorn's `send`
        assert {*asked} == {"/v1"}
        asked.clear()
        heard = [first, talk(port, *said)]
        assert asked == []
        monkeypatch.setattr(logging.getLogger("uvicorn.access"), "hasHandlers", lambda: True)
        heard += [talk(port, *said)]
        assert len(asked) == 8
    assert heard == [heard[0]] * 3
    assert heard[0].count(b"HTTP/1.1 200 OK") == 3
    assert heard[0].count(b"HTTP/1.1 304 Not Modified") == 1


def test_a_stream_is_sent_part_by_part(settings: Settings, asked: list[str]) -> None:
    said = request("/docs/assets/swagger-ui.css", accept_encoding="gzip", x_request_id="a", connection="close")
    with listening(create_app(settings)) as port:
        parts, *later = [talk(port, said) for _ in range(20)]  # it is cached soon after its last part is sent
    assert set(asked) == {"/docs/assets/swagger-ui.css"}
    assert b"\r\ntransfer-encoding: chunked\r\n" in parts
    assert b"\r\ncontent-length: " in later[-1]


LENGTH = (b"content-length", b"1")


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, [LENGTH], b""),
        (200, [LENGTH], b"ab"),
        (200, [LENGTH, LENGTH], b"a"),
        (304, [LENGTH], b""),
        (204, [], b"a"),
        (200, [(b"connection", b"close")], b""),
        (200, [(b"transfer-encoding", b"chunked")], b""),
        (200, [(b"Link", b"a")], b""),
        (200, [(b"a b", b"c")], b""),
        (200, [(b"a:b", b"c")], b""),
        (200, [(b"", b"c")], b""),
        (200, [(b"a", b"b\r\n\r\nc: d")], b""),
        (200, [(b"a\r\nb", b"c")], b""),
        *((200, [(b"a", b"b" + bytes([code])), (b"c", b"d")], b"") for code in (0, 10, 11, 13, 31, 127)),
        (200, [(b"a", b"b\r\nc: d")], b""),
        (200, [(b"a", b"b\r\n")], b""),
    ],
)
def test_headers_that_only_a_server_may_send(status: int, headers: list[Header], body: bytes) -> None:
    assert cached_response(status, headers, body) is None


def cycle(**changed: Any) -> Any:
    """Return the object by which uvicorn answers one request."""
    told = {"scope", "transport", "flow", "access_log", "default_headers", "message_event", "keep_alive", "on_response"}
    given: dict[str, Any] = {name: Mock() for name in (*told, "logger", "access_logger", "expect_100_continue")}
    given |= {"scope": {"type": "http", "method": "GET"}, "access_log": False, "default_headers": [(b"date", b"now")]}
    given["flow"] = Mock(write_paused=False, drain=AsyncMock())
    return RequestResponseCycle(**given | changed)


def test_the_headers_of_uvicorn_are_current() -> None:
    wire = FastWriter()
    for time in (b"one", b"two", b"two"):
        one = cycle(default_headers=[(b"date", time)])
        anyio.run(wire, one.scope, one.send, ANSWERS["/whole"], OWN)
        ((head, body),) = one.transport.writelines.call_args.args
        assert head.startswith(b"HTTP/1.1 200 OK\r\ndate: %b\r\netag" % time)
        assert body == b'{"a":1}'


def test_the_end_of_a_response_is_signalled() -> None:
    one = cycle()
    anyio.run(FastWriter(), one.scope, one.send, ANSWERS["/whole"], OWN)
    one.message_event.set.assert_called_once_with()
    assert (one.response_started, one.response_complete, one.waiting_for_100_continue) == (True, True, False)


def test_a_full_connection_is_awaited() -> None:
    one = cycle(flow=Mock(write_paused=True, drain=AsyncMock()))
    anyio.run(FastWriter(), one.scope, one.send, ANSWERS["/whole"], OWN)
    assert one.flow.drain.await_count == 2
    assert not one.transport.writelines.called


def test_a_second_response_to_a_request_is_an_error() -> None:
    one = cycle()
    one.response_started = True
    with pytest.raises(RuntimeError, match="Expected ASGI message"):
        anyio.run(FastWriter(), one.scope, one.send, ANSWERS["/whole"], OWN)


def test_the_internals_of_uvicorn_are_as_expected() -> None:
    """If this fails, read `RequestResponseCycle.send` of the new uvicorn: `FastWriter` has to do the same."""
    told = {"scope", "transport", "flow", "access_log", "default_headers", "message_event", "keep_alive", "on_response"}
    given = {name: Mock() for name in (*told, "logger", "access_logger", "expect_100_continue")}
    cycle = RequestResponseCycle(**given)
    assert {name: vars(cycle)[name] for name in told} == {name: given[name] for name in told}
    own = {name: value for name, value in vars(cycle).items() if name not in given}
    assert own == {
        "disconnected": False,
        "waiting_for_100_continue": given["expect_100_continue"],
        "body": bytearray(),
        "more_body": True,
        "response_started": False,
        "response_complete": False,
        "chunked_encoding": None,
        "expected_content_length": 0,
    }
