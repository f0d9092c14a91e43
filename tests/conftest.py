"""The test database is made by the real migrations and the real loader, from the real story."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Dialect
from starlette.testclient import TestClient

from app.main import create_app
from app.seed.files.fingerprint import fingerprint
from app.settings import ROOT, Settings
from app.storage.statements import PreparedStatement, Query, prepared
from app.web.serving.response_cache import ResponseCache
from tests.whole import Dataset, read_dataset, store

SEED = ROOT / "seed_data"


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


REMEMBERED = (
    *(f"SELECT {columns}" for columns in ("dataset.", "postings.facts", "postings.name, postings.facts")),
    *(f"SELECT {table}." for table in ("slices", "steps")),
    "SELECT max(",
    *(f"SELECT {number} AS anon_1, search." for number in ("?", "%(param_1)s::INTEGER")),
)
"""How the statements begin whose answers are remembered."""


@contextmanager
def counted_statements(*, also_remembered: bool = False) -> Iterator[list[str]]:
    """Collect every SQL statement that is asked meanwhile; not those whose answers are remembered, unless asked to.

    Nothing is answered from what is kept, and all tables have too many rows to be remembered; and light answers have
    all the time they want, since what is started anew would be counted twice.
    """
    statements: list[str] = []

    def note(dialect: Dialect, query: Query) -> PreparedStatement:
        statement = prepared(dialect, query)
        if also_remembered or not statement.sql.startswith(REMEMBERED):
            statements.append(statement.sql)
        return statement

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.storage.reader.prepared", note)
        patch.setattr("app.web.query.rows.MAX_CACHED_ROWS", -1)
        patch.setattr("app.web.serving.answer.QUICK_SECONDS", inf)
        keep_nothing(patch)
        yield statements


def keep_nothing(patch: pytest.MonkeyPatch) -> None:
    """Let every request be answered anew."""

    async def go_through(kept: ResponseCache, *asked: Any) -> None:
        await kept.app(*asked)

    patch.setattr(ResponseCache, "__call__", go_through)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let CI fail where a person's machine may skip."""
    if os.environ.get("CI"):
        for item in items:
            for marker in item.iter_markers("skipif"):
                if marker.args and marker.args[0]:
                    item.add_marker(pytest.mark.usefixtures("needed_in_ci"))
                    item.own_markers = [own for own in item.own_markers if own.name != "skipif"]


@pytest.fixture
def needed_in_ci() -> None:
    pytest.fail("CI must not skip this test: .ci/run installs what it needs")
