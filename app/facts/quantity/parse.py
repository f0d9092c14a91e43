"""Number phrases of news stories, read as quantities: "over RMB 3.2 billion", "fewer than 100", "a third of exports".

>>> parse_quantity("more than 1,500 enterprises").lower
Decimal('1500')

Every word of the phrase must be accounted for, by a table or as the noun that is counted; what can't be read
beyond doubt is refused, for a wrong reading is worse than none. Reading goes from left to right:

    qualifier   currency   number   qualifier   currency or unit   noun    qualifier
    more than   US$        3.2 bn               dollars            buyers  or more
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import ConfigDict, WithJsonSchema

from app.facts.quantity import amounts, currencies, numbers, qualifiers, shares
from app.facts.quantity.amounts import AmountReading, read_amounts
from app.facts.quantity.currencies import Money, read_currency_after
from app.facts.quantity.numbers import plain
from app.facts.quantity.phrases import PhraseReader, QuantityError, Wordings, may_begin, quoted
from app.facts.quantity.qualifiers import ABOUT, EXACT, Comparator, Qualifier, read_leading, read_trailing
from app.facts.quantity.refusals import RefusalError
from app.facts.quantity.shares import read_multiple, read_share, read_vague
from app.facts.quantity.units import PERCENT, TIMES, name_unit, read_complement, read_noun, read_unit

__all__ = ["Comparator", "Quantity", "QuantityError", "parse_quantity"]


_ARTICLE = Wordings({"": "a | an"})

_OPENINGS = frozenset[str]().union(
    *(table.openings for table in (_ARTICLE, *currencies.OPENING, *numbers.OPENING, *amounts.OPENING, *shares.OPENING)),
)
"""Words that can begin a number after its qualifier, where it does not begin with digits."""

_BEGINNINGS = _OPENINGS.union(*(table.openings for table in qualifiers.OPENING))
"""Words that can begin a number phrase, those of qualifiers included."""

Amount = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""A decimal of at most 15 significant digits; in JSON a plain number, which a double gives back exactly."""


@dataclass(frozen=True)
class Quantity:
    """A number as the source qualifies it, with the bounds that its words allow."""

    __pydantic_config__ = ConfigDict(use_attribute_docstrings=True)

    text: str
    """The words that state the quantity, verbatim."""

    amount: Amount | None
    """The number in the words, fully scaled ("3.2 billion" is 3200000000); a share or percentage is 0-100.
    Null for a range and for words that give no number ("tens of thousands")."""

    comparator: Comparator | None
    """How the true number compares with `amount`: equal (`eq`), greater (`gt`), less (`lt`), greater or
    equal (`ge`), less or equal (`le`). Null where the words do not compare: an approximation, a range."""

    approximate: bool
    """Whether the words say that the number is not exact: "about", "nearly", "just over", "dozens"."""

    lower: Amount | None
    """The lowest number that the words allow. Null where they give no lower bound."""

    lower_inclusive: bool | None
    """Whether the true number may be `lower` itself. Null where there is no lower bound."""

    upper: Amount | None
    """The highest number that the words allow. Null where they give no upper bound."""

    upper_inclusive: bool | None
    """Whether the true number may be `upper` itself. Null where there is no upper bound."""

    unit: str | None
    """What is counted or measured, a singular noun: `seller`, `square metre`; `%` for shares and percentages,
    `times` for multiples. Null for money, for a bare number, and where the singular is in doubt."""

    currency: str | None
    """The ISO 4217 code of the currency. Null where it is not money, and where the words may mean several."""

    currency_text: str | None
    """The words that name the currency, verbatim: `RMB`, `$`, `yuan`. Null where it is not money."""

    currency_basis: Literal["stated", "inferred"] | None
    """`stated` where the words name the one currency; `inferred` where they name the likeliest of several: a
    bare `$` is taken for US dollars, `won` for South Korean won. Null where `currency` is null."""


def may_be_quantity(phrase: str) -> bool:
    """Tell quickly whether a phrase may be a quantity, from its first words; `parse_quantity` refuses all others."""
    if not may_begin(phrase, _BEGINNINGS):
        return False
    try:
        reader = PhraseReader(phrase)
    except QuantityError:  # it has too many words, or digits that are not read
        return False
    read_leading(reader)
    rest = reader.tokens[reader.at + reader.joined :]
    return not rest or rest[0].kind == "number" or rest[0].key in _OPENINGS or rest[0].text in _OPENINGS


@lru_cache(maxsize=1024)
def parse_quantity(phrase: str) -> Quantity:
    """Read a number phrase as its source words it; the tables in `qualifiers` say what each wording means.

    Raises QuantityError for anything that is not one quantity beyond doubt.
    """
    reader = PhraseReader(phrase)
    leading = read_leading(reader)
    reading = _read_start(reader, leading) or (None if leading else _read_after_article(reader))
    if reading is None:
        raise RefusalError(reader)
    reading = _read_noun(reader, reading)
    qualifier = _combined(phrase, leading, reading.trailing)
    if not reading.amounts:
        return _vague(phrase, reading, qualifier)
    if len(reading.amounts) == 2:
        return _range(phrase, reading, qualifier)
    return _bounded(phrase, reading, qualifier or EXACT)


def _read_start(reader: PhraseReader, leading: Qualifier | None) -> AmountReading | None:
    """Read the number with what stands directly around it; None where there is none."""
    return _read_vague(reader) or _read_proportion(reader) or read_amounts(reader, leading)


def _read_after_article(reader: PhraseReader) -> AmountReading | None:
    """Read "a 20-member", "a $3 billion", but not "A380"; "over a 5-day" may be "during" it."""
    start = reader.at
    article = reader.skip(_ARTICLE) and not reader.done and not reader.glued
    reading = _read_start(reader, None) if article else None
    if reading is None:
        reader.at = start
    return reading


def _read_vague(reader: PhraseReader) -> AmountReading | None:
    """Read "hundreds of millions of yuan": no amount, but a unit or a currency."""
    if not read_vague(reader):
        return None
    money = read_currency_after(reader)
    return AmountReading((), money=money, unit=None if money else read_unit(reader))


def _read_proportion(reader: PhraseReader) -> AmountReading | None:
    """Read "two-thirds" in percent, "doubled" in times."""
    share = read_share(reader)
    if share is not None:
        return AmountReading((share,), PERCENT)
    multiple = read_multiple(reader)
    return None if multiple is None else AmountReading((multiple,), TIMES)


def _read_noun(reader: PhraseReader, reading: AmountReading) -> AmountReading:
    """Read on to the end of the phrase: what is counted, what a share is of, a qualifier that trails."""
    joined = reader.joined
    words = [] if reading.money or reading.unit else read_noun(reader)
    if reading.money or reading.unit not in (None, TIMES):
        read_complement(reader)
    trailing = reading.trailing or read_trailing(reader)
    if not reader.done:
        raise RefusalError(reader, after_number=True)
    if words and joined:
        return replace(reading, unit=words[0], trailing=trailing)  # "20-member"
    unit = name_unit(words, reader.phrase, one=reading.amounts == (Decimal(1),)) if words else reading.unit
    return replace(reading, unit=unit, trailing=trailing)


def _combined(phrase: str, leading: Qualifier | None, trailing: Qualifier | None) -> Qualifier | None:
    if leading and trailing and leading != trailing:
        raise QuantityError(f"{quoted(phrase)} is qualified before and after the number: quote another passage")
    return leading or trailing


def _bounded(phrase: str, reading: AmountReading, qualifier: Qualifier) -> Quantity:
    """One amount; the comparator says on which sides it bounds the true number."""
    amount = plain(reading.amounts[0])
    comparator = qualifier.comparator
    from_below = comparator in ("eq", "gt", "ge")
    from_above = comparator in ("eq", "lt", "le")
    return replace(
        _unbounded(phrase, reading),
        amount=amount,
        comparator=comparator,
        approximate=qualifier.approximate,
        lower=amount if from_below else None,
        lower_inclusive=comparator != "gt" if from_below else None,
        upper=amount if from_above else None,
        upper_inclusive=comparator != "lt" if from_above else None,
    )


def _range(phrase: str, reading: AmountReading, qualifier: Qualifier | None) -> Quantity:
    """Two bounds, both inclusive; a range may be approximate, but not "over 20-30"."""
    if qualifier not in (None, EXACT, ABOUT):
        raise QuantityError(f"{quoted(phrase)} compares with two numbers at once: quote each alone")
    lower, upper = map(plain, reading.amounts)
    return replace(
        _unbounded(phrase, reading),
        approximate=qualifier == ABOUT,
        lower=lower,
        lower_inclusive=True,
        upper=upper,
        upper_inclusive=True,
    )


def _vague(phrase: str, reading: AmountReading, qualifier: Qualifier | None) -> Quantity:
    """No number at all, only its order of magnitude."""
    if qualifier:
        raise QuantityError(f"{quoted(phrase)} qualifies words that give no number: quote another passage")
    return _unbounded(phrase, reading)


def _unbounded(phrase: str, reading: AmountReading) -> Quantity:
    """Return a quantity with the unit and currency of the words, and no amount or bounds yet."""
    money = reading.money or Money(None, None)
    return Quantity(
        text=phrase,
        amount=None,
        comparator=None,
        approximate=True,
        lower=None,
        lower_inclusive=None,
        upper=None,
        upper_inclusive=None,
        unit=reading.unit,
        currency=money.code,
        currency_text=money.text,
        currency_basis=money.basis,
    )
