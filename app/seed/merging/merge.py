"""Merging: what several sources state of the same fact becomes one fact.

A later source adds its evidence and what the earlier ones left open, and may make a date more precise. It can't change
a value: a contradiction is a problem that shows both passages, unless the curator declares it as `disputed`.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from app.facts.date.parse import Dates, refine
from app.facts.quantity.parse import Quantity
from app.seed.proof.claims import Claim, Disputed, Proof


@dataclass
class LaterEvidence:
    """Evidence and values that a later story adds to a fact."""

    source: str
    evidence: list[Proof]
    disputed: list[Disputed]
    mentions: list[str]


@dataclass
class MergedFact:
    """A fact as all its sources together state it, seen from one of them."""

    collection: str
    id: str
    source: str
    """Id of the source that states it first."""
    values: dict[str, Any]
    """What all of them say."""
    claim: Claim | None = None
    """What this one states of it, if it does."""
    later: list[LaterEvidence] = field(default_factory=list)
    """What the others add, where this one is the first."""

    @property
    def is_first(self) -> bool:
        """Whether this source states it first."""
        return self.claim is not None and self.claim.story.id == self.source

    @property
    def parts(self) -> list[Claim | LaterEvidence]:
        """Its claim or later evidence, source by source."""
        return [*([self.claim] if self.claim else []), *self.later]

    @property
    def evidence(self) -> list[Proof]:
        """All the words that it rests on."""
        return [proof for part in self.parts for proof in part.evidence]


def contradictions(values: dict[str, Any], later: dict[str, Any]) -> list[str]:
    """Add to the values of a fact what a later story says of them; return the fields that it contradicts."""
    found = []
    for name, said in later.items():
        merged = _merged(values[name], said)
        if merged is None and said not in (None, []):
            found.append(name)
        else:
            values[name] = merged
    return found


def report_contradiction(claim: Claim, name: str, value: Any, earlier: Claim) -> None:
    """Report a field in which a claim contradicts a value that an earlier one gave first."""
    claim.story.report(
        (*claim.loc, name),
        f"{shown(claim.values[name])}{_by_words(claim, name)}, where the source {earlier.story.id} has "
        f"{shown(value)}{_by_words(earlier, name)}",
        "correct the one that is misread; leave this one out if it only words the same differently; "
        "declare it in `disputed` if the sources contradict each other",
    )


def report_twin(claim: Claim, source: str) -> None:
    """Report a claim of what another source has under the same id, though it is never the same."""
    claim.story.report(
        (*claim.loc, "id"),
        f"{claim.id!r}, which the source {source} has already",
        "choose another id: two sources' statements and figures are never one",
    )


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
