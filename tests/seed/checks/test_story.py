from collections.abc import Callable

import pytest

from tests.seed.small import ONE


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "    subject: exhibitors",
            "    disputed: [{field: subject, value: exhibitors, evidence: [900 exhibitors]}]\n    subject: exhibitors",
            """\
seed/a/facts.yaml:43  metrics[exhibitors].disputed[0].value
  found: 'exhibitors', which is the value that is served
  do: leave it out, as it contradicts nothing; keep its evidence""",
        ),
        (
            "    place: urumqi",
            "    disputed: [{field: dates, value: {quote: from June 12 to 16, edtf: XXXX-06-12/XXXX-06-16}}]\n"
            "    place: urumqi",
            """\
seed/a/facts.yaml:35  events[fair].disputed[0].value
  found: XXXX-06-12/XXXX-06-16, which is the value that is served
  do: leave it out, as it contradicts nothing; keep its evidence""",
        ),
        (
            "    subject: contracts",
            "    disputed:\n"
            "      - field: quantity\n"
            "        value:\n"
            "          {quote: approximately RMB 319 billion, amount: 319_000_000_000, approximate: true,\n"
            "           currency: CNY}\n"
            "    subject: contracts",
            """\
seed/a/facts.yaml:55  metrics[contracts].disputed[0].value
  found: 'approximately RMB 319 billion', which is the value that is served
  do: leave it out, as it contradicts nothing; keep its evidence""",
        ),
        (
            "    name: Urumqi\n",
            "",
            """\
seed/a/facts.yaml:8  entities[urumqi].name
  found: nothing
  do: write it; no source gives it""",
        ),
        (
            "    kind: place\n",
            "",
            """\
seed/a/facts.yaml:8  entities[urumqi].kind
  found: nothing
  do: write it; no source gives it""",
        ),
    ],
)
def test_contradicting_fields_are_reported(broken: Callable[[str, str], str], old: str, new: str, report: str) -> None:
    assert broken(old, new) == report + ONE
