"""Selections: the facts or documents that a request asks for, a page of them, or all of them one after another."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.storage.reader import Reader, Row
from app.web.http.links import path_with_query
from app.web.http.problems import MALFORMED_CURSOR, STALE_CURSOR, ParameterError, ProblemError
from app.web.query.bitmaps import FactSet, Order
from app.web.query.fulltext import MatchSet
from app.web.query.rows import RowSource, batches, read_rows
from app.web.request.parameters import GivenParameters

MAX_FACT_NUMBER = 2**31
"""More than a collection has."""

PRESENTATION_PARAMETERS = ("cursor", "limit", "fields", "embed", "facet", "format")
"""The parameters that may change from page to page."""


@dataclass(slots=True)
class Selection:
    """What was asked for, in the order asked for."""

    path: str
    """The path of the list that it is of."""
    parameters: GivenParameters
    version: str
    facts: FactSet
    """All of it, by numbers."""
    order: Order
    rows: RowSource
    """How it is read."""
    matches: MatchSet | None = None
    """How well each matches what was searched for."""

    def page(self, reader: Reader, limit: int) -> "ResultPage":
        """Return the next of it, so many at the most. Raises the problems of cursors."""
        remaining = self._remaining()
        rows = self._read(reader, self.order.first(remaining, limit))
        next_path = (
            page_after(self.path, self.parameters, self.version, rows[-1][-1]) if len(remaining) > limit else None
        )
        return ResultPage(self, limit, rows, next_path)

    def stream(self, reader: Reader, batch_size: int) -> Iterator[Sequence[Row]]:
        """Return all rows from the cursor on, some at once."""
        remaining = self._remaining()
        return (self._read(reader, numbers) for numbers in batches(self.order, remaining, batch_size))

    def _remaining(self) -> FactSet:
        """Return what comes after the cursor."""
        cursor = self.parameters.value("cursor")
        if not cursor:
            return self.facts
        start = path_with_query(self.path, self.parameters.without("cursor").pairs)
        digest = query_digest(self.path, self.parameters.pairs)
        return self.order.after(self.facts, read_cursor(cursor, self.version, digest, start=start))

    def _read(self, reader: Reader, numbers: FactSet) -> list[Row]:
        """Return the rows with some numbers, in order; where words are searched, with their score before the number."""
        rows = read_rows(reader, self.rows, numbers)
        if self.matches is None:
            return rows
        scores = self.matches.scores(numbers)
        scored: list[Row] = [(*row[:-1], scores[row[-1]], row[-1]) for row in rows]
        return scored if self.parameters["sort"] else sorted(scored, key=lambda row: -row[-2])


@dataclass(slots=True)
class ResultPage:
    """Some of a selection."""

    selection: Selection
    limit: int
    rows: Sequence[Row]
    next: str | None
    """The path of the page after it, if there is one."""

    @property
    def total(self) -> int:
        """How many there are of the selection altogether."""
        return len(self.selection.facts)


def page_after(path: str, parameters: GivenParameters, version: str, last: int) -> str:
    """Return the path of the page of a list that begins after a fact, which is known by its number."""
    cursor = write_cursor(version, query_digest(path, parameters.pairs), last)
    return path_with_query(path, [*(pair for pair in parameters.pairs if pair[0] != "cursor"), ("cursor", cursor)])


def query_digest(path: str, pairs: list[tuple[str, str]]) -> str:
    """Hash what a cursor must agree with: what is listed and in which order, but not how far or how it looks."""
    asked = path_with_query(path, sorted([pair for pair in pairs if pair[0] not in PRESENTATION_PARAMETERS]))
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
        cursor_version, asked, last = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        is_valid = isinstance(cursor_version, str) and type(last) is int and 0 < last < MAX_FACT_NUMBER
        is_valid = is_valid and write_cursor(cursor_version, asked, last) == cursor
    except (TypeError, ValueError, RecursionError):
        is_valid = False
    if not is_valid:
        raise _malformed_cursor("It is not a cursor of this API.")
    if cursor_version != version:
        detail = "The dataset was replaced since this cursor was given. Start again at the link in `see`."
        raise ProblemError(STALE_CURSOR, detail, [ParameterError(parameter="cursor", detail=detail)], see=start)
    if asked != digest:
        raise _malformed_cursor("It belongs to a list with other filters or another sort.")
    return int(last)


def _malformed_cursor(reason: str) -> ProblemError:
    detail = f"{reason} Take it from a `next` link, or leave it out to start again."
    return ProblemError(MALFORMED_CURSOR, f"cursor: {detail}", [ParameterError(parameter="cursor", detail=detail)])
