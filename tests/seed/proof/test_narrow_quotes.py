"""A quote that leaves out "fewer than", "approximately" or "to 16" can't load."""

import pytest

from tests.seed.small import ONE, Seed


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "quote: fewer than 900 exhibitors\n      amount: 900\n      comparator: lt",
            "quote: 900 exhibitors\n      amount: 900",
            "seed/a/facts.yaml:46  metrics[exhibitors].quantity.quote\n"
            "  found: '900 exhibitors', where the words around it make it 'fewer than 900 exhibitors'\n",
        ),
        (
            "quote: approximately RMB 319 billion\n      amount: 319_000_000_000\n      approximate: true\n"
            "      currency: CNY",
            "quote: '319'\n      amount: 319",
            "seed/a/facts.yaml:56  metrics[contracts].quantity.quote\n"
            "  found: '319', where the words around it make it '319 billion'\n",
        ),
        (
            "{quote: June 12 to 16, edtf: XXXX-06-12/XXXX-06-16}",
            "{quote: June 12, edtf: XXXX-06-12}",
            "seed/a/facts.yaml:36  events[fair].dates.quote\n"
            "  found: 'June 12', where the words around it make it 'June 12 to 16'\n",
        ),
    ],
)
def test_a_quote_that_is_too_narrow_is_reported(seed: Seed, old: str, new: str, report: str) -> None:
    todo = "  do: quote them too; or say in `note` why they do not belong to it"
    said = seed.add(change=(old, new)).report()
    assert report + todo in said
    assert said.endswith(ONE) or "problems in 1 file" in said


def test_words_and_quotes_are_taken_whole(seed: Seed) -> None:
    change = ("name: Aigerim Sadyk\n", "name: Aigerim Sady\n")
    assert seed.add(change=change).report() == (
        "seed/a/facts.yaml:19  speakers[aigerim-sadyk].name\n"
        "  found: 'Aigerim Sady', which none of its evidence says\n"
        "  do: write it as its evidence does: 'Aigerim Sadyk'" + ONE
    )
    change = ("evidence: [Almaty Rail]", "evidence: [Almaty Rai]")
    assert "  found: 'Almaty Rai', which cuts “Rail” in two\n  do: quote whole words" in (
        seed.add("b", change=change).report()
    )


def test_a_note_may_say_why_the_words_around_it_do_not_belong(seed: Seed) -> None:
    change = (
        "quote: fewer than 900 exhibitors\n      amount: 900\n      comparator: lt",
        "quote: 900 exhibitors\n      amount: 900\n      note: The 900 are those of the list; fewer than that came.",
    )
    metric = seed.add(change=change).fact("metrics", "exhibitors")
    assert (metric["quantity"]["comparator"], metric["quantity"]["text"]) == ("eq", "900 exhibitors")


def test_note_does_not_excuse_a_cut_amount(seed: Seed) -> None:
    change = (
        "quote: approximately RMB 319 billion\n      amount: 319_000_000_000\n      approximate: true\n"
        "      currency: CNY",
        "quote: '319'\n      amount: 319\n      note: In billions.",
    )
    assert (
        seed.add(change=change)
        .report()
        .endswith(
            "seed/a/facts.yaml:56  metrics[contracts].quantity.quote\n"
            "  found: '319', where the words around it make it '319 billion'\n"
            "  do: quote them too\n\n2 problems in 1 file; nothing was loaded."
        )
    )
