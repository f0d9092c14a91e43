"""EDTF values: the supported part of the standard is read, checked and refined here.

EDTF (ISO 8601-2:2019, https://www.loc.gov/standards/datetime/) writes a date no more precisely than it is
known. These forms are supported, the last one from its level 2, the others from its levels 0 and 1:

    2023  2024-09  2024-09-25         a year, a month, a day
    2024-21                           spring 2024 (21 spring, 22 summer, 23 autumn, 24 winter)
    199X                              the 1990s
    2015~                             about 2015
    2024-09-25/2024-09-29             from the first to the last day, both included
    2015/..  ../2030                  since 2015, until 2030
    XXXX-09-25/XXXX-09-29             September 25 to 29, of a year that is not stated
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace

NO_YEAR = "X" * 4
"""The year of a date whose year is not stated."""

SEASONS = ("21", "22", "23", "24")

_POINT = re.compile(rf"({NO_YEAR}|[0-9]{{3}}[0-9X])(?:-([0-9]{{2}})(?:-([0-9]{{2}}))?)?(~)?")


class DateError(ValueError):
    """A date that can't be read; `str(error)` quotes it and says why and what to do."""


@dataclass(frozen=True)
class Point:
    """One year, decade, month, season or day, checked against the calendar.

    `Point("2024", "09")` is September 2024, `2024-09`. Raises DateError, with the reason alone.
    """

    year: str = NO_YEAR
    """Four digits; X stands for a digit that is not stated."""
    month: str = ""
    """`01` to `12`, or a season, or empty."""
    day: str = ""
    approximate: bool = False

    def __post_init__(self) -> None:
        """Refuse dates that are in no calendar or can't be written in EDTF."""
        if self.year != NO_YEAR and not "1000" <= self.year <= "299X":
            raise DateError(f"{self} is out of reach, years are read from 1000 to 2999")
        if self.year == NO_YEAR and self.month in ("", *SEASONS):
            raise DateError(f"{self} names neither a year nor a month, so name the year")
        if self.month in SEASONS:
            if self.day or "X" in self.year or self.approximate:
                raise DateError(f"{self} is more than EDTF can say of a season, so write its year and the season")
        elif self.month and not "01" <= self.month <= "12":
            raise DateError(f"{self} has no such month, months are 01 to 12 and seasons 21 to 24")
        elif self.day and not 1 <= int(self.day) <= self._days_in_month():
            raise DateError(f"{self} is no day of the calendar, so check the day and the month")
        if self.approximate and "X" in self.year:
            raise DateError(f"{self} is more than EDTF can say of a year that is not stated, so leave out the ~")

    def __str__(self) -> str:
        """Write the point as EDTF."""
        return "-".join(filter(None, (self.year, self.month, self.day))) + "~" * self.approximate

    @property
    def iso(self) -> str | None:
        """The ISO date, None unless this is one known day."""
        return str(self) if self.day and "X" not in self.year and not self.approximate else None

    @property
    def years(self) -> range:
        """The years this may lie in: one, ten of a decade, or none where no year is stated."""
        if self.year == NO_YEAR:
            return range(0)
        return range(int(self.year.replace("X", "0")), int(self.year.replace("X", "9")) + 1)

    def _days_in_month(self) -> int:
        """Count the days of the month; February may have 29 as long as its year is open."""
        return monthrange(2000 if "X" in self.year else int(self.year), int(self.month))[1]


@dataclass(frozen=True)
class Interval:
    """From one point to another, both included; None is an end that is left open.

    `Interval(Point("2015"), None)` is "since 2015", `2015/..`. Raises DateError, with the reason alone.
    """

    start: Point | None
    end: Point | None

    def __post_init__(self) -> None:
        """Refuse intervals that run backward or can't be written in EDTF."""
        ends = [point for point in (self.start, self.end) if point]
        unstated = any("X" in point.year for point in ends)
        if not ends or (len(ends) == 1 and unstated):
            raise DateError(f"{self} leaves too much open, so give it an end with a full year")
        if unstated and any(point.approximate for point in ends):
            raise DateError(f"{self} can't be approximate while a year is not stated, so leave out the ~")
        if self.start and self.end:
            if (self.start.year == NO_YEAR) != (self.end.year == NO_YEAR):
                raise DateError(f"{self} states the year of one end only, so state both or neither")
            if not _runs_forward(self.start, self.end):
                raise DateError(f"{self} does not run forward, its end must come after its start")

    def __str__(self) -> str:
        """Write the interval as EDTF."""
        return f"{self.start or '..'}/{self.end or '..'}"

    @property
    def years(self) -> range:
        """The years from the first stated one to the last."""
        first, last = (point.years for point in (self.start or self.end, self.end or self.start) if point)
        return range(first.start, last.stop)


def read_edtf(value: str) -> Point | Interval:
    """Read an EDTF value of the forms above; anything else raises DateError, quoting the value."""
    try:
        start, slash, end = value.partition("/")
        if not slash:
            return _read_point(value)
        return Interval(*(None if side == ".." else _read_point(side) for side in (start, end)))
    except DateError as error:
        raise DateError(f'"{value}" is no date in EDTF: {error}') from None


def check_edtf(value: str) -> None:
    """Raise DateError, saying what to do, unless the value is EDTF of the forms above."""
    read_edtf(value)


def refine(known: str, added: str) -> str | None:
    """Combine two EDTF values of the same date into one; return None where they contradict each other.

    "XXXX-09-25/XXXX-09-29" and "2024" make "2024-09-25/2024-09-29"; "2023" and "2024" make None.
    An interval refines the year or month that both its ends lie in, and its open end may be closed. "About
    2015" agrees with 2015 alone. Whether a month lies in a season depends on the hemisphere: those are never
    combined. Raises DateError unless both are EDTF of the forms above.
    """
    first, second = read_edtf(known), read_edtf(added)
    try:
        return str(_both(first, second))
    except DateError:
        return None


def _read_point(value: str) -> Point:
    match = _POINT.fullmatch(value)
    if not match:
        raise DateError("write it like 2024, 2024-09, 2024-09-25, XXXX-09-25, 2024-09-25/2024-09-29 or 2015/..")
    year, month, day, tilde = match.groups(default="")
    return Point(year, month, day, approximate=bool(tilde))


def _runs_forward(start: Point, end: Point) -> bool:
    """Tell whether all of `start` comes before all of `end`, as far as they are stated.

    With no full year December may well run to January; within one month the days decide. A month and a season
    of one year can't be put in order.
    """
    if start.year != end.year:
        return start.years.stop <= end.years.start
    if start.month == end.month:
        return "" < start.day < end.day
    if not (start.month and end.month) or (start.month in SEASONS) != (end.month in SEASONS):
        return False
    return "X" in start.year or start.month < end.month


def _both(first: Point | Interval, second: Point | Interval) -> Point | Interval:
    if isinstance(first, Point):
        return _same(first, second) if isinstance(second, Point) else _within(second, first)
    if isinstance(second, Point):
        return _within(first, second)
    return Interval(_same_end(first.start, second.start), _same_end(first.end, second.end))


def _within(interval: Interval, point: Point) -> Interval:
    """Refine both ends of an interval by a point; if it has a month, both ends must lie in the same year."""
    if not (interval.start and interval.end):
        raise DateError("one goes on and the other does not")
    start, end = _same(interval.start, point), _same(interval.end, point)
    if point.month and start.year != end.year:
        raise DateError("no month lies in several years")
    return Interval(start, end)


def _same_end(first: Point | None, second: Point | None) -> Point | None:
    return _same(first, second) if first and second else first or second


def _same(first: Point, second: Point) -> Point:
    """Combine two points, digit by digit of the year; approximate unless an exact one says it all."""
    year = "".join(map(_agreed, first.year, second.year))
    point = Point(year, _agreed(first.month, second.month), _agreed(first.day, second.day))
    doubtful = first.approximate or second.approximate
    return replace(point, approximate=doubtful and point not in (first, second))


def _agreed(first: str, second: str) -> str:
    """Return the common value of two digits or numbers, where X and the empty string agree with any."""
    if first == second or second in ("", "X"):
        return first
    if first in ("", "X"):
        return second
    raise DateError(f"{first} is not {second}")
