"""The ids and words that the dataset has: which values a filter can have, and which one a misspelt one meant."""

from typing import Any

from sqlalchemy import Column, literal, select, union_all
from sqlmodel import Session

from app.models import COLLECTIONS, Collection
from app.models.columns import Filter
from app.web.parameters import Given, nearest, sentence
from app.web.problems import INVALID_VALUE, ParameterError, ProblemError

NEIGHBOURS = 200
"""Among how many values, up and down, an error looks for the one that was meant."""

MOST_SUGGESTED = 10
"""For how many wrong values it does so."""


MOST_LISTED = 20
"""How many values an error lists, where these are all."""


def check_values(session: Session, collection: Collection, given: Given) -> None:
    """Refuse ids and words that the dataset does not have, so that a misspelt one is not taken for an empty answer."""
    columns = {
        name: _vocabulary(collection, spec, name)
        for name, spec in collection.filters.items()
        if given[name] and _is_open(spec)
    }
    if not columns:
        return
    found = (select(literal(name), one).where(one.in_(given[name])).distinct() for name, one in columns.items())
    known = {(name, value) for name, value in session.execute(union_all(*found))}
    asked = [(name, value) for name in columns for value in given[name]]
    errors: list[ParameterError] = []
    for name, value in asked:
        if (name, value) not in known:
            column = columns[name]
            suggest = len(errors) < MOST_SUGGESTED
            errors.append(
                ParameterError(
                    parameter=name,
                    detail=f"{COLLECTIONS[column.table.name].path} has no {value!r}.",
                    allowed=_few(session, column) if suggest and column.name != "id" else None,
                    did_you_mean=near(session, column, value) if suggest else None,
                )
            )
    if errors:
        raise ProblemError(INVALID_VALUE, " ".join(sentence(error) for error in errors), errors)


def _is_open(spec: Filter) -> bool:
    """Tell whether only the dataset knows the values of a filter."""
    return bool(spec.refers) or (spec.value_type is str and not spec.values)


def _vocabulary(collection: Collection, spec: Filter, name: str) -> Column[Any]:
    """Return the column that has all values of a filter."""
    return COLLECTIONS[spec.refers].table.c.id if spec.refers else collection.table.c[name]


def _few(session: Session, column: Column[Any]) -> list[str] | None:
    """Return all values of a column, if they are few enough to be read."""
    values = select(column).where(column.is_not(None)).distinct().order_by(column).limit(MOST_LISTED + 1)
    found = [*session.scalars(values)]
    return found if 0 < len(found) <= MOST_LISTED else None


def near(session: Session, column: Column[Any], word: str) -> str | None:
    """Return the value of a column that was probably meant, of those that come next to it, from both sides."""
    values = select(column).distinct().limit(NEIGHBOURS)
    upward = values.where(column >= word[:1]).order_by(column)
    downward = values.where(column < word).order_by(column.desc())
    return nearest(word, [*session.scalars(upward), *session.scalars(downward)])
