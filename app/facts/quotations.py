"""Quotations of a text, as spans of what stands between quotation marks.

Marks are “…”, "…", «…» and ‘…’; a straight mark opens where no letter or digit stands before it, a ‘ likewise, and not
where it stands for what is left out ("‘90s", "‘em"); a ’ inside a word closes nothing. A quotation that does not close
in its line, which is its paragraph, runs to the end of it. Where quotations stand in quotations, each is one.

    >>> text = "“We call it ‘the bridge’,” she said."
    >>> [text[span.start : span.end] for span in split_quotations(text)]
    ['We call it ‘the bridge’,', 'the bridge']
"""

import re

from app.facts.evidence import Span

_QUOTATIONS = (
    re.compile(r"“([^”\n]+)"),
    re.compile(r"«([^»\n]+)"),
    re.compile(r"(?<!\w)\"([^\"\n]+)\"?"),
    re.compile(r"(?<!\w)‘(?!(?:\d\ds|em|n|tis|twas)\b)((?:[^’\n]|’(?=\w))+)"),
)


def split_quotations(text: str) -> list[Span]:
    """Return what is quoted in a text, without the marks, in the order of the text."""
    return sorted(Span(*found.span(1)) for marks in _QUOTATIONS for found in marks.finditer(text))
