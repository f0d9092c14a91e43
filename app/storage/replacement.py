"""Replacement: the one step by which the loader puts a dataset in the place of another, whole or not at all.

On SQLite the next file is built beside the present one and renamed over it; on PostgreSQL it is one transaction.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url

from app.settings import ROOT, SettingsError, sqlite_file
from app.storage.connections import driver_url


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


LEFTOVER_SECONDS = 3600
"""After how many seconds without a write an unfinished file is what a killed load has left."""

LOADING = int.from_bytes(b"expo", "big")
"""The advisory lock of PostgreSQL that a load holds, so that the next one waits for it."""


@contextmanager
def _new_file(file: Path) -> Iterator[Connection]:
    _check_is_ours(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    for left in file.parent.glob(f"{file.name}.*.new"):
        with suppress(FileNotFoundError):  # another load may see to it too
            if left.stat().st_mtime < time.time() - LEFTOVER_SECONDS:
                left.unlink()
    beside = file.with_name(f"{file.name}.{token_hex(8)}.new")
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


def _check_is_ours(file: Path) -> None:
    """Raise `SettingsError` where a dataset would take the place of what is none, such as the data of another program.

    What is damaged is replaced; it need only begin like a database.
    """
    if not file.exists() or file.stat().st_size == 0:
        return
    tables = {"dataset"}
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
            tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise SettingsError(f"{file} is in use by another program: name another file") from None
    with file.open("rb") as content:
        begins = content.read(16)
    if begins != b"SQLite format 3\0" or (tables and "dataset" not in tables):
        raise SettingsError(f"EXPO_FACTS_DATABASE_URL names {file}, which is no dataset: name another file")


@contextmanager
def _emptied(url: str) -> Iterator[Connection]:
    engine = create_engine(driver_url(url))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as waiting:
            waiting.exec_driver_sql(f"SELECT pg_advisory_lock({LOADING})")
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
