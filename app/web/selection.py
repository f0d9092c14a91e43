"""Selections: the rows that a request asks for, counted, a page of them, or all of them one after another.

A `Question` is the form of what is asked, a `Selection` one question with its values. Questions are kept, and so are
the queries that are made of them; see `app.reader`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import chain, islice, repeat
from typing import Any

from sqlalchemy import Boolean, ColumnElement, FromClause, Integer, Select, Table, bindparam, func, select

from app.models import Collection
from app.reader import MOST_FORMS, Query, Reader, Row, Values
from app.web.cursors import Key, after, query_digest, read_cursor, unknown_cursor, write_cursor
from app.web.links import address
from app.web.parameters import Given
from app.web.sets import Facts, Order, Wanted, order_by


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
        """Return what yields the rows of the facts from the cursor on, some at once."""
        assert self.wanted
        _, values = self.position
        collection, keys = self.wanted.collection, self.question.keys
        if keys[0].column.name == "seq":
            return _in_text(reader, self.question, facts, values.get("after_0", 0), at_once)
        order = order_by(reader, collection, [(key.column.name, key.falling) for key in keys])
        if values:
            depth = [key.column.name for key in keys].index("id")
            last = reader.value(_place(collection), {"id": values[f"after_{depth}"]})
            if last is None:
                raise unknown_cursor()
            facts = order.beyond(facts, last)
        return _in_order(reader, self.question, facts, order, at_once)

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
def picking(question: Question, number: int) -> Query:
    """Return the query for rows that are known by their numbers, so many at the most, instead of by conditions."""
    assert isinstance(question.source, Table)
    numbers = [bindparam(name, type_=Integer()) for name in _numbered(number)]
    return ordering(replace(question, conditions=[question.source.c.seq.in_(numbers)]), None)


def _ordered(question: Question, nulls: tuple[bool, ...] | None) -> Select[*tuple[Any, ...]]:
    beyond = [] if nulls is None else [after(question.keys, nulls)]
    query = select(*question.columns, *(key.column for key in question.keys)).select_from(question.source)
    return query.where(*question.conditions, *beyond).order_by(*(key.order for key in question.keys))


@cache
def _place(collection: Collection) -> Query:
    """Return the query for the number of the row with an id."""
    table = collection.table
    return select(table.c.seq).where(table.c.id == bindparam("id", type_=table.c.id.type))


def _typed(key: Key, value: Any) -> Any:
    """Return a value of a key as JSON has it; SQLite has no truth values of its own."""
    return bool(value) if isinstance(key.column.type, Boolean) and value is not None else value


def _in_text(reader: Reader, question: Question, facts: Facts, last: int, at_once: int) -> Iterator[list[Row]]:
    """Yield the rows of facts after the last one, in the order of the text."""
    while numbers := [*islice(facts.iter_equal_or_larger(last + 1), at_once)]:
        yield _read(reader, question, at_once, numbers)
        last = numbers[-1]


def _in_order(reader: Reader, question: Question, facts: Facts, order: Order, at_once: int) -> Iterator[list[Row]]:
    """Yield the rows of facts in another order."""
    while facts:
        first = order.first(facts, at_once)
        yield _read(reader, question, at_once, first)
        facts -= first


def _read(reader: Reader, question: Question, most: int, numbers: Iterable[int]) -> list[Row]:
    """Read rows by their numbers; a place that is left over has 0, which no row has."""
    return reader.rows(picking(question, most), dict(zip(_numbered(most), chain(numbers, repeat(0)), strict=False)))


@lru_cache
def _numbered(most: int) -> list[str]:
    return [f"seq_{place}" for place in range(most)]
