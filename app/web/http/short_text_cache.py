"""Remembering: what a function makes of short texts, for a client may send one as long as it likes."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

Ts = TypeVarTuple("Ts")
T = TypeVar("T")

MAX_LENGTH = 200
"""Up to so many characters a text is short: as most headers and values of parameters are."""


def short_text_cache(most: int) -> Callable[[Callable[[str, *Ts], T]], Callable[[str, *Ts], T]]:
    """Let a function remember what it made of so many short texts, and of what else it was given with them."""

    def decorate(read: Callable[[str, *Ts], T]) -> Callable[[str, *Ts], T]:
        known: Callable[..., T] = lru_cache(most)(read)

        @wraps(read)
        def called(text: str, /, *more: *Ts) -> T:
            return known(text, *more) if len(text) <= MAX_LENGTH else read(text, *more)

        return called

    return decorate
