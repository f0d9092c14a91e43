"""The rows of the table: the questions, their corpus, and whether one is repeated or each is asked once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from benchmarks.asking import Asker
from benchmarks.questions import Question

Corpus = Literal["small", "large"]
Asking = Callable[[Asker], Iterator[Question]]


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    name: str
    """Name on the command line."""
    title: str
    corpus: Corpus
    ask: Asking
    """Function that gives its questions."""
    once: bool = True
    """Whether each question is asked once; otherwise the first one is repeated."""
    expected: int = 200
    """The status of a right answer."""


def rows(depth: int) -> list[Row]:
    """Return all rows; `depth` is the row of the large corpus that counts as deep."""
    return [
        Row("item", "item", "small", Asker.items, once=False),
        Row("list", "list of 20", "small", _always(Question()), once=False),
        Row("sorted", "filter and sort", "small", _falling, once=False),
        Row("search", "search", "small", Asker.searches, once=False),
        Row("gzip", "list of 20, gzip", "small", _always(Question(gzip=True)), once=False),
        Row("csv", "list of 20, CSV", "small", _always(Question(format="csv")), once=False),
        Row("304", "list of 20, known already (304)", "small", _always(Question(known=True)), once=False, expected=304),
        Row("item-once", "item", "small", Asker.items),
        Row("list-once", "list of 20", "small", Asker.lists),
        Row("sorted-once", "filter and sort", "small", _falling),
        Row("search-once", "search", "small", Asker.searches),
        Row("large-item", "item", "large", Asker.items),
        Row("large-list", "list of 20", "large", Asker.lists),
        Row("large-sorted", "filter and sort", "large", _falling),
        Row("large-certain", "`value_min`, certainly", "large", Asker.at_least),
        Row("large-search", "search", "large", Asker.searches),
        Row("large-common", "search for common words", "large", Asker.common_searches),
        Row("large-everything", "search over everything", "large", _everything),
        Row("large-facets", "facets over everything", "large", Asker.facets),
        Row("large-first", f"one of the first {PAGES:,} pages", "large", lambda asker: asker.pages(shallow())),
        Row("large-deep", f"one of the {PAGES:,} up to row {depth:,}", "large", lambda asker: asker.pages(deep(depth))),
    ]


PAGES = 1000
"""Number of pages that are requested at either end of a list."""


def shallow() -> range:
    """Return after which rows the first pages begin."""
    return range(20, 20 * PAGES + 20, 20)


def deep(depth: int) -> range:
    """Return after which rows the deep pages begin: those up to a depth."""
    return range(max(20, depth - 20 * PAGES), depth, 20)


def _always(question: Question) -> Asking:
    return lambda _: iter([question])


def _falling(asker: Asker) -> Iterator[Question]:
    return asker.lists(falling=True)


def _everything(asker: Asker) -> Iterator[Question]:
    return asker.searches("search everything")
