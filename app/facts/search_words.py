"""Search words: texts and queries are split and folded here, so that every database gives the same results.

>>> [word.folded for word in words("Café: the city’s 63,000 e-commerce sellers")]
['cafe', 'the', 'city', 's', '63000', 'e', 'commerce', 'sellers']
>>> read_query('digi* "digital trade"').terms
(Term(words=('digi',), is_beginning=True), Term(words=('digital', 'trade'), is_beginning=False))
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from app.facts.quantity.numbers import SCALES
from app.facts.quantity.parse import QuantityError, may_be_quantity, parse_quantity
from app.facts.quantity.phrases import GROUP_SPACES

LONGEST = 500
"""The maximum length of a folded word, in code points: PostgreSQL stores up to 2046 bytes of a word."""

_IDEOGRAPH = (
    r"\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # 々, 〇, kana
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
"""Characters that are each a word, because no spaces separate words of these scripts."""

_LETTER = rf"[^\W_{_IDEOGRAPH}]"
_SCALE = "|".join(sorted(SCALES.openings, reverse=True))
_SCALED = re.compile(rf"(?<![\w.,])[0-9][0-9,.]*(?:[ -]?(?:{_SCALE}))+\b", re.IGNORECASE)
_PIECE = re.compile(rf'["“”](?P<quoted>[^"“”]*)["“”]|(?:[^\s"“”]|[{GROUP_SPACES}])+')


_SIGN = re.compile("[%$€£¥₹₽₩]")
"""Signs that make a number a percentage or an amount of money."""


class SearchWord(NamedTuple):
    """A word of a text: its folded form, and its start and end (excluded) in code points of the text."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand one after the other; the last may be only the beginning of one."""

    words: tuple[str, ...]
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A parsed query: it matches all of its terms, or else its number. Without either it matches nothing."""

    terms: tuple[Term, ...]
    number: str | None = None
    """The search word of the number that the query means: "319 billion" is `319000000000`."""
    name: str = ""
    """The search word that matches a name equal to the whole query."""
    plain: tuple[bytes, ...] = ()
    """The terms as they stand in a text with spaces after its words, `trade ` or `digi`, where each is one word of
    English letters, and no number is meant, which is written in several ways."""


@cache
def _word() -> re.Pattern[str]:
    """Return the pattern of a word, built at first use: it takes 17 ms, which would slow the start of a server."""
    marks = "".join(mark for mark in map(chr, range(0x300, 0x1F000)) if unicodedata.category(mark)[0] == "M")
    within = rf"[{marks}\u00ad\u200c\u200d]"  # what a word goes on over: accents, vowel signs, soft hyphens, joiners
    return re.compile(
        rf"""
        [A-Za-z]+(?![^\W_]|{within})                                                  # most of an English text, fast
        | (?=[0-9])(?<![0-9][.,])(?:
            [1-9][0-9]{{0,2}}(?:,[0-9]{{2}})*,[0-9]{{3}}(?:,[0-9]{{3}})*(?:\.[0-9]+)? # 63,000  1,25,000  1,500.5
            | [1-9][0-9]{{0,2}}(?:[{GROUP_SPACES}][0-9]{{3}})+(?:\.[0-9]+)?           # 63 000 with no-break spaces
            | [0-9]+\.[0-9]+                                                          # 3.2
        )(?![0-9]|[.,][0-9])
        | [{_IDEOGRAPH}][{marks}]*
        | {_LETTER}+(?:{within}+{_LETTER}*)*
        """,
        re.VERBOSE,
    )


def words(text: str) -> list[SearchWord]:
    """Split a text into its words: a number with its separators is one, and so is each ideograph or kana."""
    return [*each_word(text, 0, len(text))]


def each_word(text: str, start: int, end: int) -> Iterator[SearchWord]:
    """Yield the words of a part of a text."""
    for match in _word().finditer(text, start, end):
        word = fold(match[0])
        if word:
            yield SearchWord(word, match.start(), match.end())


@lru_cache(4096)
def folded(text: str) -> str:
    """Return the folded words of a text, joined by spaces; cached, because many facts cite one passage."""
    return " ".join(filter(None, map(fold, _word().findall(text))))


@lru_cache(4096)
def fold(word: str) -> str:
    """Return the folded form of a word: without case, accents, compatibility forms (NFKD) and thousands separators."""
    return "".join(map(_folded, re.sub(rf"[,{GROUP_SPACES}]", "", word)))[:LONGEST]


@lru_cache(100)
def read_query(query: str) -> SearchQuery:
    """Parse a search query: words, `"a phrase"`, `begin*`. Any text is accepted; a part without a word is ignored."""
    number = _number(query.strip())
    pieces = (_term(match["quoted"] or match[0]) for match in _PIECE.finditer(query))
    terms = tuple(dict.fromkeys(term for term in pieces if term.words))
    if number and _SIGN.search(query):  # which no word has, so that "5%" would find any 5
        terms = ()
    return SearchQuery(terms, number, whole_name(query), () if number else _plain(terms))


def _plain(terms: Sequence[Term]) -> tuple[bytes, ...]:
    written = [" ".join(term.words) for term in terms]
    if not all(one.isascii() and one.isalpha() for one in written):
        return ()
    return tuple(f"{one}{'' if term.is_beginning else ' '}".encode() for term, one in zip(terms, written, strict=True))


def number_words(numbers: Iterable[Decimal], currency: str | None = None, unit: str | None = None) -> Iterator[str]:
    """Yield the search words of numbers: each number alone, and with its currency or as a percentage.

    >>> list(number_words([Decimal(3000000)], "CNY"))
    ['3000000', '3000000|cny']
    """
    for number in numbers:
        yield format(number, "f")
        if currency or unit == "%":
            yield _in(number, currency)


def scaled_numbers(text: str) -> Iterator[SearchWord]:
    """Yield the numbers that a text writes with a scale, as search words of their values: `3000000` for "3 million"."""
    for match in _SCALED.finditer(text):
        meant = _number(match[0])
        if meant:
            yield SearchWord(meant, match.start(), match.end())


def whole_name(name: str) -> str:
    """Return the search word that matches a whole name, but not a longer name that contains it."""
    return f"|{folded(name).replace(' ', '|')}"[:LONGEST]


def _in(number: Decimal, currency: str | None) -> str:
    """Return the search word for an amount of money or a percentage; it has a `|`, which no word of a text has."""
    return f"{number:f}|{currency.lower() if currency else 'percent'}"


def _term(piece: str) -> Term:
    found = words(piece)
    return Term(tuple(word.folded for word in found), bool(found) and piece[found[-1].end :].startswith("*"))


@lru_cache(4096)
def _number(phrase: str) -> str | None:
    """Return the search word for the value of a number phrase; None if it is more than a number ("over 113")."""
    try:
        quantity = parse_quantity(phrase) if may_be_quantity(phrase) else None
    except QuantityError:
        quantity = None
    if quantity is None:
        return None
    is_counted = quantity.unit not in (None, "%") or (quantity.currency_text and not quantity.currency)
    if quantity.amount is None or quantity.comparator != "eq" or is_counted:
        return None
    return [*number_words([quantity.amount], quantity.currency, quantity.unit)][-1]


@cache
def _folded(character: str) -> str:
    """Fold one character; one that stands for several words or for signs ("½") is left as it is."""
    parts = [part for part in unicodedata.normalize("NFKD", character) if not _is_dropped(part)]
    if all(part.isalnum() or unicodedata.category(part)[0] == "M" for part in parts):
        return "".join(parts).casefold()
    return character


def _is_dropped(part: str) -> bool:
    """Tell accents, variation selectors, enclosing marks, soft hyphens and joiners from letters and vowel signs."""
    is_accent = unicodedata.combining(part) > 0 or "\ufe00" <= part <= "\ufe0f"
    return is_accent or unicodedata.category(part) in ("Cf", "Me")
