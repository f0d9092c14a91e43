"""A cache for functions of short texts: long ones are not cached, since a client may send texts of any length."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

Ts = TypeVarTuple("Ts")
T = TypeVar("T")

MAX_LENGTH = 200
"""The length in characters up to which a text is short: most headers and values of parameters are."""


def short_text_cache(max_entries: int) -> Callable[[Callable[[str, *Ts], T]], Callable[[str, *Ts], T]]:
    """Cache the results of a function for short texts, by all its arguments; `max_entries` results in all."""

    def decorate(function: Callable[[str, *Ts], T]) -> Callable[[str, *Ts], T]:
        cached: Callable[..., T] = lru_cache(max_entries)(function)

        @wraps(function)
        def wrapper(text: str, /, *others: *Ts) -> T:
            return cached(text, *others) if len(text) <= MAX_LENGTH else function(text, *others)

        return wrapper

    return decorate
