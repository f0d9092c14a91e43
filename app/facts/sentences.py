"""Sentences and quotations of a text, as spans.

A line is a paragraph or a headline, and no sentence goes beyond it. Within a line, a sentence ends with `.`, `!` or
`?` and the quotation marks or brackets that close after it, where white space and the beginning of another sentence
follow; not after an abbreviation or an initial. Every code point that is not white space lies in exactly one sentence.

    >>> text = "He spoke at 9 a.m. on Monday. “We invite all.” More than 60 came."
    >>> [text[span.start : span.end] for span in split_sentences(text)]
    ['He spoke at 9 a.m. on Monday.', '“We invite all.”', 'More than 60 came.']
"""

import re

from app.facts.evidence import Span

_QUOTATIONS = (
    re.compile(r"“([^”\n]+)"),
    re.compile(r"«([^»\n]+)"),
    re.compile(r"(?<!\w)\"([^\"\n]+)\"?"),
    re.compile(r"(?<!\w)‘(?!(?:\d\ds|em|n|tis|twas)\b)((?:[^’\n]|’(?=\w))+)"),
)


_LINE = re.compile(r"[^\n]+")
_END = re.compile(r"[.!?…]+[\"'”’)\]»]*(?=\s+[\"'“‘(\[«]*[A-Z0-9À-Þ])")
_ABBREVIATION = re.compile(
    r"(?<![^\s(“‘\"'])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Gov|St|No|Nos|vs|approx|est|ca|cf|Fig"
    r"|Rs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|sq)$"
)


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of a text in order; none overlap, and none begins or ends with white space."""
    spans = []
    for line in _LINE.finditer(text):
        start = line.start()
        for end in _END.finditer(text, line.start(), line.end()):
            if end[0] != "." or not _ABBREVIATION.search(text, start, end.start()):
                spans.append(_trimmed(text, start, end.end()))
                start = end.end()
        spans.append(_trimmed(text, start, line.end()))
    return [span for span in spans if span.start < span.end]


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    return Span(start + lead, max(start + lead, start + len(words.rstrip())))


def split_quotations(text: str) -> list[Span]:
    """Return the quotations of a text, without their quotation marks, in the order of the text."""
    return sorted(Span(*found.span(1)) for marks in _QUOTATIONS for found in marks.finditer(text))
