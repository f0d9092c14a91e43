"""The test database is made by the real migrations and the real loader, from the real story."""

import os
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any
from weakref import WeakSet

import hypothesis
import psycopg
import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.seed.files.fingerprint import fingerprint
from app.settings import ROOT, Settings
from app.storage import connections
from app.storage.dataset_cache import DatasetCache
from app.web.serving.response_cache import ResponseCache
from tests.whole import Dataset, read_dataset, store

SEED = ROOT / "seed_data"

hypothesis.settings.register_profile(
    "any machine", hypothesis.settings(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")  # however slow it is: bounds on time belong to benchmarks


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return read_dataset(SEED)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Settings:
    """Settings of a server whose database holds the real seed."""
    settings = Settings(database_url=f"sqlite:///{tmp_path_factory.mktemp('data')}/facts.db")
    store(dataset, fingerprint(SEED), settings.database_url)
    return settings


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def database_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the command line use a database of its own, which is not there yet."""
    url = f"sqlite:///{tmp_path}/facts.db"
    monkeypatch.setenv("EXPO_FACTS_DATABASE_URL", url)
    return url


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[TestClient]:
    """Ask a server that has no dataset."""
    settings = Settings(database_url=f"sqlite:///{tmp_path}/none.db")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


COUNTING: list[list[str]] = []
"""The lists that statements are noted in at the moment."""

CACHES: WeakSet[DatasetCache] = WeakSet()
"""The dataset caches of all servers."""


class TracedConnection(connections._FileConnection):
    """A connection of the API to SQLite that reports each statement that is run on it."""

    given = ""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.set_trace_callback(self.note)

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement, of which the trace has only the form with the values put in."""
        self.given = sql
        return super().execute(sql, *values)

    def note(self, traced: str) -> None:
        """Note a statement; SQLite also reports settings, and what its full-text index reads for itself."""
        if not traced.startswith(("--", "PRAGMA")) and "FROM 'main'.'search_" not in traced:
            for statements in COUNTING:
                statements.append(self.given)


class KnownCache(DatasetCache):
    """A dataset cache that a test can empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        CACHES.add(self)


@pytest.fixture(scope="session", autouse=True)
def traced() -> Iterator[None]:
    """Trace every connection that the API opens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "_FileConnection", TracedConnection)
        patch.setattr(connections, "DatasetCache", KnownCache)
        yield


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect every SQL statement that a server runs meanwhile.

    It is a server that has answered nothing yet: its caches are empty. The response cache and the cache of whole tables
    stay so, as for a large dataset; the dataset cache is filled meanwhile. Quick answers have all the time they want,
    since an answer that is started anew would be counted twice.
    """
    statements: list[str] = []
    execute = psycopg.Connection.execute

    def noted(connection: Any, query: Any, *values: Any, **options: Any) -> Any:
        statements.append(query)
        return execute(connection, query, *values, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Connection, "execute", noted)  # it has no trace; our engine for loads asks by cursors
        patch.setattr("app.web.query.rows.MAX_CACHED_ROWS", -1)
        patch.setattr("app.web.serving.answer.QUICK_SECONDS", inf)
        keep_nothing(patch)
        forget_everything()
        COUNTING.append(statements)
        try:
            yield statements
        finally:
            COUNTING[:] = [other for other in COUNTING if other is not statements]


def forget_everything() -> None:
    """Empty all dataset caches."""
    for cache in CACHES:
        vars(cache).update(vars(DatasetCache(lasting=cache.lasting)))


def keep_nothing(patch: pytest.MonkeyPatch) -> None:
    """Let every request be answered anew."""

    async def go_through(kept: ResponseCache, *asked: Any) -> None:
        await kept.app(*asked)

    patch.setattr(ResponseCache, "__call__", go_through)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let CI fail where a person's machine may skip."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI must not skip this test, since .ci/run installs what it needs: {report.longrepr}"
    return report
