"""Loading: a dataset takes the place of the one in the database, as a whole or not at all."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, select

from app.database import Database, replacement
from app.facts.verification import StoredText
from app.models import COLLECTIONS, Collection
from app.models.fact import DatasetRow, TermRow
from app.seed.dataset import Dataset, Item


def store(dataset: Dataset, fingerprint: str, url: str) -> None:
    """Put a dataset in the place of the one in the database at `url`; whatever goes wrong, that one stays."""
    with replacement(url) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(table.delete())
        for name, collection in COLLECTIONS.items():
            _insert(connection, collection, dataset.items[name], dataset.texts)
        summary = json.dumps(dataset.summary, separators=(",", ":"))
        row = {"version": dataset.version, "fingerprint": fingerprint, "summary": summary}
        connection.execute(insert(DatasetRow), row)


def stored_fingerprint(url: str) -> str | None:
    """Return the fingerprint of what the database at `url` holds; None if it holds nothing that we can read."""
    database = Database(url)
    try:
        with database.session() as session:
            return session.exec(select(DatasetRow.fingerprint)).first()
    except DBAPIError:
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
        row[column] = next(_at(item.fact, path), None)
    return row


def _terms(collection: Collection, item: Item) -> Iterator[dict[str, Any]]:
    """Yield the values of an item's fields that have several."""
    for name, spec in collection.row.filters.items():
        for value in sorted({str(value) for value in _at(item.fact, spec.path)}):
            yield {"collection": collection.name, "name": name, "value": value, "seq": item.seq}


def _at(value: Any, path: str) -> Iterator[Any]:
    """Yield each value that stands at a path of field names, through lists, leaving out nulls."""
    for part in _parts(value):
        if not path:
            yield float(part) if isinstance(part, Decimal) else part
            continue
        name, _, rest = path.partition(".")
        yield from _at(getattr(part, name), rest)


def _parts(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)
