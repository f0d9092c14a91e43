"""A load, from the folder of a seed to the dataset in the database.

    1. files     find the folders of the stories
    2. proof     read each story and prove it by itself; write it into the store
    3. checks    check each story against all others
    4. merging   build and render the facts that each story states first, and verify them
    5. writing   write their rows, and put the new dataset in the place of the old one

Steps 2 to 4 are rounds over the stories, each shared out to processes, so that memory holds one story at a time. A
round begins when the one before it has ended without a problem; all problems of a seed are reported together.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from app.facts.verification import Failure, Verification, verify
from app.models import COLLECTIONS
from app.seed.checks.story import check_facts
from app.seed.files.problems import SeedError, SeedProblem
from app.seed.files.stories import story_folders
from app.seed.merging.build import FactBuilder
from app.seed.merging.parts import RenderedFact, StoryPart, render
from app.seed.merging.proven_story import prove_story
from app.seed.merging.story_facts import StoryFacts
from app.seed.merging.story_store import IN_MEMORY, StoryStore, StoryStoreWriter
from app.seed.processes import ProcessPool, process_pool, processes_for
from app.seed.progress import ROUNDS, BeginProgress, no_progress
from app.seed.writing.story_rows import rows_of_part
from app.seed.writing.tables import TableWriter
from app.storage.replacement import replacement

R = TypeVar("R")


@dataclass(frozen=True)
class LoadResult:
    """Result of a load."""

    version: str
    """Version of the dataset."""
    counts: dict[str, int]
    """Number of items of each collection."""
    verification: Verification
    """Verification of all items against the texts."""


def load(
    seed: Path,
    fingerprint: str,
    url: str,
    processes: int | None = None,
    begin: BeginProgress = no_progress,
) -> LoadResult:
    """Load a seed, and replace the dataset in the database at `url` by it.

    Raises `SeedError` with every problem of the seed; whatever goes wrong, the old dataset stays in place.
    """
    with checked_seed(seed, processes, begin) as checked, replacement(url) as connection:
        tables = TableWriter(connection)
        for rows in checked.build_parts(partial(rows_of_part, connection.dialect.name)):
            tables.add(rows)
        tables.complete()
        version = tables.version()
        tables.describe(version, fingerprint, checked.counts, checked.verification)
    return LoadResult(version, checked.counts, checked.verification)


def check_seed(seed: Path, begin: BeginProgress = no_progress) -> "CheckedSeed":
    """Check a seed without writing it. Raises `SeedError` with every problem in it."""
    with checked_seed(seed, begin=begin) as checked:
        for _ in checked.build_parts(_discard):
            pass
    return checked


@contextmanager
def checked_seed(
    seed: Path, processes: int | None = None, begin: BeginProgress = no_progress
) -> Iterator["CheckedSeed"]:
    """Read, prove and check every story of a seed.

    `begin` takes the number of steps, and returns a function to be called after each. Raises `SeedError` with every
    problem of the seed.
    """
    problems: list[SeedProblem] = []
    folders = story_folders(seed, problems)
    advance = begin(ROUNDS * len(folders))
    temporary = TemporaryDirectory(prefix="expo-facts-", ignore_cleanup_errors=True)
    with temporary as folder, process_pool(processes or processes_for(len(folders))) as pool:
        writer = StoryStoreWriter(IN_MEMORY if pool.alone else f"{folder}/stories")
        writer.add(problems, None)
        for found, entry in pool.map(prove_story, folders):
            writer.add(found, entry)
            advance()
        store = writer.close()
        problems = store.totals.problems
        try:
            for found in pool.map(partial(_check, store), store.numbers):
                problems += found
                advance()
            if problems:
                raise SeedError(problems)
            yield CheckedSeed(seed, store, pool, advance)
        finally:
            store.close()


class CheckedSeed:
    """A seed without problems; its parts can be built once."""

    def __init__(self, seed: Path, store: StoryStore, pool: ProcessPool, advance: Callable[[], None]) -> None:
        self._seed, self._store, self._pool, self._advance = seed, store, pool, advance
        self.verification = Verification(verified=True, checked=0, failures=[])
        """Verification of the parts that are built so far."""
        self.counts = {name: store.totals.counts[name] for name in COLLECTIONS}
        """Number of items of each collection."""

    def build_parts(self, use: Callable[[StoryPart], R]) -> Iterator[R]:
        """Build the part of each story, in their order, and yield the result of `use`, called where it was built.

        Raises `SeedError` at the end where a built fact does not verify.
        """
        total = self.verification
        for verification, result in self._pool.map(partial(_build, self._store, use), self._store.numbers):
            self._advance()
            total.checked += verification.checked
            total.failures += verification.failures
            yield result
        if total.failures:
            total.verified = False
            raise SeedError(_unproven(failure, self._seed) for failure in total.failures)


def _check(store: StoryStore, number: int) -> list[SeedProblem]:
    """Check a story against all the others; return its problems."""
    proven, _ = store.story(number)
    check_facts(StoryFacts(proven, store))
    return proven.story.problems


def _build(store: StoryStore, use: Callable[[StoryPart], R], number: int) -> tuple[Verification, R]:
    """Build the part of a story; return its verification and the result of `use`."""
    proven, before = store.story(number)
    facts = StoryFacts(proven, store)
    items = {
        name: [RenderedFact(seq, fact, render(fact)) for seq, fact in enumerate(built, start=before[name] + 1)]
        for name, built in FactBuilder(facts, store.totals.references).build().items()
    }
    verification = verify((json.loads(item.body) for group in items.values() for item in group), store.texts)
    part = StoryPart(proven.story.id, items, before, store.totals.counts, store.texts, facts.names)
    return verification, use(part)


def _unproven(failure: Failure, seed: Path) -> SeedProblem:
    found = f"{failure.found}, where the words together say {failure.expected}"
    return SeedProblem(seed.name, 1, f"{failure.item} {failure.field}", found, "look at all the evidence of this field")


def _discard(_: StoryPart) -> None:
    return
