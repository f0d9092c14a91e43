"""The database: a read-only engine for the API, and the one step by which the loader replaces the dataset.

On SQLite a dataset is one file: the loader builds the next one beside it and renames it over, so that a reader has
either the old or the new one, whole, and needs no lock. On PostgreSQL the loader works in one transaction.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from app.settings import ROOT, sqlite_file

MOST_AT_ONCE = 40
"""How many connections a process has for the answers that it makes: one for each of its threads."""

MOST_STREAMS = 20
"""How many more it has for the answers that it streams: each of them is held until its reader has read it all."""

FileIdentity = tuple[int, int]
"""What tells a file from another that has taken its name: its inode, and when it was written."""


class Database:
    """What the API reads: never writes, and always of the dataset that is in place now."""

    def __init__(self, url: str) -> None:
        self.file = sqlite_file(make_url(url))
        self.engine = _reading_sqlite(self.file) if self.file else _reading_postgresql(url)
        self._streams = BoundedSemaphore(MOST_STREAMS)
        self._hashed: tuple[FileIdentity | None, str] = (None, "")
        self._hashing = Lock()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session that sees one dataset from its first statement to its last."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def streaming(self, session: Session) -> Iterator[None]:
        """Let a session keep its connection out of the pool: however slowly its reader reads, nobody waits for it.

        Raises SQLAlchemy's `TimeoutError`, as an empty pool does, where `MOST_STREAMS` do so already.
        """
        if not self._streams.acquire(blocking=False):
            raise PoolTimeoutError(f"{MOST_STREAMS} answers are being streamed already")
        try:
            session.connection().detach()
            yield
        finally:
            self._streams.release()

    def opened(self, session: Session) -> BufferedReader | None:
        """Open the file that a session reads; None where the dataset is in no file, or another has taken its name."""
        if self.file is None:
            return None
        file = self.file.open("rb")
        connection: Any = session.connection().connection.driver_connection
        if _identity(os.fstat(file.fileno())) == connection.identity:
            return file
        file.close()
        return None

    def sha256(self, file: BufferedReader) -> str:
        """Return the SHA-256 of a file that `opened` has given, in hexadecimal; it is worked out once for each file."""
        identity = _identity(os.fstat(file.fileno()))
        with self._hashing:
            if self._hashed[0] != identity:
                self._hashed = identity, hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
            return self._hashed[1]

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()


class _FileConnection(sqlite3.Connection):
    """A connection that knows which file it was opened for."""

    identity: FileIdentity


def _reading_sqlite(file: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        identity = _present(file)
        if identity is None:
            raise sqlite3.OperationalError("no dataset is loaded; run `expo-facts load`")
        connection = sqlite3.connect(
            f"{file.as_uri()}?mode=ro", uri=True, check_same_thread=False, factory=_FileConnection
        )
        connection.identity = identity
        connection.execute("PRAGMA query_only = ON")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=MOST_AT_ONCE, max_overflow=0)

    @event.listens_for(engine, "checkout")
    def refresh(connection: _FileConnection, *_: Any) -> None:
        if connection.identity != _present(file):
            raise DisconnectionError("the dataset was replaced")

    return engine


def _present(file: Path) -> FileIdentity | None:
    """Identify the file that has this name now; None where there is none."""
    try:
        return _identity(file.stat())
    except FileNotFoundError:
        return None


def _identity(status: os.stat_result) -> FileIdentity:
    return status.st_ino, status.st_mtime_ns


def _reading_postgresql(url: str) -> Engine:
    return create_engine(
        driver_url(url),
        isolation_level="REPEATABLE READ",
        pool_pre_ping=True,
        pool_size=MOST_AT_ONCE,
        max_overflow=0,
        connect_args={"options": "-c default_transaction_read_only=on", "connect_timeout": 5},
    )


def driver_url(url: str) -> str:
    """Name the driver that we install in a database URL that names none."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


@contextmanager
def replacement(url: str) -> Iterator[Connection]:
    """Give a connection to an empty, migrated database that takes the place of the present one when all went well.

    Whatever goes wrong on the way, the present one stays as it was.
    """
    file = sqlite_file(make_url(url))
    with _new_file(file) if file else _emptied(url) as connection:
        yield connection


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
            connection.exec_driver_sql("PRAGMA journal_mode = MEMORY")  # what fails is thrown away, not rolled back
            migrate(connection)
            yield connection
        engine.dispose()
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
            migrate(connection)
            yield connection
    finally:
        engine.dispose()


def migrate(connection: Connection) -> None:
    """Bring the tables up to the newest migration."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
