"""Facts in the database: those of a collection that match a request, one by its id, and those that rest on a source."""

import json
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, bindparam, select
from sqlmodel import col

from app.facts.search_words import read_query
from app.models import COLLECTIONS, Collection
from app.models.columns import WORDS, in_words
from app.models.fact import DatasetRow
from app.models.sources import SourceRow
from app.storage.reader import NO_VALUES, Reader, Row
from app.storage.statements import MAX_PREPARED, NumberList, Query, Utf8
from app.web.http.problems import NOT_FOUND, NOT_READY, ProblemError
from app.web.query.bitmaps import TEXT_ORDER, FactFilter, facts_with, order_by
from app.web.query.fulltext import find_matches_in
from app.web.query.known_values import nearest_value
from app.web.query.paging import Selection
from app.web.query.rows import RowSource, cached_rows
from app.web.request.parameters import GivenParameters, invalid_value


class Dataset(NamedTuple):
    """The dataset as a whole."""

    version: str
    """The hash of what it holds, in hexadecimal."""
    summary: str
    """Counts and the result of the verification at load, as JSON."""


def get_dataset(reader: Reader) -> Dataset:
    """Return the dataset. Raises a 503 problem if the database has none."""
    dataset = reader.cached(_dataset_query(), {}, _read_dataset)
    if dataset is None:
        raise ProblemError(NOT_READY, "No dataset is loaded yet.", headers={"Retry-After": "5"})
    return dataset


def _read_dataset(rows: list[Row]) -> Dataset | None:
    return Dataset(*rows[0]) if rows else None


def select_facts(reader: Reader, collection: Collection, parameters: GivenParameters, version: str) -> Selection:
    """Return the facts that match a request: any value of each filter, and all filters together.

    Raises a 422 problem if parameters contradict each other.
    """
    low, high = parameters.value("value_min"), parameters.value("value_max")
    if "certainty" in parameters and low is None and high is None:
        raise invalid_value("certainty", "It decides how value_min and value_max compare; give one of these too.")
    if low is not None and high is not None and low > high:
        raise invalid_value("value_min", "It is more than value_max: no number lies between them.")
    filters = [(name, [*map(in_words, parameters[name])]) for name in parameters.values if name in collection.filters]
    facts = FactFilter(collection, filters, parameters.value("certainty", "stated"), low, high).facts(reader)
    matches, order, sort = None, TEXT_ORDER, tuple(parameters["sort"])
    if "q" in parameters:
        matches = find_matches_in(reader, read_query(parameters.value("q")), collection)
        facts, order = facts & matches.matching, matches.order
    if sort:
        order = order_by(reader, collection, _sort_keys(sort))
    return Selection(
        collection.path,
        parameters,
        version,
        facts,
        order,
        _row_source(collection, sort),
        matches,
    )


def _sort_keys(sort: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Return the columns to sort by, each with whether it is descending; ties are broken by id."""
    keys: dict[str, bool] = {}
    for name in (*sort, "id"):
        keys.setdefault(name.removeprefix("-"), name.startswith("-"))
    return [*keys.items()]


@lru_cache(MAX_PREPARED)
def _row_source(collection: Collection, sort: tuple[str, ...] = ()) -> RowSource:
    """Return how the rows of a collection are read, in an order: the JSON of each fact, its excerpt, its number.

    Without a sort, they are in the order of the text.
    """
    keys = (
        tuple(_sort_expression(collection.table.c[name], descending) for name, descending in _sort_keys(sort))
        if sort
        else ()
    )
    return RowSource(_columns(collection), keys)


@cache
def _columns(collection: Collection) -> tuple[ColumnElement[Any], ...]:
    table = collection.table
    return Utf8(table.c.body), table.c.excerpt, table.c.seq


def _sort_expression(column: Column[Any], descending: bool) -> ColumnElement[Any]:
    """Return the SQL order by a column; nulls come last in either direction."""
    ordered = column.desc() if descending else column.asc()
    return ordered.nulls_last() if column.nullable else ordered


def get_fact(reader: Reader, collection: Collection, item_id: str) -> bytes:
    """Return the JSON of one item by its id. Raises a 404 problem that suggests the most similar id."""
    item_id = item_id.replace("\0", "\ufffd")  # PostgreSQL refuses U+0000; no id has either
    body = _find_fact(reader, collection, item_id)
    if body is None:
        get_dataset(reader)
        suggestion = nearest_value(reader, collection.table.c.id, item_id)
        likely_path = f"{collection.path}/{suggestion}" if suggestion else None
        detail = f"No {collection.type.replace('_', ' ')} has the id {item_id!r}."
        raise ProblemError(
            NOT_FOUND, f"{detail} Did you mean {suggestion!r}?" if suggestion else detail, likely_path=likely_path
        )
    return body


def _find_fact(reader: Reader, collection: Collection, item_id: str) -> bytes | None:
    """Return the JSON of one item by its id; None if there is no such item."""
    cached = cached_rows(reader, _row_source(collection))
    if cached is None:
        body = reader.value(_by_id_query(collection), {"id": item_id})
        return None if body is None else bytes(body)
    number = reader.cached(_numbers_query(collection), NO_VALUES, _by_id_and_number).get(item_id)
    return None if number is None else bytes(cached[number][0])


def _by_id_and_number(rows: list[Row]) -> dict[str, int]:
    return {row[0]: row[1] for row in rows}


def get_source_text(reader: Reader, source: str) -> str:
    """Return the text of a source by its id; the source must exist."""
    return str(reader.value(_text_query(), {"id": source}))


def facts_resting_on(reader: Reader, source: str) -> list[Any]:
    """Return the facts of all collections that have evidence in a source, in the order of the text."""
    rows: list[Row] = []
    for collection in COLLECTIONS.values():
        if "source" in collection.filters:
            facts = facts_with(reader, collection.path, "source", source)
            rows += reader.rows(_by_numbers_query(collection), {"numbers": json.dumps([*facts])})
    return [json.loads(body) for (body,) in rows]


@cache
def _dataset_query() -> Query:
    return select(col(DatasetRow.version), col(DatasetRow.summary))


@cache
def _by_id_query(collection: Collection) -> Query:
    table = collection.table
    return select(Utf8(table.c.body)).where(table.c.id == bindparam("id", type_=table.c.id.type))


@cache
def _by_numbers_query(collection: Collection) -> Query:
    """Return the query for facts by their numbers, in the order of the text."""
    seq = collection.table.c.seq
    numbers = NumberList(bindparam("numbers", type_=WORDS))
    return select(Utf8(collection.table.c.body)).where(seq.op("IN")(numbers)).order_by(seq)


@cache
def _numbers_query(collection: Collection) -> Query:
    return select(collection.table.c.id, collection.table.c.seq)


@cache
def _text_query() -> Query:
    return select(col(SourceRow.text)).where(col(SourceRow.id) == bindparam("id", type_=WORDS))
