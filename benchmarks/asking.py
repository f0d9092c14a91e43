"""Many questions of each kind, all different, in a shuffled order."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations
from typing import Any, Literal

from benchmarks.questions import FACETS, FILTERS, LOWER, Question

TOGETHER = (2, 3)
"""Numbers of filters in a question for a list: all pairs and triples that a figure has."""

SOME = 20_000
"""Number of figures from which filters and search words are taken."""

COMMON = 60
"""Number of common words: those that most figures have."""


class Asker:
    """Asks about the figures of a corpus."""

    def __init__(self, metrics: Sequence[dict[str, Any]], seed: int = 1) -> None:
        self._metrics = metrics
        self._seed = seed
        self._some = random.Random(seed).sample(metrics, min(SOME, len(metrics)))
        self._made: dict[str, list[Question]] = {}

    def items(self) -> Iterator[Question]:
        """Ask for each figure."""
        return self._shuffled("items", lambda: (Question("item", id=one["id"]) for one in self._metrics))

    def lists(self, *, falling: bool = False) -> Iterator[Question]:
        """Ask for figures by two or three of their properties."""
        found = self._shuffled("lists", lambda: (Question(filters=filters) for filters in sorted(self._filters())))
        return (replace(question, falling=falling) for question in found)

    def at_least(self) -> Iterator[Question]:
        """Ask for the figures that are certainly at least some number."""
        return self._shuffled("at least", lambda: (Question(at_least=number) for number in sorted(self._numbers())))

    def searches(self, what: Literal["search", "search everything"] = "search") -> Iterator[Question]:
        """Search for two words of a figure."""
        found = self._shuffled("searches", lambda: (Question(words=words) for words in sorted(self._words(set()))))
        return (replace(question, what=what) for question in found)

    def common_searches(self) -> Iterator[Question]:
        """Search for two of the words that most figures have."""
        counted = Counter(word for one in self._some for word in _words(one))
        common = {word for word, _ in counted.most_common(COMMON)}
        pairs = sorted(self._words(common))
        return self._shuffled("common searches", lambda: (Question("search", words=words) for words in pairs))

    def facets(self) -> Iterator[Question]:
        """Ask for some facets of all figures, in every order."""
        found = [Question("facets", facets=names) for size in range(1, 6) for names in permutations(FACETS, size)]
        return self._shuffled("facets", lambda: found)

    def pages(self, after: Iterable[int]) -> Iterator[Question]:
        """Ask for the pages that begin after some rows."""
        return self._shuffled("pages", lambda: (Question(after=row) for row in after if row < len(self._metrics)))

    def _filters(self) -> set[tuple[tuple[str, str], ...]]:
        own = (
            [(name, str(one[column])) for name, column in FILTERS.items() if one[column] is not None]
            for one in self._some
        )
        return {filters for having in own for size in TOGETHER for filters in combinations(having, size)}

    def _numbers(self) -> set[int]:
        return {int(one[LOWER]) + more for one in self._metrics if one[LOWER] is not None for more in (0, 1)}

    def _words(self, common: set[str]) -> set[tuple[str, ...]]:
        """Return pairs of words that a figure has; with common words, of these alone."""
        own = (_words(one) for one in self._some)
        kept = ([word for word in words if word in common] if common else words for words in own)
        return {pair for words in kept for pair in combinations(words, 2)}

    def _shuffled(self, name: str, make: Callable[[], Iterable[Question]]) -> Iterator[Question]:
        if name not in self._made:
            self._made[name] = list(make())
            random.Random(self._seed).shuffle(self._made[name])
        return iter(self._made[name])


def _words(metric: dict[str, Any]) -> list[str]:
    text = " ".join(metric[name] or "" for name in ("name", "about_name", "place_name"))
    return sorted({word.lower() for word in re.findall(r"\b[A-Za-z]{4,}\b", text)})
