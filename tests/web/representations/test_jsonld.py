import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.facts.quantity.parse import parse_quantity
from app.models import COLLECTIONS
from app.web.representations.jsonld import document, node
from tests.web.triples import BASE, expanded, objects, triples

SOURCE = "/v1/sources/consul-general-pakistan-digital"
EXPO = "/v1/events/3rd-global-digital-trade-expo"
SELLERS = "/v1/metrics/hangzhou-cross-border-e-commerce-sellers"
KHAN = "/v1/speakers/shehzad-ahmad-khan"

SCHEMA_ORG = {
    *("CreativeWork", "Event", "MediaObject", "MonetaryAmount", "NewsArticle", "Observation", "Organization", "Person"),
    *("Place", "Project", "QuantitativeValue", "Quotation", "Role", "Statement", "Thing", "additionalType"),
    *("affiliation", "alternateName", "containedInPlace", "currency", "datePublished", "dateline", "description"),
    *("encoding", "encodingFormat", "endDate", "headline", "identifier", "inLanguage", "jobTitle", "location"),
    *("maxValue", "mentions", "minValue", "name", "observationAbout", "observationDate", "publisher", "roleName"),
    *("sha256", "spokenByCharacter", "startDate", "subEvent", "superEvent", "text", "unitText", "url", "value"),
    "variableMeasured",
}
"""The terms of schema.org in use, each looked up in release 30.0."""


def scalars(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for field, one in value.items():
            yield from scalars(one, field)
    elif isinstance(value, list):
        for one in value:
            yield from scalars(one, name)
    elif value is not None:
        yield name, value


@pytest.fixture(scope="module")
def items(client: TestClient) -> dict[str, dict[str, Any]]:
    """Every item of the dataset by its link."""
    lists = [client.get(collection.path, params={"limit": 500}).json() for collection in COLLECTIONS.values()]
    return {item["href"]: item for one in lists for item in one["items"]}


def test_the_node_of_a_metric(client: TestClient) -> None:
    item = client.get(SELLERS).json()
    item["evidence"], item["mentions"] = item["evidence"][2:], item["mentions"][2:]
    topic, place = "/v1/entities/cross-border-e-commerce", "/v1/entities/hangzhou"
    hangzhou = {
        "@id": place,
        "@type": ["schema:Thing", "ef:Entity"],
        "schema:identifier": "hangzhou",
        "schema:name": "Hangzhou",
    }
    assert node(item) == {
        "@id": SELLERS,
        "@type": ["schema:Observation", "ef:Metric"],
        "schema:identifier": "hangzhou-cross-border-e-commerce-sellers",
        "schema:name": "Cross-border e-commerce sellers in Hangzhou after the surge",
        "schema:additionalType": "count",
        "schema:variableMeasured": "cross-border e-commerce sellers",
        "schema:observationAbout": [
            {
                "@id": topic,
                "@type": ["schema:Thing", "ef:Entity"],
                "schema:identifier": "cross-border-e-commerce",
                "schema:name": "cross-border e-commerce",
            },
            hangzhou,
        ],
        "ef:about": {"@id": topic},
        "ef:place": {"@id": place},
        "schema:value": {
            "@type": "schema:QuantitativeValue",
            "schema:description": "over 63,000",
            "schema:unitText": "seller",
            "ef:amount": 63000,
            "ef:comparator": "gt",
            "ef:approximate": False,
            "ef:lower": 63000,
            "ef:lower_inclusive": False,
        },
        "ef:status": "actual",
        "ef:attribution": {
            "schema:additionalType": "article",
            "ef:ref": {
                "@id": SOURCE,
                "@type": ["schema:NewsArticle", "ef:Source"],
                "schema:identifier": "consul-general-pakistan-digital",
                "schema:name": item["attribution"]["ref"]["name"],
            },
            "ef:basis": "stated",
        },
        "ef:change": {
            "ef:direction": "up",
            "ef:from": {
                "@id": f"{SELLERS}-before",
                "@type": ["schema:Observation", "ef:Metric"],
                "schema:identifier": "hangzhou-cross-border-e-commerce-sellers-before",
                "schema:name": "Cross-border e-commerce sellers in Hangzhou before the surge",
            },
        },
        "evidence": [
            {
                "@type": "oa:Annotation",
                "oa:motivatedBy": {"@id": "oa:identifying"},
                "oa:hasTarget": {
                    "@id": f"{SOURCE}/text#char=789,800",
                    "@type": "oa:SpecificResource",
                    "oa:hasSource": {"@id": f"{SOURCE}/text"},
                    "oa:hasSelector": [
                        {
                            "@type": "oa:TextQuoteSelector",
                            "oa:exact": "over 63,000",
                            "oa:prefix": "sellers, from fewer than 100 to ",
                            "oa:suffix": ". In 2023, the city’s digital tr",
                        },
                        {"@type": "oa:TextPositionSelector", "oa:start": 789, "oa:end": 800},
                    ],
                },
                "ef:source": "consul-general-pakistan-digital",
                "ef:supports": "quantity",
                "ef:basis": "stated",
            }
        ],
        "ef:mentions": [hangzhou],
    }


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
def test_every_value_and_every_term_survives_expansion(items: dict[str, dict[str, Any]], collection: Any) -> None:
    ours = [item for item in items.values() if item["type"] == collection.type]
    assert ours
    for item in ours:
        found = expanded(document(node(item)))
        told = [(type(value), value) for name, value in scalars(found) if name in ("@value", "@id")]
        for name, value in scalars(item):
            if name != "type":  # the type becomes the classes of the node
                assert (type(value), BASE + value if name == "href" else value) in told, (name, value)
        for _, predicate, obj, datatype in triples(document(node(item))):
            for term in (predicate, obj if predicate == "rdf:type" else predicate, datatype or predicate):
                prefix, _, name = term.partition(":")
                assert prefix in ("schema", "oa", "as", "dcterms", "dcat", "ef", "xsd", "rdf") or name.endswith("EDTF")
                assert prefix != "schema" or name in SCHEMA_ORG


def test_triples_of_the_evidence(client: TestClient) -> None:
    found = triples(document(node(client.get(SELLERS).json())))
    words = f"{SOURCE}/text#char=789,800"
    annotation = next(one[0] for one in found if one[1:3] == ("oa:hasTarget", words))
    assert objects(found, annotation, "oa:hasBody") == {SELLERS}
    assert objects(found, annotation, "oa:motivatedBy") == {"oa:identifying"}
    assert objects(found, annotation, "ef:supports") == {"quantity"}
    assert objects(found, words, "oa:hasSource") == {f"{SOURCE}/text"}
    selected = {one[1:] for one in found if one[0] in objects(found, words, "oa:hasSelector")}
    assert ("oa:exact", "over 63,000", "xsd:string") in selected
    assert ("oa:start", "789", "xsd:nonNegativeInteger") in selected
    assert ("oa:end", "800", "xsd:nonNegativeInteger") in selected


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            SOURCE,
            {("rdf:type", "schema:NewsArticle"), ("schema:dateline", "Beijing"), ("schema:encoding", f"{SOURCE}/text")},
        ),
        (
            KHAN,
            {("rdf:type", "schema:Person"), ("schema:alternateName", "Shehzad"), ("schema:jobTitle", "Consul General")},
        ),
        (EXPO, {("rdf:type", "schema:Event"), ("schema:location", "/v1/entities/hangzhou"), ("ef:edition", "3")}),
        (f"{EXPO}-opening-ceremony", {("schema:superEvent", EXPO), ("schema:additionalType", "ceremony")}),
        ("/v1/signed-projects/china-kazakhstan-smart-port", {("rdf:type", "schema:Project"), ("ef:event", EXPO)}),
        ("/v1/metrics/hangzhou-digital-trade-volume-2023", {("schema:observationDate", "2023")}),
        ("/v1/entities/hangzhou", {("rdf:type", "schema:Place"), ("schema:containedInPlace", "/v1/entities/china")}),
        ("/v1/entities/china-economic-net", {("rdf:type", "schema:Organization"), ("schema:alternateName", "CEN")}),
        (
            "/v1/entities/iot",
            {("rdf:type", "schema:Thing"), ("rdf:type", "ef:Entity"), ("schema:additionalType", "topic")},
        ),
    ],
)
def test_each_type_has_properties_of_schema_org(
    items: dict[str, dict[str, Any]], address: str, said: set[tuple[str, str]]
) -> None:
    found = triples(document(node(items[address])))
    assert said <= {one[1:3] for one in found if one[0] == address}


def test_only_direct_speech_is_a_quotation(items: dict[str, dict[str, Any]]) -> None:
    kinds = {"direct": "schema:Quotation", None: "schema:CreativeWork"}
    statements = [item for item in items.values() if item["type"] == "statement"]
    assert {item["mode"] for item in statements} == {"direct", "indirect", "narrated", "article"}
    for item in [*statements, {"type": "statement", "href": "/v1/statements/one", "speaker": {"href": KHAN}}]:
        found = triples(document(node(item)))
        mode = item.get("mode")
        assert objects(found, item["href"], "rdf:type") == {kinds.get(mode, "schema:Statement"), "ef:Statement"}
        assert objects(found, item["href"], "ef:speaker") == ({KHAN} if item["speaker"] else set())
        assert objects(found, item["href"], "schema:spokenByCharacter") == ({KHAN} if mode == "direct" else set())


def quantity(words: str) -> Any:
    return json.loads(json.dumps(asdict(parse_quantity(words)), default=float))


@pytest.mark.parametrize(
    ("words", "value", "low", "high"),
    [
        ("113 projects", 113, None, None),
        ("over 63,000", None, None, None),
        ("fewer than 100", None, None, None),
        ("at least 20", None, 20, None),
        ("up to 20", None, None, 20),
        ("20-30", None, 20, 30),
        ("about 20 to 30", None, None, None),
        ("nearly 200", None, None, None),
        ("approximately RMB 319 billion", None, None, None),
        ("a third of exports", 33.3333, None, None),
    ],
)
def test_schema_org_gets_stated_numbers_only(
    words: str, value: float | None, low: float | None, high: float | None
) -> None:
    said = node(quantity(words))
    terms = [said.get(f"schema:{term}") for term in ("value", "minValue", "maxValue")]
    assert terms == [value, low, high]
    assert said["schema:description"] == words
    assert expanded(document(said))


def test_money_is_a_monetary_amount(client: TestClient) -> None:
    said = node(client.get("/v1/metrics/hangzhou-digital-trade-volume-2023").json())["schema:value"]
    assert (said["@type"], said["schema:currency"], said["ef:amount"]) == ("schema:MonetaryAmount", "CNY", 319 * 10**9)
    guessed = node(quantity("$5 million"))
    assert (guessed["ef:currency"], guessed["ef:currency_basis"]) == ("USD", "inferred")
    assert guessed["schema:value"] == 5000000
    assert "schema:currency" not in guessed
