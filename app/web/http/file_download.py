"""Downloads of a file, complete or by byte ranges, so that a broken download can be resumed (RFC 9110, section 14).

Starlette's `FileResponse` sends the parts. `Range` is read here: Starlette answers 400 where RFC 9110 says to ignore
the header, 416 where one of several ranges can be served, and both as plain text.
"""

import os
import re
from collections.abc import Mapping
from typing import BinaryIO

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from app.web.http.envelope import is_head
from app.web.http.problems import RANGE_NOT_SATISFIABLE, ProblemError

RANGE_HEADER = re.compile(
    r"bytes=[ \t]*((?:[0-9]+-[0-9]*|-[0-9]+)(?:[ \t]*,[ \t]*(?:[0-9]+-[0-9]*|-[0-9]+))*)", re.IGNORECASE
)
"""The syntax of the header `Range`, in bytes."""

MAX_HEADER_LENGTH = 2000
"""The length in characters beyond which `Range` is ignored: no client that resumes a download needs more."""


class FileDownload(FileResponse):
    """Sends an open file, and closes it.

    `headers` must contain the `ETag` of that very file. It stays open while it is sent: a file that replaces it under
    the same name is never mixed in. `Range` is ignored if it is malformed, in a HEAD request, and if `If-Range` names
    another entity tag. Raises a 416 problem if the file has none of the requested bytes.
    """

    chunk_size = 256 * 1024
    """Bytes per read: 1 GB is sent in one second; with Starlette's 64 kB in more than two."""

    def __init__(self, file: BinaryIO, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(
            f"/dev/fd/{file.fileno()}",
            headers=headers,
            media_type=media_type,
            stat_result=os.fstat(file.fileno()),
        )
        del self.headers["last-modified"]  # two files can have the same second; the entity tag is exact
        self.file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or the ranges that the request asks for."""
        with self.file:
            headers = MutableHeaders(raw=list(scope["headers"]))
            ranges = [] if is_head(scope) else self._ranges(headers)
            del headers["range"]
            del headers["if-range"]
            if ranges:
                headers["range"] = "bytes=" + ",".join(f"{start}-{end - 1}" for start, end in ranges)
            method = "HEAD" if is_head(scope) else scope["method"]
            await super().__call__({**scope, "method": method, "headers": headers.raw}, receive, send)

    def _ranges(self, headers: Headers) -> list[tuple[int, int]]:
        """Return the ranges to send; none for the complete file."""
        range_header, size = headers.get("range", ""), int(self.headers["content-length"])
        if headers.get("if-range", self.headers["etag"]) != self.headers["etag"]:
            return []
        ranges = byte_ranges(range_header, size)
        if ranges == []:
            raise ProblemError(
                RANGE_NOT_SATISFIABLE,
                f"The file has {size} bytes, from 0 on; the request asks for {range_header[:100]}.",
                headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"},
            )
        return ranges or []


def byte_ranges(field: str, size: int) -> list[tuple[int, int]] | None:
    """Return the ranges (start, end excluded) of a file of `size` bytes that a header `Range` asks for.

    Ranges beyond the end are left out. Returns None if the header is malformed or its unit is not bytes.
    """
    match = RANGE_HEADER.fullmatch(field) if len(field) <= MAX_HEADER_LENGTH else None
    if match is None:
        return None
    parts = [part.strip().split("-") for part in match[1].split(",")]
    if any(first and last and int(first) > int(last) for first, last in parts):
        return None
    ranges = [
        (int(first), min(int(last or size) + 1, size)) if first else (max(size - int(last), 0), size)
        for first, last in parts
    ]
    return [(start, end) for start, end in ranges if start < end]
