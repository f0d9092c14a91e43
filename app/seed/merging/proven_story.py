"""A story proven by itself: its claims, and the problems that it has without any other story."""

import pickle
import zlib
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from app.facts.evidence import Span
from app.models import COLLECTIONS, RELATIONS
from app.seed.files.problems import SeedProblem
from app.seed.files.stories import Story, read_story
from app.seed.merging.merge import LaterEvidence
from app.seed.proof.claims import Claim, FactKey, claims
from app.seed.proof.unit_checks import check_units

_ASKED = {
    "sources": ("title",),
    "statements": ("speaker", "event"),
    "metrics": ("name", "quantity", "event"),
}
"""Values of facts of one story that other stories may need: names, references, the number that a change starts from."""

_REFERENCE_FIELDS = {name: [field for other, field in RELATIONS.values() if other == name] for name in COLLECTIONS}
"""The fields of each collection by which relations are counted."""

FactReference = tuple[str, str, str]
"""The collection of a fact, a field of it, and the id that it has there."""


@dataclass
class ProvenStory:
    """A story with its claims."""

    story: Story
    claims: list[Claim]

    def packed(self) -> bytes:
        """Return it as compressed bytes."""
        return zlib.compress(pickled(self), 1)

    @staticmethod
    def unpacked(packed: bytes) -> "ProvenStory":
        """Return the story of compressed bytes."""
        proven: ProvenStory = pickle.loads(zlib.decompress(packed))  # noqa: S301  (it is ours)
        return proven


class StatedFact(NamedTuple):
    """One fact as a story states it, with the values that other stories need."""

    collection: str
    id: str
    values: bytes
    """The values that other stories may ask for, pickled; all of them where several stories may state the fact."""
    addition: bytes | None
    """Its later evidence, pickled, if another story states the fact first; None where only one story may."""
    references: list[FactReference]
    """The facts that this one refers to."""


class StoryEntry(NamedTuple):
    """A proven story as it is written into the store."""

    id: str
    text: str
    sha256: str
    sentences: int
    """Number of sentences."""
    lost: set[FactKey]
    """Facts that are lost because of a reported problem."""
    facts: list[StatedFact]
    """Its facts, in the order of its claims."""
    proven: bytes
    """The `ProvenStory`, packed."""


def prove_story(folder: Path) -> tuple[list[SeedProblem], StoryEntry | None]:
    """Read and prove the story in a folder; return its problems, and the entry for the store if it can be read."""
    problems: list[SeedProblem] = []
    story = read_story(folder, problems)
    if story is None:
        return problems, None
    proven = ProvenStory(story, list(claims(story)))
    for claim in proven.claims:
        check_units(claim)
    _find_mentions(proven)
    story.problems = []
    sha256 = proven.claims[0].values["text_sha256"]
    facts = [_stated_fact(claim) for claim in proven.claims]
    lost = story.validation.lost
    return problems, StoryEntry(story.id, story.text, sha256, len(story.sentences), lost, facts, proven.packed())


def pickled(value: Any) -> bytes:
    """Write what `pickle.loads` reads."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _stated_fact(claim: Claim) -> StatedFact:
    values = {name: claim.values[name] for name in _ASKED.get(claim.collection, claim.values)}
    addition = (
        LaterEvidence(claim.story.id, claim.evidence, claim.disputed, claim.mentions) if claim.kind.mergeable else None
    )
    references = references_of(claim.collection, values)
    return StatedFact(*claim.key, pickled(values), pickled(addition) if addition else None, references)


def references_of(collection: str, values: dict[str, Any]) -> list[FactReference]:
    """Return the pointers among the values of a fact."""
    return [
        (collection, field, str(values[field])) for field in _REFERENCE_FIELDS[collection] if values[field] is not None
    ]


def _find_mentions(proven: ProvenStory) -> None:
    """Note which entities have their evidence inside each claim's; the evidence of a source is all of its text."""
    places = sorted(_entity_spans(proven.claims))
    starts = [span.start for span, _ in places]
    for claim in proven.claims:
        spans = [Span(proof.start, proof.end) for proof in claim.evidence]
        if claim.collection == "sources":
            spans = [Span(0, len(proven.story.text))]
        found: dict[str, None] = {}
        for outer in spans:
            first, after = bisect_left(starts, outer.start), bisect_left(starts, outer.end)
            found |= {entity: None for span, entity in places[first:after] if outer.holds(span)}
        if claim.collection == "entities":
            found.pop(claim.id, None)
        claim.mentions = list(found)


def _entity_spans(claims: Iterable[Claim]) -> Iterable[tuple[Span, str]]:
    """Yield where the text speaks of which entity."""
    for claim in claims:
        if claim.collection == "entities":
            yield from ((Span(proof.start, proof.end), claim.id) for proof in claim.evidence if proof.supports is None)
