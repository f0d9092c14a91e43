"""References: every id leads to a fact of the right kind, and the words that state a fact speak of those it names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from app.facts.evidence import Span
from app.models.fact import Evidence
from app.seed.claims import Claim, leaves
from app.seed.fields import Ref
from app.seed.merge import Key, MergedFact
from app.seed.problems import Loc, one_of
from app.seed.spans import Spans

Finding = tuple[str, str]
"""What was found, and what to do."""

_PRONOUN = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
_NAME = re.compile(r"\b(?!(?:He|She|They|It|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)[A-ZÀ-Þ]")


def check_references(facts: dict[Key, MergedFact], lost: Iterable[Key]) -> None:
    """Report ids that lead nowhere, to a fact of the wrong kind, or to one that the evidence does not speak of."""
    mentions = _Mentions(facts)
    known = facts.keys() | set(lost)
    for fact in facts.values():
        for claim in fact.claims:
            for loc, field, ref, evidence in _references(claim):
                problem = _dangling(ref, claim, facts, known) or mentions.unspoken(ref, field, loc, evidence, claim)
                if problem:
                    claim.story.report(loc, *problem)


def _references(claim: Claim) -> Iterator[tuple[Loc, str, Ref, list[Evidence]]]:
    """Yield each id in a claim, with its place, its field and the words that have to bear it out."""
    values = [((*claim.loc, field), field, value, claim.evidence) for field, value in claim.values.items()]
    values += [(one.loc, one.field, one.value, one.evidence) for one in claim.disputed]
    for loc, field, value, evidence in values:
        for place, leaf in leaves(value, loc):
            if isinstance(leaf, Ref):
                yield place, field, leaf, evidence


def _dangling(ref: Ref, claim: Claim, facts: dict[Key, MergedFact], known: Iterable[Key]) -> Finding | None:
    """Say what is wrong with an id and what to do, if something is."""
    key = (ref.collection, str(ref))
    if key not in known:
        ids = [name for collection, name in known if collection == ref.collection]
        return f"{str(ref)!r}, which no source has among its {ref.collection}", one_of(ref, sorted(ids))
    if key == (claim.collection, claim.id):
        return f"{str(ref)!r}, which is this fact itself", "name another one, or leave it out"
    kind = facts[key].values.get("kind") if key in facts else None
    if ref.kind and kind and kind != ref.kind:
        return f"{str(ref)!r}, which is of kind {kind}", f"name an entity of kind {ref.kind}"
    return None


class _Mentions:
    """Where the sources speak of which fact."""

    def __init__(self, facts: dict[Key, MergedFact]) -> None:
        self._facts = facts

    @cached_property
    def _passages(self) -> dict[tuple[Key, str], Spans]:
        """The passages by fact and source; a source speaks of a figure only where it has the number."""
        spans = defaultdict(list)
        for key, fact in self._facts.items():
            for proof in fact.evidence:
                if fact.collection != "metrics" or proof.supports == "quantity":
                    spans[key, proof.source].append(Span(proof.start, proof.end))
        return {place: Spans(found) for place, found in spans.items()}

    def unspoken(self, ref: Ref, field: str, loc: Loc, evidence: list[Evidence], claim: Claim) -> Finding | None:
        """Say so if no evidence speaks of what an id names, nor implies it; words quoted for the id alone have to."""
        target = (ref.collection, str(ref))
        quoted = claim.quoted.get(loc[:-1])
        passages = self._passages.get((target, claim.story.id), Spans([]))
        if quoted:
            spoken = passages.meet(quoted) or _is_pronoun(claim.story.text[quoted.start : quoted.end])
        else:
            own = [proof for proof in evidence if proof.basis == "stated" or proof.supports == field]
            spoken = any(passages.meet(Span(proof.start, proof.end)) for proof in own)
            spoken |= any(_is_pronoun(proof.exact) for proof in own if proof.basis == "inferred")
            spoken |= field == "speaker" and _is_pronoun(claim.values["cue"] or "")
        if spoken or self._is_doubtful(claim, target):
            return None
        if quoted:
            return (
                f"{str(ref)!r}, of whom the quote does not speak",
                "quote the words that name it, or a pronoun for it",
            )
        return (
            f"{str(ref)!r}, which none of its evidence speaks of",
            f"add the words that say so; where they only imply it, with supports: {field}, basis: inferred and a note",
        )

    def _is_doubtful(self, claim: Claim, target: Key) -> bool:
        """Tell whether either fact is missing, or lacks evidence that is reported as wrong already."""
        there = self._facts[target].claims if target in self._facts else []
        return not there or any(
            one.story.lacks_evidence(one.loc) for one in (claim, *there) if one.story is claim.story
        )


def _is_pronoun(words: str) -> bool:
    """Tell whether words such as "he said on Thursday" name nobody but by a pronoun."""
    return bool(_PRONOUN.search(words)) and not _NAME.search(words)
