"""Qualifiers: words around a number that make it a bound or an approximation, such as "over", "about", "or more".

>>> read_leading(PhraseReader("just over 200"))
Qualifier(comparator='gt', approximate=True)
"""

from dataclasses import dataclass, replace
from typing import Literal

from app.facts.quantity.phrases import PhraseReader, Wordings

Comparator = Literal["eq", "gt", "lt", "ge", "le"]


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A bound on the true number, or an approximation, for which `comparator` is None."""

    comparator: Comparator | None
    approximate: bool = False


EXACT = Qualifier("eq")
OVER = Qualifier("gt")
UNDER = Qualifier("lt")
AT_LEAST = Qualifier("ge")
AT_MOST = Qualifier("le")
ABOUT = Qualifier(None, approximate=True)
JUST_OVER = Qualifier("gt", approximate=True)
NEARLY = Qualifier("lt", approximate=True)

LEADING = Wordings(
    {
        EXACT: "exactly | precisely | all | all the | fully",
        OVER: "over | more than | above | exceeding | exceed | exceeds | exceeded | in excess of | upwards of"
        " | upward of | surpassing | surpass | surpasses | surpassed | topping | topped | beyond | north of"
        " | greater than | higher than | larger than | longer than | well over | well above | well beyond"
        " | far more than | much more than | > | at more than | at over",
        UNDER: "fewer than | less than | under | below | beneath | lower than | smaller than | shorter than"
        " | well under | well below | far fewer than | far less than | much less than | south of | <",
        AT_LEAST: "at least | no fewer than | no less than | not less than | not fewer than | no lower than"
        " | not lower than | a minimum of | minimum of | minimum | as few as | as little as | as low as | >= | ≥ | ⩾"
        " | greater than or equal to | more than or equal to",
        AT_MOST: "at most | at the most | up to | no more than | not more than | no higher than"
        " | not exceeding | a maximum of | maximum of | maximum | as many as | as much as | as high as | <= | ≤ | ⩽"
        " | less than or equal to | fewer than or equal to",
        ABOUT: "approximately | about | around | some | roughly | circa | c. | ca. | ca | approx | approx."
        " | an estimated | estimated | ~ | ∼ | ≈ | in the region of | in the order of | on the order of"
        " | in the neighbourhood of | in the neighborhood of | in the vicinity of | something like"
        " | more or less | an approximate",
        JUST_OVER: "just over | just above | just more than | slightly over | slightly above"
        " | slightly more than | slightly higher than | a little over | a little above | a little more than"
        " | little more than | little over | a bit over | a bit more than | marginally over | marginally more than",
        NEARLY: "nearly | almost | close to | nearing | approaching | just under | just below | just short of"
        " | just shy of | just less than | just fewer than | slightly under | slightly below"
        " | slightly less than | slightly fewer than | slightly lower than | a little under | a little below"
        " | a little less than | a little fewer than | a bit under | a bit less than | marginally under"
        " | marginally less than",
    }
)

_IDLE = Wordings(
    {
        "": "the | only | just | a total of | total of | the total of | in total | altogether | a mere | a combined"
        " | a record | a record breaking | a record high of | an all-time high of | an unprecedented | a whopping"
        " | a staggering | an impressive"
    }
)
"""Words before a number or before its qualifier that change neither."""

OPENING = (LEADING, _IDLE)
"""The tables of words that can stand before a number."""

_TRAILING = Wordings(
    {
        EXACT: "in total | in all | altogether | exactly",
        AT_LEAST: "or more | or above | or over | or higher | or greater | or longer | or larger | and above"
        " | and over | and more | and up | at least | plus | +",
        AT_MOST: "or fewer | or less | or below | or under | or lower | or shorter | or smaller | and below"
        " | and under | at most | at the most",
        ABOUT: "or so | or thereabouts | odd",
    }
)


def read_leading(reader: PhraseReader) -> Qualifier | None:
    """Read the qualifier before a number; None where there is none.

    "at least about 50" is both at once; of any other two, one stays unread: "nearly over", "not over".
    """
    qualifier = reader.take(LEADING)
    if qualifier is None and reader.skip(_IDLE):
        qualifier = reader.take(LEADING)
    if qualifier in (OVER, UNDER, AT_LEAST, AT_MOST):
        after = reader.at
        if reader.take(LEADING) == ABOUT:
            return replace(qualifier, approximate=True)
        reader.at = after
    return qualifier


def read_trailing(reader: PhraseReader) -> Qualifier | None:
    """Read the qualifier after a number or after its unit; None where there is none."""
    return reader.take(_TRAILING)
