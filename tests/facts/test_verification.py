import copy
from collections.abc import Callable
from typing import Any

import pytest

from app.facts.verification import Failure, StoredText, Verification, read_together, verify

TEXT = "The fair of 2024, from June 12 to 16, drew over 900 firms."
TEXTS = {"a": StoredText(TEXT, StoredText(TEXT, "").actual_sha256)}


def evidence(words: str, supports: str | None = None) -> dict[str, Any]:
    start = TEXT.index(words)
    end = start + len(words)
    return {
        "source": "a",
        "supports": supports,
        "exact": words,
        "prefix": TEXT[max(0, start - 32) : start],
        "suffix": TEXT[end : end + 32],
        "start": start,
        "end": end,
    }


def quantity(text: str = "over 900 firms", amount: int = 900) -> dict[str, Any]:
    return {
        "text": text,
        "amount": amount,
        "comparator": "gt",
        "approximate": False,
        "lower": amount,
        "lower_inclusive": False,
        "upper": None,
        "upper_inclusive": None,
        "unit": "firm",
        "currency": None,
    }


DATES = {"text": "June 12 to 16", "edtf": "2024-06-12/2024-06-16", "start": "2024-06-12", "end": "2024-06-16"}


@pytest.fixture
def metric() -> dict[str, Any]:
    return {
        "type": "metric",
        "id": "firms",
        "href": "/v1/metrics/firms",
        "quantity": quantity(),
        "period": dict(DATES),
        "evidence": [
            evidence("drew over 900 firms"),
            evidence("over 900 firms", "quantity"),
            evidence("The fair of 2024, from June", "period"),
            evidence("June 12 to 16", "period"),
            evidence("2024", "period"),
        ],
        "disputed": [{"field": "quantity", "value": quantity("over 900"), "evidence": [evidence("over 900")]}],
    }


def test_a_correct_metric_is_verified(metric: dict[str, Any]) -> None:
    assert verify([metric], TEXTS) == Verification(verified=True, checked=38, failures=[])


def test_a_source_is_verified_by_the_hash_of_its_text() -> None:
    source = {"type": "source", "id": "a", "href": "/v1/sources/a", "length": 58, "evidence": [], "disputed": []}
    assert verify([source], TEXTS) == Verification(verified=True, checked=2, failures=[])
    assert verify([source | {"length": 57}], TEXTS).failures == [Failure("/v1/sources/a", "length", "58", "57")]


def change(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def apply(item: dict[str, Any]) -> None:
        value: Any = item
        for step in path[:-1]:
            value = value[step]
        value[path[-1]] = to

    return apply


@pytest.mark.parametrize(
    ("tamper", "field", "expected", "found"),
    [
        (change("quantity", "amount", to=901), "quantity.amount", "900", "901"),
        (change("quantity", "comparator", to="ge"), "quantity.comparator", "gt", "ge"),
        (change("quantity", "approximate", to=True), "quantity.approximate", "False", "True"),
        (change("quantity", "lower", to=900.5), "quantity.lower", "900", "900.5"),
        (change("quantity", "lower_inclusive", to=True), "quantity.lower_inclusive", "False", "True"),
        (change("quantity", "upper", to=1000), "quantity.upper", "None", "1000"),
        (change("quantity", "text", to="over 900"), "quantity.text", "over 900 firms", "over 900"),
        (change("period", "edtf", to="2024"), "period.edtf", "2024-06-12/2024-06-16", "2024"),
        (change("period", "start", to=None), "period.start", "2024-06-12", "None"),
        (change("period", "end", to="2024-06-17"), "period.end", "2024-06-16", "2024-06-17"),
        (
            change("evidence", 0, "exact", to="drew 900 firms"),
            "evidence.exact",
            "drew over 900 firms",
            "drew 900 firms",
        ),
        (change("evidence", 0, "prefix", to=""), "evidence.prefix", "ir of 2024, from June 12 to 16, ", ""),
        (change("evidence", 0, "suffix", to=""), "evidence.suffix", ".", ""),
        (change("evidence", 0, "source", to="b"), "text of b", "None", "no text with this id"),
        (change("disputed", 0, "value", "amount", to=800), "disputed.quantity.amount", "900", "800"),
    ],
)
def test_a_tampered_value_is_reported(
    metric: dict[str, Any], tamper: Callable[[dict[str, Any]], None], field: str, expected: str, found: str
) -> None:
    tamper(metric)
    assert verify([metric], TEXTS).failures == [Failure("/v1/metrics/firms", field, expected, found)]


def test_a_shifted_span_is_reported(metric: dict[str, Any]) -> None:
    metric["evidence"][0]["start"] += 1
    assert [(failure.field, failure.expected) for failure in verify([metric], TEXTS).failures] == [
        ("evidence.exact", "rew over 900 firms"),
        ("evidence.prefix", "e fair of 2024, from June 12 to 16, d"[-32:]),
    ]


def test_a_quantity_whose_words_cannot_be_read_is_reported(metric: dict[str, Any]) -> None:
    metric["quantity"]["text"] = "firms"
    unsupported, unread = verify([metric], TEXTS).failures
    assert (unsupported.expected, unsupported.found) == ("over 900 firms", "firms")
    assert unread.expected.startswith("a quantity (")
    assert unread.found == "firms"


def test_a_changed_source_text_is_reported(metric: dict[str, Any]) -> None:
    changed = TEXT.replace("900", "901")
    texts = {"a": StoredText(changed, TEXTS["a"].sha256)}
    failures = {failure.field: failure for failure in verify([copy.deepcopy(metric)], texts).failures}
    assert failures["text of a"].expected == TEXTS["a"].sha256
    assert failures["text of a"].found == texts["a"].actual_sha256
    assert "evidence.exact" in failures


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ([], None),
        (["June 12 to 16", "2024"], "2024-06-12/2024-06-16"),
        (["2024", "the 4th fair", "June 12 to 16"], "2024-06-12/2024-06-16"),
        (["last month", "2024"], "2024"),
        (["2024", "last month"], "2024"),
        (["2024", "2023"], None),
    ],
)
def test_date_phrases_are_combined_into_one_edtf_value(words: list[str], edtf: str | None) -> None:
    assert read_together(words) == edtf
