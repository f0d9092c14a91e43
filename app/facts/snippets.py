"""Snippets: the part of a text where a query's words stand, for a list of what was found.

>>> snippet("The expo & the signing of 113 projects.", read_query("proj* expo"))
'The <mark>expo</mark> &amp; the signing of 113 <mark>projects</mark>.'
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from app.facts.evidence import Span
from app.facts.words import Query, Term, Word, words

WIDTH = 200
"""Code points of the text that a snippet shows, about."""


def snippet(text: str, query: Query, width: int = WIDTH) -> str:
    """Return the part of a text with the most of what is sought, as HTML with each match in `<mark>`.

    It lies in one line of the text, begins and ends with whole words, and with `…` where the line goes on; where
    nothing matches it is the text's start.
    """
    text, marks = _best_line(text, query)
    found = _line(text).words
    part = _part(text, found, _densest(marks, width), width)
    shown, at = [], part.start
    for mark in marks:
        if part.holds(mark):
            shown += [escape(text[at : mark.start], quote=False)]
            shown += ["<mark>", escape(text[mark.start : mark.end], quote=False), "</mark>"]
            at = mark.end
    shown.append(escape(text[at : part.end], quote=False))
    return ("…" if part.start else "") + "".join(shown) + ("…" if part.end < len(text) else "")


def _best_line(text: str, query: Query) -> tuple[str, list[Span]]:
    """Return the first line of a text with a match for each term, or else the one with most matches; and these."""
    best: tuple[str, list[Span]] = "", []
    for line in text.split("\n"):
        marks = _marks(_line(line), query)
        if len(marks) > len(best[1]) or not best[0]:
            best = line, marks
        if len(marks) >= len(query.terms):
            break
    return best


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a line, and at which of them each stands."""

    words: list[Word]
    places: dict[str, list[int]]


@lru_cache(1000)
def _line(text: str) -> _Line:
    """Split a line; one that is often found is kept, in about 6 kB."""
    found, places = words(text), defaultdict[str, list[int]](list)
    for at, word in enumerate(found):
        places[word.folded].append(at)
    return _Line(found, dict(places))


def _marks(line: _Line, query: Query) -> list[Span]:
    """Return where the terms, or the number that is meant, stand; none overlap."""
    sought = [*query.terms, *([Term((query.number,))] if query.number else [])]
    spans = [
        Span(line.words[at].start, line.words[at + len(term.words) - 1].end)
        for term in sought
        for at in _places(term, line)
    ]
    marks: list[Span] = []
    for place in sorted(spans):
        if marks and place.meets(marks[-1]):
            marks[-1] = Span(marks[-1].start, max(marks[-1].end, place.end))
        else:
            marks.append(place)
    return marks


def _places(term: Term, line: _Line) -> list[int]:
    """Return the numbers of the words at which a term begins."""
    first, *others = term.words
    if not others and not term.is_beginning:
        return line.places.get(first, [])
    if not others:
        return [at for word, several in line.places.items() if word.startswith(first) for at in several]
    return [at for at in line.places.get(first, ()) if _goes_on(others, line.words[at + 1 :], term.is_beginning)]


def _goes_on(others: list[str], found: list[Word], is_beginning: bool) -> bool:
    """Tell whether words go on with others, the last of which may be only the beginning of one."""
    folded = [word.folded for word in found[: len(others)]]
    *middle, last = others
    ends = folded[-1:] == [last] or (is_beginning and bool(folded) and folded[-1].startswith(last))
    return len(folded) == len(others) and folded[:-1] == middle and ends


def _densest(marks: list[Span], width: int) -> Span:
    """Return the first of the stretches with the most marks; the start of the text where there are none."""
    best, most = Span(0, 0), 0
    for first, mark in enumerate(marks):
        within = [other for other in marks[first:] if other.end <= mark.start + width] or [mark]
        if len(within) > most:
            best, most = Span(mark.start, within[-1].end), len(within)
    return best


def _part(text: str, found: list[Word], stretch: Span, width: int) -> Span:
    """Return about `width` code points around a stretch, from the start of a word to the end of one."""
    room = max(0, width - (stretch.end - stretch.start))
    start = max(0, min(stretch.start - room // 2, len(text) - width))
    end = max(stretch.end, start + width)
    if start > 0:
        start = min((word.start for word in found if word.start >= start), default=start)
    if end < len(text):
        end = max((word.end for word in found if word.end <= end), default=end)
    return Span(start, end)
