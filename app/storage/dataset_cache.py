"""The cache of one dataset: results of queries, shared by all connections that read it.

A dataset never changes, so that an entry stays right for as long as the dataset is served. Another dataset gets another
cache.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

MAX_BYTES = 64 * 1024 * 1024
"""Maximum size of a cache. The bitmaps that compare a million facts with numbers fit in."""

MAX_TABLE_BYTES = 24 * 1024 * 1024
"""Maximum size of all whole tables in a cache. More of them would push each other out at every request."""

ENTRY_OVERHEAD = 1200
"""Bytes that an entry takes beside its key and its value."""

NUMBER_BYTES = 8
"""Bytes that a number takes in an entry."""

_MISSING = None, 0


class DatasetCache:
    """A cache with a maximum size in bytes; the oldest entries make room for new ones."""

    def __init__(self, *, lasting: bool = False) -> None:
        self.lasting = lasting
        """Whether it is used by more than one request."""
        self.size = 0
        """Bytes of all entries, overhead included."""
        self._entries: dict[object, tuple[Any, int]] = {}
        self._tables: dict[object, int] = {}
        self._lock = Lock()

    def get(self, key: object) -> Any:
        """Return the value of a key; None if there is none."""
        return self._entries.get(key, _MISSING)[0]

    def reserve(self, table: object, measure: Callable[[], int]) -> bool:
        """Tell whether all rows of a table may be cached, which `measure` gives the bytes of.

        The answer is the same each time: the first tables that fit have their place reserved.
        """
        if table not in self._tables:
            size = measure()
            with self._lock:
                fits = sum(self._tables.values()) + size <= MAX_TABLE_BYTES
                self._tables.setdefault(table, size if fits else 0)
        return self._tables[table] > 0

    def add(self, key: object, value: object, size: int) -> None:
        """Add a value of so many bytes, in place of an earlier one of the same key."""
        with self._lock:
            self.size += size + ENTRY_OVERHEAD - self._entries.pop(key, _MISSING)[1]
            self._entries[key] = value, size + ENTRY_OVERHEAD
            while self.size > MAX_BYTES:
                _, oldest = self._entries.pop(next(iter(self._entries)))
                self.size -= oldest
