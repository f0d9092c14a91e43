"""Selections: the facts or documents that a request asks for, a page of them, or all of them one after another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.storage.reader import Reader, Row
from app.web.cursors import query_digest, read_cursor, write_cursor
from app.web.http.links import address
from app.web.query.bitmaps import Facts, Order
from app.web.query.fulltext import Matches
from app.web.query.rows import Rows, in_order, read_rows
from app.web.request.parameters import Given


@dataclass(slots=True)
class Selection:
    """What was asked for, in the order asked for."""

    path: str
    """The path of the list that it is of."""
    given: Given
    version: str
    facts: Facts
    """All of it, by numbers."""
    order: Order
    rows: Rows
    """How it is read."""
    matches: Matches | None = None
    """How well each matches what was searched for."""

    def page(self, reader: Reader, limit: int) -> "Page":
        """Return the next of it, so many at the most. Raises the problems of cursors."""
        left = self._left()
        rows = self._read(reader, self.order.first(left, limit))
        more = page_after(self.path, self.given, self.version, rows[-1][-1]) if len(left) > limit else None
        return Page(self, limit, rows, more)

    def stream(self, reader: Reader, at_once: int) -> Iterator[Sequence[Row]]:
        """Return all rows from the cursor on, some at once."""
        left = self._left()
        return (self._read(reader, numbers) for numbers in in_order(self.order, left, at_once))

    def _left(self) -> Facts:
        """Return what comes after the cursor."""
        cursor = self.given.one("cursor")
        if not cursor:
            return self.facts
        start = address(self.path, self.given.without("cursor").pairs)
        digest = query_digest(self.path, self.given.pairs)
        return self.order.beyond(self.facts, read_cursor(cursor, self.version, digest, start=start))

    def _read(self, reader: Reader, numbers: Facts) -> list[Row]:
        """Return the rows with some numbers, in order; where words are searched, with their score before the number."""
        rows = read_rows(reader, self.rows, numbers)
        if self.matches is None:
            return rows
        scores = self.matches.scores(numbers)
        scored: list[Row] = [(*row[:-1], scores[row[-1]], row[-1]) for row in rows]
        return scored if self.given["sort"] else sorted(scored, key=lambda row: -row[-2])


@dataclass(slots=True)
class Page:
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


def page_after(path: str, given: Given, version: str, last: int) -> str:
    """Return the path of the page of a list that begins after a fact, which is known by its number."""
    cursor = write_cursor(version, query_digest(path, given.pairs), last)
    return address(path, [*(pair for pair in given.pairs if pair[0] != "cursor"), ("cursor", cursor)])
