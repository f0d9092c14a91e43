"""Numbers in digits and in words: "63,000", "1,25,000", "3.2bn", "two and a half million", "half a dozen".

>>> read_number(PhraseReader("32 billion")).value
Decimal('32000000000')
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from app.facts.quantity.phrases import GROUP_SPACES, PhraseReader, QuantityError, Wordings, quoted

MOST_DIGITS = 15
"""Significant digits that a JSON number (an IEEE 754 double) keeps exactly."""

ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_ONES = Wordings(dict(enumerate(ONES, 1)))
_TEENS = Wordings(dict(enumerate(TEENS, 10)))
_TENS = Wordings({10 * number: word for number, word in enumerate(TENS, 2)})
_WHOLE = Wordings({0: "zero", 1: "a single"})
_A = Wordings({1: "a"})
_AND = Wordings({"and": "and"})
_HUNDRED = Wordings({100: "hundred"})

SCALES = Wordings(
    {
        Decimal(12): "dozen",
        Decimal(10**3): "thousand | k",
        Decimal(10**5): "lakh(s) | lac(s)",
        Decimal(10**6): "million(s) | mn | mln",
        Decimal(10**7): "crore(s) | cr",
        Decimal(10**9): "billion(s) | bn | bln | thousand million | hundred crore",
        Decimal(10**10): "thousand crore",
        Decimal(10**12): "trillion(s) | trn | trln | lakh crore | thousand billion",
    }
)
MONEY_SCALES = Wordings({Decimal(10**6): "m", Decimal(10**9): "b", Decimal(10**12): "tn | tr | t"})
"""Letters that are a scale only beside a currency: "45m" alone may be 45 metres, "5 tn" tonnes."""

PARTS = Wordings(
    {
        Decimal("0.5"): "half a | a half | half",
        Decimal("0.25"): "a quarter of a | quarter of a",
        Decimal("0.75"): "three quarters of a",
    }
)
"""Parts of a scale: "half a million", "a quarter of a million"."""

AND_PARTS = Wordings(
    {
        Decimal("0.5"): "and a half",
        Decimal("0.25"): "and a quarter",
        Decimal("0.75"): "and three quarters",
    }
)

OPENING = (_ONES, _TEENS, _TENS, _WHOLE, _A, PARTS)
"""The tables whose wordings begin a number in words."""

_GROUPINGS = [
    re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?"),
    re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?"),
    re.compile(r"[1-9][0-9]?(,[0-9]{2})+,[0-9]{3}(\.[0-9]+)?"),
    re.compile(rf"[1-9][0-9]{{0,2}}(?:([{GROUP_SPACES}])[0-9]{{3}})(\1[0-9]{{3}})*(\.[0-9]+)?"),
]
"""Not grouped (63000), in thousands (63,000), in lakhs (1,25,000), in thousands by no-break spaces."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the scale its words end in: "3.2 billion" is 3200000000, scale 1000000000, spelled.

    A round number such as "30,000" has a scale too (1000), one that is not `spelled` in a word of its own.
    """

    value: Decimal
    scale: Decimal = Decimal(1)
    spelled: bool = True
    needs_money: bool = False
    digits: str = ""
    """The digits as written, "" for words."""

    @property
    def maybe_thousands(self) -> bool:
        """Whether "1.500" may be meant in the European way, as 1500."""
        return self.scale == 1 and re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", self.digits) is not None

    @property
    def maybe_year(self) -> bool:
        """Whether it may be a year from 1900 to 2100."""
        return self.scale == 1 and re.fullmatch(r"(19|20)[0-9]{2}|2100", self.digits) is not None


def plain(value: Decimal) -> Decimal:
    """Return the same value with no exponent and no trailing zeros.

    Raises QuantityError for more significant digits than a JSON number keeps.
    """
    value = value.normalize()
    if len(value.as_tuple().digits) > MOST_DIGITS:
        raise QuantityError(
            f"{quoted(format(value, 'f'))} has more than {MOST_DIGITS} significant digits, "
            "which a JSON number can't keep exactly: quote a rounder number"
        )
    return Decimal(format(value, "f"))


def bounds(low: Number, high: Number) -> tuple[Decimal, Decimal] | None:
    """Return the values of a range's two numbers, None where it is open how far a scale reaches.

    In "2 to 3 million" the scale is shared, in "900 thousand to 1.2 million" each number has its own, in
    "500 to 1,500" there is none; "900 to 1.2 million" and "20-30,000" may be read in two ways.
    """
    own_scale = low.spelled and low.scale >= 1000
    if own_scale or high.scale <= low.scale:
        return low.value, high.value
    rises = low.value < high.value / high.scale
    if rises == high.spelled or (low.value >= 1000 and not rises):
        return low.value * (high.scale if rises else 1), high.value
    return None


def read_number(reader: PhraseReader, *, and_joins: bool = True) -> Number | None:
    """Read the number that begins here; None and nothing taken where there is none.

    `and_joins=False` stops before "and": in "between one hundred and two hundred" it parts two numbers.
    """
    return _read_digits(reader, and_joins) or _read_part(reader) or _read_words(reader, and_joins)


def _read_digits(reader: PhraseReader, and_joins: bool) -> Number | None:
    token = reader.next("number")
    if token is None:
        return None
    number = _number_of(token.text)
    if number is None:
        raise QuantityError(
            f"{quoted(token.text)} in {quoted(reader.phrase)} is not a number as English groups its digits "
            "(63,000 or 1,25,000 or 3.2): quote another passage"
        )
    reader.at += 1
    return _read_scale(reader, number.value, and_joins, token.text) or number


@lru_cache(maxsize=256)
def _number_of(digits: str) -> Number | None:
    """Return the number of some digits; None where they are not grouped as in English.

    It is cached, because a quote is read again with the words around it. A round number has its thousands as a scale:
    whoever writes "20-30,000" may mean 20,000.
    """
    if not any(grouping.fullmatch(digits) for grouping in _GROUPINGS):
        return None
    value = plain(Decimal(re.sub(rf"[,{GROUP_SPACES}]", "", digits)))
    scale = Decimal(1)
    while value and value % (scale * 1000) == 0:
        scale *= 1000
    return Number(value, scale, spelled=False, digits=digits)


def _read_scale(reader: PhraseReader, value: Decimal, and_joins: bool, digits: str = "") -> Number | None:
    """Read "billion", "bn" or "and a half billion"; None and nothing taken where there is no scale."""
    start = reader.at
    part = reader.take(AND_PARTS) if and_joins and value < 100 and value % 1 == 0 else None
    value += part or 0
    scale = reader.take(SCALES)
    if scale:
        return Number(value * scale, scale, digits=digits)
    letter = reader.take(MONEY_SCALES)
    if letter:
        return Number(value * letter, letter, needs_money=True, digits=digits)
    if part:  # "two and a half" percent
        return Number(value, digits=digits)
    reader.at = start
    return None


def _read_part(reader: PhraseReader) -> Number | None:
    """Read "half a million", "a quarter of a million"."""
    start = reader.at
    part = reader.take(PARTS)
    scale = reader.take(SCALES) if part else None
    if part and scale:
        return Number(part * scale, scale)
    reader.at = start
    return None


def _read_words(reader: PhraseReader, and_joins: bool) -> Number | None:
    """Read "two million three hundred thousand": terms of ever smaller scales."""
    whole = reader.take(_WHOLE)
    if whole is not None:
        return Number(Decimal(whole))
    first = _read_term(reader, and_joins)
    if first is None:
        return None
    value, last = first.value, first
    while last.scale > 100:
        start = reader.at
        term = _read_after_and(reader, and_joins)
        if term is None or term.value >= last.scale:
            reader.at = start
            break
        value, last = value + term.value, term
    return first if last is first else Number(value, first.scale, spelled=False)


def _read_after_and(reader: PhraseReader, and_joins: bool) -> Number | None:
    """Read the next term: "three hundred" as it is, "five" also after "and" ("one thousand and five")."""
    if and_joins and reader.skip(_AND):
        small = _read_small(reader)
        return Number(small) if small else None
    return _read_term(reader, and_joins)


def _read_term(reader: PhraseReader, and_joins: bool) -> Number | None:
    """Read "three hundred thousand", "twenty-one", "a million": below a thousand, with a scale."""
    start = reader.at
    article = reader.take(_A)
    value = Decimal(article) if article else _read_small(reader)
    if value is None:
        return None
    if reader.take(_HUNDRED):
        rest = _read_rest_of_hundred(reader, and_joins)
        value = value * 100 + rest
        return _read_scale(reader, value, and_joins) or Number(value, Decimal(100), spelled=not rest)
    scaled = _read_scale(reader, value, and_joins and not article)
    if scaled or not article:
        return scaled or Number(value)
    reader.at = start
    return None


def _read_rest_of_hundred(reader: PhraseReader, and_joins: bool) -> Decimal:
    """Read "and twenty", "twenty" or nothing after "three hundred"."""
    start = reader.at
    if and_joins:
        reader.skip(_AND)
    small = _read_small(reader)
    if small is None:
        reader.at = start
    return small or Decimal(0)


def _read_small(reader: PhraseReader) -> Decimal | None:
    """Read one to ninety-nine."""
    tens = reader.take(_TENS)
    small = reader.take(_ONES) if tens else reader.take(_ONES, _TEENS)
    return Decimal((tens or 0) + (small or 0)) if tens or small else None
