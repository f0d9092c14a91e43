from collections.abc import Callable

import pytest

from tests.seed.small import ONE, Seed

QUOTE = "quote: fewer than 900 exhibitors"
EVIDENCE = "evidence: [drew fewer than 900 exhibitors]"


@pytest.mark.parametrize("unit", ["banana", "exhibitors", "exhibitor or visitor", "hectare"])
def test_a_unit_that_the_evidence_does_not_have_is_reported(broken: Callable[[str, str], str], unit: str) -> None:
    assert broken(QUOTE, f"quote: fewer than 900\n      unit: {unit}") == (
        "seed/a/facts.yaml:47  metrics[exhibitors].quantity.unit\n"
        f"  found: the unit {unit!r}, which no evidence of this fact names\n"
        "  do: write the singular of the noun that is counted; quote that noun as evidence where none has it" + ONE
    )


def test_disputed_unit_that_the_evidence_lacks_is_reported(broken: Callable[[str, str], str]) -> None:
    disputed = "{field: quantity, value: {quote: fewer than 900, amount: 900, comparator: lt, unit: banana}}"
    report = broken(EVIDENCE, f"disputed: [{disputed}]\n    {EVIDENCE}")
    assert (
        "metrics[exhibitors].disputed[0].value.unit\n  found: the unit 'banana', which no evidence of this fact names"
        in report
    )


def test_evidence_that_is_wrong_already_may_have_said_it(seed: Seed) -> None:
    facts = HALL.format(unit="visitor", words="80 and morer visitors", text="80")
    assert "quantity.unit" not in seed.add(facts=facts, text="A hall of 80 and more visitors.\n").report()


HALL = """\
source: {{title: A hall, language: en, text_sha256: SHA256, evidence: [A hall]}}
metrics:
  - id: hall
    name: Hall
    kind: area
    subject: "80"
    quantity: {{quote: "{text}", amount: 80, unit: {unit}, note: The rest is its unit.}}
    evidence: ["{words}"]
"""


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("square metre", "80 (sq. m)"),
        ("square metre", "80 in m²"),
        ("country or region", "80 of the countries and regions"),
        ("goods", "80, all goods"),
        ("start-up", "80, all start-ups"),
    ],
)
def test_a_unit_is_a_measure_or_a_singular_of_the_evidence(seed: Seed, unit: str, words: str) -> None:
    facts = HALL.format(unit=unit, words=words, text="80")
    assert seed.add(facts=facts, text=f"A hall: {words}.\n").fact("metrics", "hall")["quantity"]["unit"] == unit
