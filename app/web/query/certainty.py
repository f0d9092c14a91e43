"""Certainty: how the numbers that a quantity's words allow compare with a requested range.

"over 63,000" allows every number above 63,000; "113" allows 113 only; "approximately 319 billion" has no bounds at all.
A range has a `low` and a `high`, both included; either may be None, for no limit.

A column compared with a number gives a set of facts (`app.web.query.bitmaps`); sets combine by `&`, `|` and `~`.
"""

from collections.abc import Callable
from functools import reduce
from operator import and_
from typing import Any, Protocol


class Columns(Protocol):
    """The columns of a collection, by name."""

    def __getitem__(self, name: str, /) -> Any:
        """Return a column."""


def stated(columns: Columns, low: float | None, high: float | None) -> Any:
    """Match quantities with the printed number in the range; of a printed range, any part is enough."""
    amount, lower, upper = columns["amount"], columns["lower"], columns["upper"]
    is_range = amount.is_(None) & lower.is_not(None)
    return reduce(and_, _between(amount, amount, low, high)) | reduce(and_, _between(upper, lower, low, high), is_range)


def certain(columns: Columns, low: float | None, high: float | None) -> Any:
    """Match quantities with every number that the words allow in the range; approximations never match."""
    return reduce(and_, _between(columns["lower"], columns["upper"], low, high)) & ~columns["approximate"]


def possible(columns: Columns, low: float | None, high: float | None) -> Any:
    """Match quantities with some number that the words allow in the range; of an approximation, the printed one."""
    lower, upper, conditions = columns["lower"], columns["upper"], []
    if low is not None:
        conditions.append(upper.is_(None) | (upper > low) | ((upper >= low) & columns["upper_inclusive"]))
    if high is not None:
        conditions.append(lower.is_(None) | (lower < high) | ((lower <= high) & columns["lower_inclusive"]))
    return (reduce(and_, conditions) & ~columns["approximate"]) | (columns["approximate"] & stated(columns, low, high))


CONDITIONS: dict[str, Callable[[Columns, float | None, float | None], Any]] = {
    "stated": stated,
    "certain": certain,
    "possible": possible,
}
"""The condition of each value of the parameter `certainty`."""


def _between(lower: Any, upper: Any, low: float | None, high: float | None) -> list[Any]:
    """Return the conditions `lower >= low` and `upper <= high`, each only if the range has that end."""
    return [*([lower >= low] if low is not None else []), *([upper <= high] if high is not None else [])]
