"""Lists: the one place that filters, sorts, pages, counts and serialises the facts of a collection."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, Table, func, select
from sqlmodel import Session, col

from app.models import COLLECTIONS, Collection
from app.models.fact import DatasetRow, TermRow
from app.web.certainty import CERTAINTIES
from app.web.cursors import Key, after, query_digest, read_cursor, write_cursor
from app.web.links import Links
from app.web.parameters import Given, sentence
from app.web.problems import INVALID_VALUE, NOT_FOUND, NOT_READY, ParameterError, ProblemError
from app.web.vocabulary import check_values, near

MOST_AT_ONCE = 500
"""How many items are read at once when all are given."""


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


@dataclass(frozen=True)
class Selection:
    """The facts of a collection that were asked for, in the order asked for."""

    collection: Collection
    given: Given
    version: str
    conditions: list[ColumnElement[bool]]
    keys: list[Key]

    @property
    def _digest(self) -> str:
        return query_digest(self.collection.path, self.given.pairs)

    @property
    def _rest(self) -> list[tuple[str, str]]:
        return [pair for pair in self.given.pairs if pair[0] != "cursor"]

    def total(self, session: Session) -> int:
        """Count them all."""
        counted = select(func.count()).select_from(self.collection.table).where(*self.conditions)
        return int(session.scalar(counted) or 0)

    def rows(self) -> Select[Any]:
        """Return the query for those from the cursor on: the JSON of each, then what it is sorted by."""
        conditions = list(self.conditions)
        if cursor := self.given.one("cursor"):
            start = _address(self.collection, self._rest)
            conditions.append(after(self.keys, read_cursor(cursor, self.version, self._digest, self.keys, start=start)))
        columns = [key.column for key in self.keys]
        query = select(self.collection.table.c.body, *columns).where(*conditions)
        return query.order_by(*(key.order for key in self.keys))

    def page(self, session: Session, limit: int) -> tuple[list[str], str | None]:
        """Return the JSON of the next items, and the path of the page after them if there is one."""
        rows = session.execute(self.rows().limit(limit + 1)).all()
        bodies = [row.body for row in rows[:limit]]
        if len(rows) <= limit:
            return bodies, None
        cursor = write_cursor(self.version, self._digest, list(rows[limit - 1][1:]))
        return bodies, _address(self.collection, [*self._rest, ("cursor", cursor)])

    def stream(self, session: Session) -> Iterator[list[str]]:
        """Return the JSON of all items from the cursor on, some hundred at a time."""
        result = session.scalars(self.rows().execution_options(yield_per=MOST_AT_ONCE))
        return ([str(body) for body in part] for part in result.partitions())


def select_facts(session: Session, collection: Collection, given: Given, version: str) -> Selection:
    """Return what a request asks for. Raises a 422 problem where it asks for ids or words that the dataset has not.

    That takes one SQL statement, and only where a filter's values are ids or words of the dataset.
    """
    check_values(session, collection, given)
    return Selection(collection, given, version, _conditions(collection, given), _order(collection, given))


def list_facts(session: Session, selection: Selection, links: Links) -> Listing:
    """Return one page of a collection as JSON, by two SQL statements."""
    given, collection = selection.given, selection.collection
    total = selection.total(session)
    limit = given.one("limit", 50)
    bodies, following = selection.page(session, limit)
    envelope: dict[str, Any] = {
        "total": total,
        "limit": limit,
        "self": links(_address(collection, given.pairs)),
        "next": following and links(following),
    }
    items = links.within(",".join(bodies))
    body = f'{{"items":[{items}],{json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))[1:]}'
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
