from collections.abc import Callable

import pytest

from tests.seed.small import ONE, Seed

CONTRACTS = """\
quote: approximately RMB 319 billion
      amount: 319_000_000_000
      approximate: true
      currency: CNY"""


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "comparator: lt",
            "comparator: gt",
            """\
seed/a/facts.yaml:48  metrics[exhibitors].quantity.comparator
  found: gt, where the words “fewer than 900 exhibitors” say lt
  do: write lt, or quote other words""",
        ),
        (
            "      comparator: lt\n",
            "",
            """\
seed/a/facts.yaml:45  metrics[exhibitors].quantity.comparator
  found: nothing, where the words “fewer than 900 exhibitors” say lt
  do: write lt, or quote other words""",
        ),
        (
            "319_000_000_000",
            "319_000_000",
            """\
seed/a/facts.yaml:57  metrics[contracts].quantity.amount
  found: 319_000_000, where the words “approximately RMB 319 billion” say 319_000_000_000
  do: write 319_000_000_000, or quote other words""",
        ),
        (
            "      approximate: true\n",
            "",
            """\
seed/a/facts.yaml:55  metrics[contracts].quantity.approximate
  found: false, where the words “approximately RMB 319 billion” say true
  do: write true, or quote other words""",
        ),
        (
            "currency: CNY",
            "currency: USD",
            """\
seed/a/facts.yaml:59  metrics[contracts].quantity.currency
  found: USD, where the words “approximately RMB 319 billion” say CNY
  do: write CNY, or quote other words""",
        ),
        (
            "      currency: CNY\n",
            "",
            """\
seed/a/facts.yaml:55  metrics[contracts].quantity.currency
  found: nothing, where the words “approximately RMB 319 billion” say CNY
  do: write CNY, or quote other words""",
        ),
        (
            "      comparator: lt\n",
            "      comparator: lt\n      unit: visitor\n",
            """\
seed/a/facts.yaml:49  metrics[exhibitors].quantity.unit
  found: visitor, where the words “fewer than 900 exhibitors” say exhibitor
  do: write exhibitor, or quote other words""",
        ),
        (
            "      approximate: true\n",
            "      approximate: true\n      comparator: eq\n",
            """\
seed/a/facts.yaml:59  metrics[contracts].quantity.comparator
  found: eq, where the words “approximately RMB 319 billion” say nothing
  do: leave it out, or quote other words""",
        ),
        (
            "      approximate: true\n",
            "      approximate: true\n      lower: 300_000_000_000\n",
            """\
seed/a/facts.yaml:59  metrics[contracts].quantity.lower
  found: 300_000_000_000, where the words “approximately RMB 319 billion” say nothing
  do: leave it out, or quote other words""",
        ),
        (
            CONTRACTS,
            "quote: $40 million\n      amount: 40_000_000\n      currency: USD",
            """\
seed/a/facts.yaml:58  metrics[contracts].quantity.currency
  found: USD, where '$' leaves the currency open
  do: write `basis: inferred` and a `note` with the premise, or `currency: null`""",
        ),
        (
            CONTRACTS,
            "quote: $40 million\n      amount: 40_000_000",
            """\
seed/a/facts.yaml:55  metrics[contracts].quantity.currency
  found: nothing, where '$' leaves the currency open
  do: write it with `basis: inferred` and a `note` with the premise, or `currency: null`""",
        ),
    ],
)
def test_a_wrong_transcription_does_not_load(
    broken: Callable[[str, str], str], old: str, new: str, report: str
) -> None:
    assert broken(old, new) == report + ONE


INFERRED = """\
quote: $40 million
      amount: 40_000_000
      currency: USD
      basis: inferred
      note: The company of Almaty is said to trade in US dollars."""


@pytest.mark.parametrize(
    ("written", "currency", "basis"),
    [(INFERRED, "USD", "inferred"), ("quote: $40 million\n      amount: 40_000_000\n      currency: null", None, None)],
)
def test_an_open_currency_is_the_curators(seed: Seed, written: str, currency: str | None, basis: str | None) -> None:
    quantity = seed.add(change=(CONTRACTS, written)).fact("metrics", "contracts")["quantity"]
    assert (quantity["currency"], quantity["currency_basis"], quantity["currency_text"]) == (currency, basis, "$")


def test_a_unit_that_the_quote_lacks_is_the_curators(seed: Seed) -> None:
    change = ("quote: fewer than 900 exhibitors", "quote: fewer than 900\n      unit: exhibitor")
    assert seed.add(change=change).fact("metrics", "exhibitors")["quantity"]["unit"] == "exhibitor"
