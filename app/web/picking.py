"""Picking: the rows of facts that sets have found (see `app.web.sets`), in order, some at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain, islice, repeat

from sqlalchemy import Integer, Table, bindparam, select

from app.models import Collection
from app.reader import MOST_FORMS, Query, Reader, Row, Values
from app.web.cursors import unknown_cursor
from app.web.questions import Question, ordering
from app.web.sets import Facts, Order, order_by


@dataclass(frozen=True)
class Picker:
    """Reads rows of a collection in the order of a question."""

    reader: Reader
    collection: Collection
    question: Question
    at_once: int

    def rows(self, facts: Facts, cursor: Values) -> Iterator[list[Row]]:
        """Return what yields the rows of some facts after a cursor. Raises the problem of a cursor without its fact."""
        keys = [(key.column.name, key.falling) for key in self.question.keys]
        if keys == [("seq", False)]:
            return self._in_text(facts, cursor.get("after_0", 0))
        order = order_by(self.reader, self.collection, keys)
        if cursor:
            depth = [name for name, _ in keys].index("id")
            last = self.reader.value(_place(self.collection), {"id": cursor[f"after_{depth}"]})
            if last is None:
                raise unknown_cursor()
            facts = order.beyond(facts, last)
        return self._in_order(facts, order)

    def _in_text(self, facts: Facts, last: int) -> Iterator[list[Row]]:
        while numbers := [*islice(facts.iter_equal_or_larger(last + 1), self.at_once)]:
            yield self._read(numbers)
            last = numbers[-1]

    def _in_order(self, facts: Facts, order: Order) -> Iterator[list[Row]]:
        while facts:
            first = order.first(facts, self.at_once)
            yield self._read(first)
            facts -= first

    def _read(self, numbers: Iterable[int]) -> list[Row]:
        """Read rows by their numbers; a place that is left over has 0, which no row has."""
        places = zip(_names(self.at_once), chain(numbers, repeat(0)), strict=False)
        return self.reader.rows(_by_number(self.question, self.at_once), dict(places))


@lru_cache(MOST_FORMS)
def _by_number(question: Question, most: int) -> Query:
    """Return the query for rows that are known by their numbers, so many at the most, instead of by conditions."""
    assert isinstance(question.source, Table)
    numbers = [bindparam(name, type_=Integer()) for name in _names(most)]
    return ordering(replace(question, conditions=[question.source.c.seq.in_(numbers)]), None)


@lru_cache
def _names(most: int) -> list[str]:
    return [f"seq_{place}" for place in range(most)]


@cache
def _place(collection: Collection) -> Query:
    """Return the query for the number of the row with an id."""
    table = collection.table
    return select(table.c.seq).where(table.c.id == bindparam("id", type_=table.c.id.type))
