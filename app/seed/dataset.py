"""The dataset: a seed read, proven, merged and rendered. Nothing is written here, and all problems come at once."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.facts.verification import Failure, StoredText, Verification, verify, version_of
from app.form import form, hash_files
from app.models import COLLECTIONS, Fact
from app.seed.build import Builder
from app.seed.checks import check_facts
from app.seed.claims import claims
from app.seed.merge import merge
from app.seed.problems import Problem, SeedError
from app.seed.stories import read_stories

PROOF = ("evidence", "mentions", "disputed")
"""The fields that an item ends with."""


@dataclass(frozen=True)
class Item:
    """A fact as it is served, in its place in the order of the text."""

    seq: int
    fact: Fact
    body: str


@dataclass(frozen=True)
class Dataset:
    """All sources and facts of a seed, ready to be stored."""

    version: str
    """Hash of the content and of the form that it is served in."""
    items: dict[str, list[Item]]
    """The facts by collection, in the order of the text."""
    texts: dict[str, StoredText]
    """The text of each source."""
    verification: Verification
    """What the verification of all of it found."""

    @property
    def counts(self) -> dict[str, int]:
        """How many items each collection has."""
        return {name: len(items) for name, items in self.items.items()}

    @property
    def summary(self) -> dict[str, Any]:
        """What the database keeps of the dataset as a whole."""
        return {"counts": self.counts, "verification": asdict(self.verification)}


def read_dataset(seed: Path) -> Dataset:
    """Read a seed. Raises `SeedError` with every problem in it."""
    problems: list[Problem] = []
    stories = read_stories(seed, problems)
    proven = [claim for story in stories for claim in claims(story)]
    facts = merge(proven)
    check_facts(facts, {key for story in stories for key in story.validation.lost})
    if problems:
        raise SeedError(problems)
    builder = Builder(facts)
    items = {name: list(_items(builder.build(name))) for name in COLLECTIONS}
    texts = {story.id: StoredText(story.text, story.record.source.text_sha256) for story in stories}
    verification = verify((json.loads(item.body) for group in items.values() for item in group), texts)
    if not verification.verified:
        raise SeedError(_unproven(failure, seed) for failure in verification.failures)
    version = version_of((item.body for group in items.values() for item in group), form())
    return Dataset(version, items, texts, verification)


def fingerprint(seed: Path) -> str:
    """Name a seed's files and the code that makes a dataset of them: the same name, the same dataset."""
    return f"{form()}-{hash_files(seed, [path for path in seed.rglob('*') if path.is_file()])}"


def render(fact: Fact) -> str:
    """Write a fact as the JSON that is served: its own fields, then what proves them. Decimals are plain numbers."""
    fields = fact.model_dump(by_alias=True)
    proof = {name: fields.pop(name) for name in PROOF}
    return json.dumps(fields | proof, ensure_ascii=False, separators=(",", ":"), default=plain_number)


def plain_number(value: Decimal) -> int | float:
    """Return a decimal of at most 15 digits as the number that JSON writes with the same digits."""
    return int(value) if value == value.to_integral_value() else float(value)


def _unproven(failure: Failure, seed: Path) -> Problem:
    found = f"{failure.found}, where the words together say {failure.expected}"
    return Problem(seed.name, 1, f"{failure.item} {failure.field}", found, "look at all the evidence of this field")


def _items(facts: Iterable[Fact]) -> Iterator[Item]:
    for seq, fact in enumerate(facts, start=1):
        yield Item(seq, fact, render(fact))
