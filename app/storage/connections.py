"""Connections to the database, as the API reads it: read-only, one dataset at a time.

`app.storage.replacement` puts the next dataset in place.

On SQLite a dataset is one file, of which a reader has either the old or the new one, whole, and needs no lock.
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
"""How many connections to PostgreSQL a process has for the answers that it makes: one for each of its threads."""

MAX_STREAMS = 20
"""How many more it has for the answers that it streams: each of them is held until its reader has read it all."""

READ_SECONDS = 5.0
"""How many seconds an answer may read; what takes longer is refused, so that nobody can keep a server busy."""

PAGE_CACHE_KB = 8 * 1024
"""How many kilobytes of its file a connection to SQLite keeps; its own 2 MB are few for a list of some thousands."""

QUERY_CANCELED = "57014"
"""The state that PostgreSQL reports where a statement took too long."""

CHECK_INTERVAL = 0.005
"""For how many seconds a look at the file will do: a busy server looks at it once for a hundred answers, and whoever
replaced it sees the new dataset before they can ask for it."""

CLOCK_STEPS = 1000
"""After how many steps of its virtual machine SQLite looks at the clock: some 10 microseconds."""

FileIdentity = tuple[int, int]
"""What tells a file from another that has taken its name: its inode, and when it was written."""


class DatabaseUnreadableError(Exception):
    """PostgreSQL can't be read."""


DATABASE_ERRORS = (sqlite3.Error, DBAPIError, DatabaseUnreadableError)
"""What is raised where a database can't be read."""


class TooSlowError(Exception):
    """Reading took longer than it may."""


class TooManyStreamsError(Exception):
    """As many answers are being streamed as may be."""


class Database:
    """What the API reads: never writes, and always the dataset that is in place, or was `look_every` seconds ago."""

    def __init__(self, url: str, look_every: float = CHECK_INTERVAL) -> None:
        self.file = sqlite_file(make_url(url))
        self._name = os.fspath(self.file) if self.file else ""
        self._server = None if self.file else _reading_postgresql(url)
        self._dialect = self._server.dialect if self._server else sqlite.dialect()
        self._idle: deque[_FileConnection] = deque()
        self._look_every = look_every
        self._look: tuple[float, FileIdentity | None] = (-inf, None)
        self._looking = Lock()
        self._memory: tuple[FileIdentity | None, DatasetCache] = (None, DatasetCache())
        self._streams = BoundedSemaphore(MAX_STREAMS)
        self._hashed: tuple[FileIdentity | None, str] = (None, "")
        self._hashing = Lock()

    def reader(self, patience: float = READ_SECONDS, *, anew: bool = True) -> AbstractContextManager[Reader]:
        """Give what reads one dataset: the one that is in place now, or if not `anew` the one that is `present`.

        Raises `TooSlowError` where reading takes more than so many seconds; on PostgreSQL, where a statement takes more
        than `READ_SECONDS`.
        """
        if self.file is None:
            return self._reader_of_server()
        connection = self._opened(self.file, self.look() if anew else self.present())
        connection.deadline = monotonic() + patience
        return _Lent(self, connection)

    @contextmanager
    def _reader_of_server(self) -> Iterator[Reader]:
        with self._connected() as connection:
            yield Reader(connection, self._dialect, DatasetCache())

    def take_back(self, connection: "_FileConnection") -> None:
        """Take a connection back, for the next reader."""
        if connection.identity == self._look[1]:
            self._idle.append(connection)
        else:  # of a file that was replaced meanwhile
            connection.close()

    def present(self) -> FileIdentity | None:
        """Identify the dataset that was in place at the last look; None where there is none, or no file to look at."""
        seen, identity = self._look
        return identity if monotonic() - seen < self._look_every else self.look()

    def look(self) -> FileIdentity | None:
        """Look at the file anew; nobody is told of an older dataset after a newer one."""
        with self._looking:
            self._look = monotonic(), _present(self._name) if self._name else None
            return self._look[1]

    @contextmanager
    def stream(self) -> Iterator[Reader]:
        """Give what reads one dataset for as long as it takes, by a connection of its own: nobody waits for it.

        Raises `TooManyStreamsError` where `MAX_STREAMS` do so already.
        """
        if not self._streams.acquire(blocking=False):
            raise TooManyStreamsError(f"{MAX_STREAMS} answers are being streamed already")
        try:
            if self.file is None:
                with self._connected(detached=True) as connection:
                    yield Reader(connection, self._dialect, DatasetCache())
            else:
                with closing(self._connect(self.file)) as own:
                    yield own.reader
        finally:
            self._streams.release()

    def _opened(self, file: Path, identity: FileIdentity | None) -> "_FileConnection":
        """Return a connection to a file: one that is idle, or a new one, to the file that is in place now."""
        with suppress(IndexError):  # none is idle: who looks first may still find that another thread took the last one
            while (connection := self._idle.pop()).identity != identity:
                connection.close()
            return connection
        return self._connect(file)

    def _connect(self, file: Path) -> "_FileConnection":
        connection = _connect(file)
        identity, memory = self._memory
        if identity != connection.identity:  # another thread may see to it too: then each remembers for itself
            memory = DatasetCache(lasting=True)
            self._memory = connection.identity, memory
        connection.reader = Reader(connection, self._dialect, memory)
        return connection

    @contextmanager
    def _connected(self, *, detached: bool = False) -> Iterator[Any]:
        """Give a connection to PostgreSQL, within a transaction."""
        assert self._server
        with self._server.connect() as connection:
            if detached:
                connection.detach()
            try:
                yield connection.connection.dbapi_connection  # which is still there when it is detached
            except self._server.dialect.loaded_dbapi.Error as error:
                if error.sqlstate == QUERY_CANCELED:
                    raise TooSlowError from error
                raise DatabaseUnreadableError(str(error)) from error

    def file_of(self, reader: Reader) -> BufferedReader | None:
        """Open the file that is being read; None where the dataset is in no file, or another has taken its name."""
        if self.file is None:
            return None
        file = self.file.open("rb")
        if _identity(os.fstat(file.fileno())) == reader.connection.identity:
            return file
        file.close()
        return None

    def sha256(self, file: BufferedReader) -> str:
        """Return the SHA-256 of a file that `file_of` has given, in hexadecimal, worked out once for each file."""
        identity = _identity(os.fstat(file.fileno()))
        with self._hashing:
            if self._hashed[0] != identity:
                self._hashed = identity, hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
            return self._hashed[1]

    def close(self) -> None:
        """Close every connection that is not in use."""
        if self._server:
            self._server.dispose()
        while self._idle:
            self._idle.pop().close()


class _FileConnection(sqlite3.Connection):
    """A connection that knows which file it was opened for, and until when it may read."""

    identity: FileIdentity
    deadline: float
    reader: Reader


class _Lent:
    """A connection in use by a reader; `contextmanager` would take as long as an index takes to find a row."""

    def __init__(self, database: Database, connection: _FileConnection) -> None:
        self.database, self.connection = database, connection

    def __enter__(self) -> Reader:
        return self.connection.reader

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self.database.take_back(self.connection)
        if isinstance(error, sqlite3.OperationalError):
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:  # our own has no code
                return
            raise TooSlowError from error


def _connect(file: Path) -> _FileConnection:
    """Open a file to be read; `immutable`, since a dataset is replaced by another file, never changed."""
    while (identity := _present(os.fspath(file))) is not None:
        connection = sqlite3.connect(
            f"{file.as_uri()}?mode=ro&immutable=1",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
            factory=_FileConnection,
        )
        if identity == _present(os.fspath(file)):  # or another took its name meanwhile
            break
        connection.close()
    else:
        raise sqlite3.OperationalError("no dataset is loaded; run `expo-facts load`")
    connection.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KB}")
    connection.identity, connection.deadline = identity, inf
    connection.set_progress_handler(lambda: monotonic() > connection.deadline, CLOCK_STEPS)
    return connection


def _present(name: str) -> FileIdentity | None:
    """Identify the file that has this name now; None where there is none."""
    try:
        return _identity(os.stat(name))  # noqa: PTH116  (a third of the time of Path.stat, and asked at each request)
    except FileNotFoundError:
        return None


def _identity(status: os.stat_result) -> FileIdentity:
    return status.st_ino, status.st_mtime_ns


def _reading_postgresql(url: str) -> Engine:
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
    """Name the driver that we install in a database URL that names none."""
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)
