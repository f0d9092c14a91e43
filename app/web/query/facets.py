"""Facets: every value of a filter, with the number of items that have it and a link to them.

All other filters of the request apply, but not the filter itself: `kind=money&facet=kind` counts the other kinds too.
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
"""The maximum number of values of a facet."""


class FacetValue(Model):
    """A value of a facet."""

    value: str | int | bool
    """The value, as the filter takes it."""
    name: str | None
    """The name of the fact with this id; null if the value is no id."""
    count: int
    """The number of items with this value."""
    href: str
    """Link to these items."""


def facet_values(reader: Reader, collection: Collection, name: str, selection: Selection) -> list[dict[str, Any]]:
    """Return the values of the filter `name`, the most frequent first, as the fields of `FacetValue`.

    It takes one SQL statement at most. Raises a 422 problem if there are too many values.
    """
    spec, others = collection.filters[name], selection.parameters.without(name, "sort", "cursor")
    facts = select_facts(reader, collection, others, selection.version).facts
    rows: Sequence[Row]
    if len(facts) == len(facts_with(reader, collection.path, ALL, ALL)):
        rows = reader.cached(_all_values_query(name), {"collection": collection.path}, tuple)
    else:
        rows = _count_within(reader, collection, name, facts)
    if len(rows) > MAX_FACET_VALUES:
        detail = f"{name!r} has more than {MAX_FACET_VALUES} values here; narrow the list by other filters."
        raise invalid_value("facet", detail)
    start = path_with_query(collection.path, [*selection.parameters.without(name, "cursor").pairs, (name, "")])
    return [
        {"value": _typed_value(spec, value), "name": label, "count": count, "href": start + url_encoded(value)}
        for value, count, label in rows
    ]


def _count_within(reader: Reader, collection: Collection, name: str, facts: FactSet) -> Sequence[Row]:
    """Return the values of a filter among some facts, each with how many have it, and its label."""
    counted = []
    for value, label, packed in reader.rows(_bitmaps_query(name), {"collection": collection.path}):
        count = facts.intersection_cardinality(FrozenBitMap.deserialize(bytes(packed)))
        if count:
            counted.append((value, count, label))
    return sorted(counted, key=lambda row: (-row[1], row[0]))[: MAX_FACET_VALUES + 1]


@cache
def _all_values_query(name: str) -> Query:
    """Return the query for the values of a filter among all facts of a collection, counted at load."""
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
    """Convert a value from the text of the postings to its JSON type."""
    return value == "true" if spec.value_type is bool else spec.value_type(value)
