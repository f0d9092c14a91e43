"""Downloads: a file, whole or in parts, so that a broken download resumes (RFC 9110, section 14)."""

import os
import re
from collections.abc import Mapping
from typing import BinaryIO

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from app.web.http.envelope import is_head
from app.web.http.problems import RANGE_NOT_SATISFIABLE, ProblemError

RANGES = re.compile(
    r"bytes=[ \t]*((?:[0-9]+-[0-9]*|-[0-9]+)(?:[ \t]*,[ \t]*(?:[0-9]+-[0-9]*|-[0-9]+))*)", re.IGNORECASE
)
"""The form of the header `Range`."""

LONGEST_RANGE = 2000
"""A longer header than this is no one's who resumes a download."""


class FileDownload(FileResponse):
    """Sends an open file, and closes it.

    The file is opened once, by whoever says its entity tag in the headers: what is sent is that file to its last byte,
    also when another takes its name meanwhile. `Range` is ignored in a HEAD request, where it is malformed, and where
    `If-Range` names another entity tag. Raises a 416 problem where the file has none of the bytes that are asked for.
    """

    chunk_size = 256 * 1024
    """How much is read at once: 1 GB goes out in a second; by 64 kB, as Starlette reads, in more than two."""

    def __init__(self, file: BinaryIO, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(
            f"/dev/fd/{file.fileno()}",
            headers=headers,
            media_type=media_type,
            stat_result=os.fstat(file.fileno()),
        )
        del self.headers["last-modified"]  # the entity tag says it better: one second can see two files
        self.file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, or the parts of it that the request asks for."""
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
        """Return the parts to send; none means the whole file."""
        asked, size = headers.get("range", ""), int(self.headers["content-length"])
        if headers.get("if-range", self.headers["etag"]) != self.headers["etag"]:
            return []
        ranges = byte_ranges(asked, size)
        if ranges == []:
            raise ProblemError(
                RANGE_NOT_SATISFIABLE,
                f"The file has {size} bytes, from 0 on; the request asks for {asked[:100]}.",
                headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"},
            )
        return ranges or []


def byte_ranges(field: str, size: int) -> list[tuple[int, int]] | None:
    """Return the parts (start, end excluded) of a file of `size` bytes that a header `Range` asks for.

    Parts beyond the end are left out. None means that the header is malformed, or of another unit than bytes.
    """
    found = RANGES.fullmatch(field) if len(field) <= LONGEST_RANGE else None
    if found is None:
        return None
    parts = [part.strip().split("-") for part in found[1].split(",")]
    if any(first and last and int(first) > int(last) for first, last in parts):
        return None
    ranges = [
        (int(first), min(int(last or size) + 1, size)) if first else (max(size - int(last), 0), size)
        for first, last in parts
    ]
    return [(start, end) for start, end in ranges if start < end]
