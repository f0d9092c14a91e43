import pytest

from tests.seed.small import ONE, Seed

DATES = 'dates: {quote: "2024", edtf: 2024}'


def test_both_sources_give_evidence(seed: Seed) -> None:
    fair = seed.add().add_later().fact("events", "fair")
    assert [(proof["source"], proof["supports"], proof["exact"]) for proof in fair["evidence"]] == [
        (
            "a",
            None,
            "The 4th Silk Road Fair, held from June 12 to 16 in Urumqi, drew fewer than 900 exhibitors and contracts",
        ),
        ("a", "dates", "June 12 to 16"),
        ("b", None, "the 5th Silk Road Fair of 2024"),
        ("b", None, "the fair"),
        ("b", "dates", "2024"),
    ]


def test_a_later_source_fills_a_missing_value(seed: Seed) -> None:
    assert seed.add().fact("entities", "almaty-rail")["aliases"] == []
    assert seed.add_later().fact("entities", "almaty-rail")["aliases"] == ["Rail"]


def test_lists_are_united(seed: Seed) -> None:
    first = ("    name: Almaty Rail\n", "    name: Almaty Rail\n    aliases: [Almaty Rail, Almaty]\n")
    later = ("aliases: [Rail]", "aliases: [Rail, Almaty]")
    seed.add(change=first).add_later(change=later)
    assert seed.fact("entities", "almaty-rail")["aliases"] == ["Almaty Rail", "Almaty", "Rail"]


def test_parts_are_united(seed: Seed) -> None:
    first = ("    place: urumqi\n", "    place: urumqi\n    signed_projects: {exhaustive: false}\n")
    later = (f"{DATES}\n    evidence: [", 'signed_projects: {stated_total: visitors}\n    evidence: ["1,200", ')
    signed = seed.add(change=first).add_later(change=later).fact("events", "fair")["signed_projects"]
    assert (signed["exhaustive"], signed["stated_total"]["id"]) == (False, "visitors")
    assert signed["stated_total"]["quantity"]["amount"] == 1200


DAYS = ("June 12 to 16", "2024-06-12/2024-06-16", "2024-06-12", "2024-06-16", "stated")
OPEN = ("June 12 to 16", "XXXX-06-12/XXXX-06-16", None, None, "stated")


def add_fair(seed: Seed, name: str, when: str, edtf: str, more: str = "") -> Seed:
    """Add a story of one sentence about the fair."""
    facts = f"""\
source: {{title: The fair was held, language: en, text_sha256: SHA256, evidence: [The fair was held]}}
events:
  - id: fair
    name: fair
    kind: fair
    dates: {{quote: "{when}", edtf: {edtf}{more}}}
    evidence: [The fair was held {when}]
"""
    return seed.add(name, facts, text=f"The fair was held {when}.\n")


@pytest.mark.parametrize(
    ("first", "later", "merged"),
    [
        (("June 12 to 16", "XXXX-06-12/XXXX-06-16"), ("in 2024", "2024"), DAYS),
        (("in 2024", "2024"), ("June 12 to 16", "XXXX-06-12/XXXX-06-16"), ("in 2024", *DAYS[1:])),
        (
            ("June 12 to 16", "XXXX-06-12/XXXX-06-16"),
            ("in 2024", "2024", ", basis: inferred, note: The year of the story."),
            (*DAYS[:4], "inferred"),
        ),
        (
            ("June 12 to 16", "XXXX-06-12/XXXX-06-16"),
            ("12 to 16 June 2024", "2024-06-12/2024-06-16"),
            ("12 to 16 June 2024", *DAYS[1:]),
        ),
        (("June 12 to 16", "XXXX-06-12/XXXX-06-16"), ("last month", "null"), OPEN),
        (("last month", "null"), ("June 12 to 16", "XXXX-06-12/XXXX-06-16"), OPEN),
        (("last month", "null"), ("last month", "null"), ("last month", None, None, None, "stated")),
    ],
)
def test_dates_become_more_precise(
    seed: Seed, first: tuple[str, ...], later: tuple[str, ...], merged: tuple[str | None, ...]
) -> None:
    add_fair(add_fair(seed, "a", *first), "b", *later)
    assert tuple(seed.fact("events", "fair")["dates"].values()) == merged


def test_dates_that_contradict_each_other_are_reported_with_both_passages(seed: Seed) -> None:
    add_fair(add_fair(seed, "a", "June 12 to 16", "XXXX-06-12/XXXX-06-16"), "b", "in July 2024", "2024-07")
    assert (
        seed.report()
        == """\
seed/b/facts.yaml:6  events[fair].dates
  found: 2024-07 by the words “in July 2024”, where the source a has XXXX-06-12/XXXX-06-16 by the words \
“June 12 to 16”
  do: correct the one that is misread; leave this one out if it only words the same differently; declare it \
in `disputed` if the sources contradict each other"""
        + ONE
    )


@pytest.mark.parametrize(
    ("field", "value", "shown", "known"),
    [
        ("edition", "5", "5", "4"),
        (
            "name",
            "Silk Road Fair",
            "'Silk Road Fair'",
            "'4th Silk Road Fair'",
        ),
        ("place", "almaty", "'almaty'", "'urumqi'"),
    ],
)
def test_contradicting_values_of_other_fields_are_reported(
    seed: Seed, field: str, value: str, shown: str, known: str
) -> None:
    almaty = '  - {id: almaty, name: Almaty, kind: place, evidence: [{quote: Almaty, suffix: " "}]}\nevents:\n'
    later = (f"events:\n  - id: fair\n    {DATES}", f"{almaty}  - id: fair\n    {field}: {value}")
    report = seed.add().add_later(change=later).report()
    assert report.startswith(
        f"seed/b/facts.yaml:13  events[fair].{field}\n"
        f"  found: {shown} by the words “the 5th Silk Road Fair of 2024”, where the source a has {known} "
        "by the words “The 4th Silk Road Fair, held from June 12 to 16 in Urumqi, drew fewer than 900 exhibitors and "
        "contracts”\n"
    )


def test_a_contradiction_of_misquoted_words_has_no_passage(seed: Seed) -> None:
    add_fair(add_fair(seed, "a", "in 2023", "2023"), "b", "in 2024", "2024")
    (seed.path / "b" / "facts.yaml").write_text(
        (seed.path / "b" / "facts.yaml").read_text().replace("in 2024", "in the 2024")
    )
    assert "found: 2024, where the source a has 2023 by the words “in 2023”\n" in seed.report()


def test_quantities_that_only_word_it_differently_agree(seed: Seed) -> None:
    first = project(seed, "a", "1,200 tonnes", 1200)
    assert project(first, "b", "1200 tonnes", 1200).fact("signed_projects", "port")["value"]["text"] == "1,200 tonnes"


def test_quantities_that_differ_contradict_each_other(seed: Seed) -> None:
    report = project(
        project(seed, "a", "1,200 tonnes", 1200), "b", "over 1,200 tonnes", 1200, ", comparator: gt"
    ).report()
    assert (
        "found: 'over 1,200 tonnes' by the words “over 1,200 tonnes”, "
        "where the source a has '1,200 tonnes' by the words “1,200 tonnes”" in report
    )


def project(seed: Seed, name: str, words: str, amount: int, more: str = "") -> Seed:
    """Add a story of one sentence about a project."""
    facts = f"""\
source: {{title: A port, language: en, text_sha256: SHA256, evidence: [A port]}}
signed_projects:
  - {{id: port, name: port, value: {{quote: "{words}", amount: {amount}{more}}}, evidence: ["A port for {words}"]}}
"""
    return seed.add(name, facts, text=f"A port for {words} was signed.\n")


def test_figures_and_statements_are_never_merged(seed: Seed) -> None:
    seed.add().add_later(change=("id: visitors", "id: exhibitors"))
    assert seed.report() == (
        "seed/b/facts.yaml:15  metrics[exhibitors].id\n"
        "  found: 'exhibitors', which the source a has already\n"
        "  do: choose another id: two sources' statements and figures are never one" + ONE
    )


STAND = "  - {id: stand, name: stand, kind: place, evidence: [stand]}\nevents:\n  - id: fair\n    "


def test_a_declared_contradiction_is_served(seed: Seed) -> None:
    disputed = """\
disputed:
      - {field: edition, value: 5, evidence: [the 5th]}
      - {field: dates, value: {quote: "2024", edtf: 2024}}
      - {field: place, value: stand, evidence: [its stand at the fair]}
"""
    later = (f"events:\n  - id: fair\n    {DATES}", STAND + disputed.rstrip())
    fair = seed.add().add_later(change=later).fact("events", "fair")
    assert [(one["field"], one["value"]) for one in fair["disputed"]] == [
        ("edition", 5),
        ("dates", {"text": "2024", "edtf": "2024", "start": None, "end": None, "basis": "stated"}),
        ("place", {"type": "entity", "id": "stand", "name": "stand", "href": "/v1/entities/stand"}),
    ]
    assert [
        [(proof["source"], proof["supports"], proof["exact"]) for proof in one["evidence"]] for one in fair["disputed"]
    ] == [
        [("b", "edition", "the 5th")],
        [("b", "dates", "2024")],
        [("b", "place", "its stand at the fair")],
    ]
    assert fair["dates"]["edtf"] == "XXXX-06-12/XXXX-06-16"


def test_a_disputed_quantity_is_served(seed: Seed) -> None:
    later = ("amount: 1200}", 'amount: 1200}\n    disputed: [{field: quantity, value: {quote: "2024", amount: 2024}}]')
    (dispute,) = seed.add().add_later(change=later).fact("metrics", "visitors")["disputed"]
    assert (dispute["value"]["amount"], dispute["value"]["comparator"]) == (2024, "eq")


def test_disputed_words_are_evidence_of_their_field(seed: Seed) -> None:
    words = "“Trade is our bridge,” said Aigerim Sadyk of Almaty Rail"
    disputed = f'disputed: [{{field: text, value: our bridge, evidence: ["{words}"]}}]'
    change = ("    event: fair\n    evidence: [", f"    event: fair\n    {disputed}\n    evidence: [")
    (dispute,) = seed.add(change=change).fact("statements", "bridge")["disputed"]
    assert [(proof["supports"], proof["exact"]) for proof in dispute["evidence"]] == [
        ("text", words),
        ("text", "our bridge"),
    ]


def test_a_broken_fact_of_one_story_is_not_built_in_another(seed: Seed) -> None:
    """The place that the later story gives is of no fact, and the event that has it now is the earlier one's."""
    seed.add(change=("    place: urumqi\n", ""))
    seed.add_later(change=(f"{DATES}\n", f"{DATES}\n    place: urumchi\n"))
    assert (
        seed.report()
        == """\
seed/b/facts.yaml:13  events[fair].place
  found: 'urumchi', which no source has among its entities
  do: did you mean 'urumqi'? write one of: almaty-rail, urumqi"""
        + ONE
    )
