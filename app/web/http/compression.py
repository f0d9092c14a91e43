"""Compression: zstd or gzip, for readers that take it.

A compressed body is a representation of its own (RFC 9110, section 8.8.3.3), and has its own entity tag: the `"x"` of
the application becomes `"x-zstd"`. The application knows nothing of it. In a request's `If-None-Match`, `"x-gzip"`
becomes `"x"` where the request takes gzip, so that the application can answer 304; that 304 then has the tag that the
reader sent, so that a cache finds its copy, and the `Vary` that the whole answer has: where that can't be compressed,
the application says its `Content-Type` in the 304, which goes no further. A tag with a coding that the request doesn't
take stays as it is and matches nothing: the answer is whole. `If-Range` stays too: parts are given of uncompressed
bodies only, under `"x"`.
"""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import zstandard
from anyio import to_thread
from starlette.types import Scope

from app.web.http.negotiation import accepted_codings, entity_tags, header

CODINGS = ("zstd", "gzip")
"""The codings, best first."""

CODED_TAG = re.compile(rb'-(zstd|gzip)"')
COMPRESSIBLE = re.compile(rb"text/.+|image/svg\+xml|application/(json|javascript|x-ndjson|xml|.+\+json|.+\+xml)")
GZIP_LEVEL = 5
"""Beyond it gzip takes half as long again for one percent: Swagger UI's 1.7 MB are 454 kB in 29 ms, at 6 449 in 42."""
ZSTD_LEVEL = 3
"""The library's own: the same 1.7 MB are 449 kB in 6 ms."""

SMALL = 300
"""Up to so many bytes a body without an entity tag stays as it is; with one, the tag must follow from the request."""
AT_ONCE = 64 * 1024
"""Up to so many bytes are compressed on the event loop, in about 1 ms; a thread costs 0.1 ms."""


Headers = dict[bytes, bytes]
"""The headers of a response; none of ours stands in several lines."""


class RequestCodings:
    """How a request is read: the codings that its reader takes, and the entity tags of the copies that it has."""

    def __init__(self, scope: Scope) -> None:
        self.codings = accepted_codings(header(scope, b"accept-encoding"), CODINGS)
        self.held = entity_tags(header(scope, b"if-none-match"))
        self.scope = self._without_codings(scope) if self.held else scope
        """The request as the application sees it."""

    def _without_codings(self, scope: Scope) -> Scope:
        plain = [
            (name, _plain(value, self.codings) if name == b"if-none-match" else value)
            for name, value in scope["headers"]
        ]
        return {**scope, "headers": plain}

    def adapt(self, status: int, headers: Headers) -> "Compressor | None":
        """Make headers those of what is sent, all but its length; return what compresses it, if anything does."""
        etag = headers.get(b"etag")
        if status == 304 and etag:
            headers[b"etag"] = self._held_tag(etag)
            if _may_be_compressed({b"content-type": b"text/plain"} | headers):
                _add_to_vary(headers)
            headers.pop(b"content-type", None)
        elif _may_be_compressed(headers):
            _add_to_vary(headers)
            coding = self.codings[0]
            small = not etag and int(headers.get(b"content-length", SMALL + 1)) <= SMALL
            if coding == "identity" or status == 206 or small:
                return None
            headers[b"content-encoding"] = coding.encode()
            headers.pop(b"accept-ranges", None)
            if etag:
                headers[b"etag"] = _tag(etag, coding)
            return Compressor(coding)
        return None

    def _held_tag(self, etag: bytes) -> bytes:
        """Return the tag of the copy that the reader has; of several, the one of the coding it likes best."""
        tags = [_tag(etag, coding) for coding in self.codings]
        return next((tag for tag in tags if tag.decode("latin-1") in self.held), etag)


class Compressor:
    """Compresses a body part by part, so that each part can be read when it arrives."""

    def __init__(self, coding: str) -> None:
        zstd = coding == "zstd"
        self.stream: Any = (
            zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()
            if zstd
            else zlib.compressobj(GZIP_LEVEL, wbits=zlib.MAX_WBITS + 16)  # + 16: gzip; it writes no time
        )
        self.part_ends = zstandard.COMPRESSOBJ_FLUSH_BLOCK if zstd else zlib.Z_SYNC_FLUSH

    async def coded(self, chunk: bytes, *, last: bool) -> bytes:
        """Compress a part: a small one at once, a larger one in a thread."""
        small = len(chunk) <= AT_ONCE
        return self._coded(chunk, last) if small else await to_thread.run_sync(self._coded, chunk, last)

    def _coded(self, chunk: bytes, last: bool) -> bytes:
        begun: bytes = self.stream.compress(chunk)
        ended: bytes = self.stream.flush() if last else self.stream.flush(self.part_ends)
        return begun + ended


def _may_be_compressed(headers: Headers) -> bool:
    fixed = b"content-encoding" in headers or b"no-transform" in headers.get(b"cache-control", b"").lower()
    return not fixed and _is_compressible(headers.get(b"content-type", b""))


@lru_cache(1000)
def _is_compressible(content_type: bytes) -> bool:
    return COMPRESSIBLE.fullmatch(content_type.partition(b";")[0].strip().lower()) is not None


def _add_to_vary(headers: Headers) -> None:
    """Say that the answer depends on `Accept-Encoding` too."""
    headers[b"vary"] = b"%b, Accept-Encoding" % headers[b"vary"] if b"vary" in headers else b"Accept-Encoding"


def _tag(etag: bytes, coding: str) -> bytes:
    """Return the entity tag of a representation in a coding; a weak one is that of all of them."""
    return etag if coding == "identity" or etag.startswith(b"W/") else b'%b-%b"' % (etag[:-1], coding.encode())


def _plain(if_none_match: bytes, codings: Sequence[str]) -> bytes:
    """Take the codings that the request takes out of its entity tags."""
    return CODED_TAG.sub(lambda end: b'"' if end[1].decode() in codings else end[0], if_none_match)
