"""Text fragments: links to words on a publisher's page, `#:~:text=[prefix-,]start[,end][,-suffix]`.

They follow the WICG's URL Fragment Text Directives.

A browser goes to the first place that matches, whatever the case and the accents, from word boundary to word boundary.
Each part has to lie within one block of the page, which is a line of our texts.

    >>> text = "China invites. The China-Kazakhstan port is in China."
    >>> text_fragment(Span(25, 40), text)
    'text=Kazakhstan%20port'
    >>> page_link("https://example.org/port#top", Span(19, 24), text)
    'https://example.org/port#top:~:text=China,-%2DKazakhstan'
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from urllib.parse import quote

from app.facts.evidence import Span

LONGEST = 300
"""The longest quote that a link contains in full, in code points; of a longer quote it has the first and last words."""

FEW = 5
"""The number of first and of last words in the link to a longer quote."""

REACH = 8
"""The number of words before and after a quote that are tried one by one, before the whole line is."""

_WORD = re.compile(r"\S*\w\S*")
_INSIDE = re.compile(r"(?<=[^\W\u0e00-\U0010ffff])[^\W\u0e00-\U0010ffff]")
"""Between two letters or digits of scripts that have spaces between words; from U+0E00 (Thai) on, some have none."""

_JOINT = re.compile(r"(?<=\w)[.:·'‘’](?=\w)|(?<=\d)[,;](?=\d)")
"""Punctuation inside a word or a number, as in “Urumqi’s” and “63,000” (UAX #29)."""

_EXTENDING = ("Mn", "Mc", "Me", "Cf")
_QUOTES = str.maketrans("‘’“”", "''\"\"")


def page_link(url: str, span: Span, text: str) -> str:
    """Return the link to a span of a text on the page at `url`, whose own fragment stays."""
    page, _, fragment = url.partition("#")
    return f"{page}#{fragment.partition(':~:')[0]}:~:{text_fragment(span, text)}"


def text_fragment(span: Span, text: str) -> str:
    """Return the text directive that matches only a span, widened to whole words.

    A prefix and a suffix are added only where the words of the span occur several times, and as short as possible.
    Where none is unique, as for a repeated line, the directive matches the first such place.
    """
    span = _whole_words(span, text)
    start, end = _first_words(span, text), _last_words(span, text)
    page, befores, afters = _page(text), _befores(span.start, text), _afters(span.end, text)
    is_long = span.end - span.start > LONGEST or "\n" in text[span.start : span.end]
    if is_long and start.end <= end.start:
        parts = [start, end]
        before = next((at for at in befores if page.has_once(Span(at, start.end))), befores[-1])
        after = next((at for at in afters if page.has_first(Span(end.start, at), start.end)), afters[-1])
    else:
        parts = [span]
        around = sorted(product(range(len(befores)), range(len(afters))), key=sum)
        contexts = [(befores[left], afters[right]) for left, right in around]
        contexts.sort(key=lambda context: text.count("\n", *context))  # pages put other things between two paragraphs
        before, after = next((context for context in contexts if page.has_once(Span(*context))), contexts[-1])
    prefix, suffix = _encoded(text[before : span.start]), _encoded(text[span.end : after])
    words = [_encoded(text[part.start : part.end]) for part in parts]
    return "text=" + ",".join([*([f"{prefix}-"] if prefix else []), *words, *([f"-{suffix}"] if suffix else [])])


@dataclass(frozen=True)
class _Page:
    """A text as browsers compare it: without case, accents and the white space that it may have or not."""

    text: str
    folded: str
    origins: list[int]
    """Where each character of `folded` stands in the text."""

    def has_once(self, span: Span) -> bool:
        """Tell whether the words of a span occur only once."""
        return len(list(islice(self._places(span, 0), 2))) == 1

    def has_first(self, span: Span, since: int) -> bool:
        """Tell whether the words of a span occur there for the first time after a position."""
        return next(self._places(span, since), None) == self._index(span.start)

    def _places(self, span: Span, since: int) -> Iterator[int]:
        """Yield the positions in `folded` where the words of a span occur, not inside of longer words."""
        words = self.folded[self._index(span.start) : self._index(span.end)]
        at = self.folded.find(words, self._index(since))
        while words and at >= 0:
            first, last = self.origins[at], self.origins[at + len(words) - 1]
            if not (_INSIDE.match(self.text, first) or _INSIDE.match(self.text, last + 1)):
                yield at
            at = self.folded.find(words, at + 1)

    def _index(self, position: int) -> int:
        return bisect_left(self.origins, position)


@lru_cache(maxsize=1)
def _page(text: str) -> _Page:
    """Fold a text; the last text is cached, because all evidence of one source is linked in a row."""
    folded = [(part, at) for at, character in enumerate(text) for part in _fold(character)]
    return _Page(text, "".join(part for part, _ in folded), [at for _, at in folded])


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character).casefold().translate(_QUOTES)
    return "".join(part for part in parts if not (part.isspace() or _extends(part)))


def _whole_words(span: Span, text: str) -> Span:
    """Widen a span so that it cuts no word in two; white space at its ends is left out."""
    words = text[span.start : span.end]
    start, end = span.end - len(words.lstrip()), span.start + len(words.rstrip())
    while _cuts_word(start, text):
        start -= 1
    while _cuts_word(end, text):
        end += 1
    return Span(start, end)


def _cuts_word(at: int, text: str) -> bool:
    """Tell whether a word goes on across a position, by any reading: browsers differ over apostrophes."""
    if not 0 < at < len(text) or text[at - 1].isspace():
        return False
    return _extends(text[at]) or (_in_word(at - 1, text) and _in_word(at, text))


def _in_word(at: int, text: str) -> bool:
    character = text[at]
    return character.isalnum() or character == "_" or _extends(character) or bool(_JOINT.match(text, at))


def _extends(character: str) -> bool:
    """Tell whether a code point belongs to the letter before it."""
    return unicodedata.category(character) in _EXTENDING


def _first_words(span: Span, text: str) -> Span:
    line = text.find("\n", span.start, span.end)
    words = list(re.finditer(r"\S+", text[span.start : line if line >= 0 else span.end]))
    return Span(span.start, span.start + words[:FEW][-1].end())


def _last_words(span: Span, text: str) -> Span:
    line = max(span.start, text.rfind("\n", span.start, span.end))
    words = list(re.finditer(r"\S+", text[line : span.end]))
    return Span(line + words[-FEW:][0].start(), span.end)


def _befores(at: int, text: str) -> list[int]:
    """Return the possible starts of a prefix that ends at a position: empty, one word, two words, ..., the line."""
    line = text.rfind("\n", 0, len(text[:at].rstrip())) + 1
    starts = [word.start() for word in _WORD.finditer(text, line, at)]
    return [at, *reversed(starts[-REACH:]), line]


def _afters(at: int, text: str) -> list[int]:
    """Return the possible ends of a suffix that starts at a position: empty, one word, two words, ..., the line."""
    line = f"{text}\n".find("\n", len(text) - len(text[at:].lstrip()))
    ends = [word.end() for word in _WORD.finditer(text, at, line)]
    return [at, *ends[:REACH], line]


def _encoded(part: str) -> str:
    """Percent-encode all but letters, digits and `._~`; a hyphen is syntax of the directive."""
    return quote(" ".join(part.split()), safe="").replace("-", "%2D")
