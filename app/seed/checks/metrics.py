"""Checks of metrics: the number is of the kind that is said, and what is said of it reaches its sentence."""

import re
from bisect import bisect_right

from app.facts.evidence import Span
from app.facts.negations import find_forecast
from app.facts.quantity import units
from app.facts.quantity.parse import Quantity
from app.seed.merging.story_facts import StoryFacts
from app.seed.proof.claims import Claim

WAYS = {
    "up": re.compile(
        r"\b(?:rose|risen|rises|grew|grown|grows|gained|increase[sd]|surge[sd]|jump(?:s|ed)|climb(?:s|ed)|soar(?:s|ed)"
        r"|lift(?:s|ed)|swell(?:s|ed)|recover(?:s|ed)|rebound(?:s|ed)|expand(?:s|ed)|doubled|tripled"
        r"|up (?:by|from|[$€£¥]?[0-9]))",
        re.IGNORECASE,
    ),
    "down": re.compile(
        r"\b(?:fell|fallen|falls|drop(?:s|ped)|decline[sd]|decrease[sd]|shr[aiu]nks?|slump(?:s|ed)|plunge[sd]|halved|slid"
        r"|slip(?:s|ped)|ease[sd]|slow(?:s|ed)|dip(?:s|ped)|tumble[sd]|contract(?:s|ed)|reduce[sd]|lower(?:s|ed)"
        r"|weaken(?:s|ed)|narrow(?:s|ed)|trim(?:s|med)|slashe[sd]|down (?:by|from|to|[$€£¥]?[0-9]))",
        re.IGNORECASE,
    ),
}
"""The verbs that say which way a number went."""

REACHING = ("attribution", "period")
"""Fields whose words reach no further than their own sentence."""


def check_metric(claim: Claim, facts: StoryFacts) -> None:
    """Report what the number of a metric, or its place in the text, contradicts."""
    quantity, number = claim.values["quantity"], claim.quoted.get((*claim.loc, "quantity"))
    if quantity and number:
        _check_kind(claim, quantity)
        _check_direction(claim, quantity, facts)
        _check_reach(claim, number)
        if not claim.notes(number):
            _check_way(claim)
            _check_status(claim, number)
            _check_voice(claim, number)


def _check_kind(claim: Claim, quantity: Quantity) -> None:
    kinds, is_what = _kinds(quantity)
    if claim.values["kind"] not in kinds:
        found = f"{claim.values['kind']}, where “{quantity.text}” is {is_what}"
        claim.story.report((*claim.loc, "kind"), found, f"write {' or '.join(kinds)}, or quote other words")


def _check_status(claim: Claim, number: Span) -> None:
    """Report a number as actual that the words before it expect or plan, unless a note says that it is."""
    words = find_forecast(number, claim.story.text) if claim.values["status"] == "actual" else None
    if words:
        todo = "write expected or planned; or say in the `note` of the quantity why it is actual"
        claim.story.report((*claim.loc, "status"), f"actual, where the words are “{words}”", todo)


def _check_voice(claim: Claim, number: Span) -> None:
    """Report a number as the article's own that somebody is quoted with, unless a note says that it is."""
    if claim.values["attribution"] is None and claim.story.quotations.hold(number):
        todo = "name who says it in `attribution`; or say in the `note` of the quantity why it is the article's own"
        claim.story.report(
            (*claim.loc, "attribution"), "no attribution, although the number stands in quotation marks", todo
        )


def _kinds(quantity: Quantity) -> tuple[tuple[str, ...], str]:
    """Return the kinds that a metric of this quantity can have, and what the quantity is."""
    if quantity.currency_text:
        return ("money",), "an amount of money"
    match quantity.unit:
        case units.PERCENT:
            return ("share", "change"), "a percentage"
        case units.TIMES:
            return ("multiple", "change"), "a multiple"
        case _:
            return ("count", "area", "duration", "change"), "no money, percentage or multiple"


def _check_direction(claim: Claim, quantity: Quantity, facts: StoryFacts) -> None:
    """Compare the printed numbers of both ends of a change, where both are of the same unit."""
    change = claim.values["change"]
    if not change:
        return
    start = change["from"] and facts.get(("metrics", change["from"]))
    before = start and start.values["quantity"]
    if not before or None in (before.amount, quantity.amount):
        return
    if (before.unit, before.currency) != (quantity.unit, quantity.currency):
        return
    goes = "up" if quantity.amount > before.amount else "down" if quantity.amount < before.amount else "no change"
    if goes != change["direction"]:
        found = f"{change['direction']}, where from “{before.text}” to “{quantity.text}” is {goes}"
        todo = "write the direction that the numbers have, or name another metric to start from"
        claim.story.report((*claim.loc, "change", "direction"), found, todo)


def _check_way(claim: Claim) -> None:
    """Report a direction of which the words say only the other, unless a note says why."""
    change = claim.values["change"]
    if not change:
        return
    words = claim.passage("change")
    says = [way for way, verbs in WAYS.items() if verbs.search(words)]
    if says and change["direction"] not in says:
        found = f"{change['direction']}, where the words “{words}” say {says[0]}"
        todo = f"write {says[0]}; or quote the words that say {change['direction']} as evidence with `supports: change`"
        claim.story.report((*claim.loc, "change", "direction"), found, todo)


def _check_reach(claim: Claim, number: Span) -> None:
    """Report words that attribute or date a number from another sentence, unless that is an inference."""
    sentences = claim.story.sentences
    sentence = sentences[bisect_right(sentences, number.start, key=lambda span: span.start) - 1]
    proofs = [((*claim.loc, str(proof.supports)), proof) for proof in claim.evidence if proof.supports in REACHING]
    proofs += [(one.loc, proof) for one in claim.disputed for proof in one.evidence if one.field in REACHING]
    for loc, proof in proofs:
        if proof.basis == "stated" and not sentence.holds(Span(proof.start, proof.end)):
            claim.story.report(
                loc,
                f"“{proof.exact}”, which stands in another sentence than the number",
                "quote words of its own sentence; where others imply it, with basis: inferred and a note",
            )
