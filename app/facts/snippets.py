"""Snippets: the part of a text with the most matches of a query, for a list of search results.

>>> snippet("The expo & the signing of 113 projects.", read_query("proj* expo"))
'The <mark>expo</mark> &amp; the signing of 113 <mark>projects</mark>.'
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from html import escape
from itertools import takewhile

from app.facts.search_words import SearchQuery, SearchWord, Term, each_word, scaled_numbers, words

WIDTH = 200
"""The approximate length of a snippet, in code points of the text."""

LONG = 30
"""The number of code points around an end of a snippet that are searched for the end of a word."""

Place = tuple[int, int]
"""Start and end (excluded) of a stretch of text; a plain tuple, because a page needs hundreds of them."""

_PLAIN = re.compile("[\\x00-\\x7f‘’“”–—…•£€¥]*")
"""A text whose letters are English ones, as most are: there, a word without digits stands between spaces and signs, or
right after a number ("3.2bn")."""

_SPACE = ord(" ")

_SPACED = bytes(ord(chr(code).lower()) if chr(code).isascii() and chr(code).isalnum() else 32 for code in range(256))
"""The translation table for a plain text: letters become lower case, all but letters and digits become spaces."""


def snippet(text: str, query: SearchQuery, width: int = WIDTH) -> str:
    """Return the part of a text with the most matches, as HTML with each match in `<mark>`.

    It lies in one line of the text and begins and ends with whole words; `…` shows that the line continues. Where
    nothing matches it is the start of the text.
    """
    is_plain = query.plain and (text.isascii() or _PLAIN.fullmatch(text))
    line, marks = _best_line(text, query, _plain_marks if is_plain else _marks)
    start, end = (0, len(line)) if len(line) <= width else _part(line, _densest(marks, width), width)
    parts: list[str] = []
    at = start
    for first, last in marks:
        if start <= first and last <= end:
            parts += line[at:first], line[first:last]
            at = last
    parts.append(line[at:end])
    if "&" in line or "<" in line or ">" in line:
        parts = [escape(part, quote=False) for part in parts]
    parts[1::2] = [f"<mark>{part}</mark>" for part in parts[1::2]]
    return f"{'…' if start else ''}{''.join(parts)}{'…' if end < len(line) else ''}"


def _best_line(
    text: str, query: SearchQuery, find: Callable[[str, SearchQuery], list[Place]]
) -> tuple[str, list[Place]]:
    """Return a line and its matches: the first line with a match for each term, or else the line with most matches."""
    best: tuple[str, list[Place]] = "", []
    for line in text.split("\n"):
        marks = find(line, query)
        if len(marks) > len(best[1]) or not best[0]:
            best = line, marks
        if len(marks) >= len(query.terms):
            break
    return best


def _marks(line: str, query: SearchQuery) -> list[Place]:
    """Return the matches of the terms, or of the number that the query means; none overlap."""
    sought = [*query.terms, *([Term((query.number,))] if query.number else [])]
    found = words(line)
    folded = [word.folded for word in found]
    runs = [(at, at + len(term.words) - 1) for term in sought for at in _places(term, folded)]
    places = [(found[first].start, found[last].end) for first, last in runs]
    number = (query.number or "").partition("|")[0]
    places += [(one.start, one.end) for one in scaled_numbers(line) if one.folded == number]
    marks: list[Place] = []
    for first, last in sorted(places):
        if marks and first < marks[-1][1]:
            marks[-1] = marks[-1][0], max(marks[-1][1], last)
        else:
            marks.append((first, last))
    return marks


def _plain_marks(line: str, query: SearchQuery) -> list[Place]:
    """Return what `_marks` does, in a tenth of its time, where line and query are plain: nothing is split."""
    spaced = line.encode("latin-1", "replace").translate(_SPACED) + b" "
    marks = set()  # each is a whole word, so that those that overlap are the same
    for term in query.plain:
        start = spaced.find(term)
        while start >= 0:
            if start == 0 or spaced[start - 1] == _SPACE:
                marks.add((start, spaced.index(b" ", start)))
            elif line[start - 1].isdigit():  # where a word may begin, after a number, or go on
                return _marks(line, query)
            start = spaced.find(term, start + 1)
    return sorted(marks)


def _places(term: Term, folded: list[str]) -> list[int]:
    """Return the numbers of the words at which a term begins."""
    *before, last = term.words
    size = len(before)
    ends = [at for at, word in enumerate(folded) if (word.startswith(last) if term.is_beginning else word == last)]
    return [at - size for at in ends if at >= size and folded[at - size : at] == before]


def _densest(marks: list[Place], width: int) -> Place:
    """Return the first stretch of at most `width` code points with the most matches; the start if there are none."""
    best, most = (0, 0), 0
    ends = [end for _, end in marks]
    for number, (start, _) in enumerate(marks):
        last = max(number, bisect_right(ends, start + width) - 1)
        if last - number >= most:
            best, most = (start, ends[last]), last - number + 1
    return best


def _part(text: str, stretch: Place, width: int) -> Place:
    """Return about `width` code points around a stretch, from the start of a word to the end of one."""
    room = max(0, width - (stretch[1] - stretch[0]))
    start = max(0, min(stretch[0] - room // 2, len(text) - width))
    end = max(stretch[1], start + width)
    if start > 0:
        start = next((word.start for word in _around(text, start, 0) if word.start >= start), start)
    if end < len(text):
        end = max(takewhile(end.__ge__, (word.end for word in _around(text, end, LONG))), default=end)
    return start, end


def _around(text: str, place: int, before: int) -> Iterator[SearchWord]:
    """Yield the words around a place, between two spaces, the first at least so many code points before it."""
    last = text.find(" ", place + LONG)
    return each_word(text, text.rfind(" ", 0, max(0, place - before)) + 1, len(text) if last < 0 else last)
