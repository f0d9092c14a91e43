"""The reader of one dataset: it runs queries on the connection of a request.

A query is written with SQLAlchemy, which knows every engine's SQL, and has a `bindparam` for each value. It is compiled
to a statement once (`app.storage.statements`); from then on only its values are bound, in a tenth of the time. This is
why functions that write queries are cached and take no values.
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


class Reader:
    """Runs queries on one dataset, which stays the same while the reader is in use."""

    def __init__(self, connection: Any, dialect: Dialect, cache: DatasetCache) -> None:
        self.connection = connection
        """A connection of the driver (DB-API)."""
        self.dialect = dialect
        self._cache = cache
        self._cursors = count()

    @property
    def has_lasting_cache(self) -> bool:
        """Whether what is cached is there for the next request too."""
        return self._cache.lasting

    def can_cache_table(self, table: Query, size: Query) -> bool:
        """Tell whether all rows of a table fit into the cache; `size` is the query for their bytes."""
        return self._cache.reserve(table, lambda: self.value(size) or 0)

    def rows(self, query: Query, values: Values = NO_VALUES) -> list[Row]:
        """Return all rows of a query."""
        statement = prepared(self.dialect, query)
        rows: list[Row] = self.connection.execute(statement.sql, statement.bound(values)).fetchall()
        return rows

    def value(self, query: Query, values: Values = NO_VALUES) -> Any:
        """Return the first value of the first row of a query; None if it has no rows."""
        rows = self.rows(query, values)
        return rows[0][0] if rows else None

    def cached(self, query: Query, values: Values, convert: Callable[[list[Row]], T]) -> T:
        """Return all rows of a query as `convert` returns them, from the cache if they are there."""
        result: T | None = self._cache.get((query, convert, *values.values()))
        return self.add_to_cache(query, values, convert, self.rows(query, values)) if result is None else result

    def if_cached(self, query: Query, values: Values, convert: Callable[[list[Row]], T]) -> T | None:
        """Return what `cached` would return if it is in the cache; None if it is not."""
        result: T | None = self._cache.get((query, convert, *values.values()))
        return result

    def add_to_cache(self, query: Query, values: Values, convert: Callable[[list[Row]], T], rows: list[Row]) -> T:
        """Return the rows of a query as `convert` returns them, and let `cached` return the same from now on."""
        result = convert(rows)
        size = sum(map(_size, chain(values.values(), *rows)))
        self._cache.add((query, convert, *values.values()), result, size)
        return result

    def batches(self, query: Query, values: Values, size: int) -> Iterator[list[Row]]:
        """Run a query, and return an iterator over its rows in lists of `size`, which are fetched one by one."""
        statement = prepared(self.dialect, query)
        if self.dialect.name == "postgresql":
            name = f"stream_{next(self._cursors)}"  # the server closes it at the end of the transaction
            self.connection.execute(f"DECLARE {name} CURSOR FOR {statement.sql}", statement.bound(values))
            fetch = f"FETCH {size} FROM {name}"
            return iter(lambda: self.connection.execute(fetch, prepare=False).fetchall(), [])
        cursor = self.connection.execute(statement.sql, statement.bound(values))
        return iter(lambda: cursor.fetchmany(size), [])


def _size(value: Any) -> int:
    return len(value) if isinstance(value, bytes | str) else NUMBER_BYTES
