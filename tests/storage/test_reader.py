"""The reader: queries are compiled once, values are bound, results are cached, and text is read as bytes."""

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
from app.web.query import rows as rows_module
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
def test_requests_that_differ_in_values_run_the_same_statements(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, one: str, other: str
) -> None:
    monkeypatch.setattr(DatasetCache, "get", lambda *_: None)  # so that both read their bitmaps
    sizes = rows_module.BATCH_SIZES[-1:]  # so that a statement does not depend on the number of rows
    monkeypatch.setattr(rows_module, "BATCH_SIZES", sizes)
    with counted_statements() as statements:
        first = client.get(one)
    written = prepared.cache_info().misses
    with counted_statements() as again:
        second = client.get(other)
    assert (first.status_code, second.status_code) == (200, 200)
    assert dict.fromkeys(again) == dict.fromkeys(statements) != {}  # of two words, twice as often as of one
    assert prepared.cache_info().misses == written
    assert first.content != second.content


def test_statements_contain_no_values_of_a_request(client: TestClient) -> None:
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


def test_statement_binds_fixed_and_given_values() -> None:
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


def test_all_values_of_an_in_condition_are_bound() -> None:
    query = select(METRICS.c.id).where(METRICS.c.kind.in_(["count", "money"]))
    for dialect in (SQLITE, POSTGRESQL):
        bound = prepared(dialect, query).bound({})
        assert (bound if isinstance(bound, list) else [*bound.values()]) == ["count", "money"]


def check_bytes(reader: Reader) -> None:
    """Check that a text is read as UTF-8 bytes, and as text without `Utf8`."""
    for text in TEXTS:
        [(found, plain)] = reader.rows(AS_BYTES, {"text": text})
        assert (bytes(found), plain) == (text.encode(), text)
    assert reader.value(select(Utf8(func.nullif(TEXT, ""))), {"text": ""}) is None


def test_utf8_reads_text_as_bytes(reader: Reader) -> None:
    check_bytes(reader)
    assert isinstance(reader.value(AS_BYTES, {"text": "é"}), bytes)


def check_rows(reader: Reader) -> None:
    """Check every way to read rows."""
    rows = [(n, "as it is") for n in range(2, 7)]
    least = {"least": 2}
    assert [tuple(row) for row in reader.rows(NUMBERS, least)] == rows
    assert (reader.value(NUMBERS, least), reader.value(NUMBERS, {"least": 7})) == (2, None)
    for size in (1, 2, 5, 500):
        batches = [[tuple(row) for row in batch] for batch in reader.batches(NUMBERS, least, size)]
        assert batches == [rows[at : at + size] for at in range(0, 5, size)]
    assert [*reader.batches(NUMBERS, {"least": 7}, 2)] == []
    one, other = reader.batches(NUMBERS, least, 2), reader.batches(NUMBERS, {"least": 3}, 1)
    assert [len(next(one)), len(next(other)), len(next(one)), len(next(other))] == [2, 1, 2, 1]


def test_rows_value_and_batches(reader: Reader) -> None:
    check_rows(reader)


def test_batches_run_the_query_before_the_first_is_taken(reader: Reader) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table: metrics"):
        reader.batches(select(METRICS.c.id), {}, 1)


def only(rows: list[Row]) -> Any:
    """Return the value of a query with one row and column."""
    [[value]] = rows
    return value


def test_cached_query_runs_once(reader: Reader) -> None:
    calls = count(1)
    reader.connection.create_function("note", 0, lambda: next(calls))
    query, other = select(func.note()), select(func.note() + 10)
    assert [reader.cached(query, {}, only) for _ in range(3)] == [1] * 3
    assert reader.cached(other, {}, only) == 12
    assert [reader.value(query), reader.value(query), reader.cached(query, {}, only)] == [3, 4, 1]
    assert reader.cached(query, {}, list) == [(5,)]


def test_cache_keys_have_values_and_the_oldest_entry_is_dropped(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.dataset_cache.MAX_BYTES", 2 * ENTRY_OVERHEAD + 10)
    calls = count(1)
    reader.connection.create_function("note", 1, lambda text: f"{text} {next(calls)}")
    query = select(func.note(TEXT))

    def read(texts: str) -> list[str]:
        return [reader.cached(query, {"text": text}, only) for text in texts]

    assert read("abacb") == ["a 1", "b 2", "a 1", "c 3", "b 2"]
    assert read("ax" + "y" * 3 + "a") == ["a 4", "x 5", "y 6", "y 6", "y 6", "a 7"]
    monkeypatch.setattr("app.storage.dataset_cache.MAX_BYTES", ENTRY_OVERHEAD)
    assert read("zz") == ["z 8", "z 9"]


def test_cache_size_counts_keys_and_values(reader: Reader) -> None:
    cache = DatasetCache(lasting=True)
    reader = Reader(reader.connection, reader.dialect, cache)
    assert reader.cached(select(TEXT, literal(1)), {"text": "x" * 1000}, len) == 1
    assert cache.size == 2 * 1000 + NUMBER_BYTES + ENTRY_OVERHEAD


def test_entry_that_is_added_again_counts_once() -> None:
    cache = DatasetCache()
    for _ in range(3):
        cache.add("key", "value", 7)
    assert (cache.get("key"), cache.get("other"), cache.size) == ("value", None, 7 + ENTRY_OVERHEAD)


def test_tables_are_cached_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.dataset_cache.MAX_TABLE_BYTES", 10)
    cache = DatasetCache()
    sizes = {"four": 4, "seven": 7, "none": 0, "six": 6, "one": 1}
    fitting = [name for name, size in sizes.items() if cache.reserve(name, iter([size]).__next__)]
    assert fitting == ["four", "six"]
    assert [name for name in sizes if cache.reserve(name, iter([]).__next__)] == fitting  # each is measured once
