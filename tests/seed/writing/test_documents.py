import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from pydantic import BaseModel

from app.models import COLLECTIONS
from app.models.fact import Dispute
from app.seed.merging.parts import RenderedFact
from app.seed.writing.documents import SearchDocument, values_at
from tests.seed.small import Seed
from tests.serving import enriched
from tests.whole import Dataset, documents


@pytest.fixture
def found(seed: Seed) -> dict[str, SearchDocument]:
    """Return the documents of both small stories by type and id."""
    return by_id(seed.add().add_later().read())


def by_id(dataset: Dataset) -> dict[str, SearchDocument]:
    return {"{type} {id}".format(**json.loads(document.body)): document for document in documents(dataset)}


def test_every_fact_and_every_sentence_is_a_document_in_order(dataset: Dataset) -> None:
    found = list(documents(dataset))
    facts = [(item.fact.type, item.fact.id) for name in COLLECTIONS for item in dataset.items[name]]
    assert [(one.type, json.loads(one.body)["id"]) for one in found][: len(facts)] == facts
    sentences = found[len(facts) :]
    assert {one.type for one in sentences} == {"sentence"}
    assert [json.loads(one.body)["id"] for one in sentences] == [
        f"consul-general-pakistan-digital-sentence-{number}" for number in range(1, len(sentences) + 1)
    ]
    assert len(sentences) == 17
    assert set(Counter(json.loads(one.body)["href"] for one in found).values()) == {1}


def test_a_document_is_served_as_a_reference(found: dict[str, SearchDocument]) -> None:
    assert [found[name].body for name in ("metric visitors", "source b", "statement bridge")] == [
        '{"type":"metric","id":"visitors","name":"Visitors of the stand of Almaty Rail","href":"/v1/metrics/visitors"}',
        '{"type":"source","id":"b","name":"Almaty Rail says the 5th Silk Road Fair of 2024 paid off",'
        '"href":"/v1/sources/b"}',
        '{"type":"statement","id":"bridge","name":"Trade is our bridge,","href":"/v1/statements/bridge"}',
    ]


def test_a_sentence_leads_to_its_words(found: dict[str, SearchDocument]) -> None:
    words = "Silk Road Fair closes in Urumqi’s new hall"
    assert found["sentence a-sentence-1"] == SearchDocument(
        type="sentence",
        body=f'{{"type":"sentence","id":"a-sentence-1","name":"{words}","href":"/v1/sources/a/text#char=0,42"}}',
        text=words,
        name=(),
        words=(words,),
        related=(),
    )


def test_a_metric_has_its_names_words_numbers_and_relations(found: dict[str, SearchDocument]) -> None:
    assert found["metric contracts"] == SearchDocument(
        type="metric",
        body='{"type":"metric","id":"contracts","name":"Contracts of the fair","href":"/v1/metrics/contracts"}',
        text="The 4th Silk Road Fair, held from June 12 to 16 in Urumqi, drew fewer than 900 exhibitors and contracts "
        "worth approximately RMB 319 billion, Xinjiang Trade Daily reported.\n"
        "Contracts of the fair\ncontracts\n4th Silk Road Fair",
        name=("Contracts of the fair", "contracts", "approximately RMB 319 billion"),
        words=("contracts worth approximately RMB 319 billion", "approximately RMB 319 billion", "CNY"),
        related=("4th Silk Road Fair",),
        meant=("319000000000", "319000000000|cny"),
        scaled=("319000000000",),
    )
    assert found["metric exhibitors"].meant == ("900",)
    assert (found["metric visitors"].words[-1], found["metric visitors"].meant) == ("visitor", ("1200",))
    assert found["sentence a-sentence-2"].scaled == ("319000000000",)


def test_other_facts_have_their_own_words_too(found: dict[str, SearchDocument], dataset: Dataset) -> None:
    real = by_id(dataset)
    assert found["statement bridge"].words[-2:] == ("Trade is our bridge,", "said Aigerim Sadyk")
    assert found["statement bridge"].related == ("Almaty Rail", "Rail", "Aigerim Sadyk", "4th Silk Road Fair")
    assert found["entity almaty-rail"].name == ("Almaty Rail", "Rail")
    assert "Asked about the potential of digital collaboration between Pakistan and China" in "".join(
        word for name, one in real.items() if name.startswith("statement") for word in one.words
    )
    speaker = real["speaker shehzad-ahmad-khan"]
    assert (speaker.name[-1], speaker.words[-1]) == ("consul general", "Consul General")
    assert real["event 3rd-global-digital-trade-expo"].words[-2:] == (
        "September 25 to 29",
        "fostering cooperation and development in digital trade",
    )
    assert real["entity hangzhou"].words[-1].startswith("approved as China’s first")
    assert {"CEN", "China Economic Net"} <= set(real["metric hangzhou-digital-trade-volume-2023"].related)
    project = by_id(enriched(dataset))["signed_project un-international-trade-centre-hangzhou-innovation-centre"]
    assert (project.name[-1], project.words[-1]) == ("US$5 million", "USD")
    assert project.meant == ("5000000", "5000000|usd")


def test_a_source_is_shown_with_what_it_does_not_state(dataset: Dataset) -> None:
    source = by_id(dataset)["source consul-general-pakistan-digital"]
    lines = source.text.split("\n")
    assert lines[0].startswith("Consul general highlights")
    assert lines[1:3] == ["Beijing", "China Economic Net (CEN) reported on Thursday"]
    missing = (
        "Not stated: The venue of the expo. The text says “held in Hangzhou, China” and names no building or ground."
    )
    assert missing in lines
    assert missing in source.related
    assert not any("venue" in words for words in source.words)
    assert all(len(line) < 300 for line in lines)


def test_all_words_that_a_fact_rests_on_are_shown(dataset: Dataset) -> None:
    for one in documents(dataset):
        assert all(words in one.text for words in one.words if one.type not in ("entity", "metric"))
    expo = by_id(dataset)["event 3rd-global-digital-trade-expo"].text.split("\n")
    assert expo[0].startswith("The 3rd Global Digital Trade Expo, which ran from September 25 to 29, saw the part")
    assert "the expo facilitated the signing of 113 projects" in expo


def test_no_fact_is_found_by_the_headline_of_its_source(dataset: Dataset) -> None:
    (source,) = dataset.items["sources"]
    titles = [one.type for one in documents(dataset) if source.fact.model_dump()["title"] in one.related]
    assert titles == []


def test_a_disputed_value_is_found_by_its_words(dataset: Dataset) -> None:
    first, *rest = dataset.items["metrics"]
    proof = first.fact.evidence[0].model_copy(update={"exact": "as many as 120"})
    fact = first.fact.model_copy(update={"disputed": [Dispute(field="quantity", value=None, evidence=[proof])]})
    changed = replace(dataset, items={**dataset.items, "metrics": [RenderedFact(1, fact, first.body), *rest]})
    assert "as many as 120" in by_id(changed)[f"metric {fact.id}"].words


def test_evidence_of_a_part_only_is_shown_where_there_is_none_of_the_whole(dataset: Dataset) -> None:
    first, *_ = dataset.items["speakers"]
    assert first.fact.evidence[1].exact == "Shehzad Ahmad Khan"
    fact = first.fact.model_copy(update={"evidence": first.fact.evidence[-1:]})
    changed = replace(dataset, items={**dataset.items, "speakers": [RenderedFact(1, fact, first.body)]})
    assert by_id(changed)[f"speaker {fact.id}"].text.startswith("The consul general further elaborated")


def test_evidence_of_the_whole_is_shown_before_that_of_a_part(dataset: Dataset) -> None:
    first, *_ = dataset.items["speakers"]
    fact = first.fact.model_copy(update={"evidence": first.fact.evidence[::-1]})
    changed = replace(dataset, items={**dataset.items, "speakers": [RenderedFact(1, fact, first.body)]})
    assert by_id(changed)[f"speaker {fact.id}"].text.startswith("Beijing: Consul General of Pakistan")


class Sum(BaseModel):
    amount: Decimal | None
    parts: list["Sum"] = []


def test_values_stand_at_paths() -> None:
    value = Sum(amount=Decimal(3), parts=[Sum(amount=Decimal(1)), Sum(amount=None), Sum(amount=Decimal(2))])
    assert list(values_at(value, "amount")) == [3]
    assert list(values_at(value, "parts.amount")) == [1, 2]
    assert list(values_at(value, "parts.parts.amount")) == []
    with pytest.raises(AttributeError):
        list(values_at(value, "parts.price"))
