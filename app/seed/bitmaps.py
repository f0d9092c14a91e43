"""Bitmap indexes: worked out from the rows when all of them are stored (see `app.models.bitmaps`)."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress, islice
from sys import byteorder
from typing import Any, TypeAlias

from pyroaring import BitMap
from sqlalchemy import Boolean, ColumnElement, Connection, Select, String, bindparam, cast, func, literal_column, select

from app.models import COLLECTIONS, Collection
from app.models.bitmaps import ALL, COMMON, SEARCH, PostingRow, SliceRow
from app.models.columns import Filter, in_words
from app.models.fact import TermRow
from app.models.search import FIELDS, FTS5, DocumentRow
from app.seed.rows import Row, insert_rows

POSTINGS, SLICES = str(PostingRow.__tablename__), str(SliceRow.__tablename__)
"""The names of the tables."""

AT_ONCE = 1000
"""How many rows are inserted at once."""

Numbers: TypeAlias = "array[int]"
"""The `seq` of some facts."""

Groups = Iterable[tuple[Any, Numbers]]
"""The values of a column in their order, each with the facts that have it."""

Pairs = Select[*tuple[Any, ...]]
"""A query for values, each with one fact that has it."""

Rows = Iterator[Row]


def insert_bitmaps(connection: Connection) -> None:
    """Store the indexes of every collection, and of the documents."""
    for collection in COLLECTIONS.values():
        for table, rows in _indexes(connection, collection):
            _insert(connection, table, rows)
    documents = DocumentRow.metadata.tables["documents"]
    types = _groups(connection, select(documents.c.type.label("value"), documents.c.seq))
    _insert(connection, POSTINGS, _postings(SEARCH, "type", types, {}))
    if connection.dialect.name == "sqlite":  # PostgreSQL's index of words gives those of a common one as it is
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('optimize')")  # or each word is sought in parts
        for field in FIELDS:
            _insert(connection, POSTINGS, _postings(SEARCH, field, _common_words(connection, field), {}))


def _insert(connection: Connection, table: str, rows: Rows) -> None:
    while some := list(islice(rows, AT_ONCE)):
        insert_rows(connection, table, some)


def _common_words(connection: Connection, field: str) -> Groups:
    """Yield the words that many documents have, each with those that have it in a field."""
    connection.exec_driver_sql("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'search', 'row')")
    common = connection.exec_driver_sql("SELECT term FROM temp.words WHERE doc >= ?", (COMMON,)).scalars().all()
    having = select(_joined(FTS5.c.rowid)).where(literal_column("search").op("MATCH")(bindparam("word")))
    for word in common:
        yield word, _numbers(connection.scalar(having, {"word": f'{field} : "{word}"'}))


def _indexes(connection: Connection, collection: Collection) -> Iterator[tuple[str, Rows]]:
    """Yield the rows of postings and slices, column by column."""
    table, terms = collection.table, TermRow.metadata.tables["terms"]
    everything = array("I", connection.scalars(select(table.c.seq).order_by(table.c.seq)).all())
    yield POSTINGS, _postings(collection.path, ALL, [(ALL, everything)], {})
    for column in table.c:
        is_sorted, is_filter = column.name in collection.sorts, column.name in collection.filters
        if is_sorted or isinstance(column.type, Boolean):
            pairs = select(column.label("value"), table.c.seq).where(column.is_not(None))
            groups = [*_groups(connection, pairs)]
            if is_filter or isinstance(column.type, Boolean):
                labels = _labels(connection, collection.filters.get(column.name), pairs)
                yield POSTINGS, _postings(collection.path, column.name, groups, labels)
            if is_sorted:
                yield SLICES, _slices(collection, column.name, everything, groups)
    for name, spec in collection.row.filters.items():
        pairs = select(terms.c.value, terms.c.seq).where(terms.c.collection == collection.name, terms.c.name == name)
        yield POSTINGS, _postings(collection.path, name, _groups(connection, pairs), _labels(connection, spec, pairs))


def _groups(connection: Connection, pairs: Pairs) -> Groups:
    """Group pairs by their values in the database: to fetch each of them would take five times as long."""
    each = pairs.subquery()
    grouped = select(each.c.value, _joined(each.c.seq)).group_by(each.c.value).order_by(each.c.value)
    for some in connection.execute(grouped, execution_options={"yield_per": AT_ONCE}).partitions():
        for value, facts in some:
            yield value, _numbers(facts)


def _joined(numbers: ColumnElement[Any]) -> ColumnElement[str]:
    """Join numbers in the database."""
    return func.aggregate_strings(cast(numbers, String), ",")


def _numbers(joined: str | None) -> Numbers:
    """Return the numbers that are joined; none are null."""
    return array("I", map(int, joined.split(",") if joined else ()))


def _labels(connection: Connection, spec: Filter | None, pairs: Pairs) -> dict[str, str]:
    """Return the names of the facts whose ids are the values of a filter."""
    if spec is None or spec.refers is None:
        return {}
    other = COLLECTIONS[spec.refers]
    named = select(other.table.c.id, other.label).where(other.table.c.id.in_(select(pairs.subquery().c.value)))
    return {name: label for name, label in connection.execute(named).all()}  # noqa: C416  (mypy: they are rows)


def _postings(path: str, name: str, groups: Groups, labels: Mapping[str, str]) -> Rows:
    for value, facts in groups:
        yield {
            "collection": path,
            "name": name,
            "value": in_words(value),
            "label": labels.get(value),
            "total": len(facts),
            "facts": _packed(facts),
        }


def _slices(collection: Collection, name: str, everything: Numbers, groups: Groups) -> Rows:
    ranks = array("I", bytes(4 * (max(everything, default=0) + 1)))
    without, rank = BitMap(everything), 0
    for rank, (_, facts) in enumerate(groups):
        without -= BitMap(facts)
        for seq in facts:
            ranks[seq] = rank
    digits = rank.bit_length()
    sets: list[Iterable[int]] = [without, *(_having(ranks, digit) for digit in reversed(range(digits)))]
    for place, one in enumerate(sets):
        yield {"collection": collection.path, "name": name, "place": place, "facts": _packed(one)}


def _having(ranks: Numbers, digit: int) -> Iterable[int]:
    """Return the facts whose rank has a 1 as one of its binary digits, counted from the last."""
    byte = digit // 8 if byteorder == "little" else 3 - digit // 8
    ones = bytes(value >> digit % 8 & 1 for value in range(256))
    return compress(range(len(ranks)), memoryview(ranks).cast("B")[byte::4].tobytes().translate(ones))


def _packed(facts: Iterable[int]) -> bytes:
    found = BitMap(facts)
    found.run_optimize()
    return found.serialize()
