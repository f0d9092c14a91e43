"""Check of how a statement is reported: what is quoted stands in quotation marks, and nothing else does."""

import re

from app.seed.proof.claims import Claim

REACH = 10
"""How many code points before a quotation are looked at."""

_BEGINNING = re.compile(r"(?:[“«‘\"'([]|[.!?…:;,–—-]\s?)\s*$")
"""What stands before the beginning of a quotation, of a sentence or of a clause."""


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
        todo = "begin where what is quoted, or a sentence or clause of it, begins"
        claim.story.report((*claim.loc, "text"), f"{claim.values['text']!r}, which leaves out how it begins", todo)
    elif mode != "direct" and quoted:
        todo = "write direct, or as text the words that report the quotation"
        claim.story.report((*claim.loc, "mode"), f"{mode}, where the text stands in quotation marks", todo)
