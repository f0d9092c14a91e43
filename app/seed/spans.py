"""Spans of one text, searched in logarithmic time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from app.facts.evidence import Span


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
