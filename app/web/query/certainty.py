"""Certainty: what a quantity's words allow, compared with a span of numbers that one asks about.

Words such as "over 63,000" allow every number above 63,000; "113" allows itself only; "approximately 319 billion" gives
no bounds at all. A question has a `low` and a `high`, both included, either of which may be open (None).

The columns that a question is asked of compare with numbers; their answers, which are sets of facts
(`app.web.query.bitmaps`), combine by `&`, `|` and `~`.
"""

from collections.abc import Callable
from functools import reduce
from operator import and_
from typing import Any, Protocol


class Columns(Protocol):
    """What has columns by name."""

    def __getitem__(self, name: str, /) -> Any:
        """Return a column."""


def stated(columns: Columns, low: float | None, high: float | None) -> Any:
    """Ask about the number that is printed, and of a range about any part of it."""
    amount, lower, upper = columns["amount"], columns["lower"], columns["upper"]
    is_range = amount.is_(None) & lower.is_not(None)
    return reduce(and_, _between(amount, amount, low, high)) | reduce(and_, _between(upper, lower, low, high), is_range)


def certain(columns: Columns, low: float | None, high: float | None) -> Any:
    """Ask for what is true of every number that the words allow; of an approximation nothing is."""
    return reduce(and_, _between(columns["lower"], columns["upper"], low, high)) & ~columns["approximate"]


def possible(columns: Columns, low: float | None, high: float | None) -> Any:
    """Ask for what is true of some number that the words allow; of an approximation, of the printed one."""
    lower, upper, reached = columns["lower"], columns["upper"], []
    if low is not None:
        reached.append(upper.is_(None) | (upper > low) | ((upper >= low) & columns["upper_inclusive"]))
    if high is not None:
        reached.append(lower.is_(None) | (lower < high) | ((lower <= high) & columns["lower_inclusive"]))
    return (reduce(and_, reached) & ~columns["approximate"]) | (columns["approximate"] & stated(columns, low, high))


CONDITIONS: dict[str, Callable[[Columns, float | None, float | None], Any]] = {
    "stated": stated,
    "certain": certain,
    "possible": possible,
}
"""The senses in which one can ask."""


def _between(one: Any, other: Any, low: float | None, high: float | None) -> list[Any]:
    """Compare one number with the lower end of a question, another with its upper end, so far as they are given."""
    return [*([one >= low] if low is not None else []), *([other <= high] if high is not None else [])]
