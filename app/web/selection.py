"""Selections: the rows that a request asks for, counted, a page of them, or all of them one after another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select
from sqlmodel import Session

from app.web.cursors import Key, after, query_digest, read_cursor, write_cursor
from app.web.links import address
from app.web.parameters import Given

Row = Sequence[Any]
"""The body of a fact as JSON; where it was searched for, also the text of its document and its score."""


@dataclass(frozen=True)
class Selection:
    """What was asked for, in the order asked for."""

    path: str
    """The path of the list that it is of."""
    given: Given
    version: str
    source: FromClause
    """A table, or what tables are joined to."""
    columns: list[ColumnElement[Any]]
    """What each row has: see `Row`."""
    conditions: list[ColumnElement[bool]]
    keys: list[Key]
    """What it is sorted by; no two rows have the same values of all of them."""

    def total(self, session: Session) -> int:
        """Count all rows, also those before the cursor."""
        counted = select(func.count()).select_from(self.source).where(*self.conditions)
        return int(session.scalar(counted) or 0)

    def rows(self) -> Select[Any]:
        """Return the query for the rows from the cursor on; behind their columns are their keys."""
        conditions = list(self.conditions)
        if cursor := self.given.one("cursor"):
            start = address(self.path, self._rest.pairs)
            conditions.append(after(self.keys, read_cursor(cursor, self.version, self._digest, self.keys, start=start)))
        query = select(*self.columns, *(key.column for key in self.keys)).select_from(self.source).where(*conditions)
        return query.order_by(*(key.order for key in self.keys))

    def page(self, session: Session, limit: int) -> tuple[list[Row], str | None]:
        """Return the next rows, and the path of the page after them if there is one."""
        rows = session.execute(self.rows().limit(limit + 1)).all()
        following = self.following(rows[limit - 1]) if len(rows) > limit else None
        return [*rows[:limit]], following

    def following(self, row: Row) -> str:
        """Return the path of the page that begins after a row."""
        cursor = write_cursor(self.version, self._digest, list(row[len(self.columns) :]))
        return address(self.path, [*self._rest.pairs, ("cursor", cursor)])

    def stream(self, session: Session, at_once: int) -> Iterator[Sequence[Row]]:
        """Return all rows from the cursor on, some at once. Raises the problems of cursors before the first of them."""
        return session.execute(self.rows().execution_options(yield_per=at_once)).partitions()

    @property
    def _digest(self) -> str:
        return query_digest(self.path, self.given.pairs)

    @property
    def _rest(self) -> Given:
        return self.given.without("cursor")
