"""Date phrases of news stories, read as EDTF: "September 25 to 29" is `XXXX-09-25/XXXX-09-29`.

A phrase is split into words (`app.facts.date.words`), the words give one date or one range, and that is
written as EDTF (`app.facts.date.edtf`). Nothing is added to the words: no year is guessed, and no "last month" is
calculated. Words that may mean two dates are refused, because a wrong reading is worse than none.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import dropwhile
from textwrap import shorten
from typing import Literal, NamedTuple, Self

from pydantic import ConfigDict

from app.facts.date.edtf import NO_YEAR, DateError, Interval, Point, check_edtf, read_edtf, refine
from app.facts.date.words import (
    ABOUT,
    FROM_ON,
    IN_FRONT,
    NOISE,
    ONWARDS,
    PARTS_OF_YEAR,
    POINTERS,
    RANGE_MARKS,
    REFUSED,
    WEEKDAYS,
    DateWord,
    cut,
    names_no_date,
)

__all__ = ["DateError", "Dates", "check_edtf", "parse_dates", "refine"]

_SHAPES = {
    ("year",),
    ("decade",),
    ("month",),
    ("month", "year"),
    ("season", "year"),
    ("month", "day"),
    ("month", "day", "year"),
    ("day", "month"),
    ("day", "month", "year"),
    ("year", "month"),
    ("year", "month", "day"),
}
"""The orders in which the words of one date may stand."""


@dataclass(frozen=True)
class Dates:
    """A date or a range of dates, in the words of the source and in EDTF."""

    __pydantic_config__ = ConfigDict(use_attribute_docstrings=True, json_schema_serialization_defaults_required=True)

    text: str
    """The words of the source, verbatim."""
    edtf: str | None
    """The date or range in EDTF (ISO 8601-2), as precise as the words; null for "last month"."""
    start: str | None
    """The first day as an ISO date, null unless the full date is known."""
    end: str | None
    """The last day as an ISO date, same as `start` for one day; null unless the full date is known."""
    basis: Literal["stated", "inferred"] = "stated"
    """`stated` where the words say it, `inferred` where it follows from other words that a note names."""

    @classmethod
    def of(cls, text: str, edtf: str | None, basis: Literal["stated", "inferred"] = "stated") -> Self:
        """Work out `start` and `end` from the EDTF; raises DateError unless it is supported EDTF."""
        when = read_edtf(edtf) if edtf else None
        first, last = (when.start, when.end) if isinstance(when, Interval) else (when, when)
        return cls(text, edtf, first.iso if first else None, last.iso if last else None, basis)

    @property
    def years(self) -> list[int]:
        """Every stated year the dates cover: 2019, 2020 and 2021 of "2019/2021", 2015 of "2015/.."."""
        return list(read_edtf(self.edtf).years) if self.edtf else []


@lru_cache(maxsize=1024)
def parse_dates(phrase: str) -> Dates:
    """Read a phrase that names one date or one range, or that is relative and names none.

    parse_dates("September 25 to 29, 2024") is
    Dates("September 25 to 29, 2024", "2024-09-25/2024-09-29", start="2024-09-25", end="2024-09-29").

    Raises DateError for every other phrase.
    """
    try:
        when = _read(cut(phrase))
    except DateError as error:
        words = " ".join(phrase.split())
        if len(words) > 80:
            words = shorten(words, 80, placeholder=" …")
        raise DateError(f'"{words}" can\'t be read as a date: {error}') from None
    return Dates.of(phrase, str(when) if when else None)


def _read(words: list[DateWord]) -> Point | Interval | None:
    """Put the words together; None where they name no date."""
    if names_no_date(words):
        return None
    words = [word for word in words if word.text not in NOISE]
    words = _without_relative_year(list(dropwhile(lambda word: word.text in IN_FRONT, words)))
    if not words:
        raise DateError("it names no date, so quote the words that do")
    return _part_of_year(words) or _shortened_years(words) or _range(words) or _open(words) or _point(words)


def _without_relative_year(words: list[DateWord]) -> list[DateWord]:
    """Drop "last" from "last September" and "September 25 to 29 last [year]": it leaves the year open.

    Amid the words it stays and is refused: "January last year to March" is more than three months.
    """
    kinds = {word.kind for word in words}
    if "month" not in kinds or "year" in kinds:
        return words
    if words[0].text in POINTERS:
        return words[1:]
    return words[:-1] if words[-1].text in POINTERS else words


def _part_of_year(words: list[DateWord]) -> Interval | None:
    """Read "first half 2024", "first-half 2024" and "2024 Q1"."""
    for year, part in ((words[-1], words[:-1]), (words[0], words[1:])):
        months = PARTS_OF_YEAR.get(" ".join(word.text for word in part).replace(" - ", " "))
        if months and year.kind == "year":
            return Interval(*(Point(year.value, month) for month in months))
    return None


def _shortened_years(words: list[DateWord]) -> Interval | None:
    """Read "2015-20" as 2015 to 2020, but neither "2024-25" (a season?) nor "2009-12" (a month?)."""
    match words[words[0].text == "from" :]:
        case [DateWord(kind="year", value=first), DateWord(text="-"), DateWord(text=last)] if re.fullmatch(
            r"\d\d", last
        ):
            if int(last) <= 12 or int(last) < int(first[2:]) + 2:
                why = "may be a month, a season or a range, so leave the date out"
                raise DateError(f'"{first}-{last}" {why}')
            return Interval(Point(first), Point(first[:2] + last))
    return None


def _range(words: list[DateWord]) -> Interval | None:
    """Read "from A to B", "A - B" and "between A and B"."""
    lead, marks = words[0].text, RANGE_MARKS
    if lead == "between":
        marks = frozenset({"and"})
    sides = _split(words[lead in ("from", "between") :], marks)
    if len(sides) != 2 or not all(sides):
        return None
    start, end = _completed(*map(_Side.read, sides))
    return Interval(start.point(), end.point())


def _open(words: list[DateWord]) -> Interval | None:
    """Read "since A", "from A on", "A onwards" and "until A"."""
    lead, rest = words[0].text, words[1:]
    if lead in ("from", "since"):
        return Interval(_point(rest[:-1] if rest and rest[-1].text in FROM_ON else rest), None)
    if words[-1].text in ONWARDS:
        return Interval(_point(words[:-1]), None)
    if lead in ("until", "till"):
        return Interval(None, _point(rest))
    return None


def _point(words: list[DateWord]) -> Point:
    """Read a single date, or "about" one."""
    if words and words[0].text in ABOUT:
        return replace(_Side.read(words[1:]).point(), approximate=True)
    return _Side.read(words).point()


def _split(words: list[DateWord], marks: frozenset[str]) -> list[list[DateWord]]:
    """Split the words at each of the marks, which are left out."""
    sides: list[list[DateWord]] = [[]]
    for word in words:
        if word.text in marks:
            sides.append([])
        else:
            sides[-1].append(word)
    return sides


class _Side(NamedTuple):
    """One date, or one end of a range, with the parts that its own words state."""

    said: dict[str, str]
    """Values by kind in the order of the words: {"month": "09", "day": "25"}."""
    weekday: DateWord | None = None

    @classmethod
    def read(cls, words: list[DateWord]) -> Self:
        """Sort the words by kind; raises DateError with the reason if any is no part of a date."""
        strange = [word.text for word in words if word.kind == "other"]
        if strange:
            text = next(filter(REFUSED.__contains__, strange), strange[0])
            raise DateError(f'"{text}" {REFUSED.get(text, "is no part of a date, so quote the date alone")}')
        weekday = next((word for word in words[:1] + words[-1:] if word.kind == "weekday"), None)
        rest = [word for word in words if word is not weekday]
        said = {word.kind: word.value for word in rest}
        if len(said) < len(rest):
            raise DateError("it holds more than one date, so quote each of them alone")
        return cls(said, weekday)

    def point(self) -> Point:
        """Return the date of the words; raises DateError if they give none, or one on another weekday."""
        if tuple(self.said) not in _SHAPES or (self.weekday and "day" not in self.said):
            raise DateError("its words make no date, so quote a year, a month or a day of a month")
        said = self.said
        point = Point(
            said.get("year") or said.get("decade") or NO_YEAR,
            said.get("month") or said.get("season") or "",
            said.get("day", ""),
        )
        if self.weekday and point.iso:
            weekday = date.fromisoformat(point.iso).weekday()
            if str(weekday) != self.weekday.value:
                raise DateError(f"{point} is a {WEEKDAYS[weekday][0].title()}, so leave out the weekday or the date")
        return point


def _completed(start: _Side, end: _Side) -> tuple[_Side, _Side]:
    """Let one end complete the other: "September 25 to 29" has one month, "May to June 2024" one year.

    The end never takes its year from the start: "December 30, 2023 to January 2" does not say which.
    """
    first, last = start.said, end.said
    if list(first) == ["month", "day"] and "day" in list(last)[:1]:
        last = {"month": first["month"], **last}
    if list(first) == list(last)[: len(first)] and ("day" in first) == ("day" in last):
        first = last | first
    if first.keys() != last.keys():
        raise DateError("its two ends are not equally precise, so quote one of them alone")
    return start._replace(said=first), end._replace(said=last)
