"""Counting: how many facts of a large collection have what filters ask for, and which, without reading them."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import bindparam, select
from sqlmodel import col

from app.models.columns import WORDS
from app.models.postings import ALL, PostingRow, unpacked
from app.reader import Query, Reader

Filters = Sequence[tuple[str, Sequence[str]]]
"""Filters by name, each with the values that it may have, as postings have them."""


def how_many(reader: Reader, collection: str, filters: Filters) -> int | None:
    """Return how many facts have any of each filter's values; None where the collection has no postings."""
    everything = _posting(reader, collection, ALL, ALL)
    if everything is None or not filters:
        return everything and everything[0]
    return _common(reader, collection, filters).bit_count()


def which(reader: Reader, collection: str, filters: Filters) -> int | None:
    """Return the facts that have any of each filter's values; None where the collection has no postings."""
    return _common(reader, collection, filters) if _posting(reader, collection, ALL, ALL) else None


def _common(reader: Reader, collection: str, filters: Filters) -> int:
    found = -1
    for name, values in filters:
        those = 0
        for value in values:
            posting = _posting(reader, collection, name, value)
            those |= unpacked(posting[1]) if posting else 0
        found &= those
    return found


def _posting(reader: Reader, collection: str, name: str, value: str) -> tuple[int, bytes] | None:
    """Return how many facts have a value, and which; a collection is known by its path."""
    rows = reader.once(_of_value(), {"collection": collection, "name": name, "value": value})
    return (rows[0][0], rows[0][1]) if rows else None


@cache
def _of_value() -> Query:
    return select(col(PostingRow.total), col(PostingRow.facts)).where(
        *(col(getattr(PostingRow, name)) == bindparam(name, type_=WORDS) for name in ("collection", "name", "value"))
    )
