"""The store of proven stories: a temporary SQLite file, so that memory holds one story at a time.

Stories are written in order, and the values that several of them give for a fact are merged on the way. When the last
one is written, any process can read a story, and what all stories together state of a fact.
"""

import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from app.facts.verification import StoredText
from app.seed.files.problems import SeedProblem
from app.seed.merging.merge import LaterEvidence, contradictions, report_contradiction, report_twin
from app.seed.merging.proven_story import ProvenStory, StatedFact, StoryEntry, pickled, references_of
from app.seed.proof.claims import Claim, FactKey

IN_MEMORY = ":memory:"
"""The path of a store in memory, for this process alone."""

SENTENCES = "sentences"
"""The key under which sentences are counted, beside the facts under the names of their collections."""

CACHED_FACTS = 4096
"""How many facts, and how many texts, a process keeps at hand."""

_PRAGMAS = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -32768")
"""Fast and unsafe: a store that fails is deleted."""

_TABLES = """
CREATE TABLE stories (number INTEGER PRIMARY KEY, id TEXT UNIQUE, text TEXT, sha256 TEXT, before BLOB, proven BLOB);
CREATE TABLE facts (collection TEXT, id TEXT, story INTEGER, known BLOB, PRIMARY KEY (collection, id)) WITHOUT ROWID;
CREATE TABLE additions (collection TEXT, id TEXT, story INTEGER, addition BLOB, PRIMARY KEY (collection, id, story))
  WITHOUT ROWID;
CREATE TABLE totals (content BLOB);
BEGIN;
"""
"""The `story` of a fact is the number of the one that states it first; an addition is what a later one adds."""


class KnownFact(NamedTuple):
    """A fact as all stories together state it."""

    source: str
    """Id of the source that states it first."""
    values: dict[str, Any]
    """The merged values of all sources that other stories may need."""


@dataclass
class SeedTotals:
    """Counts and problems of all stories together."""

    stories: int
    """How many there are."""
    counts: Counter[str]
    """How many facts each collection has, and how many sentences there are."""
    references: Counter[tuple[str, str, str]]
    """How many facts of a collection have in a field an id."""
    lost: set[FactKey]
    """Facts of which a mistake is reported already, so that they are not here, or not totals."""
    problems: list[SeedProblem]
    """The problems so far."""


class StoredTexts(Mapping[str, StoredText]):
    """The texts of the stories in a store, read when they are asked for: one fact may rest on all of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._read = lru_cache(CACHED_FACTS)(self._text)

    def __getitem__(self, source: str) -> StoredText:
        """Return the text of a source."""
        found = self._read(source)
        if found is None:
            raise KeyError(source)
        return found

    def __iter__(self) -> Iterator[str]:
        """Name the sources, in their order."""
        return (name for (name,) in self._connection.execute("SELECT id FROM stories ORDER BY number"))

    def __len__(self) -> int:
        """Count them."""
        return sum(1 for _ in self)

    def _text(self, source: str) -> StoredText | None:
        row = self._connection.execute("SELECT text, sha256 FROM stories WHERE id = ?", [source]).fetchone()
        return StoredText(*row) if row else None


class StoryStore:
    """All proven stories of a seed, read-only; other processes open it by its path."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._connection, self._path = connection, path
        self.totals: SeedTotals = pickle.loads(self._one("SELECT content FROM totals"))  # noqa: S301  (all here is ours)
        self.known = lru_cache(CACHED_FACTS)(self._known)
        self.texts = StoredTexts(connection)
        """The texts of all stories."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Let another process open it."""
        return _opened, (self._path,)

    @property
    def numbers(self) -> range:
        """The numbers of the stories."""
        return range(1, self.totals.stories + 1)

    def close(self) -> None:
        """Leave it."""
        self._connection.close()

    def story(self, number: int) -> tuple[ProvenStory, Counter[str]]:
        """Return a story, and the numbers of facts and sentences before it."""
        row = self._connection.execute("SELECT proven, before FROM stories WHERE number = ?", [number]).fetchone()
        return ProvenStory.unpacked(row[0]), Counter(pickle.loads(row[1]))  # noqa: S301

    def later_evidence(self, key: FactKey) -> list[LaterEvidence]:
        """Return the later evidence of a fact, in the order of the stories."""
        query = "SELECT addition FROM additions WHERE collection = ? AND id = ? ORDER BY story"
        return [pickle.loads(addition) for (addition,) in self._connection.execute(query, key)]  # noqa: S301

    def ids(self, collection: str) -> list[str]:
        """Return the ids of a collection, those of lost facts too."""
        found = self._connection.execute("SELECT id FROM facts WHERE collection = ?", [collection])
        return sorted({name for (name,) in found} | {name for kind, name in self.totals.lost if kind == collection})

    def _known(self, collection: str, name: str) -> KnownFact | None:
        query = (
            "SELECT stories.id, facts.known FROM facts JOIN stories ON stories.number = facts.story"
            " WHERE facts.collection = ? AND facts.id = ?"
        )
        row = self._connection.execute(query, [collection, name]).fetchone()
        return KnownFact(row[0], pickle.loads(row[1])) if row else None  # noqa: S301

    def _one(self, query: str) -> Any:
        return self._connection.execute(query).fetchone()[0]


@lru_cache(maxsize=1)
def _opened(path: str) -> StoryStore:
    return StoryStore(sqlite3.connect(path), path)


class StoryStoreWriter:
    """Writes stories into the store; `path` is its file, or `IN_MEMORY`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(_TABLES)
        self._totals = SeedTotals(0, Counter(), Counter(), set(), [])

    def add(self, problems: list[SeedProblem], entry: StoryEntry | None) -> None:
        """Write the next story, and note its problems."""
        totals = self._totals
        totals.problems += problems
        if entry is None:
            return
        totals.stories += 1
        totals.lost |= entry.lost
        before = pickled(dict(totals.counts))
        wrong = [(fact, names) for fact in entry.facts if (names := self._add_fact(fact)) is not None]
        totals.counts[SENTENCES] += entry.sentences
        proven = self._reported(entry, wrong) if wrong else entry.proven
        row = (totals.stories, entry.id, entry.text, entry.sha256, before, proven)
        self._connection.execute("INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?)", row)

    def close(self) -> StoryStore:
        """Write the totals, and return the store for reading."""
        self._connection.execute("INSERT INTO totals VALUES (?)", [pickled(self._totals)])
        self._connection.execute("COMMIT")
        return StoryStore(self._connection, self._path)

    def _add_fact(self, fact: StatedFact) -> list[str] | None:
        """Enter what a story says of a fact, beside what the earlier ones do.

        Return None where all is well; else the fields that it contradicts, or none where it can't be the same fact.
        """
        key, number = (fact.collection, fact.id), self._totals.stories
        row = (*key, number, fact.values)
        if self._connection.execute("INSERT OR IGNORE INTO facts VALUES (?, ?, ?, ?)", row).rowcount:
            self._totals.counts[fact.collection] += 1
            self._totals.references.update(fact.references)
            return None
        if fact.addition is None:
            return []
        self._connection.execute("INSERT INTO additions VALUES (?, ?, ?, ?)", (*key, number, fact.addition))
        _, known = self._first(key)
        if known == fact.values:
            return None
        values = pickle.loads(known)  # noqa: S301
        self._totals.references.subtract(references_of(fact.collection, values))
        found = contradictions(values, pickle.loads(fact.values))  # noqa: S301
        self._totals.references.update(references_of(fact.collection, values))
        merged = pickled(values)
        if merged != known:
            self._connection.execute("UPDATE facts SET known = ? WHERE collection = ? AND id = ?", (merged, *key))
        return found or None

    def _reported(self, entry: StoryEntry, wrong: list[tuple[StatedFact, list[str]]]) -> bytes:
        """Report what is wrong with a story beside the earlier ones; return what is left of what it tells, packed."""
        proven = ProvenStory.unpacked(entry.proven)
        claims = {claim.key: claim for claim in proven.claims}
        for fact, names in wrong:
            claim = claims[fact.collection, fact.id]
            first, known = self._first(claim.key)
            if not names:
                report_twin(claim, self._story(first).story.id)
                proven.claims.remove(claim)
            for name in names:
                value = pickle.loads(known)[name]  # noqa: S301
                report_contradiction(claim, name, value, self._first_to_say(name, claim.key, first))
        self._totals.problems += proven.story.problems
        proven.story.problems = []
        return proven.packed()

    def _first(self, key: FactKey) -> tuple[int, bytes]:
        """Return the number of the story that states a fact first, and what is known of it."""
        query = "SELECT story, known FROM facts WHERE collection = ? AND id = ?"
        number, known = self._connection.execute(query, key).fetchone()
        return number, known

    def _first_to_say(self, name: str, key: FactKey, first: int) -> Claim:
        """Return the first claim of a fact that gives a value for a field."""
        query = "SELECT story FROM additions WHERE collection = ? AND id = ? ORDER BY story"
        stories = [first, *(story for (story,) in self._connection.execute(query, key))]
        claims = (claim for story in stories for claim in self._story(story).claims if claim.key == key)
        return next(claim for claim in claims if claim.values[name] not in (None, []))

    def _story(self, number: int) -> ProvenStory:
        query = "SELECT proven FROM stories WHERE number = ?"
        return ProvenStory.unpacked(self._connection.execute(query, [number]).fetchone()[0])
