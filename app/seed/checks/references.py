"""References: every id leads to a fact of the right kind, and the words that state a fact speak of those it names."""

import re
from collections.abc import Iterator

from app.facts.evidence import Span, Spans
from app.seed.files.fields import Ref
from app.seed.files.problems import Loc, one_of
from app.seed.merging.story_facts import StoryFacts
from app.seed.proof.claims import Claim, FactKey, Proof, leaves

ReferenceProblem = tuple[str, str]
"""The `found` and the `do` of a problem."""

_PRONOUN = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
_NAME = re.compile(r"\b(?!(?:He|She|They|It|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)[A-ZÀ-Þ]")


def check_references(facts: StoryFacts) -> None:
    """Report ids that lead nowhere, to a fact of the wrong kind, or to one that the evidence does not speak of."""
    mentions = _Mentions(facts)
    for fact in facts.own:
        assert fact.claim, "it is the story's own"
        for loc, field, ref, evidence in _references(fact.claim):
            problem = _dangling(ref, fact.claim, facts) or mentions.unspoken(ref, field, loc, evidence, fact.claim)
            if problem:
                facts.story.report(loc, *problem)


def _references(claim: Claim) -> Iterator[tuple[Loc, str, Ref, list[Proof]]]:
    """Yield each id in a claim, with its place, its field and the words that have to bear it out."""
    values = [((*claim.loc, field), field, value, claim.evidence) for field, value in claim.values.items()]
    values += [(one.loc, one.field, one.value, one.evidence) for one in claim.disputed]
    for loc, field, value, evidence in values:
        for place, leaf in leaves(value, loc) if isinstance(value, (Ref, dict, list)) else ():
            if isinstance(leaf, Ref):
                yield place, field, leaf, evidence


def _dangling(ref: Ref, claim: Claim, facts: StoryFacts) -> ReferenceProblem | None:
    """Say what is wrong with an id and what to do, if something is."""
    key = (ref.collection, str(ref))
    fact = facts.get(key)
    if fact is None and key not in facts.lost:
        return f"{str(ref)!r}, which no source has among its {ref.collection}", one_of(ref, facts.ids(ref.collection))
    if key == claim.key:
        return f"{str(ref)!r}, which is this fact itself", "name another one, or leave it out"
    kind = fact.values.get("kind") if fact else None
    if ref.kind and kind and kind != ref.kind:
        return f"{str(ref)!r}, which is of kind {kind}", f"name an entity of kind {ref.kind}"
    return None


class _Mentions:
    """Where a source speaks of which fact."""

    def __init__(self, facts: StoryFacts) -> None:
        self._facts = facts
        self._passages: dict[FactKey, Spans] = {}

    def _of(self, target: FactKey) -> Spans:
        """Return the passages that speak of a fact; of a figure, only those that have the number."""
        if target not in self._passages:
            fact = self._facts.get(target)
            proofs = fact.evidence if fact else []
            is_metric = target[0] == "metrics"
            spans = [Span(one.start, one.end) for one in proofs if not is_metric or one.supports == "quantity"]
            self._passages[target] = Spans(spans)
        return self._passages[target]

    def unspoken(self, ref: Ref, field: str, loc: Loc, evidence: list[Proof], claim: Claim) -> ReferenceProblem | None:
        """Say so if no evidence speaks of what an id names, nor implies it; words quoted for the id alone have to."""
        target = (ref.collection, str(ref))
        quoted = claim.quoted.get(loc[:-1])
        passages = self._of(target)
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
                f"{str(ref)!r}, which the quote does not mention",
                "quote the words that name it, or a pronoun for it",
            )
        return (
            f"{str(ref)!r}, which none of its evidence speaks of",
            f"add the words that say so; where they only imply it, with supports: {field}, basis: inferred and a note",
        )

    def _is_doubtful(self, claim: Claim, target: FactKey) -> bool:
        """Tell whether either fact is missing, or lacks evidence that is reported as wrong already."""
        fact = self._facts.get(target)
        both = [claim, *([fact.claim] if fact and fact.claim else [])]
        return fact is None or any(one.story.lacks_evidence(one.loc) for one in both)


def _is_pronoun(words: str) -> bool:
    """Tell whether words such as "he said on Thursday" name nobody but by a pronoun."""
    return bool(_PRONOUN.search(words)) and not _NAME.search(words)
