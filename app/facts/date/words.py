"""Date words: the tables of all known words, and the splitting of a phrase into words.

Every wording the project understands is in a table here; `app.facts.date.parse` puts the words together.
"""

import re
from itertools import zip_longest
from typing import NamedTuple

from app.facts.date.edtf import DateError

MONTHS = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
WEEKDAYS = (
    ("monday", "mon"),
    ("tuesday", "tues", "tue"),
    ("wednesday", "wed"),
    ("thursday", "thurs", "thur", "thu"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
SEASON_CODES = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_PARTS = {
    ("01", "06"): ("first half", "1st half", "h1", "1 h", "first two quarters"),
    ("07", "12"): ("second half", "2nd half", "h2", "2 h"),
    ("01", "03"): ("first quarter", "1st quarter", "q1", "1 q"),
    ("04", "06"): ("second quarter", "2nd quarter", "q2", "2 q"),
    ("07", "09"): ("third quarter", "3rd quarter", "q3", "3 q"),
    ("10", "12"): ("fourth quarter", "4th quarter", "q4", "4 q", "last quarter", "final quarter"),
    ("01", "09"): ("first three quarters",),
}
PARTS_OF_YEAR = (
    {words: months for months, wordings in _PARTS.items() for words in wordings}
    | {
        f"first {count} months": ("01", f"{number:02}")
        for number, word in enumerate(COUNTS[:-1], start=2)
        for count in (word, str(number))
    }
    | {
        f"{last} {count} months": (f"{13 - number:02}", "12")
        for number, word in enumerate(COUNTS[:-1], start=2)
        for count in (word, str(number))
        for last in ("last", "final")
    }
)
"""First and last month of "first half", "q1", "last three months" (of a year that is stated)."""

NOISE = frozenset({"the", "of", "year", "month", "period", "alone", ",", "(", ")"})
"""Words that add nothing to a date: "the year 2023", "the 25th of September"."""
IN_FRONT = frozenset({"in", "on", "during", "throughout", "for", "all", "whole", "entire", "full"})
ABOUT = frozenset({"about", "around", "approximately", "roughly", "circa", "ca", "c"})
ONWARDS = frozenset({"onwards", "onward"})
FROM_ON = ONWARDS | {"on"}
RANGE_MARKS = frozenset({"to", "through", "until", "till", "-"})
_DASHES = frozenset("-‐‑‒–—−")


def _all(words: str) -> frozenset[str]:
    return frozenset(words.split())


MOMENTS = _all("weekend yesterday today tomorrow tonight now nowadays currently presently recently lately")
POINTERS = _all("this last next past previous preceding following coming same current recent latest")
"""Counted from the day of the text: "last year". In "last September" they leave the year open."""
_BEFORE = POINTERS | _all("first second third fourth final")
_BEHIND = _all("ago earlier later")
_PERIODS = _all(
    "day days hours week weeks weekend month months quarter quarters half year years decade decades century"
    " centuries period morning afternoon evening night"
)
_BESIDE = (IN_FRONT | RANGE_MARKS) | _all(
    "so far the of a an one few several couple many and from since by at over within just only around about time ,"
    " early late mid beginning start middle end"
)
_RELATIVE = MOMENTS | _BEFORE | _BEHIND | _PERIODS | _BESIDE

_REASONS = {
    "says only roughly when, so quote the date alone": _all("early late mid middle beginning start end"),
    "sets a bound and no date, so quote the date alone": _all("by before after"),
    "makes it a fiscal year, which need not be a calendar year, so leave the date out": _all("fy fiscal financial"),
    "gives the time of day, so quote the date alone": _all(": am pm oclock noon midnight utc gmt cst"),
    "parts numbers that may stand for day or month, so quote a date whose month is a word": _all("/ ."),
    "must stand between two dates, so quote one date or one range": RANGE_MARKS,
    "may shorten a year, so quote a date whose year has four digits": _all("'"),
    "may join two dates, so quote each of them alone": _all("and &"),
    "starts in year 0 or in year 1 as one counts, so leave the date out": _all("century"),
}
REFUSED = {word: reason for reason, words in _REASONS.items() for word in words}
"""Words and marks that make a date something else, each with the reason."""


_KNOWN = _RELATIVE | NOISE | ABOUT | ONWARDS | {"between"} | frozenset(" ".join(PARTS_OF_YEAR).split())
"""Words beside those of `_WORDS` that may stand in a phrase that can be read."""


class DateWord(NamedTuple):
    """One word, number or mark of a phrase: "Sept." is `DateWord("sept", "month", "09")`."""

    text: str
    """Lower case, without dots."""
    kind: str
    """`year`, `decade`, `season`, `part` ("q3"), `month`, `day`, `weekday` or `other`."""
    value: str = ""
    """As EDTF writes it; of a weekday its number, Monday being 0."""


_NO_DATE = ("weekday", "season", "part")
"""Kinds of words that make no date of their own."""

_WORDS = (
    {name: DateWord(name, "month", f"{number:02}") for number, names in enumerate(MONTHS, start=1) for name in names}
    | {name: DateWord(name, "weekday", str(number)) for number, names in enumerate(WEEKDAYS) for name in names}
    | {name: DateWord(name, "season", code) for name, code in SEASON_CODES.items()}
    | {dash: DateWord("-", "other") for dash in _DASHES}
)

_ORDERS = {
    "ymd": ("year", "month", "day"),
    "dmy": ("day", "month", "year"),
    "mdy": ("month", "day", "year"),
}
"""The order of year, month and day in "2024/09/25", "25.09.2024" and "9/25/2024"; of "9/10/2024" it is unclear."""

_TOKEN = re.compile(
    r"""
      (?P<iso> [0-9]{4}-(?:0[1-9]|1[0-2]) (?:-[0-9]{2})? (?![0-9a-z-]) )
    | (?P<ymd> (?<![0-9./-]) [0-9]{4} (?P<y>[./]) [0-9]{1,2} (?P=y) [0-9]{1,2} (?![0-9a-z./-]) )
    | (?P<dmy> (?<![0-9./-]) (?:1[3-9]|2[0-9]|3[01]) (?P<d>[./-]) (?:0?[1-9]|1[0-2]) (?P=d) [0-9]{4} (?![0-9a-z./-]) )
    | (?P<mdy> (?<![0-9./-]) (?:0?[1-9]|1[0-2]) (?P<m>[./-]) (?:1[3-9]|2[0-9]|3[01]) (?P=m) [0-9]{4} (?![0-9a-z./-]) )
    | (?P<part> (?: q[ ]?[1-4] | h[ ]?[12] ) (?![0-9a-z]) )
    | (?P<number> [0-9]+ (?:(?:st|nd|rd|th|s)\b)? )
    | (?P<word> [a-z] (?:[a-z.]*[a-z])? ) (?:\.|'s\b)?
    | (?P<mark> \S )
    """,
    re.VERBOSE,
)


def cut(phrase: str) -> list[DateWord]:
    """Split a phrase into words: "Sept. 25" is a month and a day, "2024-09" a year and a month."""
    words: list[DateWord] = []
    for match in _TOKEN.finditer(phrase.lower().replace("’", "'").replace("-to-", " to ")):
        text = match[0]
        order = next(filter(match.__getitem__, _ORDERS), None)
        if match["iso"]:
            words += _iso(text)
        elif order:
            words += _numeric(text, order)
        elif match["part"]:
            words.append(DateWord(text.replace(" ", ""), "part"))
        elif match["number"]:
            words.append(_number(text))
        else:
            text = (match["word"] or text).replace(".", "") or text
            words.append(_WORDS.get(text, DateWord(text, "other")))
    return words


def may_be_in_date(words: str) -> bool:
    """Tell whether a phrase that holds these words may be read as a date; one that may not is refused."""
    try:
        return all(word.kind != "other" or word.text in _KNOWN or word.text[0].isdigit() for word in cut(words))
    except DateError:
        return False


def names_no_date(words: list[DateWord]) -> bool:
    """Tell whether the words are a weekday, a season, a quarter or relative: "on Thursday", "three years ago"."""
    texts = [word.text for word in words]
    return (
        any(word.kind in _NO_DATE or word.text in MOMENTS for word in words)
        or _in_order(texts, _BEFORE, _PERIODS)
        or _in_order(texts, _PERIODS, _BEHIND)
    ) and all(
        word.kind in _NO_DATE
        or word.text in _RELATIVE
        or ((word.kind == "day" or word.text in COUNTS) and after in _PERIODS)
        for word, after in zip_longest(words, texts[1:])
    )


def _in_order(texts: list[str], first: frozenset[str], then: frozenset[str]) -> bool:
    """Tell whether one of the first words stands somewhere before one of the others."""
    at = next((at for at, text in enumerate(texts) if text in first), len(texts))
    return not then.isdisjoint(texts[at:])


def _iso(text: str) -> list[DateWord]:
    """Read the year, month and day of ISO 8601; "2010-12" may as well be 2010 to 2012 and is refused."""
    year, month, *_ = values = text.split("-")
    if len(values) == 2 and month > year[2:]:
        raise DateError(f'"{text}" may be a month or a range of years, so leave the date out')
    kinds = ("year", "month", "day")
    return [DateWord(value, kind, value) for kind, value in zip(kinds, values, strict=False)]


def _numeric(text: str, order: str) -> list[DateWord]:
    """Read a date in digits, of which the order is known."""
    values = (value.zfill(2) for value in re.split("[./-]", text))
    return [DateWord(value, kind, value) for value, kind in zip(values, _ORDERS[order], strict=True)]


def _number(text: str) -> DateWord:
    """Tell a year, a decade and a day by their digits: "2024", "1990s", "25th"."""
    digits = text.rstrip("stndrh")
    if len(digits) == 4 and "1000" <= digits <= "2999":
        if text == digits:
            return DateWord(text, "year", digits)
        if text == digits + "s" and digits.endswith("0") and not digits.endswith("00"):
            return DateWord(text, "decade", digits[:3] + "X")
    elif len(digits) <= 2 and 1 <= int(digits) <= 31 and text != digits + "s":
        return DateWord(text, "day", digits.zfill(2))
    return DateWord(text, "other")
