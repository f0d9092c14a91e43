"""Sets of facts as Roaring bitmaps: filters and sort orders are computed without reading a single fact.

They come from the bitmap indexes of a collection (see `app.models.bitmaps`). A filter or a sort order takes some ten
operations on bitmaps, however many facts there are.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import chain, islice
from operator import and_, ge, gt
from typing import Any

from pyroaring import AbstractBitMap, FrozenBitMap
from sqlalchemy import Boolean, Integer, bindparam, select
from sqlmodel import col

from app.models import Collection
from app.models.bitmaps import ALL, PostingRow, SliceRow, StepRow
from app.models.columns import NUMBER, WORDS
from app.storage.reader import Reader, Row
from app.storage.statements import Query, TextList
from app.web.query.certainty import CONDITIONS

FactSet = AbstractBitMap
"""A set of facts, by their numbers (`seq`). Cached sets are frozen, and no set is changed in place."""


@dataclass(slots=True)
class FactFilter:
    """The filters of a request for facts of a collection."""

    collection: Collection
    filters: Sequence[tuple[str, Sequence[str]]] = ()
    """Names of filters, each with the values of which one must match, written as in the postings."""
    certainty: str = "stated"
    """How `low` and `high` compare with a quantity (`app.web.query.certainty`)."""
    low: float | None = None
    """The least value, included; None for no limit."""
    high: float | None = None
    """The greatest value, included; None for no limit."""

    def facts(self, reader: Reader) -> FactSet:
        """Return the facts that match every filter."""
        path = self.collection.path
        sets = [
            facts_with_any(reader, path, name, values) if len(values) > 1 else facts_with(reader, path, name, values[0])
            for name, values in self.filters
        ]
        if self.low is not None or self.high is not None:
            columns = _BitmapColumns(reader, self.collection, facts_with(reader, path, ALL, ALL))
            sets.append(CONDITIONS[self.certainty](columns, self.low, self.high).facts)
        return reduce(and_, sorted(sets, key=len)) if sets else facts_with(reader, path, ALL, ALL)


def facts_with(reader: Reader, path: str, name: str, value: str) -> FactSet:
    """Return the facts that have a value of a filter, of the collection at a path."""
    return reader.cached(_posting_query(), {"collection": path, "name": name, "value": value}, _read_bitmap)


def facts_with_any(reader: Reader, path: str, name: str, values: Sequence[str]) -> FactSet:
    """Return the facts that have any of some values of a filter, of the collection at a path.

    One statement reads the postings of all values that are not in the cache yet.
    """
    keys = {value: {"collection": path, "name": name, "value": value} for value in values}
    sets = {
        value: facts
        for value, key in keys.items()
        if (facts := reader.if_cached(_posting_query(), key, _read_bitmap)) is not None
    }
    if len(sets) < len(keys):
        missing = [value for value in keys if value not in sets]
        rows = reader.rows(_postings(), {"collection": path, "name": name, "values": json.dumps(missing)})
        packed = dict(map(tuple, rows))
        for value in missing:
            posting: list[Row] = [(packed[value],)] if value in packed else []
            sets[value] = reader.add_to_cache(_posting_query(), keys[value], _read_bitmap, posting)
    return union([*sets.values()])


@dataclass(slots=True)
class Order:
    """A sort order of facts, as a bit-sliced index: every fact has a rank, and each set holds one bit of all ranks.

    Facts with the same rank are in the order of the text.
    """

    digits: Sequence[tuple[FactSet, bool]] = ()
    """For each bit of the rank, the most significant first: the facts that have it, and whether these come first."""

    def first(self, facts: FactSet, limit: int) -> FactSet:
        """Return the first `limit` of some facts, bit by bit: those with the lesser bit come first."""
        result: FactSet = FrozenBitMap()
        for ones, descending in self.digits:
            if len(facts) <= limit:
                break
            earlier = facts & ones if descending else facts - ones
            if len(earlier) >= limit:
                facts = earlier
            else:
                result, facts, limit = result | earlier, facts - earlier, limit - len(earlier)
        return result | (FrozenBitMap(islice(facts, limit)) if len(facts) > limit else facts)

    def after(self, facts: FactSet, last: int) -> FactSet:
        """Return those of some facts that come after the fact with the number `last`, bit by bit from the least."""
        result: FactSet = facts & _numbers_after(facts, last)
        for ones, descending in reversed(self.digits):
            if (last in ones) == descending:
                result = result | (facts - ones if descending else facts & ones)
            else:
                result = result - ones if descending else result & ones
        return result


TEXT_ORDER = Order()
"""The order of the text."""


def order_by(reader: Reader, collection: Collection, columns: Iterable[tuple[str, bool]]) -> Order:
    """Return the order by columns, each with whether it is descending; facts without a value always come last."""
    digits: list[tuple[FactSet, bool]] = []
    for name, descending in columns:
        without_value, *ranks = _slices(reader, collection, name)
        digits += [(without_value, False), *((rank, descending) for rank in ranks)]
    return Order(digits)


@dataclass(slots=True)
class _MatchingFacts:
    """The facts that satisfy a condition; conditions combine by `&`, `|` and `~`."""

    facts: FactSet
    all_facts: FactSet

    def __and__(self, other: "_MatchingFacts") -> "_MatchingFacts":
        return _MatchingFacts(self.facts & other.facts, self.all_facts)

    def __or__(self, other: "_MatchingFacts") -> "_MatchingFacts":
        return _MatchingFacts(self.facts | other.facts, self.all_facts)

    def __invert__(self) -> "_MatchingFacts":
        return _MatchingFacts(self.all_facts - self.facts, self.all_facts)


class _BitmapColumns(dict[str, Any]):
    """The columns of a collection; compared with a number, each gives the matching facts, as a column of SQL would."""

    def __init__(self, reader: Reader, collection: Collection, all_facts: FactSet) -> None:
        super().__init__()
        self._source = reader, collection, all_facts

    def __missing__(self, name: str) -> Any:
        reader, collection, all_facts = self._source
        if isinstance(collection.table.c[name].type, Boolean):
            self[name] = _MatchingFacts(facts_with(reader, collection.path, name, "true"), all_facts)
        else:
            self[name] = _NumberColumn(reader, collection, name, all_facts)
        return self[name]


class _NumberColumn:
    """A column of numbers; a comparison gives the facts for which it is true."""

    def __init__(self, reader: Reader, collection: Collection, name: str, all_facts: FactSet) -> None:
        self._reader, self._collection, self._name, self._all_facts = reader, collection, name, all_facts
        self._without_value, *self._digits = _slices(reader, collection, name)

    def is_(self, _: None) -> _MatchingFacts:
        return _MatchingFacts(self._without_value, self._all_facts)

    def is_not(self, _: None) -> _MatchingFacts:
        return ~self.is_(None)

    def __ge__(self, number: float) -> _MatchingFacts:
        return self._from(ge, number)

    def __gt__(self, number: float) -> _MatchingFacts:
        return self._from(gt, number)

    def __le__(self, number: float) -> _MatchingFacts:
        return self.is_not(None) & ~(self > number)

    def __lt__(self, number: float) -> _MatchingFacts:
        return self.is_not(None) & ~(self >= number)

    def _from(self, comparison: Callable[[Any, Any], Any], number: float) -> _MatchingFacts:
        """Return the facts with a rank at or above that of the first one for which a comparison is true."""
        first = self._reader.value(_first_query(self._collection, self._name, comparison), {"number": number})
        if first is None:
            return _MatchingFacts(FrozenBitMap(), self._all_facts)
        rank = reduce(lambda rank, ones: 2 * rank + (first in ones), self._digits, 0)
        last, *others = rank.to_bytes(len(self._digits) // 8 + 1, "little")
        facts = self._step(0, last) if last else self._all_facts - self._without_value
        for place, byte in enumerate(others, start=1):  # this byte is greater, or it is equal and the lower bytes match
            facts = (facts & self._step(place, byte) if byte else facts) | self._step(place, byte + 1)
        return _MatchingFacts(facts, self._all_facts)

    def _step(self, place: int, least: int) -> FactSet:
        """Return the facts with at least `least` in one byte of their rank; byte 0 is the lowest."""
        key = {"collection": self._collection.path, "name": self._name, "place": place, "least": least}
        return self._reader.cached(_step_query(), key, _read_bitmap)


def _slices(reader: Reader, collection: Collection, name: str) -> list[FactSet]:
    return reader.cached(_slices_query(), {"collection": collection.path, "name": name}, _read_bitmaps)


def _numbers_after(facts: FactSet, last: int) -> FactSet:
    """Return all numbers after `last` up to the greatest of some facts."""
    return FrozenBitMap(range(last + 1, facts.max() + 1 if facts else 0))


def union(sets: Sequence[FactSet]) -> FactSet:
    """Return the union of some sets, of which there is at least one."""
    return sets[0].union(*sets[1:]) if len(sets) > 1 else sets[0]


def _read_bitmaps(rows: list[Row]) -> list[FactSet]:
    return [FrozenBitMap.deserialize(bytes(packed)) for (packed,) in rows]


def _read_bitmap(rows: list[Row]) -> FactSet:
    return next(chain(_read_bitmaps(rows), [FrozenBitMap()]))


@cache
def _posting_query() -> Query:
    return select(col(PostingRow.facts)).where(
        *(col(getattr(PostingRow, name)) == bindparam(name, type_=WORDS) for name in ("collection", "name", "value"))
    )


@cache
def _postings() -> Query:
    of_filter = (col(getattr(PostingRow, name)) == bindparam(name, type_=WORDS) for name in ("collection", "name"))
    values = TextList(bindparam("values", type_=WORDS))
    return select(col(PostingRow.value), col(PostingRow.facts)).where(
        *of_filter, col(PostingRow.value).op("IN")(values)
    )


@cache
def _slices_query() -> Query:
    of_column = (col(getattr(SliceRow, name)) == bindparam(name, type_=WORDS) for name in ("collection", "name"))
    return select(col(SliceRow.facts)).where(*of_column).order_by(col(SliceRow.place))


@cache
def _step_query() -> Query:
    of_column = (col(getattr(StepRow, name)) == bindparam(name, type_=WORDS) for name in ("collection", "name"))
    at = (col(getattr(StepRow, name)) == bindparam(name, type_=Integer()) for name in ("place", "least"))
    return select(col(StepRow.facts)).where(*of_column, *at)


@cache
def _first_query(collection: Collection, name: str, comparison: Callable[[Any, Any], Any]) -> Query:
    """Return the query for the number of the first fact for which a comparison with `number` is true, by the index."""
    column = collection.table.c[name]
    condition = comparison(column, bindparam("number", type_=NUMBER))
    return select(collection.table.c.seq).where(condition).order_by(column).limit(1)
