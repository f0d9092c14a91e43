"""Bitmap indexes: worked out while facts are stored, and from their rows (see `app.models.bitmaps`)."""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, compress, groupby, islice
from operator import itemgetter
from sys import byteorder
from typing import Any, TypeAlias

from pyroaring import BitMap
from sqlalchemy import Column, Connection, bindparam, func, literal_column, select

from app.models import COLLECTIONS, Collection
from app.models.bitmaps import ALL, COMMON, SEARCH, PostingRow, SliceRow, StepRow
from app.models.columns import Filter, in_words
from app.models.search import FIELDS, FTS5
from app.seed.writing.insert import Row, insert_rows

POSTINGS, SLICES, STEPS = (str(row.__tablename__) for row in (PostingRow, SliceRow, StepRow))
"""The names of the tables."""

AT_ONCE = 1000
"""How many rows are inserted, or asked for, at once."""

Seqs: TypeAlias = "array[int]"
"""The `seq` of some facts."""

Values = Mapping[Any, Seqs]
"""The values of a filter, each with the facts that have it."""

Groups = Iterable[tuple[Any, Seqs]]
"""Values, each with the facts that have it."""

SeqsByValue = dict[tuple[str, str, Any], list[int]]
"""By the path of a collection, a filter and a value of it: the facts of some stories that have it."""

Rows = Iterator[Row]


class Postings:
    """The facts that have each value of each filter, gathered story by story."""

    def __init__(self) -> None:
        self._values: defaultdict[tuple[str, str], defaultdict[Any, Seqs]]
        self._values = defaultdict(lambda: defaultdict(partial(array, "I")))

    def add(self, found: SeqsByValue) -> None:
        """Add what the next stories have."""
        for (path, name, value), facts in found.items():
            self._values[path, name][value].extend(facts)

    def values(self, path: str, name: str) -> Values:
        """Return the values of a filter of the collection at a path."""
        return self._values[path, name]


def insert_bitmaps(connection: Connection, postings: Postings) -> None:
    """Store the indexes of every collection, and of the documents."""
    for collection in COLLECTIONS.values():
        for table, rows in _indexes(connection, collection, postings):
            _insert(connection, table, rows)
    _insert(connection, POSTINGS, _postings(SEARCH, "type", sorted(postings.values(SEARCH, "type").items()), {}))
    if connection.dialect.name == "sqlite":  # PostgreSQL's index of words gives those of a common one as it is
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('optimize')")  # or each word is sought in parts
        common = _common_words(connection)
        for field in FIELDS:
            _insert(connection, POSTINGS, _postings(SEARCH, field, _having_words(connection, field, common), {}))


def _insert(connection: Connection, table: str, rows: Rows) -> None:
    while some := list(islice(rows, AT_ONCE)):
        insert_rows(connection, table, some)


def _common_words(connection: Connection) -> Sequence[str]:
    """Return the words that many documents have."""
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search', 'row')")
    return connection.exec_driver_sql("SELECT term FROM temp.words WHERE doc >= ?", (COMMON,)).scalars().all()


def _having_words(connection: Connection, field: str, words: Iterable[str]) -> Groups:
    """Yield words, each with the documents that have it in a field."""
    listed = func.json_group_array(FTS5.c.rowid)  # to fetch each would take several times as long
    having = select(listed).where(literal_column("search").op("MATCH")(bindparam("word")))
    for word in words:
        yield word, array("I", json.loads(connection.scalars(having, {"word": f'{field} : "{word}"'}).one()))


def _indexes(connection: Connection, collection: Collection, postings: Postings) -> Iterator[tuple[str, Rows]]:
    """Yield the rows of postings, slices and steps, filter by filter and column by column."""
    everything = postings.values(collection.path, ALL).get(ALL, array("I"))
    yield POSTINGS, _postings(collection.path, ALL, [(ALL, everything)], {})
    for name in [*collection.posted, *collection.row.filters]:
        values = postings.values(collection.path, name)
        labels = _labels(connection, collection.filters.get(name), list(values))
        yield POSTINGS, _postings(collection.path, name, sorted(values.items()), labels)
    for name in collection.sorts:
        if name in collection.filters:
            groups = [facts for _, facts in sorted(postings.values(collection.path, name).items())]
        else:
            groups = list(_in_order(connection, collection.table.c[name], collection.table.c.seq))
        ranks, digits = _ranks(everything, groups), max(len(groups) - 1, 0).bit_length()
        without = BitMap(everything) - BitMap(array("I", chain.from_iterable(groups)))
        sets = [without, *(_having(ranks, digit) for digit in reversed(range(digits)))]
        yield SLICES, _slices(collection, name, sets)
        if name in collection.compared:
            yield STEPS, _steps(collection, name, ranks, digits)


def _in_order(connection: Connection, column: Column[Any], seq: Column[int]) -> Iterator[Seqs]:
    """Yield the facts that have a value in a column, those with the same together, in the order of their values."""
    ordered = select(column, seq).where(column.is_not(None)).order_by(column, seq)
    rows = connection.execute(ordered, execution_options={"yield_per": AT_ONCE})
    for _, group in groupby(rows, key=itemgetter(0)):
        yield array("I", (number for _, number in group))


def _labels(connection: Connection, spec: Filter | None, values: Sequence[Any]) -> dict[str, str]:
    """Return the names of the facts whose ids are the values of a filter."""
    if spec is None or spec.refers is None:
        return {}
    other = COLLECTIONS[spec.refers]
    found: dict[str, str] = {}
    for start in range(0, len(values), AT_ONCE):
        named = select(other.table.c.id, other.label).where(other.table.c.id.in_(values[start : start + AT_ONCE]))
        found |= {name: label for name, label in connection.execute(named).all()}  # noqa: C416  (mypy: they are rows)
    return found


def _postings(path: str, name: str, values: Groups, labels: Mapping[str, str]) -> Rows:
    for value, facts in values:
        yield {
            "collection": path,
            "name": name,
            "value": in_words(value),
            "label": labels.get(value),
            "total": len(facts),
            "facts": _packed(facts),
        }


def _ranks(everything: Seqs, groups: Sequence[Seqs]) -> Seqs:
    """Return of each fact how many groups come before its own; the facts of a group have the same rank."""
    ranks = array("I", bytes(4 * (max(everything, default=0) + 1)))
    for rank, facts in enumerate(groups):
        for seq in facts:
            ranks[seq] = rank
    return ranks


def _slices(collection: Collection, name: str, sets: Sequence[Iterable[int]]) -> Rows:
    for place, one in enumerate(sets):
        yield {"collection": collection.path, "name": name, "place": place, "facts": _packed(one)}


def _having(ranks: Seqs, digit: int) -> Iterable[int]:
    """Return the facts whose rank has a 1 as one of its binary digits, counted from the last."""
    ones = bytes(value >> digit % 8 & 1 for value in range(256))
    return compress(range(len(ranks)), _bytes(ranks, digit // 8).translate(ones))


def _steps(collection: Collection, name: str, ranks: Seqs, digits: int) -> Rows:
    """Yield the steps of each byte of ranks that have so many binary digits, from its highest value on."""
    for place in range(-(-digits // 8)):
        having: defaultdict[int, Seqs] = defaultdict(partial(array, "I"))
        for seq, byte in enumerate(_bytes(ranks, place)):
            having[byte].append(seq)
        found = BitMap()
        for least in range(max(having), 0, -1):
            found |= BitMap(having[least])
            step = {"place": place, "least": least, "facts": _packed(found)}
            yield {"collection": collection.path, "name": name, **step}


def _bytes(ranks: Seqs, place: int) -> bytes:
    """Return one byte of each rank, counted from the last."""
    return memoryview(ranks).cast("B")[place if byteorder == "little" else 3 - place :: 4].tobytes()


def _packed(facts: Iterable[int]) -> bytes:
    found = BitMap(facts)
    found.run_optimize()
    return found.serialize()
