"""On PostgreSQL, through the same code, everything is the same."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import anyio
import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app.main import create_app
from app.models import COLLECTIONS
from app.seed.files.fingerprint import stored_fingerprint
from app.seed.pipeline import load
from app.settings import ROOT, Settings
from app.storage import connections as database_module
from app.storage.connections import Database, TooManyStreamsError, TooSlowError, driver_url
from app.storage.reader import Reader, Row
from app.storage.replacement import replacement
from app.web.query import paging
from app.web.query.bitmaps import FactSet
from app.web.query.embedding import embeds
from app.web.query.rows import RowSource, read_rows
from app.web.representations import render
from app.web.serving import errors
from tests.conftest import SEED, counted_statements
from tests.serving import ENDLESS, problem_of
from tests.storage.test_connections import FINGERPRINT, METRICS
from tests.storage.test_reader import check_bytes, check_rows
from tests.web.query.test_facts import walk
from tests.web.query.test_fulltext import BEST, LARGE, NOTHING, check_phrases, find, renamed
from tests.web.serving.test_answer import STREAM, go_away, never_read
from tests.whole import Dataset, store

SERVER = os.environ.get("TEST_POSTGRESQL_URL", "")
DATABASE = f"expo_facts_tests_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
"""A database for each process that runs tests, made anew."""
URL = make_url(SERVER).set(database=DATABASE).render_as_string(hide_password=False) if SERVER else ""

pytestmark = pytest.mark.skipif(not SERVER, reason="TEST_POSTGRESQL_URL names no PostgreSQL server; .ci/run starts one")


@pytest.fixture(scope="module")
def postgresql(dataset: Dataset) -> Iterator[TestClient]:
    engine = create_engine(driver_url(SERVER), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    engine.dispose()
    assert stored_fingerprint(URL) is None
    store(dataset, "first", URL)
    load(SEED, "second", URL, processes=2)
    assert stored_fingerprint(URL) == "second"
    with TestClient(create_app(Settings(database_url=URL)), raise_server_exceptions=False) as client:
        yield client


def test_every_response_has_the_same_bytes_as_on_sqlite(postgresql: TestClient, client: TestClient) -> None:
    paths = [
        "/v1/citation",
        "/v1/verification",
        "/v1/sources/consul-general-pakistan-digital/coverage",
        "/openapi.json",
        "/health/ready",
        "/v1/metrics?mentions=hangzhou&year=2023",
    ]
    for collection in COLLECTIONS.values():
        for sort in collection.sorts:
            paths += [f"{collection.path}?sort={direction}{sort}" for direction in ("", "-")]
    paths += ["/v1/metrics?unit=sellers", "/v1/metrics?event=nope&approximate=true", "/v1/metrics/nope"]
    for path in paths:
        theirs, ours = client.get(path), postgresql.get(path)
        assert (ours.status_code, ours.content) == (theirs.status_code, theirs.content), path


def test_pages_are_the_same_as_on_sqlite(postgresql: TestClient, client: TestClient) -> None:
    questions = [
        "sort=-amount&limit=2",
        "kind=count,money&value_min=100&certainty=possible",
        "mentions=china&facet=kind",
        "q=digital&limit=2",
        "value_max=113&certainty=certain&sort=unit,-name",
        "approximate=true",
        "year=2023&facet=mentions,year",
    ]
    for query in questions:
        path: str | None = f"/v1/metrics?{query}"
        while path:
            theirs, ours = client.get(path), postgresql.get(path)
            assert (ours.status_code, ours.content) == (200, theirs.content), path
            path = ours.json()["next"]


def test_a_walk_by_cursor_is_the_same(postgresql: TestClient, client: TestClient) -> None:
    for sort in ("-amount", "lower,-name", "currency"):
        path: str | None = f"/v1/metrics?limit=2&sort={sort}"
        while path:
            page = client.get(path).json()
            assert postgresql.get(path).json() == page
            path = page["next"]


def test_embedding_fields_and_facets_are_the_same_as_on_sqlite(postgresql: TestClient, client: TestClient) -> None:
    for collection in COLLECTIONS.values():
        embedded, facets = ",".join(embeds(collection)), ",".join(collection.filters)
        for query in (
            *(f"embed={name}&fields=id,{name}.id" for name in embeds(collection)),
            f"embed={embedded}&format=ndjson",
            f"embed={embedded}&format=jsonld&limit=3",
            f"facet={facets}&limit=1",
        ):
            path = f"{collection.path}?{query}"
            theirs, ours = client.get(path), postgresql.get(path)
            assert (ours.status_code, ours.content) == (200, theirs.content), path


def test_embedded_facts_are_read_between_batches_of_a_stream(
    postgresql: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "EMBEDDED_ITEMS", 5)
    path = "/v1/statements?embed=speaker,mentions&q=digital&format=ndjson"
    with counted_statements() as statements:
        lines = postgresql.get(path).text.splitlines()
    parts, embedded = 3, 2
    assert len(lines) == 15
    assert len(statements) == 7 + parts * (1 + embedded)  # seven choose the facts, and read of which dataset
    whole = postgresql.get(path.replace("ndjson", "json")).json()["items"]
    assert [json.loads(line) for line in lines] == whole


def test_a_collection_finds_what_search_finds_page_by_page(postgresql: TestClient, client: TestClient) -> None:
    for collection in COLLECTIONS.values():
        hits = postgresql.get(f"/v1/search?q=digital&type={collection.type}").json()
        page = postgresql.get(f"{collection.path}?q=digital").json()
        assert [(item["id"], item["match"]["score"]) for item in page["items"]] == [
            (hit["id"], hit["score"]) for hit in hits["items"]
        ]
        for sort in ("", "&sort=-id"):
            address = f"{collection.path}?q=digital{sort}"
            assert walk(postgresql, f"{address}&limit=2") == postgresql.get(address).json()["items"]
        counted = f"{collection.path}?q=digital&facet=mentions,{next(iter(collection.filters))}&limit=1"
        assert postgresql.get(counted).json()["facets"] == client.get(counted).json()["facets"]
        assert postgresql.get(f"{collection.path}?q=*").json()["total"] == 0


def test_search_finds_the_same(postgresql: TestClient, settings: Settings, dataset: Dataset) -> None:
    assert postgresql.get("/health/ready").status_code == 200
    ours, theirs = Database(URL), Database(settings.database_url)
    for query in [*BEST, *NOTHING, *LARGE, "digi*", "digital", "the", "digital " * 1000]:
        assert [*find(ours, query).items()] == [*find(theirs, query).items()], query
    theirs.close()
    store(renamed(dataset), "renamed", URL)
    check_phrases(ours)
    store(dataset, "second", URL)
    ours.close()


def test_there_is_no_file_to_download(postgresql: TestClient) -> None:
    response = postgresql.get("/v1/dataset.sqlite")
    assert (response.status_code, response.json()["see"]) == (404, "/v1")
    assert "download" not in postgresql.get("/v1").json()["links"]
    for address in ("/v1", "/v1?format=jsonld"):
        assert "dataset.sqlite" not in postgresql.get(address).text


def test_stream_blocks_no_other_reader(postgresql: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert postgresql.get("/health/ready").status_code == 200
    monkeypatch.setattr(database_module, "POOL_SIZE", 1)
    monkeypatch.setattr(database_module, "MAX_STREAMS", 1)
    database = Database(URL)
    for _ in range(2):
        with database.stream() as slow, database.reader() as quick:
            assert quick.value(METRICS) == slow.value(METRICS) == 7
            with pytest.raises(TooManyStreamsError, match="1 answers are being streamed already"), database.stream():
                pass
        with pytest.raises(psycopg.OperationalError, match="the connection is closed"):
            slow.value(METRICS)
    database.close()


def test_disconnected_client_holds_no_connection(postgresql: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert postgresql.get("/health/ready").status_code == 200
    monkeypatch.setattr(database_module, "MAX_STREAMS", 1)
    monkeypatch.setattr(render, "BATCH_SIZE", 2)
    with TestClient(create_app(Settings(database_url=URL)), raise_server_exceptions=False) as client:
        for _ in range(3):
            anyio.run(client.app, STREAM, go_away, never_read)
        answer = client.get("/v1/metrics?format=ndjson")
    assert "Content-Length" not in answer.headers
    assert answer.content == postgresql.get("/v1/metrics?format=ndjson&limit=7").content


def test_slow_query_is_interrupted(
    postgresql: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert postgresql.get("/health/ready").status_code == 200
    for module in (database_module, errors):
        monkeypatch.setattr(module, "READ_SECONDS", 1.0)
    database = Database(URL)
    for reading in (database.reader, database.stream):
        with pytest.raises(TooSlowError), reading() as reader:
            reader.value(ENDLESS)
        with reading() as reader:
            assert reader.value(METRICS) == 7
    database.close()
    only = COLLECTIONS["metrics"].table

    def without_end(reader: Reader, rows: RowSource, numbers: FactSet) -> list[Row]:
        is_part = rows.number.table is only and len(numbers) < 7
        return reader.rows(ENDLESS) if is_part else read_rows(reader, rows, numbers)

    monkeypatch.setattr(paging, "read_rows", without_end)
    with TestClient(create_app(Settings(database_url=URL)), raise_server_exceptions=False) as client:
        response = client.get("/v1/metrics?limit=1", headers={"X-Request-ID": "mine"})
        assert problem_of(client, response) == {
            "problem": "503 too-slow",
            "detail": "It takes more than 1 seconds to read. Ask for less: filter it, or leave out facets.",
            "instance": "/v1/metrics?limit=1",
            "errors": [],
        }
        assert client.get("/v1/metrics").json()["total"] == 7
    assert caplog.messages == ["/v1/metrics?limit=1: stopped after 1 seconds (request mine)"]


def test_a_reader_keeps_its_dataset(postgresql: TestClient, dataset: Dataset) -> None:
    assert postgresql.get("/health/ready").status_code == 200
    database = Database(URL)
    with database.reader() as reader, database.stream() as stream:
        assert reader.value(FINGERPRINT) == stream.value(FINGERPRINT) == "second"
        deleting = create_engine(driver_url(URL))
        with deleting.begin() as connection:
            connection.execute(text("UPDATE dataset SET fingerprint = 'third'"))
        deleting.dispose()
        assert reader.value(FINGERPRINT) == stream.value(FINGERPRINT) == "second"
    with database.reader() as reader:
        assert reader.value(FINGERPRINT) == "third"
    assert database.current_file() is None
    database.close()
    store(dataset, "second", URL)


def test_rows_values_batches_and_bytes(postgresql: TestClient) -> None:
    assert postgresql.get("/health/ready").status_code == 200
    database = Database(URL)
    with database.reader() as reader:
        check_rows(reader)
        check_bytes(reader)
    database.close()


def test_the_api_cannot_write(postgresql: TestClient) -> None:
    assert postgresql.get("/health/ready").status_code == 200
    database = Database(URL)
    for reading in (database.reader, database.stream):
        with reading() as reader, pytest.raises(psycopg.Error, match="read-only transaction"):
            reader.connection.execute("DELETE FROM metrics")
    database.close()


def test_failed_load_leaves_the_old_dataset(postgresql: TestClient, dataset: Dataset) -> None:
    before = postgresql.get("/v1/metrics").content
    broken = Dataset(dataset.version, {**dataset.items, "metrics": [*dataset.items["metrics"]] * 2}, dataset.texts,
                     dataset.verification)  # fmt: skip
    with pytest.raises(DBAPIError, match="duplicate key"):
        store(broken, "third", URL)
    assert stored_fingerprint(URL) == "second"
    assert postgresql.get("/v1/metrics").content == before


def test_readers_do_not_wait_for_migrations(postgresql: TestClient, dataset: Dataset) -> None:
    config = Config(toml_file=ROOT / "pyproject.toml")
    engine = create_engine(driver_url(URL))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
    engine.dispose()
    with replacement(URL):
        assert postgresql.get("/v1/metrics?limit=1").json()["total"] == dataset.counts["metrics"]
    store(dataset, "second", URL)


def test_loads_wait_for_each_other(postgresql: TestClient, dataset: Dataset) -> None:
    with ThreadPoolExecutor() as threads:
        with replacement(URL) as connection:
            connection.execute(text("DELETE FROM dataset"))
            connection.execute(text("INSERT INTO dataset VALUES ('v', 'third', '{}')"))
            waiting = threads.submit(store, dataset, "second", URL)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=1)
            assert stored_fingerprint(URL) == "second"
        waiting.result(timeout=60)
    assert stored_fingerprint(URL) == "second"
    assert postgresql.get("/v1/metrics?limit=1").json()["total"] == dataset.counts["metrics"]
