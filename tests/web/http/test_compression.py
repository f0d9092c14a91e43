"""Compression as a client sees it: complete headers, and bodies decompressed part by part."""

import threading
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import anyio
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.http.cors import Cors
from app.web.http.links import Links
from app.web.http.negotiation import etag_matches
from app.web.serving.pipeline import Pipeline
from tests.serving import SECURITY

TEXT = b'{"name":"the words"},' * 40
JSON = "application/json"
SENT_WHOLE = {"content-length": str(len(TEXT)), "content-type": JSON}


@dataclass
class Answer:
    """The messages that were sent."""

    status: int
    headers: dict[str, str]
    parts: list[bytes]


def ask(app: ASGIApp, accept_encoding: str = "", **headers: str) -> Answer:
    """Send a request through the pipeline; return the response without the headers that every response has."""
    given = {"accept-encoding": accept_encoding, **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = [(name.encode(), line.encode()) for name, value in given.items() for line in value.split("\n")]
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": raw}
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    anyio.run(Pipeline(app, Cors([]), Links()), scope, receive, send)
    start, *parts = messages
    names = [name.decode() for name, _ in start["headers"]]
    assert len(names) == len(set(names))
    assert [part.get("more_body", False) for part in parts] == [True] * (len(parts) - 1) + [False]
    return Answer(
        start["status"],
        _own({name.decode(): value.decode() for name, value in start["headers"]}),
        [part["body"] for part in parts],
    )


def _own(headers: dict[str, str]) -> dict[str, str]:
    """Return the headers without those that every response has."""
    vary = headers.pop("vary").removesuffix("Origin").removesuffix(", ")
    of_all = {*SECURITY, "content-security-policy", "x-request-id"}
    return {name: value for name, value in {**headers, "vary": vary}.items() if value and name not in of_all}


def unzip(parts: list[bytes], coding: str) -> list[bytes]:
    """Decompress a body part by part, as far as the parts that have arrived allow."""
    reader: Any = (
        zstandard.ZstdDecompressor().decompressobj() if coding == "zstd" else zlib.decompressobj(zlib.MAX_WBITS + 16)
    )
    read = [reader.decompress(part) for part in parts]
    assert reader.eof
    return read


def tagged(etag: str = '"x"', **headers: str) -> ASGIApp:
    """Return an application that answers conditional requests and does not know about codings."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if etag_matches(", ".join(Request(scope).headers.getlist("if-none-match")), etag, exists=True):
            response = Response(status_code=304, headers={"ETag": etag, "Vary": "Accept"})
        else:
            response = Response(TEXT, headers={"ETag": etag, "Vary": "Accept", **headers}, media_type=JSON)
        await response(scope, receive, send)

    return app


def streaming(*chunks: bytes, **headers: str) -> ASGIApp:
    async def parts() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return StreamingResponse(parts(), headers=headers, media_type="application/x-ndjson")


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [("gzip", "gzip"), ("gzip, zstd", "zstd"), ("zstd;q=0.5, gzip", "gzip"), ("*", "zstd")],
)
def test_a_complete_body_is_compressed(accept_encoding: str, coding: str) -> None:
    answer = ask(tagged(), accept_encoding)
    (body,) = answer.parts
    assert answer.headers == {
        "content-type": JSON,
        "etag": f'"x-{coding}"',
        "vary": "Accept, Accept-Encoding",
        "content-encoding": coding,
        "content-length": str(len(body)),
    }
    assert len(body) < 100
    assert unzip([body], coding) == [TEXT]
    assert ask(tagged(), accept_encoding).parts == [body]


@pytest.mark.parametrize("accept_encoding", ["", "identity", "br", "gzip;q=0", "identity, gzip;q=0.5"])
def test_a_client_without_accept_encoding_gets_no_compression(accept_encoding: str) -> None:
    answer = ask(tagged(), accept_encoding)
    assert answer.headers == {**SENT_WHOLE, "etag": '"x"', "vary": "Accept, Accept-Encoding"}
    assert answer.parts == [TEXT]


@pytest.mark.parametrize(
    ("media_type", "compressed"),
    [
        ("text/csv; charset=utf-8", True),
        ("TEXT/HTML", True),
        ("application/ld+json", True),
        ("application/problem+json", True),
        ("application/csvm+json", True),
        ("application/x-ndjson", True),
        ("application/javascript", True),
        ("application/atom+xml", True),
        ("image/svg+xml", True),
        ("application/vnd.sqlite3", False),
        ("application/jsonp", False),
        ("image/png", False),
        ("font/woff2", False),
        ("", False),
    ],
)
def test_compressible_media_types(media_type: str, compressed: bool) -> None:
    headers = ask(Response(TEXT, headers={"Content-Type": media_type}), "gzip").headers
    assert headers.get("content-encoding") == ("gzip" if compressed else None)
    assert headers.get("vary") == ("Accept-Encoding" if compressed else None)


@pytest.mark.parametrize("fixed", [{"cache-control": "public, No-Transform"}, {"content-encoding": "br"}])
def test_a_response_with_no_transform_is_not_compressed(fixed: dict[str, str]) -> None:
    answer = ask(tagged(**fixed), "gzip")
    assert answer.headers == {**SENT_WHOLE, **fixed, "etag": '"x"', "vary": "Accept"}
    assert answer.parts == [TEXT]


def test_a_weak_tag_is_shared_by_all_codings() -> None:
    assert ask(tagged('W/"x"'), "gzip").headers["etag"] == 'W/"x"'
    assert ask(tagged('W/"x"'), "gzip", if_none_match='W/"x"').headers["etag"] == 'W/"x"'


def test_a_small_body_is_compressed_only_if_it_has_a_tag() -> None:
    small = ask(Response(b"x" * 300, media_type=JSON), "gzip")
    assert small.headers == {"content-type": JSON, "content-length": "300", "vary": "Accept-Encoding"}
    assert small.parts == [b"x" * 300]
    assert ask(Response(b"x" * 301, media_type=JSON), "gzip").headers["content-encoding"] == "gzip"
    tiny = ask(Response(b"{}", headers={"ETag": '"x"'}, media_type=JSON), "gzip")
    assert tiny.headers["etag"] == '"x-gzip"'
    assert unzip(tiny.parts, "gzip") == [b"{}"]


def test_an_error_is_compressed_like_any_response() -> None:
    answer = ask(Response(TEXT, 422, media_type="application/problem+json"), "gzip")
    assert (answer.status, answer.headers["content-encoding"]) == (422, "gzip")


def test_a_partial_response_is_not_compressed() -> None:
    headers = {"ETag": '"x"', "Content-Range": "bytes 0-839/2000", "Accept-Ranges": "bytes"}
    answer = ask(Response(TEXT, 206, headers, JSON), "gzip", range="bytes=0-839")
    lower = {name.lower(): value for name, value in headers.items()}
    assert answer.headers == {**SENT_WHOLE, **lower, "vary": "Accept-Encoding"}
    assert answer.parts == [TEXT]


def test_a_compressed_response_has_no_accept_ranges() -> None:
    app = Response(TEXT, headers={"Accept-Ranges": "bytes"}, media_type=JSON)
    assert "accept-ranges" not in ask(app, "gzip").headers
    assert ask(app).headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("coding", ["zstd", "gzip"])
def test_every_part_of_a_stream_can_be_decompressed_on_arrival(coding: str) -> None:
    chunks = [b'{"a":1}\n', TEXT, b'{"b":2}\n']
    answer = ask(streaming(*chunks, ETag='"x"'), coding)
    assert answer.headers == {
        "content-type": "application/x-ndjson",
        "etag": f'"x-{coding}"',
        "content-encoding": coding,
        "vary": "Accept-Encoding",
    }
    assert unzip(answer.parts, coding) == [*chunks, b""]


def test_a_stream_without_compression_passes_part_by_part() -> None:
    assert ask(streaming(b"a", b"b")).parts == [b"a", b"b", b""]


def test_a_compressed_stream_loses_its_length() -> None:
    assert "content-length" not in ask(streaming(TEXT, **{"Content-Length": str(len(TEXT))}), "gzip").headers


@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=5), st.sampled_from(["zstd", "gzip"]))
def test_every_compressed_stream_decompresses_to_the_original(chunks: list[bytes], coding: str) -> None:
    assert b"".join(unzip(ask(streaming(*chunks), coding).parts, coding)) == b"".join(chunks)


def test_a_large_part_is_compressed_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[bool] = []

    def noting(made: Callable[..., Any]) -> Callable[..., Any]:
        def compressobj(*args: Any, **options: Any) -> Any:
            stream = made(*args, **options)

            class Noting:
                flush = stream.flush

                def compress(self, chunk: bytes) -> bytes:
                    threads.append(threading.current_thread() is threading.main_thread())
                    compressed: bytes = stream.compress(chunk)
                    return compressed

            return Noting()

        return compressobj

    monkeypatch.setattr(zlib, "compressobj", noting(zlib.compressobj))
    large = b"0123456789abcdef" * 4097
    assert unzip(ask(streaming(large[:65536], large), "gzip").parts, "gzip") == [large[:65536], large, b""]
    assert threads == [True, False, True]


@pytest.mark.parametrize(
    ("accept_encoding", "if_none_match", "answered"),
    [
        ("gzip", '"x-gzip"', '304 "x-gzip"'),
        ("gzip", 'W/"x-gzip"', '304 "x-gzip"'),
        ("gzip", '"a", "x-gzip"', '304 "x-gzip"'),
        ("gzip", '"x-gzip", "x"', '304 "x-gzip"'),
        ("zstd, gzip", '"x-gzip", "x-zstd"', '304 "x-zstd"'),
        ("zstd, gzip", '"x-gzip"', '304 "x-gzip"'),
        ("identity, gzip;q=0.5", '"x-gzip", "x"', '304 "x"'),
        ("identity, gzip;q=0.5", '"x-gzip"', '304 "x-gzip"'),
        ("gzip", '"x"', '304 "x"'),
        ("gzip", "*", '304 "x"'),
        ("br\ngzip", '"a"\n"x-gzip"', '304 "x-gzip"'),
        ("", '"x"', '304 "x"'),
        ("", '"x-gzip", "x"', '304 "x"'),
        ("", '"x-gzip"', '200 "x"'),
        ("", '"x-identity"', '200 "x"'),
        ("gzip", '"x-zstd"', '200 "x-gzip"'),
        ("gzip", '"x-gzip-gzip"', '200 "x-gzip"'),
        ("zstd, gzip", '"x-gzip-zstd"', '200 "x-zstd"'),
        ("gzip", '"y-gzip"', '200 "x-gzip"'),
        ("gzip;q=0, zstd", '"x-gzip"', '200 "x-zstd"'),
    ],
)
def test_a_304_has_the_tag_of_the_cached_response(accept_encoding: str, if_none_match: str, answered: str) -> None:
    answer = ask(tagged(), accept_encoding, if_none_match=if_none_match)
    assert f"{answer.status} {answer.headers['etag']}" == answered
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    if answer.status == 304:
        assert set(answer.headers) == {"etag", "vary"}
        assert answer.parts == [b""]


@pytest.mark.parametrize(
    ("whole", "vary"),
    [
        ({}, "Accept-Encoding"),
        ({"Content-Type": "text/csv; charset=utf-8"}, "Accept-Encoding"),
        ({"Content-Type": "application/vnd.sqlite3"}, None),
        ({"Cache-Control": "no-transform"}, None),
    ],
)
def test_a_304_has_the_vary_of_the_response_with_a_body(whole: dict[str, str], vary: str | None) -> None:
    answer = ask(Response(status_code=304, headers={"ETag": '"x"', **whole}), "gzip", if_none_match='"x"')
    assert (answer.status, answer.headers.get("vary"), "content-type" in answer.headers) == (304, vary, False)


def test_a_304_without_a_tag_is_unchanged() -> None:
    assert ask(Response(status_code=304), "gzip").headers == {}
