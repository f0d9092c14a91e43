import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import SQLModel

from app import database as database_module
from app.database import Database, driver_url, migrate, replacement
from app.models.search import is_compared
from app.seed.dataset import Dataset
from app.seed.load import store, stored_fingerprint
from app.settings import Settings


def test_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/facts.db")
    with engine.begin() as connection:
        migrate(connection)
        context = MigrationContext.configure(connection, opts={"include_name": is_compared})
        assert compare_metadata(context, SQLModel.metadata) == []
        migrate(connection)
        names = [row.name for row in connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'table'"))]
    engine.dispose()
    assert sorted(names) == [
        "alembic_version", "dataset", "documents", "entities", "events", "metrics", "search", "search_config",
        "search_data", "search_docsize", "search_idx", "signed_projects", "sources", "speakers", "statements", "terms",
    ]  # fmt: skip


def test_alembic_runs_from_its_own_command_line_too(tmp_path: Path) -> None:
    environment = {**os.environ, "EXPO_FACTS_DATABASE_URL": f"sqlite:///{tmp_path}/facts.db"}
    for arguments in (["upgrade", "head"], ["check"], ["downgrade", "base"]):
        alembic = subprocess.run(
            [sys.executable, "-m", "alembic", *arguments], env=environment, capture_output=True, text=True, check=False
        )
        assert alembic.returncode == 0, alembic.stderr
    engine = create_engine(f"sqlite:///{tmp_path}/facts.db")
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table'")) == (
            "alembic_version"
        )
    engine.dispose()


def test_the_api_cannot_write(settings: Settings) -> None:
    database = Database(settings.database_url)
    with database.session() as session, pytest.raises(OperationalError, match="attempt to write a readonly database"):
        session.execute(text("DELETE FROM metrics"))
    database.close()


def test_a_missing_file_is_not_made_by_reading(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(DBAPIError, match="no dataset is loaded"), database.session() as session:
        session.execute(text("SELECT 1"))
    assert list(tmp_path.iterdir()) == []


def test_a_reader_keeps_its_dataset_and_the_next_one_has_the_new(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    database = Database(url)
    query = text("SELECT fingerprint FROM dataset")
    with database.session() as reader:
        assert reader.scalar(query) == "first"
        store(dataset, "second", url)
        assert reader.scalar(query) == "first"
    with database.session() as reader:
        assert reader.scalar(query) == "second"
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["facts.db"]


def test_what_fails_midway_leaves_the_old_dataset(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)

    def interrupted() -> None:
        with replacement(url) as connection:
            connection.execute(text("INSERT INTO dataset VALUES ('v', 'second', '{}')"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert stored_fingerprint(url) == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["facts.db"]


def test_the_leftovers_of_a_killed_load_are_removed_but_not_those_of_a_running_one(
    tmp_path: Path, dataset: Dataset
) -> None:
    finished = subprocess.Popen([sys.executable, "-c", ""])
    finished.wait()
    killed, running = (tmp_path / f"facts.db.{process}.new" for process in (finished.pid, os.getppid()))
    foreign = tmp_path / "facts.db.1.new"
    for left in (killed, running, foreign):
        left.write_bytes(b"half a dataset")
    store(dataset, "first", f"sqlite:///{tmp_path}/facts.db")
    assert not killed.exists()
    assert running.exists()
    assert foreign.exists()


def test_a_process_that_we_may_not_signal_is_running(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / "facts.db.1.new"
    left.write_bytes(b"half a dataset")

    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    store(dataset, "first", f"sqlite:///{tmp_path}/facts.db")
    assert left.exists()


def test_a_file_that_is_gone_is_no_dataset(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    database = Database(url)
    with database.session() as reader:
        assert reader.scalar(text("SELECT fingerprint FROM dataset")) == "first"
    (tmp_path / "facts.db").unlink()
    with pytest.raises(DBAPIError, match="no dataset is loaded"), database.session() as reader:
        reader.execute(text("SELECT 1"))
    database.close()


@pytest.fixture
def small(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Give a database that has one connection, and one more for a stream."""
    monkeypatch.setattr(database_module, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(database_module, "MOST_STREAMS", 1)
    database = Database(settings.database_url)
    yield database
    database.close()


def test_a_stream_keeps_nobody_waiting(small: Database) -> None:
    query = text("SELECT count(*) FROM metrics")
    with small.session() as slow:
        assert slow.scalar(query) == 7
        with small.streaming(slow):
            for _ in range(3):
                with small.session() as quick:
                    assert quick.scalar(query) == 7
            assert slow.scalar(query) == 7


def test_there_are_only_so_many_streams_at_once(small: Database) -> None:
    for _ in range(2):
        with small.session() as slow, small.streaming(slow):
            with (
                small.session() as another,
                pytest.raises(PoolTimeoutError, match="1 answers are being streamed"),
                small.streaming(another),
            ):
                pass
            with small.session() as quick:
                assert quick.scalar(text("SELECT 1")) == 1


def test_a_stream_keeps_its_dataset(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    database = Database(url)
    query = text("SELECT fingerprint FROM dataset")
    with database.session() as reader:
        assert reader.scalar(query) == "first"
        with database.streaming(reader):
            store(dataset, "second", url)
            assert reader.scalar(query) == "first"
    database.close()


def test_a_file_is_hashed_once_and_the_next_one_anew(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    database = Database(url)
    read = []
    digest = hashlib.file_digest

    def noting(file: BufferedReader, name: str) -> object:
        read.append(name)
        return digest(file, name)

    monkeypatch.setattr(hashlib, "file_digest", noting)

    def sha256(_: int) -> str:
        with database.session() as session:
            file = database.opened(session)
        assert file
        with file:
            found = database.sha256(file)
            assert found == hashlib.sha256(file.read()).hexdigest()
        return found

    found = []
    for fingerprint in ("first", "second"):
        store(dataset, fingerprint, url)
        with ThreadPoolExecutor(8) as readers:
            found += [*readers.map(sha256, range(20))]
    assert len(set(found[:20])) == len(set(found[20:])) == 1
    assert found[0] != found[-1]
    assert read == ["sha256", "sha256"]
    database.close()


def test_our_driver_is_taken_where_a_url_names_none() -> None:
    assert driver_url("postgresql://me:secret@db/facts") == "postgresql+psycopg://me:secret@db/facts"
    assert driver_url("postgresql+psycopg://db/facts") == "postgresql+psycopg://db/facts"
    assert driver_url("sqlite:///facts.db") == "sqlite:///facts.db"
