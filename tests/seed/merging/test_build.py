from typing import Any

from tests.seed.small import Seed


def ids(references: list[dict[str, Any]]) -> list[str]:
    return [reference["id"] for reference in references]


def test_relations_count_over_sources(seed: Seed) -> None:
    fair = seed.add().add_later().fact("events", "fair")
    assert {name: fair[name] for name in ("parts", "metrics", "statements")} == {
        "parts": {"total": 0, "href": "/v1/events?part_of=fair"},
        "metrics": {"total": 3, "href": "/v1/metrics?event=fair"},
        "statements": {"total": 1, "href": "/v1/statements?event=fair"},
    }
    assert fair["signed_projects"] == {
        "total": 0,
        "href": "/v1/signed-projects?event=fair",
        "stated_total": None,
        "exhaustive": None,
    }


def test_a_source_counts_what_rests_on_it(seed: Seed) -> None:
    seed.add().add_later()
    assert [seed.fact("sources", name)["counts"] for name in "ab"] == [
        {"speaker": 1, "statement": 1, "event": 1, "signed_project": 0, "metric": 2, "entity": 2},
        {"speaker": 0, "statement": 0, "event": 1, "signed_project": 0, "metric": 1, "entity": 1},
    ]


def test_mentions_are_entities_inside_the_evidence(seed: Seed) -> None:
    seed.add().add_later()
    assert ids(seed.fact("events", "fair")["mentions"]) == ["urumqi"]
    assert ids(seed.fact("speakers", "aigerim-sadyk")["mentions"]) == ["almaty-rail"]
    assert ids(seed.fact("entities", "almaty-rail")["mentions"]) == []
    assert ids(seed.fact("sources", "a")["mentions"]) == ["urumqi", "almaty-rail"]
    assert ids(seed.fact("sources", "b")["mentions"]) == ["almaty-rail"]


def test_evidence_of_a_field_is_no_mention(seed: Seed) -> None:
    change = (
        '{quote: Urumqi, suffix: ","}',
        '{quote: Urumqi, suffix: "’"}\n      - {quote: 16 in Urumqi, supports: name}',
    )
    assert ids(seed.add(change=change).fact("events", "fair")["mentions"]) == []


def test_another_story_changes_nothing_in_the_order_of_the_others(seed: Seed) -> None:
    seed.add("b").add_later("d")
    before = seed.ids("metrics"), seed.ids("entities")
    assert before == (["exhibitors", "contracts", "visitors"], ["urumqi", "almaty-rail"])
    seed.add(
        "c",
        """\
source: {title: Almaty waits, language: en, text_sha256: SHA256, evidence: [Almaty waits]}
entities: [{id: almaty, name: Almaty, kind: place, evidence: [Almaty]}]
metrics:
  - {id: one, name: Bids, kind: count, subject: bids, quantity: {quote: 12 bids, amount: 12}, evidence: [12 bids]}
""",
        text="Almaty waits for 12 bids.\n",
    )
    assert seed.ids("metrics") == ["exhibitors", "contracts", "one", "visitors"]
    assert seed.ids("entities") == ["urumqi", "almaty-rail", "almaty"]
    assert seed.ids("sources") == ["b", "c", "d"]


INFERRED = "basis: inferred, note: It says so"


def test_an_inferred_fact_has_a_place_in_the_order(seed: Seed) -> None:
    facts = f"""\
source: {{title: First, language: en, text_sha256: SHA256, evidence: [First]}}
entities:
  - {{id: third, name: third, kind: topic, evidence: [third]}}
  - {{id: second, name: second, kind: topic, evidence: [{{quote: "second,", {INFERRED}}}]}}
  - {{id: first, name: First, kind: topic, evidence: [{{quote: "third", {INFERRED}}}, First]}}
"""
    assert seed.add(facts=facts, text="First, second, third.").ids("entities") == ["first", "second", "third"]


ATTRIBUTED = """\
    event: fair
    attribution:
      kind: {kind}
      ref: {ref}
      quote: said Aigerim Sadyk of Almaty Rail
      basis: inferred
      note: Nobody else is quoted.
    quantity:
      quote: approximately"""


def attributed(seed: Seed, kind: str, ref: str) -> Any:
    change = ("    event: fair\n    quantity:\n      quote: approximately", ATTRIBUTED.format(kind=kind, ref=ref))
    return seed.add(change=change).fact("metrics", "contracts")["attribution"]


def test_a_figure_is_the_articles_unless_it_is_attributed(seed: Seed) -> None:
    assert seed.add().fact("metrics", "contracts")["attribution"] == {
        "kind": "article",
        "name": None,
        "ref": {
            "type": "source",
            "id": "a",
            "name": "Silk Road Fair closes in Urumqi’s new hall",
            "href": "/v1/sources/a",
        },
        "text": None,
        "basis": "stated",
    }


def test_a_figure_may_be_a_speakers(seed: Seed) -> None:
    assert attributed(seed, "speaker", "aigerim-sadyk") == {
        "kind": "speaker",
        "name": "Aigerim Sadyk",
        "ref": {
            "type": "speaker",
            "id": "aigerim-sadyk",
            "name": "Aigerim Sadyk",
            "href": "/v1/speakers/aigerim-sadyk",
        },
        "text": "said Aigerim Sadyk of Almaty Rail",
        "basis": "inferred",
    }


def test_a_figure_may_be_an_organizations(seed: Seed) -> None:
    assert attributed(seed, "outlet", "almaty-rail")["ref"]["type"] == "entity"


def test_cited_outlets_have_a_date_where_it_is_full(seed: Seed) -> None:
    text = "Almaty Rail said on June 12, 2024, and again in May, that it grows.\n"
    facts = """\
source:
  title: Almaty Rail
  language: en
  text_sha256: SHA256
  cited_outlets:
    - outlet: almaty-rail
      quote: Almaty Rail said on June 12, 2024
      date: {quote: "June 12, 2024", edtf: 2024-06-12}
    - outlet: almaty-rail
      quote: Almaty Rail said on June 12, 2024, and again in May
      date: {quote: in May, edtf: XXXX-05}
entities: [{id: almaty-rail, name: Almaty Rail, kind: organization, evidence: [Almaty Rail]}]
"""
    outlets = seed.add(facts=facts, text=text).fact("sources", "a")["cited_outlets"]
    assert [(outlet["text"], outlet["date"]) for outlet in outlets] == [
        ("Almaty Rail said on June 12, 2024", "2024-06-12"),
        ("Almaty Rail said on June 12, 2024, and again in May", None),
    ]
