"""Cursors: where a list goes on, as an opaque token.

A cursor names the last fact that was given, after which its order goes on, so that its cost does not grow with depth;
and the dataset and the query that it belongs to, so that it can't be used with another.
"""

import base64
import hashlib
import json

from app.web.http.links import address
from app.web.http.problems import MALFORMED_CURSOR, STALE_CURSOR, ParameterError, ProblemError

MOST_FACTS = 2**31
"""More than a collection has."""

LOOKS = ("cursor", "limit", "fields", "embed", "facet", "format")
"""The parameters that may change from page to page."""


def query_digest(path: str, pairs: list[tuple[str, str]]) -> str:
    """Hash what a cursor must agree with: what is listed and in which order, but not how far or how it looks."""
    asked = address(path, sorted([pair for pair in pairs if pair[0] not in LOOKS]))
    return hashlib.blake2b(asked.encode(), digest_size=6).hexdigest()


def write_cursor(version: str, digest: str, last: int) -> str:
    """Return the cursor that goes on after a fact, which is known by its number."""
    token = f'["{version}","{digest}",{last}]'
    return base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")


def read_cursor(cursor: str, version: str, digest: str, start: str) -> int:
    """Return the number of the fact that a cursor goes on after.

    Raises `ProblemError`: 422 for one that is not ours or belongs to another list, 410 with a link to `start` for one
    of another dataset.
    """
    try:
        made_for, asked, last = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        ours = isinstance(made_for, str) and type(last) is int and 0 < last < MOST_FACTS
        ours = ours and write_cursor(made_for, asked, last) == cursor
    except (TypeError, ValueError, RecursionError):
        ours = False
    if not ours:
        raise _malformed("It is not a cursor of this API.")
    if made_for != version:
        detail = "The dataset was replaced since this cursor was given. Start again at the link in `see`."
        raise ProblemError(STALE_CURSOR, detail, [ParameterError(parameter="cursor", detail=detail)], see=start)
    if asked != digest:
        raise _malformed("It belongs to a list with other filters or another sort.")
    return int(last)


def _malformed(reason: str) -> ProblemError:
    detail = f"{reason} Take it from a `next` link, or leave it out to start again."
    return ProblemError(MALFORMED_CURSOR, f"cursor: {detail}", [ParameterError(parameter="cursor", detail=detail)])
