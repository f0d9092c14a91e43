"""Progress: how far a load is, on a line of the terminal that is written over; where there is no terminal, nothing."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EVERY = 0.2
"""Seconds between two lines; what takes less shows none."""

ROUNDS = 3
"""How many steps a story takes: it is read, checked and loaded."""

WIDTH = 24
"""Characters of the bar."""

BeginProgress = Callable[[int], Callable[[], None]]
"""Takes the number of steps, `ROUNDS` for each story, and returns a function to be called after each."""


def no_progress(_: int) -> Callable[[], None]:
    """Begin work of which nobody wants to see how far it is."""
    return lambda: None


@contextmanager
def progress() -> Iterator[BeginProgress]:
    """Show on standard error, if that is a terminal, how far some work is; the line is gone when it is done."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    line = _Line()
    try:
        yield line.begin
    finally:
        line.show("")


class _Line:
    """A line that says how much is done, how fast it goes, and how long it takes yet."""

    def __init__(self) -> None:
        self._steps = self._done = 0
        self._began = self._next = 0.0

    def begin(self, steps: int) -> Callable[[], None]:
        self._steps = steps
        self._began = time.monotonic()
        self._next = self._began + EVERY
        return self._advance

    def show(self, words: str) -> None:
        """Write over the line."""
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()

    def _advance(self) -> None:
        self._done += 1
        now = time.monotonic()
        if self._done == self._steps:
            self.show("All stories are through; finishing ...")
        elif now >= self._next:
            self._next = now + EVERY
            self.show(self._words(now - self._began))

    def _words(self, seconds: float) -> str:
        share = self._done / self._steps
        minutes, left = divmod(round(seconds / share - seconds), 60)
        bar = "█" * round(share * WIDTH)
        return f"{share:4.0%} {bar:░<{WIDTH}} {self._done / ROUNDS / seconds:,.0f} stories/s, {minutes}:{left:02} left"
