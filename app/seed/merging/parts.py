"""The parts of a dataset: the facts that each story states first, rendered as the JSON that is served."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.facts.verification import StoredText
from app.models import Fact

PROOF_FIELDS = ("evidence", "mentions", "disputed")
"""The fields that an item ends with."""


@dataclass(frozen=True)
class RenderedFact:
    """A fact as it is served, in its place in the order of the text."""

    seq: int
    fact: Fact
    body: str


@dataclass(frozen=True)
class StoryPart:
    """The part of the dataset that one story adds: its text, and the facts that it states first."""

    source: str
    items: dict[str, list[RenderedFact]]
    """The facts by collection."""
    before: Counter[str]
    """How many facts of each collection, and how many sentences, there are before it."""
    counts: Counter[str]
    """How many there are altogether."""
    texts: Mapping[str, StoredText]
    """The texts of all sources."""
    names: Callable[[str, str], list[str]]
    """Gives the names of any fact, by its type and its id."""


def render(fact: Fact) -> str:
    """Write a fact as the JSON that is served: its own fields, then what proves them. Decimals are plain numbers."""
    fields = fact.model_dump(by_alias=True)
    proof = {name: fields.pop(name) for name in PROOF_FIELDS}
    return json.dumps(fields | proof, ensure_ascii=False, separators=(",", ":"), default=plain_number)


def plain_number(value: Decimal) -> int | float:
    """Return a decimal of at most 15 digits as the number that JSON writes with the same digits."""
    return int(value) if value == value.to_integral_value() else float(value)
