"""Checks of merged facts: complete, and in keeping with each other."""

from collections.abc import Iterable

from app.seed.counted import check_units
from app.seed.figures import check_figure
from app.seed.merge import Key, MergedFact, agree, shown
from app.seed.modes import check_mode
from app.seed.references import check_references


def check_facts(facts: dict[Key, MergedFact], lost: Iterable[Key]) -> None:
    """Report required fields that no source gives, and references that do not hold.

    `lost` are facts of which a mistake is reported already, so that they are not among `facts`, or not whole.
    """
    for key, fact in facts.items():
        first = fact.claims[0]
        for field in type(first.record).required:
            if fact.values[field] is None and key not in lost:
                first.story.report((*first.loc, field), "nothing", "write it; no source gives it")
        match fact.collection:
            case "metrics":
                check_figure(first, facts)
            case "statements":
                check_mode(first)
        for claim in fact.claims:
            check_units(claim)
            for one in claim.disputed:
                if agree(fact.values[one.field], one.value):
                    found = f"{shown(one.value)}, which is the value that is served"
                    claim.story.report(one.loc, found, "leave it out, as it contradicts nothing; keep its evidence")
    check_references(facts, lost)
