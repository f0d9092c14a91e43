"""Merging: what several sources state of the same fact becomes one fact.

A later source adds its evidence and what the earlier ones left open, and may make a date more precise. It can't change
a value: a contradiction is a problem that shows both passages, unless the curator declares it as `disputed`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.facts.dates import Dates, refine
from app.facts.quantities import Quantity
from app.seed.claims import Claim
from app.seed.stories import Story

Key = tuple[str, str]
"""A collection and an id in it."""


class MergedFact:
    """A fact as all its sources together state it."""

    def __init__(self, first: Claim) -> None:
        self.collection = first.collection
        self.id = first.id
        self.claims = [first]
        self.values = dict(first.values)
        self.evidence = list(first.evidence)
        self.disputed = list(first.disputed)

    @property
    def story(self) -> Story:
        """The story that states it first."""
        return self.claims[0].story

    @property
    def sources(self) -> set[str]:
        """Ids of the sources that state it."""
        return {claim.story.id for claim in self.claims}

    def add(self, claim: Claim) -> None:
        """Add what a later story states."""
        for field, said in claim.values.items():
            known = self.values[field]
            merged = _merged(known, said)
            if merged is None and said not in (None, []):
                self._contradiction(claim, field)
            else:
                self.values[field] = merged
        self.claims.append(claim)
        self.evidence += claim.evidence
        self.disputed += claim.disputed

    def _contradiction(self, claim: Claim, field: str) -> None:
        earlier = next(one for one in self.claims if one.values[field] not in (None, []))
        claim.story.report(
            (*claim.loc, field),
            f"{shown(claim.values[field])}{_by_words(claim, field)}, where the source {earlier.story.id} has "
            f"{shown(self.values[field])}{_by_words(earlier, field)}",
            "correct the one that is misread; leave this one out if it only words the same differently; "
            "declare it in `disputed` if the sources contradict each other",
        )


def merge(claims: Iterable[Claim]) -> dict[Key, MergedFact]:
    """Return one fact for each id, in the order of first mention; contradictions become problems of the later story."""
    facts: dict[Key, MergedFact] = {}
    for claim in claims:
        key = (claim.collection, claim.id)
        if key not in facts:
            facts[key] = MergedFact(claim)
        elif claim.record.mergeable:
            facts[key].add(claim)
        else:
            claim.story.report(
                (*claim.loc, "id"),
                f"{claim.id!r}, which the source {facts[key].story.id} has already",
                "choose another id: two sources' statements and figures are never one",
            )
    return facts


def _merged(known: Any, said: Any) -> Any:
    """Return what two values say together; None where they contradict each other, or where neither says anything."""
    if said in (None, []) or agree(known, said):
        return known
    match known, said:
        case None | [], _:
            return said
        case list(), list():
            return [*known, *(item for item in said if item not in known)]
        case dict(), dict():
            parts = {name: _merged(value, said[name]) for name, value in known.items()}
            return parts if all(parts[name] is not None or said[name] is None for name in parts) else None
        case Dates(), Dates():
            return _merged_dates(known, said)
        case _:
            return None


def _merged_dates(known: Dates, said: Dates) -> Dates | None:
    """Make a date more precise by another; the one whose words say it all stays as it is."""
    edtf = refine(known.edtf, said.edtf) if known.edtf and said.edtf else known.edtf or said.edtf
    for one in (known, said):
        if edtf == one.edtf:
            return one
    inferred = "inferred" in (known.basis, said.basis)
    return Dates.of(known.text, edtf, "inferred" if inferred else "stated") if edtf else None


def agree(known: Any, said: Any) -> bool:
    """Tell whether two values are the same; a quantity or a date may be worded in two ways."""
    match known, said:
        case Quantity(), Quantity():
            return replace(known, text=said.text) == said
        case Dates(edtf=str()), Dates():
            return known.edtf == said.edtf
        case _:
            return bool(known == said)


def shown(value: Any) -> str:
    """Return a value as a report shows it."""
    return value.edtf or value.text if isinstance(value, Dates) else repr(getattr(value, "text", value))


def _by_words(claim: Claim, field: str) -> str:
    passage = claim.passage(field)
    return f" by the words “{passage}”" if passage else ""
