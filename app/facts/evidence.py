"""Text spans and quotes: a quote is located in its source by its exact words.

Positions count Unicode code points of the whole text from 0, with `end` excluded, as in the W3C Web Annotation
Data Model's text position selector; `prefix` and `suffix` are those of its text quote selector.

    >>> text = "from fewer than 100 to over 63,000."
    >>> span = locate("over 63,000", text)
    >>> span, text[span.start : span.end]
    (Span(start=23, end=34), 'over 63,000')
    >>> context(span, text)
    ('from fewer than 100 to ', '.')
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice, zip_longest
from typing import NamedTuple

CONTEXT = 32
"""The maximum length of `prefix` and of `suffix`, in code points."""

SHOWN = 3
"""The maximum number of passages that an error shows."""


class Span(NamedTuple):
    """Code points `start` to `end` (excluded) of a text."""

    start: int
    end: int

    def meets(self, other: "Span") -> bool:
        """Tell whether this span and `other` have a code point in common."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        """Tell whether `other` lies inside this span."""
        return self.start <= other.start and other.end <= self.end


class QuoteError(ValueError):
    """A quote that its source does not have, or has more than once; `str()` shows the passages in question."""


def locate(quote: str, text: str, prefix: str = "", suffix: str = "") -> Span:
    """Find the one place where `text` has `quote`, between `prefix` and `suffix` where these are given.

    Every code point must match: a straight apostrophe is not a curly one. Raises `QuoteError` for no match, showing
    the nearest passages, and for several, showing each with the words around it.
    """
    if not quote.strip():
        raise QuoteError("the quote is empty: copy the words from the source")
    whole = prefix + quote + suffix
    found = list(islice(_occurrences(whole, text), SHOWN + 1))
    if len(found) == 1:
        start = found[0] + len(prefix)
        return Span(start, start + len(quote))
    if found:
        raise QuoteError(_ambiguous([Span(start, start + len(whole)) for start in found], text))
    if whole != quote and quote in text:
        places = list(islice(_occurrences(quote, text), SHOWN + 1))
        spans = [Span(start, start + len(quote)) for start in places]
        raise QuoteError(f"the source has the quote, but not with this prefix and suffix:{_listed(spans, text)}")
    raise QuoteError(_missing(quote, text))


def context(span: Span, text: str) -> tuple[str, str]:
    """Return the `CONTEXT` code points before and after a span, fewer at the ends of the text."""
    return text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]


def _occurrences(words: str, text: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _ambiguous(spans: list[Span], text: str) -> str:
    times = f"{len(spans)} times" if len(spans) <= SHOWN else f"more than {SHOWN} times"
    return f"the source has it {times}; say which with a prefix or a suffix:{_listed(spans, text)}"


def _listed(spans: list[Span], text: str) -> str:
    lines = []
    for span in spans[:SHOWN]:
        before, after = context(span, text)
        lines.append(f"\n  at {span.start}: {_line(f'{before}[{text[span.start : span.end]}]{after}')}")
    return "".join(lines)


def _missing(quote: str, text: str) -> str:
    nearest = _nearest(quote, text)
    if not nearest:
        return "the source has nothing like it"
    lines = "".join(f"\n  at {span.start}: {_line(text[span.start : span.end])}" for span in nearest)
    best = text[nearest[0].start : nearest[0].end]
    return f"the source does not have these words; the nearest passages are:{lines}\n  {_difference(quote, best)}"


def _nearest(quote: str, text: str) -> list[Span]:
    """Return the passages most like the quote, best first: word-aligned windows of its length that do not overlap."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  (5 MB, for curators who misquote)

    starts = [0, *(i + 1 for i, character in enumerate(text) if character.isspace())]
    windows = {start: text[start : start + len(quote)] for start in starts}
    ranked = process.extract(quote, windows, scorer=fuzz.ratio, score_cutoff=40, limit=10 * SHOWN)
    chosen: list[Span] = []
    for window, _, start in ranked:
        span = Span(start, start + len(window))
        if all(span.end <= other.start or other.end <= span.start for other in chosen):
            chosen.append(span)
    return chosen[:SHOWN]


def _difference(quote: str, passage: str) -> str:
    """Name the first character in which a misquotation leaves the passage."""
    pairs = enumerate(zip_longest(quote, passage))
    at, (wrote, has) = next((i, pair) for i, pair in pairs if pair[0] != pair[1])
    return f"the first difference is at character {at + 1}: quoted {_named(wrote)}, the source has {_named(has)}"


def _named(character: str | None) -> str:
    if character is None:
        return "nothing more"
    return f"{character!r} (U+{ord(character):04X} {unicodedata.name(character, 'CONTROL')})"


def _line(passage: str) -> str:
    return passage.replace("\n", "⏎")


class Spans:
    """Spans of one text, which may overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._reach = list(accumulate((span.end for span in ordered), max))

    def meet(self, span: Span) -> bool:
        """Tell whether one of them has a code point in common with `span`."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._reach[before - 1] > span.start

    def hold(self, span: Span) -> bool:
        """Tell whether `span` lies inside one of them."""
        before = bisect_right(self._starts, span.start)
        return before > 0 and self._reach[before - 1] >= span.end
