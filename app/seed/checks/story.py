"""Checks of what a story tells against what all of them together say: complete, and in keeping with each other."""

import re

from app.seed.checks.metrics import check_metric
from app.seed.checks.references import check_references
from app.seed.merging.merge import agree, shown
from app.seed.merging.story_facts import StoryFacts
from app.seed.proof.claims import Claim

REACH = 10
"""How many code points before a quotation are looked at."""

_BEGINNING = re.compile(r"(?:[“«‘\"'([]|[.!?…:;,–—-]\s?)\s*$")
"""Characters before the start of a quotation, a sentence or a clause."""


def check_facts(facts: StoryFacts) -> None:
    """Report required fields that no source gives, and references that do not hold."""
    for fact in facts.own:
        claim = fact.claim
        assert claim, "it is the story's own"
        for field in claim.kind.required if fact.is_first else ():
            if fact.values[field] is None and claim.key not in facts.lost:
                claim.story.report((*claim.loc, field), "nothing", "write it; no source gives it")
        match fact.collection:
            case "metrics":
                check_metric(claim, facts)
            case "statements":
                check_mode(claim)
        for one in claim.disputed:
            if agree(fact.values[one.field], one.value):
                found = f"{shown(one.value)}, which is the value that is served"
                claim.story.report(one.loc, found, "leave it out, as it contradicts nothing; keep its evidence")
    check_references(facts)


def check_mode(claim: Claim) -> None:
    """Report a direct quotation that the source does not quote, and a quoted one that is called something else."""
    mode, words = claim.values["mode"], claim.quoted.get((*claim.loc, "text"))
    if words is None:
        return
    quoted = claim.story.quotations.hold(words)
    if mode == "direct" and not quoted:
        todo = "write indirect or narrated, or as text what stands between the marks"
        claim.story.report((*claim.loc, "mode"), "direct, where the text does not stand in quotation marks", todo)
    elif mode == "direct" and not _BEGINNING.search(claim.story.text[max(0, words.start - REACH) : words.start]):
        todo = "start the text where the quotation, or a sentence or clause of it, starts"
        claim.story.report(
            (*claim.loc, "text"), f"{claim.values['text']!r}, which starts in the middle of a clause", todo
        )
    elif mode != "direct" and quoted:
        todo = "write direct, or as text the words that report the quotation"
        claim.story.report((*claim.loc, "mode"), f"{mode}, where the text stands in quotation marks", todo)
