"""Rows of facts by their numbers, which come from bitmaps (`app.web.query.bitmaps`), in order and in batches.

SQL reads rows by their numbers. A small table is cached as a whole at the first request, and so are its sort orders:
reading from the cache takes a tenth of the time.
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
    """The columns to read of a table, and the order of its rows."""

    columns: tuple[ColumnElement[Any], ...]
    """The columns to read; the last one is the number of the row."""
    keys: tuple[ColumnElement[Any], ...] = ()
    """The columns to sort by; none for the order of the numbers."""

    @property
    def number(self) -> ColumnElement[Any]:
        """The column with the number of the row."""
        return self.columns[-1]


BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100, 500)
"""The numbers of rows that a query can read: few, since each is prepared once. No row has the number 0, which pads."""

MAX_CACHED_KEYS = 2
"""The number of columns up to which an order is cached: one and the id; there are too many longer orders."""

MAX_CACHED_ROWS = 10_000
"""The number of rows up to which a table is cached, if there is room: the largest of 140 stories has 8,000, in 3 MB."""


def read_rows(reader: Reader, rows: RowSource, numbers: FactSet) -> list[Row]:
    """Return the rows with some numbers, in order; there are at most `BATCH_SIZES[-1]`."""
    cached = cached_rows(reader, rows) if len(rows.keys) <= MAX_CACHED_KEYS else None
    if cached is not None:
        ranks = reader.cached(_numbers_in_order(rows), NO_VALUES, _ranks) if rows.keys else None
        return [cached[number] for number in (sorted(numbers, key=ranks.__getitem__) if ranks else numbers)]
    size = next(size for size in BATCH_SIZES if size >= len(numbers))
    places = zip(_parameter_names(size), chain(numbers, repeat(0)), strict=False)
    return reader.rows(_by_numbers_query(rows, size), dict(places))


def cached_rows(reader: Reader, rows: RowSource) -> dict[int, Row] | None:
    """Return all rows by their numbers; None if the table is too large for the cache."""
    if (
        not reader.has_lasting_cache
        or reader.cached(_last_number_query(rows.number), NO_VALUES, _read_last_number) > MAX_CACHED_ROWS
    ):
        return None
    query = _all_rows_query(rows.columns)
    if not reader.can_cache_table(query, _size_query(rows.columns)):
        return None
    return reader.cached(query, NO_VALUES, _by_number)


def batches(order: Order, facts: FactSet, batch_size: int) -> Iterator[FactSet]:
    """Yield facts in an order, in batches of `batch_size`."""
    while facts:
        first = order.first(facts, batch_size)
        yield first
        facts = facts - first


def _read_last_number(rows: list[Row]) -> int:
    """Return the last number of a table; 0 if it is empty."""
    return rows[0][0] or 0


def _by_number(rows: list[Row]) -> dict[int, Row]:
    return {row[-1]: row for row in rows}


def _ranks(rows: list[Row]) -> "array[int]":
    """Return the rank of each number: how many rows come before the row that has it."""
    ranks = array("H", bytes(2 * (max((number for (number,) in rows), default=0) + 1)))
    for rank, (number,) in enumerate(rows):
        ranks[number] = rank
    return ranks


@lru_cache(MAX_PREPARED)
def _by_numbers_query(rows: RowSource, size: int) -> Query:
    numbers = [bindparam(name, type_=Integer()) for name in _parameter_names(size)]
    condition = rows.number.in_(numbers)
    return select(*rows.columns).where(condition).order_by(*rows.keys or (rows.number,))


@lru_cache(MAX_PREPARED)
def _last_number_query(number: ColumnElement[Any]) -> Query:
    return select(func.max(number))


@lru_cache(MAX_PREPARED)
def _all_rows_query(columns: tuple[ColumnElement[Any], ...]) -> Query:
    return select(*columns)


@lru_cache(MAX_PREPARED)
def _size_query(columns: tuple[ColumnElement[Any], ...]) -> Query:
    """Return the query for the size of all rows without their numbers: bytes of JSON, code points of text."""
    return select(func.sum(sum(func.length(column) for column in columns[:-1])))


@lru_cache(MAX_PREPARED)
def _numbers_in_order(rows: RowSource) -> Query:
    return select(rows.number).order_by(*rows.keys)


@lru_cache
def _parameter_names(size: int) -> list[str]:
    return [f"seq_{place}" for place in range(size)]
