"""Replacement of a dataset by another, in one atomic step.

On SQLite the new file is built beside the current one and renamed over it. On PostgreSQL it is one transaction.
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
    """Give a connection to a database with the newest tables, which replaces the current one at the end.

    On SQLite the tables are empty; on PostgreSQL they hold the current dataset. If anything is raised on the way, the
    current database stays as it was. Raises `SettingsError` for a file that is not ours.
    """
    file = sqlite_file(make_url(url))
    with _new_file(file) if file else _server_transaction(url) as connection:
        yield connection


_PAGES = "page_size = 8192"
"""A fact takes about 2 kB: three fit on such a page, and only one on a page of the default 4 kB."""

_UNSAFE = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -32768")
"""No journal is needed: a file that fails is deleted, and a complete one is synchronised before the rename."""


LEFTOVER_SECONDS = 3600
"""Seconds without a write after which an unfinished file is a leftover of a load that was killed."""

LOAD_LOCK = int.from_bytes(b"expo", "big")
"""Number of the advisory lock of PostgreSQL that a load holds, so that the next load waits for it."""


@contextmanager
def _new_file(file: Path) -> Iterator[Connection]:
    _check_is_replaceable(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    for left in file.parent.glob(f"{file.name}.*.new"):
        with suppress(FileNotFoundError):  # another load may delete it at the same time
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


def _check_is_replaceable(file: Path) -> None:
    """Raise `SettingsError` for a file that is no dataset, such as the data of another program.

    A damaged dataset may be replaced: it need only begin like a file of SQLite.
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
def _server_transaction(url: str) -> Iterator[Connection]:
    engine = create_engine(driver_url(url))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as waiting:
            waiting.exec_driver_sql(f"SELECT pg_advisory_lock({LOAD_LOCK})")
            with engine.begin() as connection:
                migrate(connection)  # in a short transaction: readers of a table wait while it is altered
            with engine.begin() as connection:
                yield connection
    finally:
        engine.dispose()


def migrate(connection: Connection) -> None:
    """Bring the tables up to the newest migration."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
