"""Picking: the rows of facts that sets have found (see `app.web.sets`), in order, some at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, bindparam, select

from app.reader import MOST_FORMS, NOTHING, Query, Reader, Row, Values
from app.web.sets import Facts, Order


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a table, or of what is joined to it: of each the columns, and last of them its number."""

    source: FromClause
    columns: Sequence[ColumnElement[Any]]
    keys: Sequence[ColumnElement[Any]]
    """What they are ordered by."""

    @property
    def number(self) -> ColumnElement[Any]:
        """The column that facts are known by."""
        return self.columns[-1]


SIZES = (5, 20, 50, 100, 500)
"""How many rows a query reads: few sizes, so that each is prepared once; a place left over has 0, which no row has."""


def read_rows(reader: Reader, rows: Rows, numbers: Facts, at_once: int, values: Values = NOTHING) -> list[Row]:
    """Read rows by their numbers, which are `at_once` at the most, and that is `SIZES[-1]` at the most.

    `values` are those of the query that are no numbers of rows.
    """
    size = next(size for size in SIZES if size >= at_once)
    places = zip(_names(size), chain(numbers, repeat(0)), strict=False)
    return reader.rows(_by_number(rows, size), {**values, **dict(places)})


def in_order(order: Order, facts: Facts, at_once: int) -> Iterator[Facts]:
    """Yield facts in an order, so many at once."""
    while facts:
        first = order.first(facts, at_once)
        yield first
        facts = facts - first


@lru_cache(MOST_FORMS)
def _by_number(rows: Rows, most: int) -> Query:
    numbers = [bindparam(name, type_=Integer()) for name in _names(most)]
    return select(*rows.columns).select_from(rows.source).where(rows.number.in_(numbers)).order_by(*rows.keys)


@lru_cache
def _names(most: int) -> list[str]:
    return [f"seq_{place}" for place in range(most)]
