"""The first story, held against the API as a fact-checker would: what it states, and what it does not."""

import hashlib
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from app.settings import ROOT

ID = "consul-general-pakistan-digital"
EXPO = "3rd-global-digital-trade-expo"
SHEHZAD = "shehzad-ahmad-khan"

OURS = {"id", "href", "source", "note", "kind", "type", "supports", "field", "basis", "mode", "status", "comparator"}
OURS |= {"language", "text_sha256", "why", "what", "unit", "edtf", "direction", "currency", "currency_basis"}
"""Fields that hold the vocabulary of the API, the curator's remarks or codes rather than words of the source."""


def items(client: TestClient, collection: str, query: str = "") -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get(f"/v1/{collection}?limit=500{query}").json()["items"]
    return listed


@pytest.fixture(scope="module")
def text(client: TestClient) -> str:
    return client.get(f"/v1/sources/{ID}/text").text


@pytest.fixture(scope="module")
def everything(client: TestClient) -> list[dict[str, Any]]:
    return [item for collection in COLLECTIONS.values() for item in items(client, collection.path[4:])]


def words(value: Any, field: str = "") -> list[tuple[str, str]]:
    """Return every string in an item that claims to be the source's, with its field."""
    if isinstance(value, dict):
        return [pair for name, item in value.items() for pair in words(item, name)]
    if isinstance(value, list):
        return [pair for item in value for pair in words(item, field)]
    return [(field, value)] if isinstance(value, str) and field not in OURS else []


def test_the_source_is_byte_for_byte_the_one_given(client: TestClient, text: str) -> None:
    stored = (ROOT / "seed_data" / ID / "article.txt").read_bytes()
    assert client.get(f"/v1/sources/{ID}/text").content == stored
    assert hashlib.sha256(stored).hexdigest() == "48c1ce84e845081742ecb7c59abd52237bfe69eec19b2a526e33e7e53bf07022"
    assert len(text) == 2967


def test_every_word_that_is_served_stands_in_the_source(everything: list[dict[str, Any]], text: str) -> None:
    ours = {item["name"] for item in everything if item["type"] == "metric"}  # a metric's name is a label of ours
    served = [(item["id"], *pair) for item in everything for pair in words(item) if pair[1] not in ours]
    assert [pair for pair in served if pair[2] not in text] == []
    assert len(served) > 600


def test_every_evidence_is_exactly_where_it_says(everything: list[dict[str, Any]], text: str) -> None:
    spans = [evidence for item in everything for evidence in item["evidence"]]
    assert len(spans) > 100
    for span in spans:
        start, end = span["start"], span["end"]
        assert text[start:end] == span["exact"]
        assert text[max(0, start - 32) : start] == span["prefix"]
        assert text[end : end + 32] == span["suffix"]
        assert span["href"] == f"/v1/sources/{ID}/text#char={start},{end}"
        assert (span["basis"] == "inferred") <= bool(span["note"])


def test_every_number_and_year_that_is_served_is_printed_in_the_source(everything: list[dict[str, Any]]) -> None:
    amounts = {item["quantity"]["text"]: item["quantity"]["amount"] for item in everything if "quantity" in item}
    assert amounts == {
        "fewer than 100": 100,
        "over 63,000": 63000,
        "approximately RMB 319 billion": 319_000_000_000,
        "more than 1,500": 1500,
        "32": 32,
        "more than 30,000": 30000,
        "113": 113,
    }
    dates = {item["id"]: (item.get("dates") or item.get("period") or {}).get("edtf") for item in everything}
    assert {name: edtf for name, edtf in dates.items() if edtf} == {
        EXPO: "XXXX-09-25/XXXX-09-29",
        "hangzhou-cross-border-e-commerce-pilot-zone-approval": "2015",
        "hangzhou-digital-trade-volume-2023": "2023",
    }


def test_the_expo_has_no_year_no_venue_and_no_organiser(client: TestClient) -> None:
    expo = client.get(f"/v1/events/{EXPO}").json()
    assert expo["edition"] == 3
    assert expo["dates"] == {
        "text": "September 25 to 29",
        "edtf": "XXXX-09-25/XXXX-09-29",
        "start": None,
        "end": None,
        "basis": "stated",
    }
    assert expo["venue"] is None
    assert client.get("/v1/events?year=2024").json()["total"] == 0
    assert [event["id"] for event in items(client, "events", "&year=2015")] == [
        "hangzhou-cross-border-e-commerce-pilot-zone-approval"
    ]


def test_the_ceremony_has_no_date_and_the_dateline_is_no_place_of_speech(client: TestClient) -> None:
    ceremony = client.get(f"/v1/events/{EXPO}-opening-ceremony").json()
    assert ceremony["part_of"]["id"] == EXPO
    assert (ceremony["dates"], ceremony["place"]) == (None, None)
    assert client.get(f"/v1/sources/{ID}").json()["dateline"]["id"] == "beijing"
    assert client.get("/v1/events?place=beijing").json()["total"] == 0
    assert client.get("/v1/statements?mentions=beijing").json()["total"] == 0


def test_only_what_was_said_at_the_ceremony_is_tied_to_it(client: TestClient) -> None:
    tied = [(statement["event"] or {}).get("id") for statement in items(client, "statements")]
    assert [event for event in tied if event] == [f"{EXPO}-opening-ceremony"]


def test_no_figure_is_the_consul_generals(client: TestClient) -> None:
    whose = {metric["id"]: metric["attribution"] for metric in items(client, "metrics")}
    volume = whose.pop("hangzhou-digital-trade-volume-2023")
    assert (volume["kind"], volume["name"], volume["text"], volume["basis"]) == (
        "outlet",
        "China Economic Net",
        "China Economic Net (CEN) reported on Thursday",
        "stated",
    )
    for attribution in whose.values():
        assert attribution["kind"] == "article"
        assert attribution["ref"]["id"] == ID
        assert (attribution["name"], attribution["text"]) == (None, None)


def test_only_the_trade_volume_has_a_period(client: TestClient) -> None:
    periods = {metric["id"]: metric["period"] for metric in items(client, "metrics") if metric["period"]}
    assert periods == {
        "hangzhou-digital-trade-volume-2023": {
            "text": "2023",
            "edtf": "2023",
            "start": None,
            "end": None,
            "basis": "stated",
        }
    }


def test_thursday_has_no_date(client: TestClient) -> None:
    (cited,) = client.get(f"/v1/sources/{ID}").json()["cited_outlets"]
    assert cited["outlet"]["id"] == "china-economic-net"
    assert (cited["text"], cited["weekday"], cited["date"]) == (
        "China Economic Net (CEN) reported on Thursday",
        "Thursday",
        None,
    )


def test_the_four_projects_are_examples_of_113_without_parties(client: TestClient) -> None:
    projects = items(client, "signed-projects")
    assert [project["name"] for project in projects] == [
        "UN International Trade Centre’s Hangzhou Innovation Centre",
        "China-Kazakhstan Smart Port",
        "Central Asia Innovation Centre",
        "‘Belt and Road’ China-Africa Cooperation Industrial Park",
    ]
    for project in projects:
        assert (project["parties"], project["place"], project["value"]) == ([], None, None)
    signed = client.get(f"/v1/events/{EXPO}").json()["signed_projects"]
    assert (signed["total"], signed["exhaustive"], signed["stated_total"]["quantity"]["amount"]) == (4, False, 113)


def test_registered_buyers_are_not_called_attendance(client: TestClient) -> None:
    (buyers,) = [metric for metric in items(client, "metrics") if metric["quantity"]["amount"] == 30000]
    assert buyers["subject"] == "professional buyers who registered to attend the event"


def test_the_speaker_stands_under_all_his_names(client: TestClient) -> None:
    (speaker,) = items(client, "speakers")
    assert (speaker["name"], speaker["affiliation"]) == ("Shehzad Ahmad Khan", None)
    assert speaker["aliases"] == ["Shehzad", "Consul General of Pakistan in Shanghai", "consul general"]
    (role,) = speaker["roles"]
    assert (role["title"], role["represents"]["id"], role["place"]["id"]) == ("Consul General", "pakistan", "shanghai")


def test_statements_have_the_speaker_and_mode_of_the_story(client: TestClient) -> None:
    statements = items(client, "statements")
    modes = [(statement["mode"], (statement["speaker"] or {}).get("id")) for statement in statements]
    counted = {pair: modes.count(pair) for pair in modes}
    assert counted == {
        ("narrated", SHEHZAD): 3,
        ("indirect", SHEHZAD): 7,
        ("direct", SHEHZAD): 2,
        ("article", None): 6,
    }
    direct = [statement for statement in statements if statement["mode"] == "direct"]
    assert [statement["text"] for statement in direct] == [
        "we are keen to learn from China’s success stories and partner with China to fully tap the potential of "
        "digital trade.",
        "We extend an invitation to more Chinese enterprises to explore these prospects.",
    ]
    inferred = {e["supports"]: e["note"] for e in direct[1]["evidence"] if e["basis"] == "inferred"}
    assert list(inferred) == ["speaker"]
    (asked,) = [statement for statement in statements if statement["question"]]
    assert asked["question"] == "the potential of digital collaboration between Pakistan and China"


def test_every_sentence_is_accounted_for(everything: list[dict[str, Any]], text: str) -> None:
    covered = set()
    for item in everything:
        if item["type"] in ("statement", "source"):
            for span in item["evidence"]:
                covered |= set(range(span["start"], span["end"]))
    left = "".join(character if position not in covered else " " for position, character in enumerate(text))
    assert left.split() == [":"]


def test_unstated_things_are_listed_and_not_served(client: TestClient, everything: list[dict[str, Any]]) -> None:
    not_stated = client.get(f"/v1/sources/{ID}").json()["not_stated"]
    said = " ".join(f"{one['what']} {one['why']}" for one in not_stated)
    for what in ("year of the expo", "venue", "organised", "Thursday", "signed the projects", "attended", "currency"):
        assert what in said, what
    source = client.get(f"/v1/sources/{ID}").json()
    assert (source["publisher"], source["published"], source["url"]) == (None, None, None)
    served = str([{**item, "not_stated": [], "evidence": []} for item in everything])
    assert re.findall(r"\b(?:19|20)\d\d\b", served)
    assert set(re.findall(r"(?<![\d-])(?:19|20)\d\d(?!\d)", served)) == {"2015", "2023"}
    assert not re.search(r"USD|dollar|Xinhua|stakeholder", served)
