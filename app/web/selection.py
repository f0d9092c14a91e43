"""Selections: the rows that a request asks for, counted, a page of them, or all of them one after another.

They are found by a query, or, in large collections, by sets and then picked; see `app.web.questions` and `picking`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Boolean

from app.reader import Reader, Row, Values
from app.web.cursors import Key, query_digest, read_cursor, write_cursor
from app.web.links import address
from app.web.parameters import Given
from app.web.picking import Picker
from app.web.questions import Question, counting, ordering, paging
from app.web.sets import Facts, Wanted


@dataclass(frozen=True)
class Selection:
    """What was asked for, in the order asked for."""

    path: str
    """The path of the list that it is of."""
    given: Given
    version: str
    question: Question
    values: Values
    """The values of the question."""
    wanted: Wanted | None = None
    """What the facts of a collection have to be; None where it asks for more than sets can say."""

    def page(self, reader: Reader, limit: int) -> "Page":
        """Return the next rows, so many at the most."""
        facts = self.wanted.facts(reader) if self.wanted else None
        if facts is None:
            nulls, values = self.position
            rows = reader.rows(paging(self.question, nulls), {**self.values, **values, "limit": limit + 1})
        else:
            rows = next(self._picked(reader, facts, limit + 1), [])
        following = self.following(rows[limit - 1]) if len(rows) > limit else None
        return Page(self, limit, rows[:limit], following, facts)

    def stream(self, reader: Reader, at_once: int) -> Iterator[Sequence[Row]]:
        """Return all rows from the cursor on, some at once."""
        facts = self.wanted.facts(reader) if self.wanted else None
        if facts is None:
            nulls, values = self.position
            return reader.parts(ordering(self.question, nulls), {**self.values, **values}, at_once)
        return self._picked(reader, facts, at_once)

    def _picked(self, reader: Reader, facts: Facts, at_once: int) -> Iterator[list[Row]]:
        assert self.wanted
        _, cursor = self.position
        return Picker(reader, self.wanted.collection, self.question, at_once).rows(facts, cursor)

    @cached_property
    def position(self) -> tuple[tuple[bool, ...] | None, Values]:
        """Return where the rows begin: which values of the cursor are null, and the others. Raises its problems."""
        cursor = self.given.one("cursor")
        if not cursor:
            return None, {}
        start = address(self.path, self._rest.pairs)
        values = read_cursor(cursor, self.version, self._digest, self.question.keys, start=start)
        return tuple(value is None for value in values), {
            f"after_{depth}": value for depth, value in enumerate(values) if value is not None
        }

    def following(self, row: Row) -> str:
        """Return the path of the page that begins after a row."""
        last = row[len(self.question.columns) :]
        values = [_typed(key, value) for key, value in zip(self.question.keys, last, strict=True)]
        cursor = write_cursor(self.version, self._digest, values)
        return address(self.path, [*self._rest.pairs, ("cursor", cursor)])

    @property
    def _digest(self) -> str:
        return query_digest(self.path, self.given.pairs)

    @property
    def _rest(self) -> Given:
        return self.given.without("cursor")


@dataclass(frozen=True)
class Page:
    """Some of the rows of a selection."""

    selection: Selection
    limit: int
    rows: Sequence[Row]
    next: str | None
    """The path of the page after it, if there is one."""
    facts: Facts | None = None
    """All facts of the selection, where sets can tell."""

    def total(self, reader: Reader) -> int:
        """Count all rows of the selection; those of an only page need no query."""
        selection = self.selection
        if self.next is None and selection.position[0] is None:
            return len(self.rows)
        if self.facts is not None:
            return len(self.facts)
        return int(reader.value(counting(selection.question), selection.values))


def _typed(key: Key, value: Any) -> Any:
    """Return a value of a key as JSON has it; SQLite has no truth values of its own."""
    return bool(value) if isinstance(key.column.type, Boolean) and value is not None else value
