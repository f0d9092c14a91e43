"""Facets: of a filter every value, how many items of the list have it, and the link to these.

The other filters hold, the filter itself does not: `kind=money&facet=kind` says how many there would be of the others.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from pyroaring import FrozenBitMap
from sqlalchemy import ColumnElement, bindparam, select
from sqlmodel import col

from app.models import Collection
from app.models.bitmaps import ALL, PostingRow
from app.models.columns import WORDS, Filter
from app.models.fact import Model
from app.storage.reader import Reader, Row
from app.storage.statements import Query
from app.web.http.links import path_with_query, url_encoded
from app.web.query.bitmaps import FactSet, facts_with
from app.web.query.facts import select_facts
from app.web.query.paging import Selection
from app.web.request.parameters import invalid_value

MAX_FACET_VALUES = 1000
"""How many values a facet can have."""


class FacetValue(Model):
    """A value of a facet."""

    value: str | int | bool
    """The value, as the filter takes it."""
    name: str | None
    """The name of the fact whose id it is; null where it is none."""
    count: int
    """How many items have it."""
    href: str
    """Link to these items."""


def facet_values(reader: Reader, collection: Collection, name: str, selection: Selection) -> list[dict[str, Any]]:
    """Return the values of a filter, the most frequent first, by one SQL statement at the most.

    Raises a 422 problem where there are too many.
    """
    spec, others = collection.filters[name], selection.parameters.without(name, "sort", "cursor")
    among = select_facts(reader, collection, others, selection.version).facts
    rows: Sequence[Row]
    if len(among) == len(facts_with(reader, collection.path, ALL, ALL)):
        rows = reader.once(_all_values_query(name), {"collection": collection.path}, tuple)
    else:
        rows = _count_within(reader, collection, name, among)
    if len(rows) > MAX_FACET_VALUES:
        detail = f"{name!r} has more than {MAX_FACET_VALUES} values here; narrow the list by other filters."
        raise invalid_value("facet", detail)
    start = path_with_query(collection.path, [*selection.parameters.without(name, "cursor").pairs, (name, "")])
    return [
        {"value": _typed_value(spec, value), "name": label, "count": count, "href": start + url_encoded(value)}
        for value, count, label in rows
    ]


def _count_within(reader: Reader, collection: Collection, name: str, facts: FactSet) -> Sequence[Row]:
    """Count how many of some facts have each value, by their postings."""
    found = []
    for value, label, packed in reader.rows(_bitmaps_query(name), {"collection": collection.path}):
        count = facts.intersection_cardinality(FrozenBitMap.deserialize(bytes(packed)))
        if count:
            found.append((value, count, label))
    return sorted(found, key=lambda row: (-row[1], row[0]))[: MAX_FACET_VALUES + 1]


@cache
def _all_values_query(name: str) -> Query:
    """Return the query for the values of a filter among all facts of a collection, which postings have counted."""
    counted = select(col(PostingRow.value), col(PostingRow.total), col(PostingRow.label)).where(
        *_filter_condition(name)
    )
    return counted.order_by(col(PostingRow.total).desc(), col(PostingRow.value)).limit(MAX_FACET_VALUES + 1)


@cache
def _bitmaps_query(name: str) -> Query:
    return select(col(PostingRow.value), col(PostingRow.label), col(PostingRow.facts)).where(*_filter_condition(name))


def _filter_condition(name: str) -> list[ColumnElement[bool]]:
    return [col(PostingRow.collection) == bindparam("collection", type_=WORDS), col(PostingRow.name) == name]


def _typed_value(spec: Filter, value: str) -> str | int | bool:
    """Return a value, which postings have as a word, as JSON has it."""
    return value == "true" if spec.value_type is bool else spec.value_type(value)
