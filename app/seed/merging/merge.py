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
    """The merged values of all sources."""
    claim: Claim | None = None
    """The claim of this story, if it makes one."""
    later: list[LaterEvidence] = field(default_factory=list)
    """The evidence that later stories add, if this story states the fact first."""

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
    for name, other in later.items():
        merged = _merged(values[name], other)
        if merged is None and other not in (None, []):
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


def _merged(known: Any, other: Any) -> Any:
    """Return what two values say together; None where they contradict each other, or where neither says anything."""
    if other in (None, []) or agree(known, other):
        return known
    match known, other:
        case None | [], _:
            return other
        case list(), list():
            return [*known, *(item for item in other if item not in known)]
        case dict(), dict():
            parts = {name: _merged(value, other[name]) for name, value in known.items()}
            return parts if all(parts[name] is not None or other[name] is None for name in parts) else None
        case Dates(), Dates():
            return _merged_dates(known, other)
        case _:
            return None


def _merged_dates(known: Dates, other: Dates) -> Dates | None:
    """Make a date more precise by another; the one whose words say it all stays as it is."""
    edtf = refine(known.edtf, other.edtf) if known.edtf and other.edtf else known.edtf or other.edtf
    for one in (known, other):
        if edtf == one.edtf:
            return one
    inferred = "inferred" in (known.basis, other.basis)
    return Dates.of(known.text, edtf, "inferred" if inferred else "stated") if edtf else None


def agree(known: Any, other: Any) -> bool:
    """Tell whether two values are the same; a quantity or a date may be worded in two ways."""
    match known, other:
        case Quantity(), Quantity():
            return replace(known, text=other.text) == other
        case Dates(edtf=str()), Dates():
            return known.edtf == other.edtf
        case _:
            return bool(known == other)


def shown(value: Any) -> str:
    """Return a value as a report shows it."""
    return value.edtf or value.text if isinstance(value, Dates) else repr(getattr(value, "text", value))


def _by_words(claim: Claim, field: str) -> str:
    passage = claim.passage(field)
    return f" by the words “{passage}”" if passage else ""
