"""Check of units that a quote does not have itself: other words of the evidence have to say what is counted."""

import re
from collections.abc import Iterator
from contextlib import suppress

from app.facts.quantity.nouns import singular
from app.facts.quantity.parse import Quantity, parse_quantity
from app.facts.quantity.phrases import PhraseReader, QuantityError
from app.facts.quantity.units import read_unit
from app.facts.quote_context import counted_beside
from app.seed.files.problems import Loc
from app.seed.proof.claims import Claim, leaves

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+[23]?|[%×]")
_LONGEST = 3
"""Words of a measure at the most: "twenty foot equivalent units" is no unit that a quote leaves out."""


def check_units(claim: Claim) -> None:
    """Report units that are neither the singular of words of the evidence nor a measure that it names."""
    disputed = [(one.loc, one.value, one.evidence) for one in claim.disputed]
    for loc, value, own in [(claim.loc, claim.values, []), *disputed]:
        for place, leaf in leaves(value, loc):
            if isinstance(leaf, Quantity) and leaf.unit and not parse_quantity(leaf.text).unit:
                words = " ".join(proof.exact for proof in [*claim.evidence, *own])
                if not _says(words, leaf.unit) and not claim.story.lacks_evidence(claim.loc):
                    todo = (
                        "write the singular of the noun that is counted; quote that noun as evidence where none has it"
                    )
                    claim.story.report(
                        (*place, "unit"), f"the unit {leaf.unit!r}, which no evidence of this fact names", todo
                    )
                else:
                    _check_beside(claim, place, leaf.unit)


def _check_beside(claim: Claim, place: Loc, unit: str) -> None:
    """Report a unit that is not what the words right after the number say is counted, unless a note says that it is."""
    span = claim.quoted.get(place)
    if span is None or claim.notes(span):
        return
    beside = counted_beside(span, claim.story.text)
    if beside and not any(one.endswith(unit) for one in beside):
        todo = "write what is counted, or quote its number; or say in `note` why it is the same"
        claim.story.report(
            (*place, "unit"), f"{unit!r}, where what follows the number is {min(beside, key=len)!r}", todo
        )


def _says(words: str, unit: str) -> bool:
    """Tell whether words name a unit: "1,500 enterprises" an enterprise, "80,000 sq m" a square metre."""
    counted = {singular(word) or word for word in _WORD.findall(words)}
    return set(unit.split()) - {"or"} <= counted or unit in _measures(words)


def _measures(words: str) -> Iterator[str | None]:
    parts = _PART.findall(words)
    for at in range(len(parts)):
        with suppress(QuantityError):
            yield read_unit(PhraseReader(" ".join(parts[at : at + _LONGEST])))
