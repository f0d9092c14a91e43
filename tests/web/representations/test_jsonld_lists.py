"""Linked data of lists, embedded items and sparse items, and cases that the story has no example of."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from app.web.representations.jsonld import document, node, page
from tests.web.triples import BASE, expanded, objects, triples

EXPO = "/v1/events/3rd-global-digital-trade-expo"
SELLERS = "/v1/metrics/hangzhou-cross-border-e-commerce-sellers"
DATES = {"text": "May 2-4, 2024", "edtf": "2024-05-02/2024-05-04", "start": "2024-05-02", "end": "2024-05-04"}


@pytest.fixture
def expo(client: TestClient) -> Any:
    return client.get(EXPO).json()


@pytest.fixture
def sellers(client: TestClient) -> Any:
    return client.get(SELLERS).json()


def test_a_page_of_a_list_keeps_its_order(client: TestClient) -> None:
    body = client.get("/v1/metrics?limit=3&sort=-amount").json()
    shown = document(page([node(item) for item in body["items"]], body["self"], body["total"], body["next"]))
    [found] = expanded(shown)
    prefix = "https://www.w3.org/ns/activitystreams#"
    assert found["@type"] == [f"{prefix}OrderedCollectionPage"]
    assert found["@id"] == BASE + body["self"]
    listed = [one["@id"] for one in found[f"{prefix}items"][0]["@list"]]
    assert listed == [BASE + item["href"] for item in body["items"]]
    assert objects(triples(shown), body["self"], "as:next") == {body["next"]}
    assert (body["self"], "as:totalItems", "7", "xsd:nonNegativeInteger") in triples(shown)


def test_the_last_page_has_no_next() -> None:
    assert "as:next" not in page([], "/v1/metrics", 0, None)
    assert ("/v1/metrics", "as:items", "rdf:nil", "") in triples(document(page([], "/v1/metrics", 0, None)))


@settings(max_examples=60)
@given(data=st.data())
def test_any_fields_may_be_missing(client: TestClient, data: st.DataObject) -> None:
    collection = data.draw(st.sampled_from([*COLLECTIONS.values()]))
    item = data.draw(st.sampled_from(client.get(collection.path).json()["items"]))
    fields = data.draw(st.sets(st.sampled_from(sorted(item))))
    sparse = {field: value for field, value in item.items() if field in fields}
    before = repr(sparse)
    said = node(sparse)
    assert repr(sparse) == before
    expanded(document(said))
    assert ("@id" in said) == ("href" in fields)
    if "schema:value" in said:  # only if the variable is known
        assert fields >= {"type", "status", "kind", "quantity"}
    if "schema:spokenByCharacter" in said:
        assert fields >= {"type", "mode", "speaker"}


def test_sparse_items_may_be_embedded(expo: Any) -> None:
    parts = [{"type": "event", "name": "opening ceremony"}, {"id": "closing"}, {}]
    expo["parts"]["items"] = parts
    [found] = expanded(document(node(expo)))
    assert len(found["https://schema.org/subEvent"]) == 3
    assert "opening ceremony" in str(found)


def test_an_embedded_item_has_the_same_triples_as_alone(client: TestClient, expo: Any) -> None:
    part = client.get(f"{EXPO}-opening-ceremony").json()
    metrics = client.get(f"/v1/metrics?event={expo['id']}").json()["items"]
    place = client.get(expo["place"]["href"]).json()
    expo["parts"]["items"], expo["metrics"]["items"], expo["place"] = [part], metrics, place
    found = triples(document(node(expo)))
    for item in (part, place, *metrics):
        alone = triples(document(node(item)))
        assert {one for one in alone if not any(term.startswith("_:") for term in one)} <= found
    assert objects(found, EXPO, "schema:subEvent") == {f"{EXPO}-opening-ceremony"}
    assert objects(found, EXPO, "ef:metrics") == {expo["metrics"]["href"]}
    assert objects(found, expo["metrics"]["href"], "as:items") == {item["href"] for item in metrics}
    assert (expo["metrics"]["href"], "as:totalItems", "4", "xsd:nonNegativeInteger") in found
    assert (place["href"], "rdf:type", "schema:Place", "") in found


@pytest.mark.parametrize(("following", "linked"), [("/v1/metrics?cursor=a", {"/v1/metrics?cursor=a"}), (None, set())])
def test_a_relation_links_to_its_next_items(expo: Any, sellers: Any, following: str, linked: set[str]) -> None:
    plain = triples(document(node(expo)))
    relation = expo["metrics"]["href"]
    expo["metrics"] |= {"items": [sellers], "next": following}
    found = triples(document(node(expo)))
    assert objects(found, relation, "ef:next") == linked
    assert objects(found, relation, "as:items") == {SELLERS}
    assert objects(found, relation, "as:totalItems") == objects(plain, relation, "as:totalItems") == {"4"}
    assert not objects(plain, relation, "ef:next") | objects(plain, relation, "as:items")
    expo["metrics"] |= {"items": []}
    assert "as:items" not in node(expo)["ef:metrics"]


def test_a_stated_total_is_a_metric_with_its_quantity(expo: Any) -> None:
    projects = node(expo)["ef:signed_projects"]
    assert projects["ef:exhaustive"] is False
    assert projects["ef:stated_total"]["ef:quantity"]["schema:value"] == 113


def test_only_complete_dates_are_dates(expo: Any) -> None:
    yearless = triples(document(node(expo)))
    assert not objects(yearless, EXPO, "schema:startDate") | objects(yearless, EXPO, "schema:endDate")
    [period] = objects(yearless, EXPO, "dcterms:temporal")
    edtf = "http://id.loc.gov/datatypes/edtf/EDTF"
    assert (period, "ef:edtf", "XXXX-09-25/XXXX-09-29", edtf) in yearless
    assert (period, "rdf:type", "dcterms:PeriodOfTime", "") in yearless
    full = triples(document(node({**expo, "dates": DATES})))
    [period] = objects(full, EXPO, "dcterms:temporal")
    assert (EXPO, "schema:startDate", "2024-05-02", "xsd:date") in full
    assert (EXPO, "schema:endDate", "2024-05-04", "xsd:date") in full
    assert (period, "dcat:startDate", "2024-05-02", "xsd:date") in full
    assert (period, "dcat:endDate", "2024-05-04", "xsd:date") in full
    assert (period, "schema:description", "May 2-4, 2024", "xsd:string") in full


@pytest.mark.parametrize(
    ("edtf", "date"),
    [
        ("2023", "2023"),
        ("2023-05", "2023-05"),
        ("2023-05-09", "2023-05-09"),
        ("2023-21", None),
        ("2023/2024", None),
        ("2023~", None),
        (None, None),
    ],
)
def test_a_period_that_is_one_date_is_the_date_of_an_observation(
    sellers: Any, edtf: str | None, date: str | None
) -> None:
    period = {"text": "then", "edtf": edtf, "start": None, "end": None, "basis": "stated"}
    said = node({**sellers, "period": period})
    assert said.get("schema:observationDate") == date
    assert said["dcterms:temporal"].get("ef:edtf") == edtf


@pytest.mark.parametrize("change", [{"status": "expected"}, {"status": "planned"}, {"kind": "change"}])
def test_changes_and_expected_figures_have_no_value_of_schema_org(sellers: Any, change: dict[str, str]) -> None:
    said = node({**sellers, **change})
    assert "schema:value" not in said
    assert said["ef:quantity"]["schema:description"] == "over 63,000"
    assert "ef:quantity" not in node(sellers)


def test_a_venue_is_a_location_apart_from_the_place(expo: Any) -> None:
    hall = {"type": "entity", "id": "hall", "name": "Hall", "href": "/v1/entities/hall"}
    found = triples(document(node({**expo, "venue": hall})))
    assert objects(found, EXPO, "schema:location") == {expo["place"]["href"], hall["href"]}
    assert objects(found, EXPO, "ef:venue") == {hall["href"]}


def test_a_published_source(client: TestClient) -> None:
    [item] = client.get("/v1/sources").json()["items"]
    known = {"url": "https://news.example/1", "publisher": "News", "published": "2024-10-01", "cited_outlets": []}
    found = triples(document(node({**item, **known})))
    for term, value in (("url", known["url"]), ("publisher", "News"), ("datePublished", "2024-10-01")):
        assert objects(found, item["href"], f"schema:{term}") == {value}
    assert objects(found, f"{item['href']}/text", "schema:sha256") == {item["text_sha256"]}
    assert (f"{item['href']}/text", "ef:length", "2967", "xsd:integer") in found


def test_a_dispute_has_its_own_evidence(sellers: Any) -> None:
    proof = sellers["evidence"][-1]
    dispute = {"field": "quantity", "value": {**sellers["quantity"], "text": "about 1"}, "evidence": [proof]}
    found = triples(document(node({**sellers, "evidence": [], "disputed": [dispute]})))
    [disputed] = objects(found, SELLERS, "ef:disputed")
    [value] = objects(found, disputed, "ef:value")
    assert objects(found, value, "schema:description") == {"about 1"}
    [annotation] = [one[0] for one in found if one[1:3] == ("oa:hasTarget", proof["href"])]
    assert objects(found, annotation, "oa:hasBody") == {disputed}


def test_evidence_links_to_the_page_of_the_publisher(sellers: Any) -> None:
    link = "https://news.example/1#:~:text=over%2063,000"
    proof = {**sellers["evidence"][-1], "page": link}
    found = triples(document(node({**sellers, "evidence": [proof]})))
    assert {one[2:] for one in found if one[1] == "ef:page"} == {(link, "")}


def test_an_organization_can_be_part_of_another(client: TestClient) -> None:
    china = client.get("/v1/entities/hangzhou").json()["part_of"]
    item = {**client.get("/v1/entities/china-economic-net").json(), "part_of": china}
    found = triples(document(node(item)))
    assert objects(found, item["href"], "dcterms:isPartOf") == {china["href"]}


def test_an_unknown_type_keeps_its_own_terms() -> None:
    found = triples(
        document(node({"type": "found_sentence", "id": "s-1", "href": "/s", "snippet": "over", "score": 0}))
    )
    assert found == {
        ("/s", "rdf:type", "ef:FoundSentence", ""),
        ("/s", "schema:identifier", "s-1", "xsd:string"),
        ("/s", "ef:snippet", "over", "xsd:string"),
        ("/s", "ef:score", "0", "xsd:integer"),
    }
