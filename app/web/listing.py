"""Facts in the database: those of a collection that a request asks for, one by its id, those that rest on a source."""

import json
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Double, FromClause, and_, bindparam, select
from sqlmodel import col

from app.facts.words import read_query
from app.models import COLLECTIONS, Collection
from app.models.columns import WORDS, in_words
from app.models.fact import DatasetRow, TermRow
from app.models.search import DocumentRow
from app.models.sources import SourceRow
from app.reader import MOST_FORMS, Query, Reader, Row, Utf8
from app.web.certainty import CERTAINTIES
from app.web.cursors import Key
from app.web.parameters import Given, refused
from app.web.problems import NOT_FOUND, NOT_READY, ProblemError
from app.web.questions import Question, ordering
from app.web.search import ranked, sought
from app.web.selection import Selection
from app.web.sets import Wanted
from app.web.vocabulary import near


class Form(NamedTuple):
    """What is asked of a collection, without the values: requests of the same form share their queries."""

    filters: tuple[tuple[str, int], ...]
    """The filters, and how many values each has."""
    certainty: str
    """In which sense numbers are asked about."""
    bounds: tuple[bool, bool]
    """Whether `value_min` and `value_max` are given."""
    search: str | None
    """The engine whose search is asked; None where there is nothing to search for, and `""` where nothing is found."""
    sort: tuple[str, ...]


class Dataset(NamedTuple):
    """What is known of the dataset as a whole."""

    version: str
    summary: str
    """Counts and the result of the verification at load, as JSON."""


def dataset_of(reader: Reader) -> Dataset:
    """Return what is known of the dataset. Raises a 503 problem if the database has none."""
    dataset = reader.once(_dataset(), {}, _only_dataset)
    if dataset is None:
        raise ProblemError(NOT_READY, "No dataset is loaded yet.", headers={"Retry-After": "5"})
    return dataset


def _only_dataset(rows: list[Row]) -> Dataset | None:
    return Dataset(*rows[0]) if rows else None


def select_facts(collection: Collection, given: Given, version: str, engine: str) -> Selection:
    """Return what a request asks for; `engine` is the dialect of the database."""
    low, high = given.one("value_min"), given.one("value_max")
    if low is not None and high is not None and low > high:
        raise refused("value_min", "It is more than value_max: no number lies between them.")
    filters = [(name, given[name]) for name in collection.filters if name in given]
    values: dict[str, Any] = {
        f"{name}_{number}": value if name in collection.table.c else str(value)
        for name, several in filters
        for number, value in enumerate(several)
    }
    values |= {name: value for name, value in (("low", low), ("high", high)) if value is not None}
    search = None
    if "q" in given:
        query = read_query(given.one("q"))
        search = engine if query.terms else ""
        values["sought"] = sought(engine, query)
    form = Form(
        tuple((name, len(several)) for name, several in filters),
        given.one("certainty", "stated"),
        (low is not None, high is not None),
        search,
        tuple(given["sort"]),
    )
    wanted = None
    if search is None:
        in_sets = tuple((name, tuple(map(in_words, several))) for name, several in filters)
        wanted = Wanted(collection, in_sets, form.certainty, low, high)
    return Selection(collection.path, given, version, question_of(collection, form), values, wanted)


@lru_cache(MOST_FORMS)
def question_of(collection: Collection, form: Form) -> Question:
    """Return the question of a form: any of a filter's values, all of the filters."""
    table = collection.table
    source: FromClause = table
    columns: list[ColumnElement[Any]] = [Utf8(table.c.body)]
    keys = [Key(table.c.seq)]
    if form.search is not None:
        documents = DocumentRow.metadata.tables["documents"]
        found = ranked(form.search)
        its_own = and_(documents.c.type == collection.type, documents.c.item == table.c.seq)
        source = table.join(documents, its_own).join(found, found.c.seq == documents.c.seq)
        columns += [documents.c.text, found.c.score]
        keys.insert(0, Key(found.c.score, falling=True))
    conditions = [_filter(collection, name, number) for name, number in form.filters]
    if any(form.bounds):
        bounds = zip(("low", "high"), form.bounds, strict=True)
        asked: list[BindParameter[float] | None] = [
            bindparam(name, type_=Double()) if is_given else None for name, is_given in bounds
        ]
        conditions.append(CERTAINTIES[form.certainty](table.c, *asked))
    return Question(source, columns, conditions, _order(collection, form.sort) or keys)


def _filter(collection: Collection, name: str, number: int) -> ColumnElement[bool]:
    """Return the condition that a filter has any of so many values."""
    table, terms = collection.table, TermRow.metadata.tables["terms"]
    column = table.c.get(name, terms.c.value)
    values = [bindparam(f"{name}_{one}", type_=column.type) for one in range(number)]
    has_one = column == values[0] if number == 1 else column.in_(values)
    if name in table.c:
        return has_one
    return table.c.seq.in_(
        select(terms.c.seq).where(terms.c.collection == collection.name, terms.c.name == name, has_one)
    )


def _order(collection: Collection, sort: tuple[str, ...]) -> list[Key]:
    """Return the order asked for; ties are broken by id."""
    keys: dict[str, Key] = {}
    for name in [*sort, "id"] if sort else []:
        column = collection.table.c[name.removeprefix("-")]
        keys.setdefault(column.name, Key(column, falling=name.startswith("-")))
    return list(keys.values())


def get_fact(reader: Reader, collection: Collection, name: str) -> bytes:
    """Return the JSON of one item. Raises a 404 problem that names the nearest id."""
    name = name.replace("\0", "\ufffd")  # which PostgreSQL takes, and no id has
    body = reader.value(_by_id(collection), {"id": name})
    if body is None:
        dataset_of(reader)
        meant = near(reader, collection.table.c.id, name)
        see = f"{collection.path}/{meant}" if meant else None
        detail = f"No {collection.type.replace('_', ' ')} has the id {name!r}."
        raise ProblemError(NOT_FOUND, f"{detail} Did you mean {meant!r}?" if meant else detail, see=see)
    return bytes(body)


def text_of(reader: Reader, source: str) -> str:
    """Return the text of a source that there is."""
    return str(reader.value(_text(), {"id": source}))


def facts_resting_on(reader: Reader, source: str) -> list[Any]:
    """Return every fact of every collection that has evidence in a source, in the order of the text."""
    return [
        json.loads(body)
        for collection in COLLECTIONS.values()
        if "source" in collection.filters
        for body, _ in reader.rows(_resting(collection), {"source_0": source})
    ]


@cache
def _dataset() -> Query:
    return select(col(DatasetRow.version), col(DatasetRow.summary))


@cache
def _by_id(collection: Collection) -> Query:
    table = collection.table
    return select(Utf8(table.c.body)).where(table.c.id == bindparam("id", type_=table.c.id.type))


@cache
def _text() -> Query:
    return select(col(SourceRow.text)).where(col(SourceRow.id) == bindparam("id", type_=WORDS))


@cache
def _resting(collection: Collection) -> Query:
    form = Form((("source", 1),), "stated", (False, False), None, ())
    return ordering(question_of(collection, form), None)
