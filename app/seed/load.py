"""Loading: a dataset takes the place of the one in the database, as a whole or not at all."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text
from sqlmodel import SQLModel, col

from app.database import UNREADABLE, Database, replacement
from app.facts.verification import StoredText
from app.facts.words import folded
from app.models import COLLECTIONS, Collection
from app.models.fact import DatasetRow, TermRow
from app.models.search import FIELDS, FTS5, TSVECTORS, DocumentRow
from app.seed.dataset import Dataset, Item
from app.seed.documents import Document, documents, values_at
from app.seed.postings import insert_postings


def store(dataset: Dataset, fingerprint: str, url: str) -> None:
    """Put a dataset in the place of the one in the database at `url`; whatever goes wrong, that one stays."""
    with replacement(url) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(table.delete())
        for name, collection in COLLECTIONS.items():
            _insert(connection, collection, dataset.items[name], dataset.texts)
        _insert_documents(connection, list(documents(dataset)))
        insert_postings(connection)
        connection.execute(text("ANALYZE"))  # or the planner takes rows for few, and one index for as good as another
        summary = json.dumps(dataset.summary, separators=(",", ":"))
        row = {"version": dataset.version, "fingerprint": fingerprint, "summary": summary}
        connection.execute(insert(DatasetRow), row)


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


def _insert(connection: Connection, collection: Collection, items: list[Item], texts: dict[str, StoredText]) -> None:
    rows = [_row(collection, item) for item in items]
    if collection.name == "sources":
        rows = [row | {"text": texts[row["id"]].text, "text_sha256": texts[row["id"]].sha256} for row in rows]
    if rows:
        connection.execute(insert(collection.table), rows)
    terms = [term for item in items for term in _terms(collection, item)]
    if terms:
        connection.execute(insert(TermRow), terms)


def _row(collection: Collection, item: Item) -> dict[str, Any]:
    """Return the columns of an item: its JSON, and what one can filter and sort by."""
    row: dict[str, Any] = {"seq": item.seq, "id": item.fact.id, "body": item.body}
    for column, path in collection.paths.items():
        value = next(values_at(item.fact, path), None)
        row[column] = float(value) if isinstance(value, Decimal) else value
    return row


def _terms(collection: Collection, item: Item) -> Iterator[dict[str, Any]]:
    """Yield the values of an item's fields that have several."""
    for name, spec in collection.row.filters.items():
        for value in sorted({str(value) for value in values_at(item.fact, spec.path)}):
            yield {"collection": collection.name, "name": name, "value": value, "seq": item.seq}


def _insert_documents(connection: Connection, found: list[Document]) -> None:
    """Store what search finds; the words go into the index in the way of its engine (see `app.models.search`)."""
    numbered = list(enumerate(found, start=1))
    rows = [
        {"seq": seq, "type": one.type, "item": one.item, "body": one.body, "text": one.text} for seq, one in numbered
    ]
    connection.execute(insert(DocumentRow), rows)
    if connection.dialect.name == "sqlite":
        connection.execute(insert(FTS5), [{"rowid": seq, **_passages(document)} for seq, document in numbered])
    else:
        connection.execute(delete(TSVECTORS))
        connection.execute(insert(TSVECTORS), [{"seq": seq, "words": _tsvector(one)} for seq, one in numbered])


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
