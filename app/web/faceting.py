"""Facets: of a filter every value, how many items of the list have it, and the link to these.

The other filters hold, the filter itself does not: `kind=money&facet=kind` says how many there would be of the others.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, func, null, select
from sqlmodel import Session

from app.models import COLLECTIONS, Collection
from app.models.columns import Filter
from app.models.fact import Model, TermRow
from app.web.links import address
from app.web.listing import conditions_of
from app.web.parameters import refused
from app.web.selection import Selection

MOST = 1000
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


def facet(session: Session, collection: Collection, name: str, selection: Selection) -> list[dict[str, Any]]:
    """Return the values of a filter, the most frequent first, by one SQL statement.

    Raises a 422 problem where there are too many.
    """
    spec, others = collection.filters[name], selection.given.without(name, "cursor")
    counted = _counted(collection, name, selection.source, conditions_of(collection, others))
    rows = session.execute(_named(counted, spec).order_by(counted.c.count.desc(), counted.c.value).limit(MOST + 1))
    found = [
        FacetValue(
            value=spec.value_type(value),
            name=label,
            count=count,
            href=address(collection.path, [*others.pairs, (name, _written(value))]),
        ).model_dump()
        for value, count, label in rows
    ]
    if len(found) > MOST:
        raise refused("facet", f"{name!r} has more than {MOST} values here; narrow the list by other filters.")
    return found


def _counted(collection: Collection, name: str, source: FromClause, conditions: list[ColumnElement[bool]]) -> Subquery:
    """Return the values of a filter that the items have, with how many items have each."""
    table, terms = collection.table, TermRow.metadata.tables["terms"]
    value = table.c.get(name, terms.c.value)
    if name not in table.c:  # no join: its index is by value, so that each item would have to read them all
        items = select(table.c.seq).select_from(source).where(*conditions)
        conditions = [terms.c.collection == collection.name, terms.c.name == name, terms.c.seq.in_(items)]
        source = terms
    counted = select(value.label("value"), func.count().label("count")).select_from(source)
    return counted.where(*conditions, value.is_not(None)).group_by(value).subquery()


def _named(counted: Subquery, spec: Filter) -> Select[Any]:
    """Return the query for values and counts, with the names of the facts whose ids the values are."""
    if spec.refers is None:
        return select(counted.c.value, counted.c.count, null())
    other = COLLECTIONS[spec.refers].table
    name = other.c["title" if spec.refers == "sources" else "name"]
    return select(counted.c.value, counted.c.count, name).outerjoin_from(counted, other, other.c.id == counted.c.value)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
