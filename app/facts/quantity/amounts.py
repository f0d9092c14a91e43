"""Amounts: one number with its currency or unit, or a range of two numbers that share them.

>>> read_amounts(PhraseReader("$2-3 billion"), None).amounts
(Decimal('2000000000'), Decimal('3000000000'))
"""

from dataclasses import dataclass
from decimal import Decimal

from app.facts.quantity.currencies import Money, read_currency_after, read_currency_before
from app.facts.quantity.numbers import Number, bounds, read_number
from app.facts.quantity.phrases import DASHES, PhraseReader, QuantityError, Wordings, quoted
from app.facts.quantity.qualifiers import Qualifier, read_trailing
from app.facts.quantity.units import LONG, TIMES, read_unit

_ARTICLES = Wordings({Decimal("0.5"): "half a | half an", Decimal(1): "a | an"})
_BETWEEN = Wordings({"": "between"})
_AND = Wordings({"": "and"})
_TO = Wordings({"": " | ".join(["to", *DASHES])})

OPENING = (_ARTICLES, LONG, _BETWEEN)
"""The tables of wordings that begin an amount, beside those of numbers and currencies."""


@dataclass(frozen=True, slots=True)
class AmountReading:
    """The reading of a phrase before its bounds are set: one amount, two for a range, or none."""

    amounts: tuple[Decimal, ...]
    unit: str | None = None
    money: Money | None = None
    trailing: Qualifier | None = None


@dataclass(frozen=True, slots=True)
class _Side:
    """One number with the currency and unit directly beside it; a range has two."""

    number: Number
    unit: str | None = None
    money: Money | None = None
    money_leads: bool = False
    trailing: Qualifier | None = None


def read_amounts(reader: PhraseReader, leading: Qualifier | None) -> AmountReading | None:
    """Read the number or the range that begins here; None where there is none.

    Raises QuantityError where it may be read in two ways.
    """
    between = reader.skip(_BETWEEN)
    low = _read_side(reader, and_joins=not between) or _read_article(reader, leading) or _read_long(reader)
    if low is None:
        return None
    high = _read_other_side(reader, _AND if between else _TO)
    if high:
        return _range(reader.phrase, low, high)
    if between:
        return None
    _check(reader.phrase, low.number, low.unit, low.money)
    return AmountReading((low.number.value,), low.unit, low.money, low.trailing)


def _read_side(reader: PhraseReader, *, and_joins: bool = True) -> _Side | None:
    """Read "RMB 3.2bn", "3.2 billion-plus yuan", "30 percent"."""
    start = reader.at
    before = read_currency_before(reader)
    number = read_number(reader, and_joins=and_joins)
    if number is None:
        reader.at = start
        return None
    trailing = read_trailing(reader)
    money = before or read_currency_after(reader)
    unit = None if money else read_unit(reader)
    return _Side(number, unit, money, before is not None, trailing)


def _read_article(reader: PhraseReader, leading: Qualifier | None) -> _Side | None:
    """Read "half an hour", "over a year"; "a year" with no qualifier may be a rate."""
    start = reader.at
    amount = reader.take(_ARTICLES)
    unit = read_unit(reader) if amount else None
    if amount and unit and (leading or amount != 1):
        return _Side(Number(amount), unit)
    reader.at = start
    return None


def _read_long(reader: PhraseReader) -> _Side | None:
    """Read one "week" in "week-long"."""
    unit = reader.take(LONG)
    return _Side(Number(Decimal(1)), unit) if unit else None


def _read_other_side(reader: PhraseReader, sign: Wordings[str]) -> _Side | None:
    """Read the second number of a range, after "to", a dash or the "and" of "between"."""
    start = reader.at
    if sign is _TO and reader.joined:  # "three-five"
        reader.at += 1
    elif not reader.skip(sign) or _lopsided(reader):
        reader.at = start
        return None
    high = _read_side(reader)
    if high is None:
        reader.at = start
    return high


def _lopsided(reader: PhraseReader) -> bool:
    """Tell whether the sign just taken touches one number only: "20 -30" may be negative."""
    if not 1 < reader.at < len(reader.tokens):
        return False
    before, sign, after = reader.tokens[reader.at - 2 : reader.at + 1]
    return (before.end == sign.start) != (sign.end == after.start)


def _range(phrase: str, low: _Side, high: _Side) -> AmountReading:
    """Combine two sides into a range, if a part missing on one side can only be that of the other."""
    if low.trailing or not (_same_money(low, high) and _same_unit(low, high)):
        raise QuantityError(f"{quoted(phrase)} holds two quantities: quote each alone")
    unit, money = high.unit, low.money or high.money
    for number in (low.number, high.number):
        _check(phrase, number, unit, money)
    if low.number.maybe_year and high.number.maybe_year and not (unit or money):
        raise QuantityError(f"{quoted(phrase)} looks like years, not like a quantity: quote the number phrase only")
    amounts = bounds(low.number, high.number)
    if amounts is None:
        raise QuantityError(
            f"{quoted(phrase)} leaves open whether the scale of the second number holds for the first: "
            "quote another passage, or each number alone"
        )
    if amounts[0] >= amounts[1]:
        raise QuantityError(f"{quoted(phrase)} does not rise as a range does: quote the number phrase only")
    return AmountReading(amounts, unit, money, high.trailing)


def _same_money(low: _Side, high: _Side) -> bool:
    """Tell whether both sides have one currency: twice ("$2-$3"), before both ("$2-3") or after ("2-3 yuan")."""
    if low.money and high.money:
        same_words = low.money.text == high.money.text
        return same_words or (low.money.code == high.money.code is not None)
    if low.money:
        return low.money_leads and high.unit is None
    return high.money is None or not high.money_leads


def _same_unit(low: _Side, high: _Side) -> bool:
    return low.unit is None or low.unit == high.unit


def _check(phrase: str, number: Number, unit: str | None, money: Money | None) -> None:
    """Refuse a number that is clear only with a currency or a unit, and has none."""
    if number.needs_money and not money:
        raise QuantityError(
            f"{quoted(phrase)} has no currency, so its letters may be a scale or a unit: quote another passage"
        )
    proportion = unit == TIMES or (unit or "").endswith(("%", "point"))
    if number.maybe_thousands and not proportion:
        raise QuantityError(
            f"{quoted(number.digits)} in {quoted(phrase)} may be thousands or decimals: quote another passage"
        )
