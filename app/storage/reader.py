"""Reading: queries that are prepared once for each form, and asked through whatever connection a request reads by.

A query is written with SQLAlchemy, which knows every engine's SQL, and has a `bindparam` for each value. When it is
asked for the first time it becomes the engine's own statement; from then on only its values are bound, which costs a
tenth of writing it anew. So the functions that write queries are cached, and take the form of a question without its
values.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count
from typing import Any, TypeVar

from sqlalchemy import Dialect

from app.storage.dataset_cache import NUMBER_BYTES, DatasetCache
from app.storage.statements import Query, Values, prepared

Row = Sequence[Any]


T = TypeVar("T")


NO_VALUES: Values = {}


def _size(one: Any) -> int:
    return len(one) if isinstance(one, bytes | str) else NUMBER_BYTES


class Reader:
    """One dataset: every query that is asked through it sees the same."""

    def __init__(self, connection: Any, dialect: Dialect, memory: DatasetCache) -> None:
        self.connection = connection
        """A connection of the driver (DB-API)."""
        self.dialect = dialect
        self._memory = memory
        self._streams = count()

    @property
    def remembers(self) -> bool:
        """Whether what is asked `once` is remembered for the next request too."""
        return self._memory.lasting

    def has_room(self, table: Query, size: Query) -> bool:
        """Tell whether all rows of a table can be remembered; `size` asks for their bytes."""
        return self._memory.has_room(table, lambda: self.value(size) or 0)

    def rows(self, query: Query, values: Values = NO_VALUES) -> list[Row]:
        """Return all that a query finds."""
        statement = prepared(self.dialect, query)
        found: list[Row] = self.connection.execute(statement.sql, statement.bound(values)).fetchall()
        return found

    def once(self, query: Query, values: Values, read: Callable[[list[Row]], T]) -> T:
        """Return what `read` makes of all that a query finds, and remember it: a dataset never changes."""
        known = self.known(query, values, read)
        return self.remember(query, values, read, self.rows(query, values)) if known is None else known

    def known(self, query: Query, values: Values, read: Callable[[list[Row]], T]) -> T | None:
        """Return what `once` would, if it is in the cache; None if it is not."""
        known: T | None = self._memory.get((query, read, *values.values()))
        return known

    def remember(self, query: Query, values: Values, read: Callable[[list[Row]], T], rows: list[Row]) -> T:
        """Return what `read` makes of the rows that a query finds, however they were read, and cache it for `once`."""
        known = read(rows)
        size = sum(map(_size, chain(values.values(), *rows)))
        self._memory.keep((query, read, *values.values()), known, size)
        return known

    def value(self, query: Query, values: Values = NO_VALUES) -> Any:
        """Return the first value of the first row that a query finds; None where it finds none."""
        rows = self.rows(query, values)
        return rows[0][0] if rows else None

    def parts(self, query: Query, values: Values, at_once: int) -> Iterator[list[Row]]:
        """Ask a query, and return what yields its rows, some at once; on PostgreSQL the rest stays there so long."""
        statement = prepared(self.dialect, query)
        if self.dialect.name == "postgresql":
            name = f"stream_{next(self._streams)}"  # a cursor that ends with the transaction, so that nobody closes it
            self.connection.execute(f"DECLARE {name} CURSOR FOR {statement.sql}", statement.bound(values))
            fetch = f"FETCH {at_once} FROM {name}"
            return iter(lambda: self.connection.execute(fetch, prepare=False).fetchall(), [])
        cursor = self.connection.execute(statement.sql, statement.bound(values))
        return iter(lambda: cursor.fetchmany(at_once), [])
