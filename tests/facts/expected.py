"""Quantities as tests expect them, written short: `gt("63000")`."""

from decimal import Decimal
from typing import TypedDict, Unpack

from app.facts.quantity.parse import Quantity


class Words(TypedDict, total=False):
    """The unit and the money that a phrase may state beside its number; `money` is "code text basis"."""

    unit: str
    money: tuple[str | None, str, str | None]


Bound = tuple[str, bool] | None


def _quantity(
    amount: str | None,
    comparator: str | None,
    bounds: tuple[Bound, Bound],
    words: Words,
    *,
    approximate: bool = False,
) -> Quantity:
    lower, upper = bounds
    currency, currency_text, basis = words.get("money", (None, None, None))
    return Quantity(
        text="",
        amount=None if amount is None else Decimal(amount),
        comparator=comparator,  # type: ignore[arg-type]
        approximate=approximate,
        lower=Decimal(lower[0]) if lower else None,
        lower_inclusive=lower[1] if lower else None,
        upper=Decimal(upper[0]) if upper else None,
        upper_inclusive=upper[1] if upper else None,
        unit=words.get("unit"),
        currency=currency,
        currency_text=currency_text,
        currency_basis=basis,  # type: ignore[arg-type]
    )


def eq(n: str, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "eq", ((n, True), (n, True)), words)


def gt(n: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "gt", ((n, False), None), words, approximate=approximate)


def lt(n: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "lt", (None, (n, False)), words, approximate=approximate)


def ge(n: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "ge", ((n, True), None), words, approximate=approximate)


def le(n: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "le", (None, (n, True)), words, approximate=approximate)


def about(n: str, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, None, (None, None), words, approximate=True)


def nearly(n: str, **words: Unpack[Words]) -> Quantity:
    return lt(n, approximate=True, **words)


def just_over(n: str, **words: Unpack[Words]) -> Quantity:
    return gt(n, approximate=True, **words)


def span(low: str, high: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(None, None, ((low, True), (high, True)), words, approximate=approximate)


def vague(**words: Unpack[Words]) -> Quantity:
    return _quantity(None, None, (None, None), words, approximate=True)


RMB = ("CNY", "RMB", "stated")
YUAN = ("CNY", "yuan", "stated")
US = ("USD", "US$", "stated")
DOLLAR = ("USD", "$", "inferred")
DOLLARS = ("USD", "dollars", "inferred")
EURO = ("EUR", "€", "stated")
POUND = ("GBP", "£", "stated")
RS = (None, "Rs", None)
