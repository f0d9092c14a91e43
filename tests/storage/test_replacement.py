"""Replacement of a dataset: migrations, failed loads, and files that a killed load leaves."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from app.models.search import is_compared
from app.seed.files.fingerprint import stored_fingerprint
from app.settings import SettingsError
from app.storage.replacement import LEFTOVER_SECONDS, migrate, replacement
from tests.whole import Dataset, store


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
        "alembic_version", "dataset", "documents", "entities", "events", "metrics", "postings", "search",
        "search_config", "search_data", "search_docsize", "search_idx", "signed_projects", "slices", "sources",
        "speakers", "statements", "steps",
    ]  # fmt: skip


@pytest.mark.slow
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


def test_migrations_go_down_and_up_again_over_a_dataset(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    environment = {**os.environ, "EXPO_FACTS_DATABASE_URL": url}
    for arguments in (["downgrade", "0001"], ["upgrade", "head"]):
        subprocess.run([sys.executable, "-m", "alembic", *arguments], env=environment, capture_output=True, check=True)
    assert stored_fingerprint(url) == "first"


def test_failed_load_leaves_the_old_dataset(tmp_path: Path, dataset: Dataset) -> None:
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


def test_file_of_a_killed_load_is_deleted_and_that_of_a_running_one_is_not(tmp_path: Path, dataset: Dataset) -> None:
    killed, running = (tmp_path / f"facts.db.{name}.new" for name in ("killed", "running"))
    for left, age in ((killed, LEFTOVER_SECONDS + 60), (running, LEFTOVER_SECONDS - 60)):
        left.write_bytes(b"half a dataset")
        os.utime(left, (time.time() - age,) * 2)
    store(dataset, "first", f"sqlite:///{tmp_path}/facts.db")
    assert {path.name for path in tmp_path.iterdir()} == {"facts.db", running.name}


def test_two_loads_at_once_write_different_files(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    with replacement(url) as connection:
        connection.execute(text("INSERT INTO dataset VALUES ('v', 'first', '{}')"))
        store(dataset, "second", url)
        assert stored_fingerprint(url) == "second"
    assert stored_fingerprint(url) == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["facts.db"]


def no_database(file: Path) -> None:
    file.write_text("root:x:0:0:root:/root:/bin/bash\n")


def another_database(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")


@pytest.mark.parametrize("write", [no_database, another_database])
def test_file_that_is_no_dataset_is_never_replaced(
    tmp_path: Path, dataset: Dataset, write: Callable[[Path], None]
) -> None:
    file = tmp_path / "other"
    write(file)
    before = file.read_bytes()
    with pytest.raises(SettingsError) as refused:
        store(dataset, "first", f"sqlite:///{file}")
    assert str(refused.value) == f"EXPO_FACTS_DATABASE_URL names {file}, which is no dataset: name another file"
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def damaged(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0" + b"damaged" * 1000)


def of_no_tables(file: Path) -> None:
    with closing(sqlite3.connect(file)) as empty:
        empty.execute("PRAGMA user_version = 1")


@pytest.mark.parametrize("write", [Path.touch, damaged, of_no_tables])
def test_damaged_or_empty_file_is_replaced(tmp_path: Path, dataset: Dataset, write: Callable[[Path], None]) -> None:
    write(tmp_path / "facts.db")
    store(dataset, "first", f"sqlite:///{tmp_path}/facts.db")
    assert stored_fingerprint(f"sqlite:///{tmp_path}/facts.db") == "first"


def test_a_database_that_another_program_writes_to_is_never_replaced(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.connect", partial(sqlite3.connect, timeout=0))
    file = tmp_path / "other"
    another_database(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SettingsError) as refused:
            store(dataset, "first", f"sqlite:///{file}")
    assert str(refused.value) == f"{file} is in use by another program: name another file"
