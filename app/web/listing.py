"""Facts in the database: those of a collection that a request asks for, one by its id, those that rest on a source."""

import json
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, select
from sqlmodel import Session, col

from app.facts.words import read_query
from app.models import COLLECTIONS, Collection
from app.models.fact import DatasetRow, TermRow
from app.models.search import DocumentRow
from app.web.certainty import CERTAINTIES
from app.web.cursors import Key
from app.web.parameters import Given, refused
from app.web.problems import NOT_FOUND, NOT_READY, ProblemError
from app.web.search import ranked
from app.web.selection import Selection
from app.web.vocabulary import check_values, near


def dataset_row(session: Session) -> DatasetRow:
    """Return the row of the dataset in the database. Raises a 503 problem if it has none."""
    row: DatasetRow | None = session.scalar(select(DatasetRow))
    if row is None:
        raise ProblemError(NOT_READY, "No dataset is loaded yet.", headers={"Retry-After": "5"})
    return row


def select_facts(session: Session, collection: Collection, given: Given, version: str) -> Selection:
    """Return what a request asks for. Raises a 422 problem where it asks for ids or words that the dataset has not.

    That takes one SQL statement, and only where a filter's values are ids or words of the dataset.
    """
    check_values(session, collection, given)
    table = collection.table
    source: FromClause = table
    columns: list[ColumnElement[Any]] = [table.c.body]
    keys = [Key(table.c.seq)]
    if given["q"]:
        documents = DocumentRow.metadata.tables["documents"]
        found = ranked(session.get_bind().dialect.name, read_query(given.one("q")))
        its_own = and_(documents.c.type == collection.type, documents.c.item == table.c.seq)
        source = table.join(documents, its_own).join(found, found.c.seq == documents.c.seq)
        columns += [documents.c.text, found.c.score]
        keys.insert(0, Key(found.c.score, falling=True))
    keys = _order(collection, given["sort"]) or keys
    return Selection(collection.path, given, version, source, columns, conditions_of(collection, given), keys)


def conditions_of(collection: Collection, given: Given) -> list[ColumnElement[bool]]:
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
            resting = conditions_of(collection, Given({"source": [source]}))
            table = collection.table
            bodies = session.scalars(select(table.c.body).where(*resting).order_by(table.c.seq))
            facts += [json.loads(body) for body in bodies]
    return facts


def _order(collection: Collection, sort: list[str]) -> list[Key]:
    """Return the order asked for; ties are broken by id."""
    keys: dict[str, Key] = {}
    for name in [*sort, "id"] if sort else []:
        column = collection.table.c[name.removeprefix("-")]
        keys.setdefault(column.name, Key(column, falling=name.startswith("-")))
    return list(keys.values())


def _asked_value(table: Table, certainty: str, low: float | None, high: float | None) -> ColumnElement[bool]:
    if low is not None and high is not None and low > high:
        raise refused("value_min", "It is more than value_max: no number lies between them.")
    return CERTAINTIES[certainty](table, low, high)
