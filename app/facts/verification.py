"""Verification: every served value is checked again against the stored text of its source.

It takes facts as they are served, so that it checks the values that users see rather than those that were loaded.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from pydantic import ConfigDict

from app.facts.date.parse import DateError, Dates, parse_dates, refine
from app.facts.evidence import Span, context
from app.facts.quantity.parse import QuantityError, parse_quantity

READ_FIELDS = ("amount", "comparator", "approximate", "lower", "lower_inclusive", "upper", "upper_inclusive")
"""Fields of a quantity that the words alone determine; the curator may add `unit` and an ambiguous currency."""

MISSING = "no text with this id"


Check = tuple[str, Any, Any]
"""A field, the value expected from the text, and the value found in the item."""


@dataclass(frozen=True)
class StoredText:
    """The text of a source, and its SHA-256 hash from the time when its facts were written."""

    text: str
    sha256: str

    @cached_property
    def actual_sha256(self) -> str:
        """The SHA-256 hash of the text as it is now."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Failure:
    """One check that did not hold."""

    __pydantic_config__ = ConfigDict(use_attribute_docstrings=True)

    item: str
    """Link to the item."""
    field: str
    """The field of the item that was checked."""
    expected: str
    """The value that follows from the text."""
    found: str
    """The value that the item has."""


@dataclass
class Verification:
    """The result of checking facts against the stored texts."""

    __pydantic_config__ = ConfigDict(use_attribute_docstrings=True)

    verified: bool
    """Whether every check held."""
    checked: int
    """The number of checks made: hashes of texts, exact spans with their context, quantities and dates read again."""
    failures: list[Failure]
    """The checks that did not hold."""


def verify(items: Iterable[Mapping[str, Any]], texts: Mapping[str, StoredText]) -> Verification:
    """Check served items against the texts of the sources that they cite, by source id."""
    checked, failures = 0, []
    for item in items:
        for field, expected, found in _checks(item, texts):
            checked += 1
            if expected != found:
                failures.append(Failure(item["href"], field, str(expected), str(found)))
    return Verification(not failures, checked, failures)


def _checks(item: Mapping[str, Any], texts: Mapping[str, StoredText]) -> Iterator[Check]:
    """Yield each check of an item."""
    proofs = [("evidence", proof) for proof in item["evidence"]]
    proofs += [("disputed.evidence", proof) for dispute in item["disputed"] for proof in dispute["evidence"]]
    own = {item["id"]} if item["type"] == "source" else set()
    for source in sorted(own | {proof["source"] for _, proof in proofs}):
        stored = texts.get(source)
        yield f"text of {source}", stored and stored.sha256, stored.actual_sha256 if stored else MISSING
    if own:
        yield "length", len(texts[item["id"]].text), item["length"]
    for place, proof in proofs:
        if proof["source"] in texts:
            yield from _span_checks(place, proof, texts[proof["source"]].text)
    for field, value in item.items():
        if isinstance(value, dict):
            yield from _value_checks(field, value, [one for one in item["evidence"] if one["supports"] == field])
    for dispute in item["disputed"]:
        yield from _value_checks(f"disputed.{dispute['field']}", dispute["value"], dispute["evidence"])


def _span_checks(field: str, proof: Mapping[str, Any], text: str) -> Iterator[Check]:
    start, end = proof["start"], proof["end"]
    prefix, suffix = context(Span(start, end), text)
    yield f"{field}.exact", text[start:end], proof["exact"]
    yield f"{field}.prefix", prefix, proof["prefix"]
    yield f"{field}.suffix", suffix, proof["suffix"]


def _value_checks(field: str, value: Any, proofs: list[Mapping[str, Any]]) -> Iterator[Check]:
    """Yield the checks of a quantity or a date, read again from the words that support it; other values have none."""
    words = [proof["exact"] for proof in proofs]
    if isinstance(value, dict) and "comparator" in value:
        yield from _quantity_checks(field, value, words)
    if isinstance(value, dict) and "edtf" in value:
        read = Dates.of(value["text"], read_together(words))
        for name in ("edtf", "start", "end"):
            yield f"{field}.{name}", getattr(read, name), value[name]


def _quantity_checks(field: str, value: Mapping[str, Any], words: list[str]) -> Iterator[Check]:
    yield f"{field}.text", value["text"] if value["text"] in words else "; ".join(words), value["text"]
    try:
        read = parse_quantity(value["text"])
    except QuantityError as error:
        yield f"{field}.text", f"a quantity ({error})", value["text"]
        return
    for name in (*READ_FIELDS, *(["currency"] if read.currency_basis == "stated" else [])):
        found = value[name]
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        yield f"{field}.{name}", getattr(read, name), Decimal(str(found)) if is_number else found


def read_together(words: list[str]) -> str | None:
    """Combine the phrases that describe the same dates into one EDTF value; phrases that are no dates are ignored.

    "September 25 to 29" and "2024" give 2024-09-25/2024-09-29. None if no phrase gives a date.
    """
    known: str | None = None
    for phrase in words:
        try:
            read = parse_dates(phrase).edtf
        except DateError:
            continue
        known = refine(known, read) if known and read else known or read
    return known
