"""Remembering: what a function makes of short texts, for a client may send one as long as it likes."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SHORT = 200
"""Up to so many characters a text is short: as most headers and values of parameters are."""


def remembering(most: int) -> Callable[[Callable[Concatenate[str, P], T]], Callable[Concatenate[str, P], T]]:
    """Let a function remember what it made of so many short texts, and of what else it was given with them."""

    def decorate(read: Callable[Concatenate[str, P], T]) -> Callable[Concatenate[str, P], T]:
        known: Callable[..., T] = lru_cache(most)(read)

        @wraps(read)
        def called(text: str, /, *more: P.args, **named: P.kwargs) -> T:
            return known(text, *more, **named) if len(text) <= SHORT else read(text, *more, **named)

        return called

    return decorate
