"""Quote context: a quote that leaves out "over", "billion" or "to 29" has another meaning than its sentence.

A quote is read again together with the words next to it, a few on each side, within its sentence. Where such a wider
phrase can be read and has another value, the quote is too narrow. But "from 20% to 30%" is a change, not a range, and
each of its ends is quoted alone.

    >>> text = "Volume was about RMB 319 billion. It ran from September 25 to 29."
    >>> narrow_quantity(locate("319", text), text)
    'about RMB 319 billion'
    >>> narrow_dates(locate("September 25", text), text)
    'September 25 to 29'
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from app.facts.date.parse import DateError, Dates, parse_dates
from app.facts.date.words import REFUSED, may_be_in_date
from app.facts.evidence import Span
from app.facts.negations import find_negation
from app.facts.quantity.parse import Quantity, QuantityError, may_be_quantity, parse_quantity
from app.facts.sentences import split_sentences

REACH = 4
"""The number of words on each side that are read with a quote."""

LONGEST = 50
"""The number of code points by which a word or a number may extend beyond a quote."""

PROPORTIONS = ("%", "times", "percentage point", "basis point")

_TOKEN = re.compile(r"[0-9]{1,3}(?:\s[0-9]{3})+(?!\w)|[0-9]+(?:[.,][0-9]+)*\w*|\w+")
"""A word, or a number with all its digits."""

_DIGITS = "0123456789"

_SIGNS = ("$", "£", "€", "¥")
"""Signs that may be a part of another: of "HK$" or "CN¥"."""

_ENDS = re.compile(
    "after|among|before|by|during|for|from|had|has|have|into|is|said|since|that|through|until|was|were|when|where|which"
    "|while|who|will|with|would",
    re.IGNORECASE,
)
"""Words that end a number phrase: no wording has them, and no noun does."""

_Test = Callable[[str], bool]


def narrow_quantity(span: Span, text: str, *, excused: bool = False) -> str | None:
    """Return the wider phrase in which a quoted quantity has another value; None if there is none.

    If `excused`, the quote may leave out words, but not change the amount: "3" never stands for "3 million". Then only
    phrases that begin with the quote are checked.
    """
    if cut := cut_token(span, text):
        return cut
    own = _quantity(text[span.start : span.end])
    if not own:
        return None
    wider_phrases = _wider(span, text, leads=may_be_quantity, fits=_may_be_in_quantity, left=0 if excused else REACH)
    for before, phrase in wider_phrases:
        wider = _quantity(phrase)
        is_change = before == "from" and wider is not None and wider.amount is None
        if not wider or is_change or _same(own, wider) or _goes_on(phrase, text):
            continue
        is_cut = wider.amount not in (None, own.amount) or (wider.unit != own.unit and wider.unit in PROPORTIONS)
        if is_cut or not excused:
            return phrase
    return None if excused else find_negation(span, text)


def counted_beside(span: Span, text: str) -> set[str]:
    """Return the possible units of a quoted number, read from the words after it; empty if they name no unit."""
    phrases = _wider(span, text, fits=_may_be_in_quantity, left=0)
    wider = [_quantity(phrase) for _, phrase in phrases]
    return {one.unit for one in wider if one and one.unit}


def narrow_dates(span: Span, text: str, *, excused: bool = False) -> str | None:
    """Return the wider phrase in which a quoted date is another date, or is no date; None if there is none.

    If `excused`, the quote may leave out words, but not cut a word or number.
    """
    if cut := cut_token(span, text):
        return cut
    if excused:
        return None
    own = _dates(text[span.start : span.end])
    for _, phrase in _wider(span, text, fits=may_be_in_date, left=REACH) if own else ():
        wider = _dates(phrase)
        if own and wider and wider.edtf not in (own.edtf, None):
            return phrase
    before = text[: span.start].rstrip()
    word = re.search(r"[A-Za-z]+$", before[-LONGEST:]) if len(before) < span.start else None
    if word and word[0].lower() in REFUSED:
        return f"{word[0]} {text[span.start : span.end]}"
    return None


def cut_token(span: Span, text: str) -> str | None:
    """Return the word or number that a quote cuts in the middle; None if it cuts none."""
    if text[span.start : span.start + 1] in _SIGNS and text[max(0, span.start - 1) : span.start].isalpha():
        letters = re.findall(r"[^\W\d_]+$", text[max(0, span.start - LONGEST) : span.start])
        return f"{letters[0]}{text[span.start : span.end]}"
    if not (_may_cut(span.start, text) or _may_cut(span.end, text)):
        return None
    for token in _TOKEN.finditer(text, max(0, span.start - LONGEST), span.end + LONGEST):
        start, end = token.span()
        if start < span.start < end or start < span.end < end:
            return token[0]
    return None


def _may_cut(at: int, text: str) -> bool:
    """Tell quickly whether a word, or a number with its separators, may continue across a position."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _is_word(before) and _is_word(after):
        return True
    if _parts_digits(after):
        return before in _DIGITS and text[at + 1 : at + 2] in _DIGITS
    return _parts_digits(before) and after in _DIGITS and text[at - 2 : at - 1] in _DIGITS


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _parts_digits(character: str) -> bool:
    return character in ".," or character.isspace()


def _goes_on(phrase: str, text: str) -> bool:
    """Tell whether "and more" at the end of a phrase begins another: "300 firms and more than 20,000 visitors"."""
    ends = phrase.endswith(("and more", "and over", "and above"))
    return ends and bool(re.search(rf"{re.escape(phrase)}\s+(?:than\b|[$€£¥]?[0-9])", text))


def _same(own: Quantity, wider: Quantity) -> bool:
    """Tell whether two readings have the same value; a noun after the number may differ, a percent sign may not."""
    fields = ("amount", "comparator", "approximate", "lower", "upper", "currency_text")
    same_unit = wider.unit == own.unit or wider.unit not in PROPORTIONS
    return same_unit and all(getattr(own, name) == getattr(wider, name) for name in fields)


def _wider(span: Span, text: str, fits: _Test, left: int, leads: _Test | None = None) -> Iterator[tuple[str, str]]:
    """Yield pairs: the word before a wider phrase, and the phrase, which is the quote with words around it.

    A phrase stays within the sentence of the quote and takes at most `left` words before the quote. Skipped are phrases
    whose first words fail `leads`, and phrases with a word that fails `fits`: nearly all. Characters that touch the
    quote may be a part of its first or last word, so they are not tested alone.
    """
    sentence = _sentence(span, text)
    before = re.findall(r"\S+\s*", text[sentence.start : span.start])
    after = re.findall(r"\s*\S+", text[span.end : sentence.end])
    quote = text[span.start : span.end]
    most_left = _fitting([(word, word[-1].isspace()) for word in list(reversed(before))[:left]], fits)
    most_right = _fitting([(word, word[0].isspace()) for word in after[:REACH]], fits)
    for count in range(most_left + 1):
        lead = "".join([*before[len(before) - count :], quote])
        if count and leads and not leads(_bare(lead)):
            continue
        word = before[-count - 1].strip() if count < len(before) else ""
        for right in range(most_right + 1):
            yield word, _bare("".join([lead, *after[:right]]))


def _fitting(words: list[tuple[str, bool]], fits: _Test) -> int:
    """Count the words up to the first that does not fit; each says whether it stands apart from the quote."""
    strange = (count for count, (word, apart) in enumerate(words) if apart and not fits(_bare(word)))
    return next(strange, len(words))


def _bare(phrase: str) -> str:
    """Return a phrase without the punctuation around it."""
    return phrase.strip(" \t“”‘’\"'(),.;:")


def _sentence(span: Span, text: str) -> Span:
    return next((one for one in _sentences(text) if one.holds(span)), span)


@lru_cache(maxsize=1)
def _sentences(text: str) -> list[Span]:
    """Split a text into sentences; the last text is cached, because all quotes of one source are checked in a row."""
    return split_sentences(text)


@lru_cache(64)
def _quantity(phrase: str) -> Quantity | None:
    try:
        return parse_quantity(phrase)
    except QuantityError:
        return None


def _may_be_in_quantity(word: str) -> bool:
    return not _ENDS.fullmatch(word)


def _dates(phrase: str) -> Dates | None:
    try:
        return parse_dates(phrase)
    except DateError:
        return None
