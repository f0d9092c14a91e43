"""On PostgreSQL, through the same code, everything is the same."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app.database import Database, driver_url
from app.main import create_app
from app.models import COLLECTIONS
from app.seed.dataset import Dataset
from app.seed.load import store, stored_fingerprint
from app.settings import Settings
from tests.web.test_search import BEST, LARGE, NOTHING, check_phrases, find, renamed

URL = os.environ.get("TEST_POSTGRESQL_URL", "")

pytestmark = pytest.mark.skipif(not URL, reason="TEST_POSTGRESQL_URL names no PostgreSQL server; .ci/run starts one")


@pytest.fixture(scope="module")
def postgresql(dataset: Dataset) -> Iterator[TestClient]:
    engine = create_engine(driver_url(URL))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    engine.dispose()
    assert stored_fingerprint(URL) is None
    store(dataset, "first", URL)
    store(dataset, "second", URL)
    assert stored_fingerprint(URL) == "second"
    with TestClient(create_app(Settings(database_url=URL)), raise_server_exceptions=False) as client:
        yield client


def test_every_answer_is_the_same_bytes(postgresql: TestClient, client: TestClient) -> None:
    paths = [
        "/v1/citation",
        "/v1/verification",
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


def test_a_walk_by_cursor_is_the_same(postgresql: TestClient, client: TestClient) -> None:
    for sort in ("-amount", "lower,-name", "currency"):
        path: str | None = f"/v1/metrics?limit=2&sort={sort}"
        while path:
            page = client.get(path).json()
            assert postgresql.get(path).json() == page
            path = page["next"]


def test_search_finds_the_same(postgresql: TestClient, settings: Settings, dataset: Dataset) -> None:
    assert postgresql.get("/health/ready").status_code == 200
    ours, theirs = Database(URL), Database(settings.database_url)
    for query in [*BEST, *NOTHING, *LARGE, "digi*", "digital", "the", "digital " * 1000]:
        found = find(ours, query)
        assert set(found) == set(find(theirs, query)), query
        assert next(iter(found), None) == next(iter(BEST.get(query, found)), None)
        assert all(isinstance(score, float) and score > 0 for score in found.values())
    theirs.close()
    store(renamed(dataset), "renamed", URL)
    check_phrases(ours)
    store(dataset, "second", URL)
    ours.close()


def test_there_is_no_file_to_download(postgresql: TestClient) -> None:
    response = postgresql.get("/v1/dataset.sqlite")
    assert (response.status_code, response.json()["see"]) == (404, "/v1")


def test_the_api_cannot_write(postgresql: TestClient) -> None:
    assert postgresql.get("/health/ready").status_code == 200
    database = Database(URL)
    with database.session() as session, pytest.raises(DBAPIError, match="read-only transaction"):
        session.execute(text("DELETE FROM metrics"))
    database.close()


def test_what_fails_midway_leaves_the_old_dataset(postgresql: TestClient, dataset: Dataset) -> None:
    before = postgresql.get("/v1/metrics").content
    broken = Dataset(dataset.version, {**dataset.items, "metrics": [*dataset.items["metrics"]] * 2}, dataset.texts,
                     dataset.verification)  # fmt: skip
    with pytest.raises(DBAPIError, match="duplicate key"):
        store(broken, "third", URL)
    assert stored_fingerprint(URL) == "second"
    assert postgresql.get("/v1/metrics").content == before
