"""The values that filters can have in the dataset: unknown ones are refused, with a suggestion."""

import json
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, bindparam, func, literal, select, union_all

from app.facts.quantity.currencies import code_named
from app.models import COLLECTIONS, Collection
from app.models.columns import CURRENCY, WORDS, Filter
from app.storage.reader import Reader
from app.storage.statements import MAX_PREPARED, Query, TextList
from app.web.http.problems import INVALID_VALUE, ParameterError, ProblemError
from app.web.request.parameters import GivenParameters, error_sentence, nearest

MAX_NEIGHBOURS = 200
"""The number of neighbouring values, in either direction, among which a suggestion is sought."""

MAX_SUGGESTED = 10
"""The number of unknown values of a request for which a suggestion is sought."""

MAX_LISTED = 20
"""The number of values up to which an error lists all that are allowed."""


def check_values(reader: Reader, collection: Collection, parameters: GivenParameters, *, is_empty: bool) -> None:
    """Raise a 422 problem for filter values that the dataset does not have, so that a misspelt one is noticed.

    `is_empty` tells whether the list is empty. If it is not, a filter with a single value needs no query.
    """
    columns = {
        name: _values_column(collection, spec, name)
        for name, spec in collection.filters.items()
        if name in parameters and (is_empty or len(parameters[name]) > 1) and _is_open(spec)
    }
    if not columns:
        return
    values = {name: json.dumps(parameters[name]) for name in columns}
    existing = {(name, value) for name, value in reader.rows(_known_values_query(collection, tuple(columns)), values)}
    requested = [(name, value) for name in columns for value in parameters[name]]
    errors: list[ParameterError] = []
    for name, value in requested:
        if (name, value) not in existing:
            column = columns[name]
            is_explained = len(errors) < MAX_SUGGESTED
            code = code_named(value) if collection.filters[name].pattern == CURRENCY else None
            errors.append(
                ParameterError(
                    parameter=name,
                    detail=f"{COLLECTIONS[column.table.name].path} has no {value!r}.",
                    allowed=_all_values(reader, column) if is_explained and column.name != "id" else None,
                    did_you_mean=nearest_value(reader, column, code or value) if is_explained else None,
                )
            )
    if errors:
        raise ProblemError(INVALID_VALUE, " ".join(error_sentence(error) for error in errors), errors)


@lru_cache(MAX_PREPARED)
def _known_values_query(collection: Collection, names: tuple[str, ...]) -> Query:
    """Return the query for the values that the dataset has, out of a list for each filter."""
    selects = []
    for name in names:
        column = _values_column(collection, collection.filters[name], name)
        several = TextList(bindparam(name, type_=WORDS))
        selects.append(select(literal(name), column).where(column.op("IN")(several)).distinct())
    return union_all(*selects)


def _is_open(spec: Filter) -> bool:
    """Tell whether the values of a filter depend on the dataset."""
    return bool(spec.refers) or (spec.value_type is str and not spec.values)


def _values_column(collection: Collection, spec: Filter, name: str) -> Column[Any]:
    """Return the column that contains all values of a filter."""
    return COLLECTIONS[spec.refers].table.c.id if spec.refers else collection.table.c[name]


def _all_values(reader: Reader, column: Column[Any]) -> list[str] | None:
    """Return all values of a column; None if there are more than an error lists, or none."""
    values = [value for (value,) in reader.rows(_following_query(column, MAX_LISTED + 1), {"start": ""})]
    return values if 0 < len(values) <= MAX_LISTED else None


def nearest_value(reader: Reader, column: Column[Any], word: str) -> str | None:
    """Return the value of a column that is most similar to a word, among its neighbours in alphabetical order."""
    upward = reader.rows(_following_query(column, MAX_NEIGHBOURS), {"start": word[:1]})
    downward = reader.rows(_preceding_query(column, MAX_NEIGHBOURS), {"start": word})
    return nearest(word, [value for (value,) in [*upward, *downward]])


@cache
def _following_query(column: Column[Any], limit: int) -> Query:
    """Return the query for the distinct values of a column from `start` on, ascending."""
    start = bindparam("start", type_=column.type)
    return _distinct_values_query(func.min(column), lambda last: column > last, column >= start, limit)


@cache
def _preceding_query(column: Column[Any], limit: int) -> Query:
    """Return the query for the distinct values of a column before `start`, descending."""
    start = bindparam("start", type_=column.type)
    return _distinct_values_query(func.max(column), lambda last: column < last, column < start, limit)


def _distinct_values_query(
    nearest_one: ColumnElement[Any],
    beyond: Callable[[ColumnElement[Any]], ColumnElement[bool]],
    first: ColumnElement[bool],
    limit: int,
) -> Query:
    """Return the query that steps from one distinct value to the next by the index (a loose index scan)."""
    step = select(nearest_one.label("value")).where(first).cte("step", recursive=True)
    following = select(nearest_one).where(beyond(step.c.value)).scalar_subquery()
    steps = step.union_all(select(following).where(step.c.value.is_not(None)))
    return select(steps.c.value).where(steps.c.value.is_not(None)).limit(limit)
