"""Checks of what a story tells against what all of them together say: complete, and in keeping with each other."""

from app.seed.checks.metrics import check_figure
from app.seed.checks.references import check_references
from app.seed.merging.merge import agree, shown
from app.seed.merging.story_facts import Facts
from app.seed.modes import check_mode


def check_facts(facts: Facts) -> None:
    """Report required fields that no source gives, and references that do not hold."""
    for fact in facts.own:
        claim = fact.claim
        assert claim, "it is the story's own"
        for field in claim.kind.required if fact.is_first else ():
            if fact.values[field] is None and claim.key not in facts.lost:
                claim.story.report((*claim.loc, field), "nothing", "write it; no source gives it")
        match fact.collection:
            case "metrics":
                check_figure(claim, facts)
            case "statements":
                check_mode(claim)
        for one in claim.disputed:
            if agree(fact.values[one.field], one.value):
                found = f"{shown(one.value)}, which is the value that is served"
                claim.story.report(one.loc, found, "leave it out, as it contradicts nothing; keep its evidence")
    check_references(facts)
