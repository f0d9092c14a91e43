"""Replacing a dataset: what migrations make, what fails midway, and what a killed load leaves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from app.models.search import is_compared
from app.replacement import migrate, replacement
from app.seed.dataset import Dataset
from app.seed.fingerprint import stored_fingerprint
from app.seed.load import store


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
