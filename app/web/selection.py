"""Selections: the rows that a request asks for, counted, a page of them, or all of them one after another.

A `Question` is the form of what is asked, a `Selection` one question with its values. Questions are kept, and so are
the queries that are made of them; see `app.reader`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, FromClause, Integer, Select, Table, bindparam, func, select

from app.models.postings import first_of
from app.reader import MOST_FORMS, Query, Reader, Row, Values
from app.web.counting import Filters, how_many, which
from app.web.cursors import Key, after, query_digest, read_cursor, write_cursor
from app.web.links import address
from app.web.parameters import Given

FEW = 300
"""How many rows are read to be sorted, rather than looked for in the order of an index."""


@dataclass(frozen=True, eq=False)
class Question:
    """Which rows are asked for and in which order, without the values that they are asked by."""

    source: FromClause
    """A table, or what tables are joined to."""
    columns: Sequence[ColumnElement[Any]]
    """What each row has."""
    conditions: Sequence[ColumnElement[bool]]
    keys: Sequence[Key]
    """What it is sorted by; no two rows have the same values of all of them."""


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
    filters: Filters | None = None
    """The filters that are all that it asks of the facts of a collection; None where it asks for more."""

    def page(self, reader: Reader, limit: int) -> "Page":
        """Return the next rows, so many at the most."""
        rows = self._picked(reader, limit + 1)
        if rows is None:
            nulls, values = self.position
            rows = reader.rows(paging(self.question, nulls), {**self.values, **values, "limit": limit + 1})
        following = self.following(rows[limit - 1]) if len(rows) > limit else None
        return Page(self, limit, rows[:limit], following)

    def _picked(self, reader: Reader, most: int) -> list[Row] | None:
        """Return the next rows by their numbers, where postings say which they are.

        They do in the order of the text; in any other one, if all the rows are so few that they can be sorted at once.
        """
        facts = which(reader, self.path, self.filters) if self.filters else None
        if facts is None:
            return None
        nulls, values = self.position
        in_order = self.question.keys[0].column.name == "seq"
        numbers = first_of(facts, values.get("after_0", 0) if in_order else 0, most if in_order else FEW + 1)
        if not numbers:
            return []
        if not in_order and len(numbers) > FEW:
            return None
        picked = {f"seq_{place}": number for place, number in enumerate(numbers)}
        return reader.rows(picking(self.question, nulls, len(numbers)), {**picked, **values, "limit": most})

    def stream(self, reader: Reader, at_once: int) -> Iterator[Sequence[Row]]:
        """Return all rows from the cursor on, some at once."""
        nulls, values = self.position
        return reader.parts(ordering(self.question, nulls), {**self.values, **values}, at_once)

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

    def total(self, reader: Reader) -> int:
        """Count all rows of the selection; those of an only page need no query."""
        selection = self.selection
        if self.next is None and selection.position[0] is None:
            return len(self.rows)
        if selection.filters is not None:
            counted = how_many(reader, selection.path, selection.filters)
            if counted is not None:
                return counted
        return int(reader.value(counting(selection.question), selection.values))


@lru_cache(MOST_FORMS)
def counting(question: Question) -> Query:
    """Return the query that counts the rows of a question."""
    return select(func.count()).select_from(question.source).where(*question.conditions)


@lru_cache(MOST_FORMS)
def ordering(question: Question, nulls: tuple[bool, ...] | None) -> Query:
    """Return the query for the rows in order, each followed by its keys; with `nulls`, for those after a cursor."""
    return _ordered(question, nulls)


@lru_cache(MOST_FORMS)
def paging(question: Question, nulls: tuple[bool, ...] | None) -> Query:
    """Return the query for the first of them, `limit` many."""
    return _ordered(question, nulls).limit(bindparam("limit", type_=Integer()))


@lru_cache(MOST_FORMS)
def picking(question: Question, nulls: tuple[bool, ...] | None, number: int) -> Query:
    """Return the query for the same, of so many rows that are known by their numbers instead of by conditions."""
    assert isinstance(question.source, Table)
    seq = question.source.c.seq
    numbers = seq.in_([bindparam(f"seq_{place}", type_=Integer()) for place in range(number)])
    return paging(replace(question, conditions=[numbers]), nulls)


def _ordered(question: Question, nulls: tuple[bool, ...] | None) -> Select[*tuple[Any, ...]]:
    beyond = [] if nulls is None else [after(question.keys, nulls)]
    query = select(*question.columns, *(key.column for key in question.keys)).select_from(question.source)
    return query.where(*question.conditions, *beyond).order_by(*(key.order for key in question.keys))


def _typed(key: Key, value: Any) -> Any:
    """Return a value of a key as JSON has it; SQLite has no truth values of its own."""
    return bool(value) if isinstance(key.column.type, Boolean) and value is not None else value
