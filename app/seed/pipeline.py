"""The dataset: a seed read, proven, merged and rendered. Nothing is written here, and all problems come at once.

It takes three rounds over the stories, each shared out to processes. In the first, each is read and proven by itself,
and what it tells goes into a ledger. In the second, with all of them in the ledger, each is checked against the others.
Where nothing is wrong, the third makes the facts of each.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from app.facts.verification import Failure, StoredText, Verification, verify
from app.models import COLLECTIONS, Fact
from app.seed.checks.story import check_facts
from app.seed.files.problems import SeedError, SeedProblem
from app.seed.files.stories import story_folders
from app.seed.merging.build import FactBuilder
from app.seed.merging.proven_story import prove_story
from app.seed.merging.story_facts import StoryFacts
from app.seed.merging.story_store import IN_MEMORY, StoryStore, StoryStoreWriter
from app.seed.processes import ProcessPool, process_pool, processes_for
from app.seed.progress import ROUNDS, BeginProgress, no_progress

R = TypeVar("R")

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


class CheckedSeed:
    """A seed in which nothing is wrong; its parts can be made once."""

    def __init__(self, seed: Path, ledger: StoryStore, workers: ProcessPool, advance: Callable[[], None]) -> None:
        self._seed, self._ledger, self._workers, self._advance = seed, ledger, workers, advance
        self.verification = Verification(verified=True, checked=0, failures=[])
        """What the verification of the parts found that are made."""
        self.counts = {name: ledger.whole.counts[name] for name in COLLECTIONS}
        """How many items each collection has."""

    def made(self, function: Callable[[StoryPart], R]) -> Iterator[R]:
        """Yield what a function makes of each part, in the order of the stories.

        Raises `SeedError` at the end where a fact that was made does not verify.
        """
        found = self.verification
        for verification, result in self._workers.map(partial(_make, self._ledger, function), self._ledger.numbers):
            self._advance()
            found.checked += verification.checked
            found.failures += verification.failures
            yield result
        if found.failures:
            found.verified = False
            raise SeedError(_unproven(failure, self._seed) for failure in found.failures)


@contextmanager
def checked_seed(seed: Path, processes: int | None = None, begin: BeginProgress = no_progress) -> Iterator[CheckedSeed]:
    """Read and check every story of a seed; `begin` is told how many steps there are, and gives what each calls.

    Raises `SeedError` with every problem of the seed.
    """
    problems: list[SeedProblem] = []
    folders = story_folders(seed, problems)
    advance = begin(ROUNDS * len(folders))
    room = TemporaryDirectory(prefix="expo-facts-", ignore_cleanup_errors=True)
    with room as folder, process_pool(processes or processes_for(len(folders))) as workers:
        entries = StoryStoreWriter(IN_MEMORY if workers.alone else f"{folder}/ledger")
        entries.enter(problems, None)
        for wrong, packed in workers.map(prove_story, folders):
            entries.enter(wrong, packed)
            advance()
        ledger = entries.close()
        problems = ledger.whole.problems
        try:
            for wrong in workers.map(partial(_check, ledger), ledger.numbers):
                problems += wrong
                advance()
            if problems:
                raise SeedError(problems)
            yield CheckedSeed(seed, ledger, workers, advance)
        finally:
            ledger.close()


def check_seed(seed: Path, begin: BeginProgress = no_progress) -> CheckedSeed:
    """Check a seed, and keep nothing of it. Raises `SeedError` with every problem in it."""
    with checked_seed(seed, begin=begin) as reading:
        for _ in reading.made(_nothing_of):
            pass
    return reading


def render(fact: Fact) -> str:
    """Write a fact as the JSON that is served: its own fields, then what proves them. Decimals are plain numbers."""
    fields = fact.model_dump(by_alias=True)
    proof = {name: fields.pop(name) for name in PROOF_FIELDS}
    return json.dumps(fields | proof, ensure_ascii=False, separators=(",", ":"), default=plain_number)


def plain_number(value: Decimal) -> int | float:
    """Return a decimal of at most 15 digits as the number that JSON writes with the same digits."""
    return int(value) if value == value.to_integral_value() else float(value)


def _unproven(failure: Failure, seed: Path) -> SeedProblem:
    found = f"{failure.found}, where the words together say {failure.expected}"
    return SeedProblem(seed.name, 1, f"{failure.item} {failure.field}", found, "look at all the evidence of this field")


def _check(ledger: StoryStore, number: int) -> list[SeedProblem]:
    """Check a story against all the others; return what is wrong."""
    told, _ = ledger.told(number)
    check_facts(StoryFacts(told, ledger))
    return told.story.problems


def _make(ledger: StoryStore, function: Callable[[StoryPart], R], number: int) -> tuple[Verification, R]:
    """Make the part of a story, and something of that."""
    told, before = ledger.told(number)
    facts = StoryFacts(told, ledger)
    items = {
        name: [RenderedFact(seq, fact, render(fact)) for seq, fact in enumerate(built, start=before[name] + 1)]
        for name, built in FactBuilder(facts, ledger.whole.pointing).build().items()
    }
    texts = ledger.texts
    verification = verify((json.loads(item.body) for group in items.values() for item in group), texts)
    part = StoryPart(told.story.id, items, before, ledger.whole.counts, texts, facts.names)
    return verification, function(part)


def _nothing_of(_: StoryPart) -> None:
    return
