from collections.abc import Callable

import pytest

from tests.seed.small import FACTS, ONE, Seed

CONTRACTS = "    quantity:\n      quote: approximately"
OUTLET = (
    "entities:\n  - {id: daily, name: Xinjiang Trade Daily, kind: organization, evidence: [Xinjiang Trade Daily]}\n"
)
INFERRED = "basis: inferred, note: Nobody else is quoted."


@pytest.mark.parametrize(
    ("new", "report"),
    [
        (
            "attribution: {kind: speaker, ref: aigerim-sadyk, quote: said Aigerim Sadyk}",
            """\
seed/a/facts.yaml:55  metrics[contracts].attribution
  found: “said Aigerim Sadyk”, which stands in another sentence than the number
  do: quote words of its own sentence; where others imply it, with basis: inferred and a note""",
        ),
        (
            "attribution: {kind: outlet, ref: almaty-rail, quote: Daily reported}",
            """\
seed/a/facts.yaml:55  metrics[contracts].attribution.ref
  found: 'almaty-rail', which the quote does not mention
  do: quote the words that name it, or a pronoun for it""",
        ),
        (
            f"attribution: {{kind: outlet, ref: almaty-rail, quote: Daily reported, {INFERRED}}}",
            """\
seed/a/facts.yaml:55  metrics[contracts].attribution.ref
  found: 'almaty-rail', which the quote does not mention
  do: quote the words that name it, or a pronoun for it""",
        ),
        (
            "disputed: [{field: attribution, value: {kind: outlet, ref: almaty-rail, quote: Almaty Rail}}]",
            """\
seed/a/facts.yaml:55  metrics[contracts].disputed[0].value
  found: “Almaty Rail”, which stands in another sentence than the number
  do: quote words of its own sentence; where others imply it, with basis: inferred and a note""",
        ),
    ],
)
def test_an_attribution_that_does_not_reach_the_number_is_reported(
    broken: Callable[[str, str], str], new: str, report: str
) -> None:
    assert broken(CONTRACTS, f"    {new}\n{CONTRACTS}") == report + ONE


@pytest.mark.parametrize(
    ("new", "name"),
    [
        ("{kind: outlet, ref: daily, quote: Xinjiang Trade Daily reported}", "Xinjiang Trade Daily"),
        (f"{{kind: speaker, ref: aigerim-sadyk, quote: said Aigerim Sadyk, {INFERRED}}}", "Aigerim Sadyk"),
    ],
)
def test_an_attribution_reaches_its_sentence_or_is_inferred(seed: Seed, new: str, name: str) -> None:
    facts = FACTS.replace(CONTRACTS, f"    attribution: {new}\n{CONTRACTS}").replace("entities:\n", OUTLET)
    assert seed.add(facts=facts).fact("metrics", "contracts")["attribution"]["name"] == name


VISITS = """\
source: {{title: In 2023 the fair grew, language: en, text_sha256: SHA256, evidence: [In 2023 the fair grew]}}
speakers: [{{id: khan, name: Khan, evidence: [Khan]}}]
metrics:
  - id: visitors
    name: Visitors
    kind: count
    subject: visitors
    quantity: {{quote: 900 visitors, amount: 900}}
    period: {{quote: "2023", edtf: 2023{more}}}
    attribution: {{kind: speaker, ref: khan, quote: he said}}
    evidence: ["900 visitors came, he said"]
"""
VISITS_TEXT = "In 2023 the fair grew, Khan noted. 900 visitors came, he said.\n"


def test_a_pronoun_attributes(seed: Seed) -> None:
    seed.add(facts=VISITS.format(more=", basis: inferred, note: The year of the story."), text=VISITS_TEXT)
    visitors = seed.fact("metrics", "visitors")
    assert (visitors["attribution"]["name"], visitors["period"]["basis"]) == ("Khan", "inferred")


def test_a_period_of_another_sentence_is_reported(seed: Seed) -> None:
    seed.add(facts=VISITS.format(more=""), text=VISITS_TEXT)
    assert seed.report() == (
        "seed/a/facts.yaml:9  metrics[visitors].period\n"
        "  found: “2023”, which stands in another sentence than the number\n"
        "  do: quote words of its own sentence; where others imply it, with basis: inferred and a note" + ONE
    )


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "kind: money",
            "kind: count",
            """\
seed/a/facts.yaml:52  metrics[contracts].kind
  found: count, where “approximately RMB 319 billion” is an amount of money
  do: write money, or quote other words""",
        ),
        (
            "kind: count",
            "kind: money",
            """\
seed/a/facts.yaml:42  metrics[exhibitors].kind
  found: money, where “fewer than 900 exhibitors” is no money, percentage or multiple
  do: write count or area or duration or change, or quote other words""",
        ),
        (
            "kind: count",
            "kind: share",
            """\
seed/a/facts.yaml:42  metrics[exhibitors].kind
  found: share, where “fewer than 900 exhibitors” is no money, percentage or multiple
  do: write count or area or duration or change, or quote other words""",
        ),
    ],
)
def test_a_kind_that_the_number_contradicts_is_reported(
    broken: Callable[[str, str], str], old: str, new: str, report: str
) -> None:
    assert broken(old, new) == report + ONE


GROWTH = """\
source: {{title: The port grows, language: en, text_sha256: SHA256, evidence: [The port grows]}}
metrics:
  - {{id: a, name: A, kind: {first}, subject: {a}, quantity: {{quote: {a}, amount: 20}}, evidence: [{a}]}}
  - id: b
    name: B
    kind: {kind}
    subject: {b}
    quantity: {{quote: {b}, {number}}}
    change: {{direction: {direction}, from: a}}
    evidence: ["{a} to {b}"]
"""


def growth(seed: Seed, **parts: str) -> Seed:
    parts = {"a": "20 ships", "kind": "count", "direction": "up"} | parts
    facts = GROWTH.format(first="share" if "%" in parts["a"] else "count", **parts)
    return seed.add(facts=facts, text="The port grows from {a} to {b}.\n".format(**parts))


@pytest.mark.parametrize(
    ("b", "number", "direction", "goes"),
    [
        ("30 ships", "amount: 30", "down", "up"),
        ("10 ships", "amount: 10", "up", "down"),
        ("twenty ships", "amount: 20", "up", "no change"),
    ],
)
def test_a_direction_that_the_numbers_contradict_is_reported(
    seed: Seed, b: str, number: str, direction: str, goes: str
) -> None:
    assert growth(seed, b=f"over {b}", number=f"{number}, comparator: gt", direction=direction).report() == (
        f"seed/a/facts.yaml:9  metrics[b].change.direction\n"
        f"  found: {direction}, where from “20 ships” to “over {b}” is {goes}\n"
        "  do: write the direction that the numbers have, or name another metric to start from" + ONE
    )


@pytest.mark.parametrize(
    ("a", "b", "number", "kind"),
    [
        ("20 ships", "30 ships", "amount: 30", "count"),
        ("20 ships", "10 tonnes", "amount: 10", "count"),
        ("20 ships", "5 to 7 ships", "lower: 5, upper: 7", "count"),
        ("20% of ships", "30% of ships", "amount: 30", "share"),
        ("20 ships", "3 times", "amount: 3", "multiple"),
    ],
)
def test_a_direction_is_that_of_comparable_numbers(seed: Seed, a: str, b: str, number: str, kind: str) -> None:
    assert growth(seed, a=a, b=b, number=number, kind=kind).fact("metrics", "b")["change"]["direction"] == "up"


GUESTS = """\
source: {title: A hall, language: en, text_sha256: SHA256, evidence: [A hall]}
metrics:
  - id: guests
    name: Guests
    kind: count
    subject: guests
    quantity: {quote: "700", amount: 700, unit: guest}
    evidence: ["700 guests"]
"""


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (
            "A hall will host 700 guests.\n",
            """\
seed/a/facts.yaml:3  metrics[guests].status
  found: actual, where the words are “will host 700”
  do: write expected or planned; or say in the `note` of the quantity why it is actual""",
        ),
        (
            "A hall. “We drew 700 guests,” he said.\n",
            """\
seed/a/facts.yaml:3  metrics[guests].attribution
  found: no attribution, although the number stands in quotation marks
  do: name who says it in `attribution`; or say in the `note` of the quantity why it is the article's own""",
        ),
    ],
)
def test_a_number_that_is_not_the_articles_own_or_not_actual(seed: Seed, text: str, report: str) -> None:
    assert seed.add(facts=GUESTS, text=text).report() == report + ONE


@pytest.mark.parametrize("text", ["A hall will host 700 guests.\n", "A hall. “We drew 700 guests,” he said.\n"])
def test_note_excuses_a_forecast_or_quoted_number(seed: Seed, text: str) -> None:
    excused = GUESTS.replace("unit: guest}", "unit: guest, note: It is a report of last year.}")
    assert seed.add(facts=excused, text=text).fact("metrics", "guests")["status"] == "actual"


@pytest.mark.parametrize(
    ("words", "beside"),
    [
        ("700 halls held the guests", "hall"),
        ("a 700-seat hall for guests", "seat"),
        ("700 registered guests came", None),
        ("700 of the guests came", None),
    ],
)
def test_a_unit_is_what_stands_beside_the_number(seed: Seed, words: str, beside: str | None) -> None:
    text = f"A hall. There, {words}.\n"
    facts = GUESTS.replace('["700 guests"]', f"[{words}]")
    if beside is None:
        assert seed.add(facts=facts, text=text).fact("metrics", "guests")["quantity"]["unit"] == "guest"
        return
    assert seed.add(facts=facts, text=text).report() == (
        "seed/a/facts.yaml:7  metrics[guests].quantity.unit\n"
        f"  found: 'guest', where what follows the number is '{beside}'\n"
        "  do: write what is counted, or quote its number; or say in `note` why it is the same" + ONE
    )


def test_a_number_that_is_expected(seed: Seed) -> None:
    facts = GUESTS.replace("    kind: count\n", "    kind: count\n    status: expected\n")
    metric = seed.add(facts=facts, text="A hall is expected to draw 700 guests.\n").fact("metrics", "guests")
    assert metric["status"] == "expected"


@pytest.mark.parametrize(
    ("text", "direction", "says"),
    [
        ("A hall. Prices were up 700.\n", "down", "up"),
        ("A hall. Prices fell 700.\n", "up", "down"),
        ("A hall. Prices were up 700.\n", "up", None),
        ("A hall. Prices fell, then rose 700.\n", "down", None),
        ("A hall. Growth of Prices slowed 700.\n", "down", None),
        ("A hall. A decline in Prices, from up to 900, to 700.\n", "down", None),
        ("A hall. Prices, cut before, grew 700.\n", "up", None),
        ("A hall. Prices moved 700.\n", "down", None),
    ],
)
def test_a_change_goes_the_way_that_its_words_say(seed: Seed, text: str, direction: str, says: str | None) -> None:
    words = text.removeprefix("A hall. ").strip()
    facts = GUESTS.replace("unit: guest}", f"}}\n    change: {{direction: {direction}}}").replace("700, }", "700}")
    facts = facts.replace("subject: guests", "subject: Prices")
    facts = facts.replace('["700 guests"]', f'["{words}"]')
    seed.add(facts=facts, text=text)
    if says is None:
        assert seed.fact("metrics", "guests")["change"]["direction"] == direction
        return
    assert seed.report() == (
        "seed/a/facts.yaml:8  metrics[guests].change.direction\n"
        f"  found: {direction}, where the words “{words}” say {says}\n"
        f"  do: write {says}; or quote the words that say {direction} as evidence with `supports: change`" + ONE
    )
