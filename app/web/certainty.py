"""Certainty: what a quantity's words allow, compared with a span of numbers that one asks about.

Words such as "over 63,000" allow every number above 63,000; "113" allows itself only; "approximately 319 billion" gives
no bounds at all. A question has a `low` and a `high`, both included, either of which may be open.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Table, and_, not_, or_, true

Bound = ColumnElement[float] | None
"""A number that is asked about, as a parameter of the query; None: open."""


def stated(table: Table, low: Bound, high: Bound) -> ColumnElement[bool]:
    """Ask about the number that is printed, and of a range about any part of it."""
    amount, lower, upper = table.c.amount, table.c.lower, table.c.upper
    return or_(
        and_(amount.is_not(None), _at_least(amount, low), _at_most(amount, high)),
        and_(amount.is_(None), lower.is_not(None), _at_least(upper, low), _at_most(lower, high)),
    )


def certain(table: Table, low: Bound, high: Bound) -> ColumnElement[bool]:
    """Ask for what is true of every number that the words allow; of an approximation nothing is."""
    bounded = [table.c.lower >= low] if low is not None else []
    bounded += [table.c.upper <= high] if high is not None else []
    return and_(not_(table.c.approximate), *bounded)


def possible(table: Table, low: Bound, high: Bound) -> ColumnElement[bool]:
    """Ask for what is true of some number that the words allow; of an approximation, of the printed one."""
    lower, upper = table.c.lower, table.c.upper
    reaches_up = [upper.is_(None), upper > low, and_(upper == low, table.c.upper_inclusive)] if low is not None else []
    reaches_down = (
        [lower.is_(None), lower < high, and_(lower == high, table.c.lower_inclusive)] if high is not None else []
    )
    exact = and_(not_(table.c.approximate), *(or_(*one) for one in (reaches_up, reaches_down) if one))
    return or_(exact, and_(table.c.approximate, stated(table, low, high)))


CERTAINTIES: dict[str, Callable[[Table, Bound, Bound], ColumnElement[bool]]] = {
    "stated": stated,
    "certain": certain,
    "possible": possible,
}
"""The senses in which one can ask."""


def _at_least(column: ColumnElement[float], low: Bound) -> ColumnElement[bool]:
    return true() if low is None else column >= low


def _at_most(column: ColumnElement[float], high: Bound) -> ColumnElement[bool]:
    return true() if high is None else column <= high
