"""Lists: the one place that filters, sorts, pages, counts and serialises the facts of a collection."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Table, func, select
from sqlmodel import Session, col

from app.models import COLLECTIONS, Collection
from app.models.fact import DatasetRow, TermRow
from app.web.certainty import CERTAINTIES
from app.web.cursors import Key, after, query_digest, read_cursor, write_cursor
from app.web.links import Links
from app.web.parameters import Given, sentence
from app.web.problems import INVALID_VALUE, NOT_FOUND, NOT_READY, ParameterError, ProblemError
from app.web.vocabulary import check_values, near


@dataclass(frozen=True)
class Listing:
    """One page of a list: its JSON, and the link to the next page if there is one."""

    body: str
    next: str | None


def dataset_row(session: Session) -> DatasetRow:
    """Return the row of the dataset in the database. Raises a 503 problem if it has none."""
    row: DatasetRow | None = session.scalar(select(DatasetRow))
    if row is None:
        raise ProblemError(NOT_READY, "No dataset is loaded yet.", headers={"Retry-After": "5"})
    return row


def list_facts(session: Session, collection: Collection, given: Given, links: Links) -> Listing:
    """Return one page of a collection.

    It takes three SQL statements, and one more where a filter's values are ids or words of the dataset.
    """
    version = dataset_row(session).version
    check_values(session, collection, given)
    keys = _order(collection, given)
    digest = query_digest(collection.path, given.pairs)
    rest = [pair for pair in given.pairs if pair[0] != "cursor"]
    conditions = _conditions(collection, given)
    total = session.scalar(select(func.count()).select_from(collection.table).where(*conditions))
    if cursor := given.one("cursor"):
        conditions.append(after(keys, read_cursor(cursor, version, digest, keys, start=_address(collection, rest))))
    limit = given.one("limit", 50)
    columns = [key.column for key in keys]
    page = select(collection.table.c.body, *columns).where(*conditions).order_by(*(key.order for key in keys))
    rows = session.execute(page.limit(limit + 1)).all()
    following = None
    if len(rows) > limit:
        following = write_cursor(version, digest, list(rows[limit - 1][1:]))
    envelope: dict[str, Any] = {
        "total": total,
        "limit": limit,
        "self": links(_address(collection, given.pairs)),
        "next": links(_address(collection, [*rest, ("cursor", following)])) if following else None,
    }
    items = ",".join(row.body for row in rows[:limit])
    body = f'{{"items":[{links.within(items)}],{json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))[1:]}'
    return Listing(body, envelope["next"])


def get_fact(session: Session, collection: Collection, name: str) -> str:
    """Return the JSON of one item. Raises a 404 problem that names the nearest id."""
    table, name = collection.table, name.replace("\0", "\ufffd")  # which PostgreSQL takes, and no id has
    body = session.scalar(select(table.c.body).where(table.c.id == name))
    if body is None:
        dataset_row(session)
        meant = near(session, table.c.id, name)
        see = f"{collection.path}/{meant}" if meant else None
        detail = f"No {collection.type.replace('_', ' ')} has the id {name!r}."
        raise ProblemError(NOT_FOUND, f"{detail} Did you mean {meant!r}?" if meant else detail, see=see)
    return str(body)


def facts_resting_on(session: Session, source: str) -> list[Any]:
    """Return every fact of every collection that has evidence in a source, in the order of the text."""
    facts: list[Any] = []
    for collection in COLLECTIONS.values():
        if "source" in collection.filters:
            resting = _conditions(collection, Given({"source": [source]}))
            table = collection.table
            bodies = session.scalars(select(table.c.body).where(*resting).order_by(table.c.seq))
            facts += [json.loads(body) for body in bodies]
    return facts


def _order(collection: Collection, given: Given) -> list[Key]:
    """Return the order asked for; ties are broken by id, and without one it is the order of the text."""
    table = collection.table
    asked = given["sort"]
    if not asked:
        return [Key(table.c.seq)]
    keys: dict[str, Key] = {}
    for name in [*asked, "id"]:
        column = table.c[name.removeprefix("-")]
        keys.setdefault(column.name, Key(column, falling=name.startswith("-")))
    return list(keys.values())


def _conditions(collection: Collection, given: Given) -> list[ColumnElement[bool]]:
    """Return the filters: any of a parameter's values, all of the parameters."""
    table = collection.table
    conditions: list[ColumnElement[bool]] = []
    for name in collection.filters:
        values = given[name]
        if not values:
            continue
        if name in table.c:
            conditions.append(table.c[name].in_(values))
        else:
            matching = select(col(TermRow.seq)).where(
                col(TermRow.collection) == collection.name,
                col(TermRow.name) == name,
                col(TermRow.value).in_([str(value) for value in values]),
            )
            conditions.append(table.c.seq.in_(matching))
    low, high = given.one("value_min"), given.one("value_max")
    if low is not None or high is not None:
        conditions.append(_asked_value(table, given.one("certainty", "stated"), low, high))
    return conditions


def _asked_value(table: Table, certainty: str, low: float | None, high: float | None) -> ColumnElement[bool]:
    if low is not None and high is not None and low > high:
        error = ParameterError(parameter="value_min", detail="It is more than value_max: no number lies between them.")
        raise ProblemError(INVALID_VALUE, sentence(error), [error])
    return CERTAINTIES[certainty](table, low, high)


def _address(collection: Collection, pairs: list[tuple[str, str]]) -> str:
    return collection.path + (f"?{urlencode(pairs, safe=',:')}" if pairs else "")
