"""Postings: worked out from the rows when all of them are stored (see `app.models.postings`)."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, insert, literal, select

from app.models import COLLECTIONS, Collection
from app.models.columns import in_words
from app.models.fact import TermRow
from app.models.postings import ALL, LARGE, PostingRow, packed

AT_ONCE = 1000
"""How many rows are inserted at once."""


def insert_postings(connection: Connection) -> None:
    """Store the postings of each collection that is large."""
    for collection in COLLECTIONS.values():
        if (connection.scalar(select(func.count()).select_from(collection.table)) or 0) >= LARGE:
            rows: list[dict[str, Any]] = []
            for row in _postings(connection, collection):
                rows.append(row)
                if len(rows) == AT_ONCE:
                    connection.execute(insert(PostingRow), rows)
                    rows = []
            connection.execute(insert(PostingRow), rows)


def _postings(connection: Connection, collection: Collection) -> Iterator[dict[str, Any]]:
    table, terms = collection.table, TermRow.metadata.tables["terms"]
    queries = {ALL: select(literal(ALL), table.c.seq)}
    for name in collection.filters:
        if name in table.c:
            queries[name] = select(table.c[name], table.c.seq).where(table.c[name].is_not(None))
        else:
            of_this = terms.c.collection == collection.name, terms.c.name == name
            queries[name] = select(terms.c.value, terms.c.seq).where(*of_this)
    for name, query in queries.items():
        found = connection.execute(query.order_by(query.selected_columns[0]), execution_options={"yield_per": 10_000})
        for value, pairs in groupby(found, key=lambda pair: pair[0]):
            facts = [seq for _, seq in pairs]
            yield {
                "collection": collection.path,
                "name": name,
                "value": in_words(value),
                "total": len(facts),
                "facts": packed(facts),
            }
