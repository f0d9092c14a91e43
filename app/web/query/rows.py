"""Picking: the rows of facts that sets have found (see `app.web.query.bitmaps`), in order, some at once.

SQL reads them by their numbers. Those of a small table are remembered when the first of them are asked for, as the sets
are, and so are the orders that they were asked for in: it takes a tenth of the time to pick from them.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, select

from app.storage.reader import NO_VALUES, Reader, Row
from app.storage.statements import MAX_PREPARED, Query
from app.web.query.bitmaps import FactSet, Order


@dataclass(frozen=True, eq=False)
class RowSource:
    """The rows of a table: of each the columns, and last of them its number."""

    columns: tuple[ColumnElement[Any], ...]
    keys: tuple[ColumnElement[Any], ...] = ()
    """What they are ordered by; nothing: by their numbers."""

    @property
    def number(self) -> ColumnElement[Any]:
        """The column that facts are known by."""
        return self.columns[-1]


BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100, 500)
"""How many rows a query reads: few sizes, so that each is prepared once; a place left over has 0, which no row has."""

MAX_CACHED_KEYS = 2
"""By how many columns an order is remembered: one, and the id; of longer ones there are too many."""

MAX_CACHED_ROWS = 10_000
"""Up to so many rows of a table are remembered, if there is room: of 140 stories, the largest has 8,000, of 3 MB."""


def read_rows(reader: Reader, rows: RowSource, numbers: FactSet) -> list[Row]:
    """Read rows by their numbers, which are `SIZES[-1]` at the most."""
    cached = cached_rows(reader, rows) if len(rows.keys) <= MAX_CACHED_KEYS else None
    if cached is not None:
        ranks = reader.once(_numbers_in_order(rows), NO_VALUES, _ranks) if rows.keys else None
        return [cached[number] for number in (sorted(numbers, key=ranks.__getitem__) if ranks else numbers)]
    size = next(size for size in BATCH_SIZES if size >= len(numbers))
    places = zip(_parameter_names(size), chain(numbers, repeat(0)), strict=False)
    return reader.rows(_by_numbers_query(rows, size), dict(places))


def cached_rows(reader: Reader, rows: RowSource) -> dict[int, Row] | None:
    """Return all rows by their numbers, where they are few and can be remembered."""
    if (
        not reader.remembers
        or reader.once(_last_number_query(rows.number), NO_VALUES, _read_last_number) > MAX_CACHED_ROWS
    ):
        return None
    query = _all_rows_query(rows.columns)
    if not reader.has_room(query, _size_query(rows.columns)):
        return None
    return reader.once(query, NO_VALUES, _by_number)


def batches(order: Order, facts: FactSet, batch_size: int) -> Iterator[FactSet]:
    """Yield facts in an order, so many at once."""
    while facts:
        first = order.first(facts, batch_size)
        yield first
        facts = facts - first


def _read_last_number(rows: list[Row]) -> int:
    """Return the last number of a table; 0 where it is empty."""
    return rows[0][0] or 0


def _by_number(rows: list[Row]) -> dict[int, Row]:
    return {row[-1]: row for row in rows}


def _ranks(rows: list[Row]) -> "array[int]":
    """Return of each number how many rows come before the one that has it."""
    ranks = array("H", bytes(2 * (max((number for (number,) in rows), default=0) + 1)))
    for rank, (number,) in enumerate(rows):
        ranks[number] = rank
    return ranks


@lru_cache(MAX_PREPARED)
def _by_numbers_query(rows: RowSource, size: int) -> Query:
    numbers = [bindparam(name, type_=Integer()) for name in _parameter_names(size)]
    found = rows.number.in_(numbers)
    return select(*rows.columns).where(found).order_by(*rows.keys or (rows.number,))


@lru_cache(MAX_PREPARED)
def _last_number_query(number: ColumnElement[Any]) -> Query:
    return select(func.max(number))


@lru_cache(MAX_PREPARED)
def _all_rows_query(columns: tuple[ColumnElement[Any], ...]) -> Query:
    return select(*columns)


@lru_cache(MAX_PREPARED)
def _size_query(columns: tuple[ColumnElement[Any], ...]) -> Query:
    """Return the query for the size of all rows: bytes of JSON, code points of text; the last column is a number."""
    return select(func.sum(sum(func.length(column) for column in columns[:-1])))


@lru_cache(MAX_PREPARED)
def _numbers_in_order(rows: RowSource) -> Query:
    return select(rows.number).order_by(*rows.keys)


@lru_cache
def _parameter_names(size: int) -> list[str]:
    return [f"seq_{place}" for place in range(size)]
