"""Double entry: what the curator wrote against what the words say. A wrong transcription can't load."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.facts.quantity.parse import Quantity
from app.facts.verification import read_together
from app.seed.files.quotes import DatesRecord, QuantityRecord

Mismatch = tuple[str, str, str]
"""A field, what was found in it, and what to do."""


PLAIN = ("comparator", None, "eq")
"""The values of a plain number, which need not be written."""


def check_quantity(record: QuantityRecord, words: Quantity) -> Iterator[Mismatch]:
    """Yield each field in which the record says something else than its words."""
    compared = ["amount", "comparator", "approximate"]
    compared += [bound for bound in ("lower", "upper") if bound in record.model_fields_set or words.amount is None]
    for name in compared:
        wrote, say = getattr(record, name), getattr(words, name)
        if wrote != say and (name, wrote, say) != PLAIN:
            yield _mismatch(name, wrote, say, words.text)
    if record.unit and words.unit and record.unit != words.unit:
        yield _mismatch("unit", record.unit, words.unit, words.text)
    yield from _check_currency(record, words)


def _check_currency(record: QuantityRecord, words: Quantity) -> Iterator[Mismatch]:
    if words.currency_basis == "stated" or words.currency_text is None:
        if record.currency != words.currency:
            yield _mismatch("currency", record.currency, words.currency, words.text)
    elif record.currency and record.basis != "inferred":
        yield (
            "currency",
            f"{record.currency}, where {words.currency_text!r} leaves the currency open",
            "write `basis: inferred` and a `note` with the premise, or `currency: null`",
        )
    elif "currency" not in record.model_fields_set:
        yield (
            "currency",
            f"nothing, where {words.currency_text!r} leaves the currency open",
            "write it with `basis: inferred` and a `note` with the premise, or `currency: null`",
        )


def agreed_quantity(record: QuantityRecord, words: Quantity) -> Quantity:
    """Return the quantity that both agree on, with what only the curator can know: the unit, an open currency."""
    basis = words.currency_basis if words.currency_basis == "stated" else "inferred" if record.currency else None
    return replace(words, unit=record.unit or words.unit, currency=record.currency, currency_basis=basis)


def check_dates(record: DatesRecord, words: list[str]) -> Iterator[Mismatch]:
    """Yield the one field in which the record can say something else than its words."""
    say = read_together(words)
    if record.edtf != say:
        yield _mismatch("edtf", record.edtf, say, "” and “".join(words))


def _mismatch(field: str, wrote: Any, say: Any, words: str) -> Mismatch:
    return (
        field,
        f"{_shown(wrote)}, where the words “{words}” say {_shown(say)}",
        "leave it out, or quote other words" if say is None else f"write {_shown(say)}, or quote other words",
    )


def _shown(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:,f}".replace(",", "_")
        case _:
            return str(value)
