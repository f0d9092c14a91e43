"""The algorithms of WICG's "URL Fragment Text Directives", over a text whose lines are the blocks of a page."""

import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from app.facts.evidence import Span

BLANKS = (" ", "\t")


@dataclass
class Directive:
    start: str
    end: str | None
    prefix: str | None
    suffix: str | None


def parse(fragment: str) -> Directive:
    """Parse a text directive."""
    assert fragment.isascii()
    assert not set(fragment) & set(' "<>`&#')
    tokens = fragment.removeprefix("text=").split(",")
    prefix = tokens.pop(0)[:-1] if tokens[0].endswith("-") else None
    suffix = tokens.pop()[1:] if tokens[-1].startswith("-") else None
    start, end = [*tokens, None][:2]
    terms = (start, end, prefix, suffix)
    assert len(tokens) in (1, 2)
    assert not any(term is not None and ("-" in term or not term) for term in terms)
    decoded = [term and unquote(term, errors="strict") for term in terms]
    return Directive(decoded[0] or "", *decoded[1:])


def find(directive: Directive, text: str) -> Span | None:
    """Find a range from a text directive."""
    since = 0
    while True:
        ends = directive.end is not None or directive.suffix is None
        first = _search(directive.prefix or directive.start, text, since, ends=ends and not directive.prefix)
        if first is None:
            return None
        since = first.start + 1
        if directive.prefix:
            first = _match(directive.start, text, _skip(first.end, text))
            if first is None or (ends and not at_boundary(text, first.end)):
                continue
        if directive.end is None:
            if _suffix_follows(directive, text, first.end):
                return first
            continue
        last = _search(directive.end, text, first.end, ends=directive.suffix is None)
        while last and not _suffix_follows(directive, text, last.end):
            last = _search(directive.end, text, last.end, ends=directive.suffix is None)
        return last and Span(first.start, last.end)


def at_boundary(text: str, at: int) -> bool:
    """Tell whether a position is a word boundary, for the letters and signs of the tests (UAX #29)."""
    if not 0 < at < len(text):
        return True
    before, after, next_but_one = text[at - 1], text[at], text[at + 1 : at + 2]
    last_but_one = text[at - 2] if at > 1 else ""
    if before.isalnum() and after.isalnum():
        return False
    for left, middle, right in ((before, after, next_but_one), (last_but_one, before, after)):
        if middle in ".’" and ((left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())):
            return False
        if middle == "," and left.isdigit() and right.isdigit():
            return False
    return True


def _suffix_follows(directive: Directive, text: str, end: int) -> bool:
    if directive.suffix is None:
        return True
    found = _match(directive.suffix, text, _skip(end, text))
    return found is not None and at_boundary(text, found.end)


def _search(words: str, text: str, since: int, *, ends: bool) -> Span | None:
    for at in range(since, len(text)):
        found = _match(words, text, at)
        if found and at_boundary(text, at) and (not ends or at_boundary(text, found.end)):
            return found
    return None


def _match(words: str, text: str, at: int) -> Span | None:
    """Compare without case and accents; white space of any length is one blank; the end of a line ends the block."""
    start = at
    for letter in words:
        if at == len(text) or text[at] == "\n" or _base(text[at]) != _base(letter):
            return None
        at += 1
        while letter == " " and text[at : at + 1] in BLANKS:
            at += 1
    return Span(start, at)


def _base(character: str) -> str:
    return " " if character in BLANKS else unicodedata.normalize("NFD", character)[0].casefold()


def _skip(at: int, text: str) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip())
