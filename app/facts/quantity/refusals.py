"""Refusals: words that a number phrase must not contain, each with the reason for the error message.

>>> str(RefusalError(PhraseReader("since 2015")))
"can't read 'since 2015' in 'since 2015': its words say when; quote the number phrase only"
"""

from itertools import pairwise
from typing import Any

from app.facts.quantity.currencies import names_currency
from app.facts.quantity.numbers import ONES, SCALES, TEENS, TENS
from app.facts.quantity.phrases import DASHES, PhraseReader, QuantityError, Wordings, joins, quoted
from app.facts.quantity.qualifiers import LEADING

_DATES = Wordings(
    {
        "a date": "January | February | March | April | May | June | July | August | September | October"
        " | November | December | Jan | Feb | Mar | Apr | Jun | Jul | Aug | Sep | Sept | Oct | Nov | Dec"
        " | Monday(s) | Tuesday(s) | Wednesday(s) | Thursday(s) | Friday(s) | Saturday(s) | Sunday(s)"
        " | B.C. | A.D. | BC | AD | CE | BCE | a.m. | p.m. | am | pm | o'clock"
    }
)

_NUMBERS = Wordings(
    {
        "": " | ".join(
            [
                *ONES,
                *TEENS,
                *TENS,
                "tens | zero | dozen(s) | score | scores | hundred(s) | thousand(s)",
                "million(s) | billion(s) | trillion(s)",
                "lakh(s) | crore(s) | half | halves | third(s) | quarter(s) | fifth(s) | tenth(s)",
                "twice | thrice | several | few",
            ]
        )
    }
)
"""Words that say another number is near."""

_MINUS = Wordings({"": " | ".join([*DASHES, "−", "minus", "negative"])})

_FIRST = Wordings(
    {
        "a quarter without 'of' may be three months": "a quarter | one quarter | three quarters | quarter(s)",
        "a slash may be a fraction, a rate or a date": "/",
        "a colon may be a time or a ratio": ":",
        "a bracket holds other words": "( | )",
        "a sum or a margin is not one number": "+ | ±",
        "the number breaks off": ".",
    }
)
"""Words whose reason is given even where another number follows."""

_REASONS = Wordings(
    {
        "a clause follows the number": (
            "who | whom | whose | which | that | where | when | while | is | are | was | were | be | been "
            "| being | has | have | had | will | would | can | could | may | might | shall | should | "
            "must | do | does | did | said"
        ),
        "words of comparison change the number": (
            "more | less | fewer | higher | lower | larger | greater | bigger | smaller | longer | "
            "shorter | better | worse | older | younger | as | than | another | others | ones | further | extra | "
            "increase(s) | decrease(s) | rise | drop | growth | decline | jump | surge | minus"
        ),
        "a rate is not a plain number": (
            "per | each | every | annually | apiece | daily | monthly | yearly | respectively | average | averaging "
            "| mbps | gbps | kbps | tbps"
        ),
        "an article may mean a rate or begin another phrase": "a | an",
        "a decade or an age is not a quantity": "s",
        "a negation may turn the number round": (
            "not | never | no | none | neither | nor | without | hardly | scarcely | barely | cannot | "
            "can't | don't | didn't | isn't | wasn't | nothing"
        ),
        "an ordinal is not a quantity": (
            "st | nd | rd | th | first | second | fourth | sixth | seventh | eighth | ninth"
        ),
        "its words say when": (
            "ago | later | earlier | before | after | since | until | till | during | now | today | "
            "yesterday | tomorrow | last | next | then | old | early | late"
        ),
        "a choice of two is not one number": "or | either | if",
        "a pound is a weight or a currency": "pound(s)",
        "its currency is not known, or said twice": (
            "dollar(s) | euro(s) | yuan | renminbi | yen | rupee(s) | peso(s) | dinar(s) | dirham(s) | "
            "riyal(s) | rial(s) | franc(s) | shilling(s) | ruble(s) | rouble(s) | pence | penny | pennies "
            "| cent(s) | fen | jiao | paise"
        ),
        "a property is no unit": (
            "strong | long | wide | tall | deep | high | thick | heavy | something | way | time | figure(s) | digit(s)"
        ),
        "the unit is not known": "degree(s) | degrees | celsius | fahrenheit",
        "its words belong to another part of the sentence": (
            "and | but | of | the | this | these | those | its | their | his | her | our | both | all | "
            "any | some | such | what | how | because | so | yet | only | also | just | about | around | "
            "nearly | almost | over | under | above | below | plus | too | times"
        ),
        "it counts no number": (
            "a number | a couple | several | few | a few | many | much | numerous | countless | couple | pair "
            "| number | majority | most"
        ),
        "one letter may mean several units or currencies": " | ".join("bcdefghijklmnopqrtuvwxyz"),
        "a percentage has no unit of its own": "percent | per cent | pct",
        "a word of place or a verb leads the number": (
            "from | to | by | in | on | at | for | with | within | among | between | into | onto | off | "
            "out | up | down | across | through | via | against | amid | near | past | reach | reached | "
            "reaching | hit | stood | totaled | totalled | totaling | totalling | worth"
        ),
    }
)


_ADVICE = "quote the number phrase only"


def stops_noun(reader: PhraseReader, *, in_compound: bool = True) -> bool:
    """Tell whether the next word can't be part of the noun that is counted.

    The first half of a compound may be any word but a number: "on-site events", not "two-day events".
    """
    halved = in_compound and joins(reader.tokens, reader.at + 1)
    if halved:
        return _sees(reader, _NUMBERS)
    return _sees(reader, _NUMBERS, _REASONS, _DATES, SCALES, LEADING) or names_currency(reader)


def _sees(reader: PhraseReader, *tables: Wordings[Any]) -> bool:
    return any(table.find(reader.tokens, reader.at) for table in tables)


class RefusalError(QuantityError):
    """The error for a phrase whose rest the reader can't take, after one number or before any.

    Its message is built only when shown: most are not, because many phrases are tried that nobody has quoted.
    """

    def __init__(self, reader: PhraseReader, *, after_number: bool = False) -> None:
        super().__init__()
        self._reader, self._after_number = reader, after_number

    def __str__(self) -> str:
        """Return one sentence with the reason and the remedy."""
        reader, after_number = self._reader, self._after_number
        phrase, tokens, at = quoted(reader.phrase), reader.tokens, reader.at
        if any(_DATES.find(tokens, place) for place in range(len(tokens))):
            return f"{phrase} looks like a date, not like a quantity: {_ADVICE}"
        if reader.done:
            return f"{phrase} ends before its number: quote the whole number phrase"
        if not after_number and _MINUS.find(tokens, at):
            todo = "of a change quote the number alone, and say in `change` which way it went"
            return f"{phrase} looks negative, as no number here is: {todo}"
        first = _FIRST.find(tokens, at)
        if not first and _numbers(reader) > (not after_number):
            return f"{phrase} holds two quantities: quote each alone"
        reason = first or _REASONS.find(tokens, at)
        why = reason[0] if reason else "these words are not known here"
        return f"can't read {quoted(reader.rest())} in {phrase}: {why}; {_ADVICE}"


def _numbers(reader: PhraseReader) -> int:
    """Count the numbers that the rest holds, in digits or in words: "3.2 billion" is one."""
    rest = range(reader.at, len(reader.tokens))
    numeric = [reader.tokens[at].kind == "number" or bool(_NUMBERS.find(reader.tokens, at)) for at in rest]
    return sum(now and not before for before, now in pairwise([False, *numeric]))
