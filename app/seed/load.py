"""Loading: a dataset takes the place of the one in the database, as a whole or not at all."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, column, insert, select, table, text
from sqlmodel import SQLModel, col

from app.database import UNREADABLE, Database, replacement
from app.facts.verification import StoredText, Verification, version_of
from app.facts.words import folded
from app.form import form
from app.models import COLLECTIONS, Collection
from app.models.fact import DatasetRow
from app.models.search import FIELDS, FTS5, TSVECTORS
from app.seed.bitmaps import insert_bitmaps
from app.seed.dataset import Dataset, Item, Part, entered
from app.seed.documents import Document, documents, numbered_documents, values_at
from app.seed.progress import Begin, silent

Rows = dict[str, list[dict[str, Any]]]
"""Rows by the name of their table."""

BATCH = 1000
"""How many rows of a table are written at a time."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded."""

    version: str
    """Version of the dataset."""
    counts: dict[str, int]
    """How many items each collection has."""
    verification: Verification
    """What the verification of all of it found."""


def load(
    seed: Path,
    fingerprint: str,
    url: str,
    processes: int | None = None,
    begin: Begin = silent,
) -> Loaded:
    """Put what a seed makes in the place of the dataset in the database at `url`, holding one story at a time.

    Raises `SeedError` with every problem of the seed; whatever goes wrong, the dataset that is there stays.
    """
    with entered(seed, processes, begin) as reading, replacement(url) as connection:
        tables = _Tables(connection)
        for rows in reading.made(partial(_rows_of, connection.dialect.name)):
            tables.add(rows)
        tables.complete()
        version = version_of(tables.bodies(), form())
        tables.describe(version, fingerprint, reading.counts, reading.verification)
    return Loaded(version, reading.counts, reading.verification)


def store(dataset: Dataset, fingerprint: str, url: str) -> None:
    """Put a dataset in the place of the one in the database at `url`; whatever goes wrong, that one stays."""
    with replacement(url) as connection:
        tables = _Tables(connection)
        numbered = enumerate(documents(dataset), start=1)
        tables.add(_rows(connection.dialect.name, dataset.items, dataset.texts, numbered))
        tables.complete()
        tables.describe(dataset.version, fingerprint, dataset.counts, dataset.verification)


def stored_fingerprint(url: str) -> str | None:
    """Return the fingerprint of what the database at `url` holds; None if it holds nothing that we can read."""
    database = Database(url)
    try:
        with database.reader() as reader:
            fingerprint = reader.value(select(col(DatasetRow.fingerprint)))
            return None if fingerprint is None else str(fingerprint)
    except UNREADABLE:
        return None
    finally:
        database.close()


class _Tables:
    """The tables of a dataset that is being written: rows in batches, and what finds them when all are there.

    On SQLite, where the file is new, the indexes are built last, and what an index orders by something else than the
    order of the stories is staged, so that it is filled from its one end to the other. On PostgreSQL others read the
    tables meanwhile, so that their indexes stay.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: Rows = defaultdict(list)
        self._staged = _STAGED if connection.dialect.name == "sqlite" else {}
        self._targets = _TARGETS | {"search": _SEARCH[connection.dialect.name]}
        self._indexes = [index for one in SQLModel.metadata.sorted_tables for index in sorted(one.indexes, key=str)]
        for target in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(target.delete())
        if self._staged:
            for index in self._indexes:
                index.drop(connection)
            for name, (staged, _) in self._staged.items():
                connection.exec_driver_sql(f"CREATE TEMPORARY TABLE staged_{name} ({staged})")
        else:
            connection.execute(TSVECTORS.delete())

    def add(self, rows: Rows) -> None:
        """Write rows, once there are enough of a table."""
        for name, some in rows.items():
            self._waiting[name] += some
            if len(self._waiting[name]) >= BATCH:
                self._write(name)

    def complete(self) -> None:
        """Write what waits, and build what finds it."""
        for name in list(self._waiting):
            self._write(name)
        for name, (_, fill) in self._staged.items():
            self._connection.exec_driver_sql(fill)
            self._connection.exec_driver_sql(f"DROP TABLE staged_{name}")
        if self._staged:
            for index in self._indexes:
                index.create(self._connection)
        insert_bitmaps(self._connection)
        # or the planner takes the new rows for few, and one index for as good as another
        self._connection.execute(text("ANALYZE"))

    def bodies(self) -> Iterator[str]:
        """Yield the JSON of all items, by collection, in their order."""
        for collection in COLLECTIONS.values():
            query = select(collection.table.c.body).order_by(collection.table.c.seq)
            yield from self._connection.scalars(query.execution_options(yield_per=1000))

    def describe(self, version: str, fingerprint: str, counts: Mapping[str, int], verification: Verification) -> None:
        """Write what is known of the dataset as a whole."""
        summary = json.dumps({"counts": counts, "verification": asdict(verification)}, separators=(",", ":"))
        row = {"version": version, "fingerprint": fingerprint, "summary": summary}
        self._connection.execute(insert(DatasetRow), row)

    def _write(self, name: str) -> None:
        rows = self._waiting.pop(name)
        if not rows:
            return
        target = self._targets[name]
        if name in self._staged:
            target = table(f"staged_{name}", *map(column, rows[0]))
        self._connection.execute(insert(target), rows)


_TARGETS: dict[str, Any] = {
    **{name: collection.table for name, collection in COLLECTIONS.items()},
    "terms": SQLModel.metadata.tables["terms"],
    "documents": SQLModel.metadata.tables["documents"],
}
_SEARCH = {"sqlite": FTS5, "postgresql": TSVECTORS}
_STAGED = {
    "terms": (
        "collection, name, value, seq",
        "INSERT INTO terms (collection, name, value, seq)"
        " SELECT collection, name, value, seq FROM staged_terms ORDER BY collection, name, value, seq",
    ),
    "search": (
        "rowid INTEGER PRIMARY KEY, name, words, related",
        "INSERT INTO search (rowid, name, words, related) SELECT rowid, name, words, related FROM staged_search",
    ),
}
"""The columns that are staged, and how the table is filled from them."""


def _rows_of(dialect: str, part: Part) -> Rows:
    return _rows(dialect, part.items, part.texts, numbered_documents(part))


def _rows(
    dialect: str,
    items: Mapping[str, list[Item]],
    texts: Mapping[str, StoredText],
    numbered: Iterable[tuple[int, Document]],
) -> Rows:
    """Return the rows of some items and documents."""
    rows: Rows = {name: [_row(COLLECTIONS[name], item) for item in group] for name, group in items.items()}
    for row in rows["sources"]:
        row |= {"text": texts[row["id"]].text, "text_sha256": texts[row["id"]].sha256}
    rows["terms"] = [term for name in items for item in items[name] for term in _terms(COLLECTIONS[name], item)]
    return rows | _document_rows(dialect, numbered)


def _row(collection: Collection, item: Item) -> dict[str, Any]:
    """Return the columns of an item: its JSON, and what one can filter and sort by."""
    row: dict[str, Any] = {"seq": item.seq, "id": item.fact.id, "body": item.body}
    for name, path in collection.paths.items():
        value = next(values_at(item.fact, path), None)
        row[name] = float(value) if isinstance(value, Decimal) else value
    return row


def _terms(collection: Collection, item: Item) -> Iterator[dict[str, Any]]:
    """Yield the values of an item's fields that have several."""
    for name, spec in collection.row.filters.items():
        for value in sorted({str(value) for value in values_at(item.fact, spec.path)}):
            yield {"collection": collection.name, "name": name, "value": value, "seq": item.seq}


def _document_rows(dialect: str, numbered: Iterable[tuple[int, Document]]) -> Rows:
    """Return what search finds; the words go into the index in the way of its engine (see `app.models.search`)."""
    rows: Rows = {"documents": [], "search": []}
    for seq, one in numbered:
        document = {"seq": seq, "type": one.type, "item": one.item, "body": one.body, "text": one.text}
        rows["documents"].append(document)
        found = {"rowid": seq, **_passages(one)} if dialect == "sqlite" else {"seq": seq, "words": _tsvector(one)}
        rows["search"].append(found)
    return rows


def _passages(document: Document) -> dict[str, str]:
    """Write a document for FTS5: of each field the words, with `|` between two passages."""
    return {field: " | ".join(map(folded, getattr(document, field))) for field in FIELDS}


def _tsvector(document: Document) -> str:
    """Write a document for PostgreSQL: `'digital':1A 'trade':2A 'expo':4B`, each word with its place and weight."""
    lexemes, position = [], 0
    for field, weight in zip(FIELDS, "ABC", strict=True):
        for passage in getattr(document, field):
            for word in folded(passage).split():
                position += 1
                lexemes.append(f"'{word}':{position}{weight}")
            position += 1
    return " ".join(lexemes)
