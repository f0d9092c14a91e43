"""Paging: the facts or documents that match a request, page by page or as a stream, and the cursors between pages."""

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
"""The limit of fact numbers; no collection reaches it."""

PRESENTATION_PARAMETERS = ("cursor", "limit", "fields", "embed", "facet", "format")
"""The parameters that may change from page to page: a cursor is valid for any value of these."""


@dataclass(slots=True)
class Selection:
    """The facts or documents that match a request, in the requested order."""

    path: str
    """The path of the list."""
    parameters: GivenParameters
    version: str
    """The version of the dataset."""
    facts: FactSet
    """The numbers of all matches, on this page or not."""
    order: Order
    rows: RowSource
    """The table and the columns to read."""
    matches: MatchSet | None = None
    """How well each matches the search `q`, if there is one."""

    def page(self, reader: Reader, limit: int) -> "ResultPage":
        """Return the page after the cursor, with at most `limit` rows. Raises the problems of cursors."""
        remaining = self._remaining()
        rows = self._read(reader, self.order.first(remaining, limit))
        next_path = (
            page_after(self.path, self.parameters, self.version, rows[-1][-1]) if len(remaining) > limit else None
        )
        return ResultPage(self, limit, rows, next_path)

    def stream(self, reader: Reader, batch_size: int) -> Iterator[Sequence[Row]]:
        """Return all rows after the cursor, in batches. Raises the problems of cursors before the first batch."""
        remaining = self._remaining()
        return (self._read(reader, numbers) for numbers in batches(self.order, remaining, batch_size))

    def _remaining(self) -> FactSet:
        """Return the numbers of the facts after the cursor."""
        cursor = self.parameters.value("cursor")
        if not cursor:
            return self.facts
        start = path_with_query(self.path, self.parameters.without("cursor").pairs)
        digest = query_digest(self.path, self.parameters.pairs)
        return self.order.after(self.facts, read_cursor(cursor, self.version, digest, start=start))

    def _read(self, reader: Reader, numbers: FactSet) -> list[Row]:
        """Return the rows with some numbers, in order; with a search, each has its score before the number."""
        rows = read_rows(reader, self.rows, numbers)
        if self.matches is None:
            return rows
        scores = self.matches.scores(numbers)
        scored: list[Row] = [(*row[:-1], scores[row[-1]], row[-1]) for row in rows]
        return scored if self.parameters["sort"] else sorted(scored, key=lambda row: -row[-2])


@dataclass(slots=True)
class ResultPage:
    """A page of a selection."""

    selection: Selection
    limit: int
    rows: Sequence[Row]
    next: str | None
    """The path of the next page; None for the last."""

    @property
    def total(self) -> int:
        """The number of matches on all pages together."""
        return len(self.selection.facts)


def page_after(path: str, parameters: GivenParameters, version: str, last: int) -> str:
    """Return the path of the page of a list that begins after the fact with the number `last`."""
    cursor = write_cursor(version, query_digest(path, parameters.pairs), last)
    return path_with_query(path, [*(pair for pair in parameters.pairs if pair[0] != "cursor"), ("cursor", cursor)])


def query_digest(path: str, pairs: list[tuple[str, str]]) -> str:
    """Hash the path, the filters, the search and the sort: a cursor is valid for requests with the same hash only."""
    query = path_with_query(path, sorted([pair for pair in pairs if pair[0] not in PRESENTATION_PARAMETERS]))
    return hashlib.blake2b(query.encode(), digest_size=6).hexdigest()


def write_cursor(version: str, digest: str, last: int) -> str:
    """Return the cursor of the page that begins after the fact with the number `last`."""
    token = f'["{version}","{digest}",{last}]'
    return base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")


def read_cursor(cursor: str, version: str, digest: str, start: str) -> int:
    """Return the number of the fact after which the page of a cursor begins.

    Raises `ProblemError`: 422 if the cursor is malformed or belongs to another list, 410 with a link to `start` if it
    belongs to another dataset.
    """
    try:
        cursor_version, cursor_digest, last = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        is_valid = isinstance(cursor_version, str) and type(last) is int and 0 < last < MAX_FACT_NUMBER
        is_valid = is_valid and write_cursor(cursor_version, cursor_digest, last) == cursor
    except (TypeError, ValueError, RecursionError):
        is_valid = False
    if not is_valid:
        raise _malformed_cursor("It is not a cursor of this API.")
    if cursor_version != version:
        detail = "The dataset was replaced since this cursor was given. Start again at the link in `see`."
        raise ProblemError(STALE_CURSOR, detail, [ParameterError(parameter="cursor", detail=detail)], see=start)
    if cursor_digest != digest:
        raise _malformed_cursor("It belongs to a list with other filters or another sort.")
    return int(last)


def _malformed_cursor(reason: str) -> ProblemError:
    detail = f"{reason} Take it from a `next` link, or leave it out to start again."
    return ProblemError(MALFORMED_CURSOR, f"cursor: {detail}", [ParameterError(parameter="cursor", detail=detail)])
