"""Checks of merged facts among each other: complete, and every id leads to a fact of the right kind."""

from collections.abc import Iterable, Iterator

from app.seed.claims import Claim, leaves
from app.seed.fields import Ref
from app.seed.merge import Key, MergedFact
from app.seed.problems import Loc, one_of


def check_facts(facts: dict[Key, MergedFact], lost: Iterable[Key]) -> None:
    """Report required fields that no source gives, and ids that lead nowhere or to a fact of the wrong kind.

    `lost` are facts of which a mistake is reported already, so that they are not among `facts`, or not whole.
    """
    known = facts.keys() | set(lost)
    for key, fact in facts.items():
        first = fact.claims[0]
        for field in type(first.record).required:
            if fact.values[field] is None and key not in lost:
                first.story.report((*first.loc, field), "nothing", "write it; no source gives it")
        for claim in fact.claims:
            for loc, ref in _references(claim):
                problem = _problem(ref, facts, known)
                if problem:
                    claim.story.report(loc, *problem)


def _references(claim: Claim) -> Iterator[tuple[Loc, Ref]]:
    """Yield each id in a claim, with its place."""
    values = [(claim.loc, claim.values), *((one.loc, one.value) for one in claim.disputed)]
    for loc, value in values:
        for place, leaf in leaves(value, loc):
            if isinstance(leaf, Ref):
                yield place, leaf


def _problem(ref: Ref, facts: dict[Key, MergedFact], known: Iterable[Key]) -> tuple[str, str] | None:
    """Say what is wrong with an id and what to do, if something is."""
    key = (ref.collection, str(ref))
    if key not in known:
        ids = [name for collection, name in known if collection == ref.collection]
        return f"{str(ref)!r}, which no source has among its {ref.collection}", one_of(ref, sorted(ids))
    kind = facts[key].values.get("kind") if key in facts else None
    if ref.kind and kind and kind != ref.kind:
        return f"{str(ref)!r}, which is of kind {kind}", f"name an entity of kind {ref.kind}"
    return None
