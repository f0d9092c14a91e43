"""Compression of responses: zstd or gzip, as the client's `Accept-Encoding` allows.

A compressed body is a representation of its own (RFC 9110, section 8.8.3.3) with an entity tag of its own: the `"x"` of
the application becomes `"x-zstd"`. The application does not know about compression:

- In a request, `"x-gzip"` in `If-None-Match` becomes `"x"` if the client accepts gzip, so that the application can
  answer 304. A tag with a coding that the client does not accept stays, matches nothing, and the body is sent.
- A 304 gets the tag that the client sent, so that a cache finds its copy, and the `Vary` of the response with a body.
  If that body can't be compressed, the application names its `Content-Type` in the 304; it is removed here.
- `If-Range` stays as it is: only uncompressed bodies are served in parts, under `"x"`.
"""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import zstandard
from anyio import to_thread
from starlette.types import Scope

from app.web.http.negotiation import accepted_codings, entity_tags, request_header

CODINGS = ("zstd", "gzip")
"""The content codings on offer, the preferred one first."""

CODED_TAG = re.compile(rb'-(zstd|gzip)"')
COMPRESSIBLE = re.compile(rb"text/.+|image/svg\+xml|application/(json|javascript|x-ndjson|xml|.+\+json|.+\+xml)")
GZIP_LEVEL = 5
"""Level 6 takes half as long again to save one percent: Swagger UI's 1.7 MB become 454 kB in 29 ms, or 449 kB in 42."""
ZSTD_LEVEL = 3
"""The library's default: the same 1.7 MB become 449 kB in 6 ms."""

MAX_UNCOMPRESSED = 300
"""The size in bytes up to which a body without an entity tag is sent uncompressed.

A body with a tag is always compressed, since its tag must depend on the request only.
"""
MAX_ON_EVENT_LOOP = 64 * 1024
"""The size in bytes up to which a part is compressed on the event loop, in about 1 ms; a thread costs 0.1 ms."""


Headers = dict[bytes, bytes]
"""The headers of a response; no response of this API repeats a header."""


class RequestCodings:
    """The content codings that a client accepts, and the entity tags of the responses that it has cached."""

    def __init__(self, scope: Scope) -> None:
        self.codings = accepted_codings(request_header(scope, b"accept-encoding"), CODINGS)
        self.cached_tags = entity_tags(request_header(scope, b"if-none-match"))
        self.scope = self._without_codings(scope) if self.cached_tags else scope
        """The request as the application sees it: its `If-None-Match` names no codings."""

    def _without_codings(self, scope: Scope) -> Scope:
        plain = [
            (name, _without_codings(value, self.codings) if name == b"if-none-match" else value)
            for name, value in scope["headers"]
        ]
        return {**scope, "headers": plain}

    def compressor_for(self, status: int, headers: Headers) -> "Compressor | None":
        """Return the compressor of a response, or None; change its headers to fit, except for `Content-Length`."""
        etag = headers.get(b"etag")
        if status == 304 and etag:
            headers[b"etag"] = self._cached_tag(etag)
            if _can_be_compressed({b"content-type": b"text/plain"} | headers):
                _add_to_vary(headers)
            headers.pop(b"content-type", None)
        elif _can_be_compressed(headers):
            _add_to_vary(headers)
            coding = self.codings[0]
            is_small = not etag and int(headers.get(b"content-length", MAX_UNCOMPRESSED + 1)) <= MAX_UNCOMPRESSED
            if coding == "identity" or status == 206 or is_small:
                return None
            headers[b"content-encoding"] = coding.encode()
            headers.pop(b"accept-ranges", None)
            if etag:
                headers[b"etag"] = _coded_tag(etag, coding)
            return Compressor(coding)
        return None

    def _cached_tag(self, etag: bytes) -> bytes:
        """Return the tag of the copy that the client has; of several, the one with the coding that it prefers."""
        tags = [_coded_tag(etag, coding) for coding in self.codings]
        return next((tag for tag in tags if tag.decode("latin-1") in self.cached_tags), etag)


class Compressor:
    """Compresses a body part by part; the client can decompress each part when it arrives."""

    def __init__(self, coding: str) -> None:
        is_zstd = coding == "zstd"
        self.stream: Any = (
            zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()
            if is_zstd
            else zlib.compressobj(GZIP_LEVEL, wbits=zlib.MAX_WBITS + 16)  # + 16: gzip, without a timestamp
        )
        self.flush_mode = zstandard.COMPRESSOBJ_FLUSH_BLOCK if is_zstd else zlib.Z_SYNC_FLUSH

    async def compress(self, chunk: bytes, *, last: bool) -> bytes:
        """Compress a part: a small one on the event loop, a larger one in a thread."""
        is_small = len(chunk) <= MAX_ON_EVENT_LOOP
        if is_small:
            return self._compress_part(chunk, last)
        return await to_thread.run_sync(self._compress_part, chunk, last)

    def _compress_part(self, chunk: bytes, last: bool) -> bytes:
        compressed: bytes = self.stream.compress(chunk)
        flushed: bytes = self.stream.flush() if last else self.stream.flush(self.flush_mode)
        return compressed + flushed


def _can_be_compressed(headers: Headers) -> bool:
    is_final = b"content-encoding" in headers or b"no-transform" in headers.get(b"cache-control", b"").lower()
    return not is_final and _is_compressible(headers.get(b"content-type", b""))


@lru_cache(1000)
def _is_compressible(content_type: bytes) -> bool:
    return COMPRESSIBLE.fullmatch(content_type.partition(b";")[0].strip().lower()) is not None


def _add_to_vary(headers: Headers) -> None:
    """Add `Accept-Encoding` to `Vary`."""
    headers[b"vary"] = b"%b, Accept-Encoding" % headers[b"vary"] if b"vary" in headers else b"Accept-Encoding"


def _coded_tag(etag: bytes, coding: str) -> bytes:
    """Return the entity tag of a representation in a coding; a weak tag is shared by all codings."""
    return etag if coding == "identity" or etag.startswith(b"W/") else b'%b-%b"' % (etag[:-1], coding.encode())


def _without_codings(if_none_match: bytes, codings: Sequence[str]) -> bytes:
    """Remove the codings that the client accepts from its entity tags: `"x-gzip"` becomes `"x"`."""
    return CODED_TAG.sub(lambda match: b'"' if match[1].decode() in codings else match[0], if_none_match)
