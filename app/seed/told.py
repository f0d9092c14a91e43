"""What one story tells, worked out without any other: its claims, and what is wrong with it alone."""

import pickle
import zlib
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.facts.evidence import Span
from app.seed.claims import Claim, Key, claims
from app.seed.problems import Problem
from app.seed.stories import Story, read_story


@dataclass
class Told:
    """A story with all that it states."""

    story: Story
    claims: list[Claim]

    def packed(self) -> bytes:
        """Write it as few bytes."""
        return zlib.compress(pickle.dumps(self, pickle.HIGHEST_PROTOCOL), 1)

    @staticmethod
    def unpacked(packed: bytes) -> "Told":
        """Read what `packed` has written."""
        told: Told = pickle.loads(zlib.decompress(packed))  # noqa: S301  (it is ours)
        return told

    @property
    def lost(self) -> set[Key]:
        """What it states of which nothing is left."""
        return self.story.validation.lost


def tell(folder: Path) -> tuple[list[Problem], bytes | None]:
    """Read the story in a folder; return what is wrong with it, and what it tells, packed, if it can be read."""
    problems: list[Problem] = []
    story = read_story(folder, problems)
    if story is None:
        return problems, None
    told = Told(story, list(claims(story)))
    _find_mentions(told)
    found, story.problems = problems, []
    return found, told.packed()


def _find_mentions(told: Told) -> None:
    """Note which entities have their evidence inside each claim's; the evidence of a source is all of its text."""
    places = sorted(_entity_spans(told.claims))
    for claim in told.claims:
        wholes = [Span(proof.start, proof.end) for proof in claim.evidence]
        if claim.collection == "sources":
            wholes = [Span(0, len(told.story.text))]
        found: dict[str, None] = {}
        for whole in wholes:
            first = bisect_left(places, whole.start, key=_start)
            after = bisect_left(places, whole.end, key=_start)
            found |= {entity: None for span, entity in places[first:after] if whole.holds(span)}
        if claim.collection == "entities":
            found.pop(claim.id, None)
        claim.mentions = list(found)


def _entity_spans(claims: Iterable[Claim]) -> Iterable[tuple[Span, str]]:
    """Yield where the text speaks of which entity."""
    for claim in claims:
        if claim.collection == "entities":
            yield from ((Span(proof.start, proof.end), claim.id) for proof in claim.evidence if proof.supports is None)


def _start(place: tuple[Span, str]) -> int:
    return place[0].start
