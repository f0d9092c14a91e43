"""Reading: queries are written once, values are bound, and text comes as the bytes that it is stored in."""

import sqlite3
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Dialect, Integer, Text, bindparam, func, literal, select, union_all
from sqlalchemy.dialects import registry, sqlite
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from app.storage.dataset_cache import ENTRY_OVERHEAD, NUMBER_BYTES, DatasetCache
from app.storage.reader import Reader, Row
from app.storage.statements import Utf8, prepared
from app.web.query import rows as picking
from tests.conftest import counted_statements

METRICS = COLLECTIONS["metrics"].table
TEXTS = [
    "",
    "plain",
    "back\\slash, \\n and \\x41",
    "quotes \" and ' and %s %(text)s :text ?",
    "line\r\nbreak\ttab",
    "é combined e\u0301",
    "中国 Ürümqi",
    "😀",
    "\ufeff\u2028\x7f",
]
"""Texts whose bytes an engine could write in another way."""

SQLITE: Dialect = sqlite.dialect()
POSTGRESQL: Dialect = registry.load("postgresql.psycopg")()

TEXT = bindparam("text", type_=Text())
AS_BYTES = select(Utf8(TEXT), TEXT)
_EACH = union_all(*(select(literal(n).label("n")) for n in range(7))).subquery()
NUMBERS = (
    select(_EACH.c.n, literal("as it is")).where(_EACH.c.n >= bindparam("least", type_=Integer())).order_by(_EACH.c.n)
)


@pytest.fixture
def reader() -> Iterator[Reader]:
    connection = sqlite3.connect(":memory:")
    yield Reader(connection, SQLITE, DatasetCache())
    connection.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/v1/metrics?limit=1", "/v1/metrics?limit=3"),
        ("/v1/metrics?kind=count", "/v1/metrics?kind=money"),
        ("/v1/metrics?mentions=china,hangzhou", "/v1/metrics?mentions=digital-trade,pakistan"),
        ("/v1/metrics?value_min=20&certainty=possible", "/v1/metrics?value_min=30&certainty=possible"),
        ("/v1/metrics?q=digital&sort=-amount", "/v1/metrics?q=expo+trade&sort=-amount"),
        ("/v1/metrics?facet=kind,mentions&mentions=hangzhou", "/v1/metrics?facet=kind,mentions&mentions=china"),
        ("/v1/metrics?embed=place&kind=count", "/v1/metrics?embed=place&kind=money"),
        ("/v1/metrics/hangzhou-digital-trade-volume-2023", "/v1/metrics/hangzhou-cross-border-e-commerce-sellers"),
        ("/v1/search?q=digital&type=metric", "/v1/search?q=expo&type=event"),
    ],
)
def test_requests_of_the_same_form_have_the_same_statements(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, one: str, other: str
) -> None:
    monkeypatch.setattr(DatasetCache, "get", lambda *_: None)  # so that both ask for their sets
    monkeypatch.setattr(
        picking, "BATCH_SIZES", picking.BATCH_SIZES[-1:]
    )  # so that it matters to neither how many rows it finds
    with counted_statements() as statements:
        first = client.get(one)
    written = prepared.cache_info().misses
    with counted_statements() as again:
        second = client.get(other)
    assert (first.status_code, second.status_code) == (200, 200)
    assert dict.fromkeys(again) == dict.fromkeys(statements) != {}  # of two words, twice as often as of one
    assert prepared.cache_info().misses == written
    assert first.content != second.content


def test_a_form_has_nothing_of_its_values(client: TestClient) -> None:
    with counted_statements() as statements:
        client.get("/v1/metrics?kind=money&mentions=hangzhou&q=trade&value_min=4711&sort=-amount&limit=17&facet=place")
    for value in ("money", "hangzhou", "trade", "4711", "17", "18"):
        assert [statement for statement in statements if value in statement] == []


def test_each_query_is_prepared_once_for_each_engine() -> None:
    query = select(func.count()).select_from(METRICS).where(METRICS.c.kind == bindparam("kind_0"))
    on_sqlite, on_postgresql = SQLITE, POSTGRESQL
    assert prepared(on_sqlite, query) is prepared(on_sqlite, query)
    assert prepared(on_sqlite, query).sql.endswith("WHERE metrics.kind = ?")
    assert prepared(on_postgresql, query) is prepared(on_postgresql, query)
    assert prepared(on_postgresql, query).sql.count("metrics.kind = %(kind_0)s") == 1


def test_a_statement_binds_what_is_fixed_and_what_is_given() -> None:
    query = (
        select(literal("fixed").label("word"))
        .select_from(METRICS)
        .where(METRICS.c.kind == "count", METRICS.c.place == bindparam("place"), METRICS.c.seq > bindparam("seq"))
        .limit(3)
    )
    at_places, by_names = prepared(SQLITE, query), prepared(POSTGRESQL, query)
    given = {"seq": 7, "place": "hangzhou", "of another query": 1}
    assert at_places.bound(given) == ["fixed", "count", "hangzhou", 7, 3, 0]
    assert at_places.sql.count("?") == 6
    bound = by_names.bound(given)
    assert bound == {"param_1": "fixed", "kind_1": "count", "param_2": 3, **given}
    assert [name for name in bound if f"%({name})s" not in by_names.sql] == ["of another query"]
    assert at_places.bound(given | {"place": "china"})[2] == "china"
    with pytest.raises(KeyError, match="seq"):
        at_places.bound({"place": "hangzhou"})


def test_several_fixed_values_of_one_column() -> None:
    query = select(METRICS.c.id).where(METRICS.c.kind.in_(["count", "money"]))
    for dialect in (SQLITE, POSTGRESQL):
        bound = prepared(dialect, query).bound({})
        assert (bound if isinstance(bound, list) else [*bound.values()]) == ["count", "money"]


def check_bytes(reader: Reader) -> None:
    """Check that text comes as UTF-8, and as itself where it is not asked for as bytes."""
    for text in TEXTS:
        [(found, plain)] = reader.rows(AS_BYTES, {"text": text})
        assert (bytes(found), plain) == (text.encode(), text)
    assert reader.value(select(Utf8(func.nullif(TEXT, ""))), {"text": ""}) is None


def test_text_as_the_bytes_that_it_is_stored_in(reader: Reader) -> None:
    check_bytes(reader)
    assert isinstance(reader.value(AS_BYTES, {"text": "é"}), bytes)


def check_rows(reader: Reader) -> None:
    """Check every way to ask for rows."""
    rows = [(n, "as it is") for n in range(2, 7)]
    least = {"least": 2}
    assert [tuple(row) for row in reader.rows(NUMBERS, least)] == rows
    assert (reader.value(NUMBERS, least), reader.value(NUMBERS, {"least": 7})) == (2, None)
    for at_once in (1, 2, 5, 500):
        parts = [[tuple(row) for row in part] for part in reader.parts(NUMBERS, least, at_once)]
        assert parts == [rows[at : at + at_once] for at in range(0, 5, at_once)]
    assert [*reader.parts(NUMBERS, {"least": 7}, 2)] == []
    one, other = reader.parts(NUMBERS, least, 2), reader.parts(NUMBERS, {"least": 3}, 1)
    assert [len(next(one)), len(next(other)), len(next(one)), len(next(other))] == [2, 1, 2, 1]


def test_rows_a_value_and_parts(reader: Reader) -> None:
    check_rows(reader)


def test_parts_are_asked_for_before_the_first_is_taken(reader: Reader) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table: metrics"):
        reader.parts(select(METRICS.c.id), {}, 1)


def only(rows: list[Row]) -> Any:
    """Return the value of a query that finds one."""
    [[value]] = rows
    return value


def test_what_never_changes_is_asked_once(reader: Reader) -> None:
    asked = count(1)
    reader.connection.create_function("note", 0, lambda: next(asked))
    query, other = select(func.note()), select(func.note() + 10)
    assert [reader.once(query, {}, only) for _ in range(3)] == [1] * 3
    assert reader.once(other, {}, only) == 12
    assert [reader.value(query), reader.value(query), reader.once(query, {}, only)] == [3, 4, 1]
    assert reader.once(query, {}, list) == [(5,)]


def test_what_is_remembered_is_told_by_its_values_and_the_oldest_is_forgotten(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.dataset_cache.MAX_BYTES", 2 * ENTRY_OVERHEAD + 10)
    asked = count(1)
    reader.connection.create_function("note", 1, lambda text: f"{text} {next(asked)}")
    query = select(func.note(TEXT))

    def said(texts: str) -> list[str]:
        return [reader.once(query, {"text": text}, only) for text in texts]

    assert said("abacb") == ["a 1", "b 2", "a 1", "c 3", "b 2"]
    assert said("ax" + "y" * 3 + "a") == ["a 4", "x 5", "y 6", "y 6", "y 6", "a 7"]
    monkeypatch.setattr("app.storage.dataset_cache.MAX_BYTES", ENTRY_OVERHEAD)
    assert said("zz") == ["z 8", "z 9"]


def test_what_is_remembered_counts_with_what_it_was_asked_by(reader: Reader) -> None:
    memory = DatasetCache(lasting=True)
    asking = Reader(reader.connection, reader.dialect, memory)
    assert asking.once(select(TEXT, literal(1)), {"text": "x" * 1000}, len) == 1
    assert memory.size == 2 * 1000 + NUMBER_BYTES + ENTRY_OVERHEAD


def test_what_is_found_twice_at_once_is_remembered_once() -> None:
    memory = DatasetCache()
    for _ in range(3):
        memory.keep("asked", "answer", 7)
    assert (memory.get("asked"), memory.get("other"), memory.size) == ("answer", None, 7 + ENTRY_OVERHEAD)


def test_tables_are_remembered_as_long_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.dataset_cache.MAX_TABLE_BYTES", 10)
    memory = DatasetCache()
    sizes = {"four": 4, "seven": 7, "none": 0, "six": 6, "one": 1}
    fitting = [name for name, size in sizes.items() if memory.has_room(name, iter([size]).__next__)]
    assert fitting == ["four", "six"]
    assert [name for name in sizes if memory.has_room(name, iter([]).__next__)] == fitting  # each is measured once
