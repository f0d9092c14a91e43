"""Replacement: the one step by which the loader puts a dataset in the place of another, whole or not at all.

On SQLite the next file is built beside the present one and renamed over it; on PostgreSQL it is one transaction.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url

from app.database import driver_url
from app.settings import ROOT, sqlite_file


@contextmanager
def replacement(url: str) -> Iterator[Connection]:
    """Give a connection to an empty, migrated database that takes the place of the present one when all went well.

    Whatever goes wrong on the way, the present one stays as it was.
    """
    file = sqlite_file(make_url(url))
    with _new_file(file) if file else _emptied(url) as connection:
        yield connection


_PAGES = "page_size = 8192"
"""Of rows of 2 kB, as facts are, three lie on a page; of 4 kB each would take a page of its own."""

_UNSAFE = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -32768")
"""What fails is thrown away, not rolled back, and what is whole is synchronised before it is used."""


@contextmanager
def _new_file(file: Path) -> Iterator[Connection]:
    file.parent.mkdir(parents=True, exist_ok=True)
    for left in file.parent.glob(f"{file.name}.*.new"):
        process = left.suffixes[-2][1:]
        if process.isdecimal() and not _is_running(int(process)):
            left.unlink()
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    engine = create_engine(f"sqlite:///{beside}")
    try:
        with engine.begin() as connection:
            for pragma in (_PAGES, *_UNSAFE):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            migrate(connection)
            yield connection
        engine.dispose()
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(file)
    finally:
        engine.dispose()
        beside.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    """Tell whether a process that began to load is still there; a killed one leaves its unfinished file."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


@contextmanager
def _emptied(url: str) -> Iterator[Connection]:
    engine = create_engine(driver_url(url))
    try:
        with engine.begin() as connection:
            migrate(connection)  # by itself, since who reads a table waits for as long as that is being changed
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def migrate(connection: Connection) -> None:
    """Bring the tables up to the newest migration."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
