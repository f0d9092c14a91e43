"""Read-only connections to the database of the API.

On SQLite a dataset is one file, which `app.storage.replacement` replaces by another and never changes. So a connection
needs no lock: it reads the file that it was opened for to the end, also after a replacement. On PostgreSQL a
transaction does the same (`REPEATABLE READ`).
"""

import hashlib
import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from io import BufferedReader
from math import inf
from pathlib import Path
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import Any

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from app.settings import sqlite_file
from app.storage.dataset_cache import DatasetCache
from app.storage.reader import Reader

POOL_SIZE = 40
"""Number of connections to PostgreSQL for a process: one for each of its threads."""

MAX_STREAMS = 20
"""Number of responses that a process may stream at the same time, each with a further connection of its own."""

READ_SECONDS = 5.0
"""Seconds that a response may read the database before it is refused, so that nobody can keep a server busy."""

PAGE_CACHE_KB = 8 * 1024
"""Kilobytes of its file that a connection to SQLite caches. The default of 2 MB is too small for long lists."""

QUERY_CANCELED = "57014"
"""The SQLSTATE of PostgreSQL for a statement that took longer than `statement_timeout`."""

CHECK_INTERVAL = 0.005
"""Seconds between two checks whether the file was replaced. A busy server checks once for some hundred responses, and
the one who replaced the file can't ask for the new dataset any sooner."""

CLOCK_STEPS = 1000
"""Number of SQLite's virtual machine instructions between two looks at the clock: some 10 microseconds."""

FileIdentity = tuple[int, int]
"""Inode and modification time of a file, which differ from those of another file with the same name."""


class DatabaseUnreadableError(Exception):
    """PostgreSQL can't be read."""


DATABASE_ERRORS = (sqlite3.Error, DBAPIError, DatabaseUnreadableError)
"""The exceptions for a database that can't be read."""


class TooSlowError(Exception):
    """Reading took longer than it may."""


class TooManyStreamsError(Exception):
    """The maximum number of responses is being streamed already."""


class Database:
    """The database that the API reads.

    On SQLite it checks every `check_interval` seconds whether the file was replaced.
    """

    def __init__(self, url: str, check_interval: float = CHECK_INTERVAL) -> None:
        self.file = sqlite_file(make_url(url))
        """The file of SQLite; None for PostgreSQL."""
        self._file_name = os.fspath(self.file) if self.file else ""
        self._server = None if self.file else _postgresql_engine(url)
        self._dialect = self._server.dialect if self._server else sqlite.dialect()
        self._idle: deque[_FileConnection] = deque()
        self._check_interval = check_interval
        self._last_check: tuple[float, FileIdentity | None] = (-inf, None)
        self._check_lock = Lock()
        self._cache: tuple[FileIdentity | None, DatasetCache] = (None, DatasetCache())
        self._streams = BoundedSemaphore(MAX_STREAMS)
        self._sha256: tuple[FileIdentity | None, str] = (None, "")
        self._sha256_lock = Lock()

    def reader(self, seconds: float = READ_SECONDS, *, check: bool = True) -> AbstractContextManager[Reader]:
        """Return a context manager with a reader of the current dataset.

        `check` says to check for a replacement even if the last check was just now. Raises `TooSlowError` if reading
        takes longer than `seconds`; on PostgreSQL, if a statement takes longer than `READ_SECONDS`.
        """
        if self.file is None:
            return self._server_reader()
        connection = self._file_connection(self.file, self.check_file() if check else self.current_file())
        connection.deadline = monotonic() + seconds
        return _BorrowedConnection(self, connection)

    @contextmanager
    def _server_reader(self) -> Iterator[Reader]:
        with self._server_connection() as connection:
            yield Reader(connection, self._dialect, DatasetCache())

    def release(self, connection: "_FileConnection") -> None:
        """Make a connection available to the next reader, or close it if its file was replaced."""
        if connection.identity == self._last_check[1]:
            self._idle.append(connection)
        else:
            connection.close()

    def current_file(self) -> FileIdentity | None:
        """Return the identity of the file, at most `check_interval` seconds old; None without a file."""
        checked, identity = self._last_check
        return identity if monotonic() - checked < self._check_interval else self.check_file()

    def check_file(self) -> FileIdentity | None:
        """Return the identity of the file as it is now; None without a file.

        The lock keeps a slow thread from putting an older identity in the place of a newer one.
        """
        with self._check_lock:
            self._last_check = monotonic(), _identify(self._file_name) if self._file_name else None
            return self._last_check[1]

    @contextmanager
    def stream(self) -> Iterator[Reader]:
        """Open a reader of the current dataset on a connection of its own, without a limit of time.

        Raises `TooManyStreamsError` if `MAX_STREAMS` are open.
        """
        if not self._streams.acquire(blocking=False):
            raise TooManyStreamsError(f"{MAX_STREAMS} answers are being streamed already")
        try:
            if self.file is None:
                with self._server_connection(detached=True) as connection:
                    yield Reader(connection, self._dialect, DatasetCache())
            else:
                with closing(self._new_connection(self.file)) as own:
                    yield own.reader
        finally:
            self._streams.release()

    def _file_connection(self, file: Path, identity: FileIdentity | None) -> "_FileConnection":
        """Return an idle connection to the file with this identity, or else a new one to the current file."""
        with suppress(IndexError):  # raised if none is idle: a check for it first could be outrun by another thread
            while (connection := self._idle.pop()).identity != identity:
                connection.close()
            return connection
        return self._new_connection(file)

    def _new_connection(self, file: Path) -> "_FileConnection":
        connection = _connect(file)
        identity, cache = self._cache
        if identity != connection.identity:  # two threads may do this at once, and then have a cache each
            cache = DatasetCache(lasting=True)
            self._cache = connection.identity, cache
        connection.reader = Reader(connection, self._dialect, cache)
        return connection

    @contextmanager
    def _server_connection(self, *, detached: bool = False) -> Iterator[Any]:
        """Give a connection to PostgreSQL within a transaction; a detached one is not of the pool."""
        assert self._server
        with self._server.connect() as connection:
            if detached:
                connection.detach()
            try:
                yield connection.connection.dbapi_connection  # a detached connection has it too
            except self._server.dialect.loaded_dbapi.Error as error:
                if error.sqlstate == QUERY_CANCELED:
                    raise TooSlowError from error
                raise DatabaseUnreadableError(str(error)) from error

    def open_file(self, reader: Reader) -> BufferedReader | None:
        """Open the file of a reader's dataset; None if it is in no file, or its file was replaced."""
        if self.file is None:
            return None
        file = self.file.open("rb")
        if _identity(os.fstat(file.fileno())) == reader.connection.identity:
            return file
        file.close()
        return None

    def sha256(self, file: BufferedReader) -> str:
        """Return the SHA-256 of a file that `open_file` returned, in hexadecimal; it is computed once for each file."""
        identity = _identity(os.fstat(file.fileno()))
        with self._sha256_lock:
            if self._sha256[0] != identity:
                self._sha256 = identity, hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
            return self._sha256[1]

    def close(self) -> None:
        """Close all connections that are not in use."""
        if self._server:
            self._server.dispose()
        while self._idle:
            self._idle.pop().close()


class _FileConnection(sqlite3.Connection):
    """A connection to SQLite with the file that it was opened for, and the time until which it may read."""

    identity: FileIdentity
    deadline: float
    reader: Reader


class _BorrowedConnection:
    """Lends a connection to one reader; `contextlib.contextmanager` would take as long as finding a row by index."""

    def __init__(self, database: Database, connection: _FileConnection) -> None:
        self.database, self.connection = database, connection

    def __enter__(self) -> Reader:
        return self.connection.reader

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self.database.release(self.connection)
        if isinstance(error, sqlite3.OperationalError):
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:  # an error of ours has no code
                return
            raise TooSlowError from error


def _connect(file: Path) -> _FileConnection:
    """Open the current file; it is `immutable`, since a dataset is replaced by another file and never changed."""
    while (identity := _identify(os.fspath(file))) is not None:
        connection = sqlite3.connect(
            f"{file.as_uri()}?mode=ro&immutable=1",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
            factory=_FileConnection,
        )
        if identity == _identify(os.fspath(file)):  # otherwise it was replaced in between
            break
        connection.close()
    else:
        raise sqlite3.OperationalError("no dataset is loaded; run `expo-facts load`")
    connection.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KB}")
    connection.identity, connection.deadline = identity, inf
    connection.set_progress_handler(lambda: monotonic() > connection.deadline, CLOCK_STEPS)
    return connection


def _identify(name: str) -> FileIdentity | None:
    """Return the identity of the file with this name; None if there is none."""
    try:
        return _identity(os.stat(name))  # noqa: PTH116  (a third of the time of Path.stat, for each request)
    except FileNotFoundError:
        return None


def _identity(status: os.stat_result) -> FileIdentity:
    return status.st_ino, status.st_mtime_ns


def _postgresql_engine(url: str) -> Engine:
    return create_engine(
        driver_url(url),
        isolation_level="REPEATABLE READ",
        pool_pre_ping=True,
        pool_size=POOL_SIZE,
        max_overflow=0,
        connect_args={
            "options": f"-c default_transaction_read_only=on -c statement_timeout={READ_SECONDS:.0f}s",
            "connect_timeout": 5,
        },
    )


def driver_url(url: str) -> str:
    """Return a database URL with the driver for PostgreSQL that we install, where it names none."""
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)
