"""dataset_cache."""

from collections.abc import Callable
from threading import Lock
from typing import Any

_UNKNOWN = None, 0


MAX_BYTES = 64 * 1024 * 1024
"""How many bytes of answers are remembered of a dataset: of a million facts, the sets by which they are compared."""


MAX_TABLE_BYTES = 24 * 1024 * 1024
"""How many of them may be those of whole tables: more would make each other forgotten, and be read at each request."""


ENTRY_OVERHEAD = 1200
"""What an answer that is remembered takes beside its bytes and those that it was asked by."""


NUMBER_BYTES = 8
"""What a number in it takes."""


class DatasetCache:
    """What is remembered of one dataset, for all who read it: what was found first is forgotten first."""

    def __init__(self, *, lasting: bool = False) -> None:
        self.lasting = lasting
        """Whether it outlives a request."""
        self._answers: dict[object, tuple[Any, int]] = {}
        self._tables: dict[object, int] = {}
        self.size = 0
        self._lock = Lock()

    def get(self, asked: object) -> Any:
        """Return an answer; None where it is not known."""
        return self._answers.get(asked, _UNKNOWN)[0]

    def has_room(self, table: object, measure: Callable[[], int]) -> bool:
        """Tell whether a table can be remembered as a whole; the first that are asked about have room for good."""
        if table not in self._tables:
            size = measure()
            with self._lock:
                fits = sum(self._tables.values()) + size <= MAX_TABLE_BYTES
                self._tables.setdefault(table, size if fits else 0)
        return self._tables[table] > 0

    def keep(self, asked: object, answer: object, size: int) -> None:
        """Remember an answer, which takes so many bytes."""
        with self._lock:
            self.size += size + ENTRY_OVERHEAD - self._answers.pop(asked, _UNKNOWN)[1]
            self._answers[asked] = answer, size + ENTRY_OVERHEAD
            while self.size > MAX_BYTES:
                _, oldest = self._answers.pop(next(iter(self._answers)))
                self.size -= oldest
