"""One complete item of every collection, as it is served."""

from typing import Any

from starlette.testclient import TestClient

from app.models import COLLECTIONS
from tests.serving import items_of

SOURCE = "consul-general-pakistan-digital"
TITLE = "Consul general highlights Pakistan’s digital transformation, invites Chinese investment"
EXPO = "3rd-global-digital-trade-expo"
PATHS = [collection.path for collection in COLLECTIONS.values()]
NUMBER = "/v1/metrics/hangzhou-cross-border-e-commerce-sellers"


def reference(path: str, name: str) -> dict[str, Any]:
    """Return a reference as it is served."""
    collection, _, id_ = path.partition("/")
    kind = {"entities": "entity"}.get(collection, collection.rstrip("s").replace("-", "_"))
    return {"type": kind, "id": id_, "name": name, "href": f"/v1/{path}"}


def evidence(start: int, exact: str, prefix: str, suffix: str, **more: Any) -> dict[str, Any]:
    """Return an evidence as it is served."""
    end = start + len(exact)
    proof = {"source": SOURCE, "supports": None, "basis": "stated", "exact": exact, "prefix": prefix, "suffix": suffix}
    place = {"start": start, "end": end, "href": f"/v1/sources/{SOURCE}/text#char={start},{end}"}
    return {**proof, **place, "page": None, "note": None, **more}


HANGZHOU = reference("entities/hangzhou", "Hangzhou")
CHINA = reference("entities/china", "China")
PAKISTAN = reference("entities/pakistan", "Pakistan")
TRADE = reference("entities/digital-trade", "digital trade")
COMMERCE = reference("entities/cross-border-e-commerce", "cross-border e-commerce")
STORY = reference(f"sources/{SOURCE}", TITLE)


def test_one_metric(client: TestClient) -> None:
    assert client.get(NUMBER).json() == {
        "type": "metric",
        "id": "hangzhou-cross-border-e-commerce-sellers",
        "href": NUMBER,
        "name": "Cross-border e-commerce sellers in Hangzhou after the surge",
        "kind": "count",
        "subject": "cross-border e-commerce sellers",
        "about": COMMERCE,
        "quantity": {
            "text": "over 63,000",
            "amount": 63000,
            "comparator": "gt",
            "approximate": False,
            "lower": 63000,
            "lower_inclusive": False,
            "upper": None,
            "upper_inclusive": None,
            "unit": "seller",
            "currency": None,
            "currency_text": None,
            "currency_basis": None,
        },
        "period": None,
        "status": "actual",
        "place": HANGZHOU,
        "event": None,
        "attribution": {"kind": "article", "name": None, "ref": STORY, "text": None, "basis": "stated"},
        "change": {
            "direction": "up",
            "from": reference(
                "metrics/hangzhou-cross-border-e-commerce-sellers-before",
                "Cross-border e-commerce sellers in Hangzhou before the surge",
            ),
        },
        "of": None,
        "evidence": [
            evidence(
                597,
                "Since being approved as China’s first comprehensive pilot zone for cross-border e-commerce in 2015, "
                "Hangzhou has experienced a surge in cross-border e-commerce sellers, from fewer than 100 to over "
                "63,000.",
                "r e-commerce and digital trade.\n",
                " In 2023, the city’s digital tra",
            ),
            evidence(
                722,
                "a surge in cross-border e-commerce sellers, from fewer than 100 to over 63,000",
                " 2015, Hangzhou has experienced ",
                ". In 2023, the city’s digital tr",
                supports="change",
            ),
            evidence(
                789,
                "over 63,000",
                "sellers, from fewer than 100 to ",
                ". In 2023, the city’s digital tr",
                supports="quantity",
            ),
        ],
        "mentions": [CHINA, COMMERCE, HANGZHOU],
        "disputed": [],
    }


def test_one_speaker(client: TestClient) -> None:
    speaker = client.get("/v1/speakers/shehzad-ahmad-khan").json()
    assert [(proof["supports"], proof["exact"]) for proof in speaker.pop("evidence")] == [
        (None, "Consul General of Pakistan in Shanghai, Shehzad Ahmad Khan"),
        ("name", "Shehzad Ahmad Khan"),
        ("roles", "Consul General of Pakistan in Shanghai"),
        ("aliases", "Consul general"),
        ("aliases", "Shehzad"),
        ("aliases", "The consul general"),
    ]
    assert speaker == {
        "type": "speaker",
        "id": "shehzad-ahmad-khan",
        "href": "/v1/speakers/shehzad-ahmad-khan",
        "name": "Shehzad Ahmad Khan",
        "aliases": ["Shehzad", "Consul General of Pakistan in Shanghai", "consul general"],
        "roles": [
            {
                "title": "Consul General",
                "represents": PAKISTAN,
                "place": reference("entities/shanghai", "Shanghai"),
            }
        ],
        "affiliation": None,
        "statements": {"total": 12, "href": "/v1/statements?speaker=shehzad-ahmad-khan"},
        "mentions": [PAKISTAN, reference("entities/shanghai", "Shanghai")],
        "disputed": [],
    }


def test_one_event(client: TestClient) -> None:
    expo = client.get(f"/v1/events/{EXPO}").json()
    assert [(proof["supports"], proof["exact"]) for proof in expo.pop("evidence")] == [
        (None, "The 3rd Global Digital Trade Expo, which ran from September 25 to 29"),
        ("place", "3rd Global Digital Trade Expo held in Hangzhou, China"),
        ("aim", "With the aim of fostering cooperation and development in digital trade, the expo"),
        ("signed_projects", "the expo facilitated the signing of 113 projects"),
        ("signed_projects", "Among the notable signed projects were"),
        ("signed_projects", "etc"),
        ("dates", "September 25 to 29"),
    ]
    assert expo == {
        "type": "event",
        "id": EXPO,
        "href": f"/v1/events/{EXPO}",
        "name": "3rd Global Digital Trade Expo",
        "kind": "expo",
        "edition": 3,
        "place": HANGZHOU,
        "venue": None,
        "dates": {
            "text": "September 25 to 29",
            "edtf": "XXXX-09-25/XXXX-09-29",
            "start": None,
            "end": None,
            "basis": "stated",
        },
        "part_of": None,
        "aim": "fostering cooperation and development in digital trade",
        "parts": {"total": 1, "href": f"/v1/events?part_of={EXPO}"},
        "metrics": {"total": 4, "href": f"/v1/metrics?event={EXPO}"},
        "statements": {"total": 0, "href": f"/v1/statements?event={EXPO}"},
        "signed_projects": {
            "total": 4,
            "href": f"/v1/signed-projects?event={EXPO}",
            "stated_total": {
                **reference(
                    f"metrics/{EXPO}-signed-projects",
                    "Projects whose signing the 3rd Global Digital Trade Expo facilitated",
                ),
                "quantity": {
                    "text": "113",
                    "amount": 113,
                    "comparator": "eq",
                    "approximate": False,
                    "lower": 113,
                    "lower_inclusive": True,
                    "upper": 113,
                    "upper_inclusive": True,
                    "unit": "project",
                    "currency": None,
                    "currency_text": None,
                    "currency_basis": None,
                },
            },
            "exhaustive": False,
        },
        "mentions": [HANGZHOU, CHINA, TRADE],
        "disputed": [],
    }


def test_one_signed_project(client: TestClient) -> None:
    assert client.get("/v1/signed-projects/china-kazakhstan-smart-port").json() == {
        "type": "signed_project",
        "id": "china-kazakhstan-smart-port",
        "href": "/v1/signed-projects/china-kazakhstan-smart-port",
        "name": "China-Kazakhstan Smart Port",
        "event": reference(f"events/{EXPO}", "3rd Global Digital Trade Expo"),
        "parties": [],
        "place": None,
        "value": None,
        "evidence": [
            evidence(
                2758,
                "China-Kazakhstan Smart Port",
                "Hangzhou Innovation Centre, the ",
                ", the Central Asia Innovation Ce",
            ),
            evidence(
                2651,
                "Among the notable signed projects were",
                "ed the signing of 113 projects.\n",
                " the UN International Trade Cent",
            ),
            evidence(
                2601,
                "the expo facilitated the signing of 113 projects",
                "d development in digital trade, ",
                ".\nAmong the notable signed proje",
                supports="event",
                basis="inferred",
                note="“the notable signed projects” are those whose signing the sentence before speaks of; “the expo” "
                "is the 3rd Global Digital Trade Expo.",
            ),
        ],
        "mentions": [],
        "disputed": [],
    }


def test_one_direct_statement(client: TestClient) -> None:
    words = "We extend an invitation to more Chinese enterprises to explore these prospects."
    assert client.get("/v1/statements/shehzad-invites-chinese-enterprises").json() == {
        "type": "statement",
        "id": "shehzad-invites-chinese-enterprises",
        "href": "/v1/statements/shehzad-invites-chinese-enterprises",
        "speaker": reference("speakers/shehzad-ahmad-khan", "Shehzad Ahmad Khan"),
        "mode": "direct",
        "text": words,
        "cue": None,
        "event": None,
        "question": None,
        "evidence": [
            evidence(2209, f"“{words}”", " Pakistan’s digitalized future. ", "\nThe 3rd Global Digital Trade Ex"),
            evidence(
                2086,
                "He said",
                "journey for many years to come.\n",
                " this includes increasing digita",
                supports="speaker",
                basis="inferred",
                note="The quotation has no attribution of its own. It follows in the same paragraph on what “He said”, "
                "he is the only person whom the text quotes, and by the headline it is the consul general who "
                "“invites”.",
            ),
            evidence(
                2210,
                words,
                "Pakistan’s digitalized future. “",
                "”\nThe 3rd Global Digital Trade E",
                supports="text",
            ),
        ],
        "mentions": [CHINA],
        "disputed": [],
    }


def test_one_source(client: TestClient) -> None:
    source = client.get(f"/v1/sources/{SOURCE}").json()
    assert [(proof["supports"], proof["exact"]) for proof in source.pop("evidence")] == [
        ("title", TITLE),
        ("dateline", "Beijing"),
        ("cited_outlets", "China Economic Net (CEN) reported on Thursday"),
    ]
    not_stated = source.pop("not_stated")
    assert len(not_stated) == 34
    assert not_stated[4] == {
        "what": "The year of the expo",
        "why": "It ran “from September 25 to 29”, without a year. The 2023 in the text belongs to a trade volume, 2015 "
        "to the approval of a pilot zone, and “3rd” is an edition.",
    }
    assert [one["id"] for one in source.pop("mentions")] == [one["id"] for one in items_of(client, "/v1/entities")]
    assert source == {
        "type": "source",
        "id": SOURCE,
        "href": f"/v1/sources/{SOURCE}",
        "title": TITLE,
        "language": "en",
        "dateline": reference("entities/beijing", "Beijing"),
        "publisher": None,
        "published": None,
        "url": None,
        "cited_outlets": [
            {
                "outlet": reference("entities/china-economic-net", "China Economic Net"),
                "text": "China Economic Net (CEN) reported on Thursday",
                "weekday": "Thursday",
                "date": None,
            }
        ],
        "text_sha256": "48c1ce84e845081742ecb7c59abd52237bfe69eec19b2a526e33e7e53bf07022",
        "length": 2967,
        "counts": {"speaker": 1, "statement": 18, "event": 3, "signed_project": 4, "metric": 7, "entity": 29},
        "disputed": [],
    }


def test_one_entity(client: TestClient) -> None:
    assert client.get("/v1/entities/iot").json() == {
        "type": "entity",
        "id": "iot",
        "href": "/v1/entities/iot",
        "name": "IoT",
        "kind": "topic",
        "aliases": [],
        "part_of": None,
        "description": None,
        "evidence": [evidence(1247, "IoT", "oud computing, data centers and ", ", he added.\nThe consul general f")],
        "mentions": [],
        "disputed": [],
    }
