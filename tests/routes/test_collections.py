"""Lists and items: pages, links, evidence, errors, and the number of statements."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from tests.conftest import counted_statements
from tests.serving import hrefs_in, items_of, problem_of, values_at
from tests.whole import Dataset

SOURCE = "consul-general-pakistan-digital"
TITLE = "Consul general highlights Pakistan’s digital transformation, invites Chinese investment"
EXPO = "3rd-global-digital-trade-expo"
PATHS = [collection.path for collection in COLLECTIONS.values()]
NUMBER = "/v1/metrics/hangzhou-cross-border-e-commerce-sellers"


def test_a_list_and_the_link_to_its_next_page(client: TestClient) -> None:
    response = client.get("/v1/metrics?limit=1&kind=count&sort=-amount")
    page = response.json()
    address = "/v1/metrics?limit=1&kind=count&sort=-amount"
    cursor = page["next"].partition("&cursor=")[2]
    assert cursor
    assert page == {
        "items": [client.get(NUMBER).json()],
        "total": 6,
        "limit": 1,
        "self": address,
        "next": f"{address}&cursor={cursor}",
    }
    assert response.headers["link"] == f'<{page["next"]}>; rel="next"'
    assert response.headers["content-type"] == "application/json"


def test_the_last_page_has_no_link(client: TestClient) -> None:
    response = client.get("/v1/speakers")
    assert response.json() == {
        "items": [client.get("/v1/speakers/shehzad-ahmad-khan").json()],
        "total": 1,
        "limit": 50,
        "self": "/v1/speakers",
        "next": None,
    }
    assert "link" not in response.headers


@pytest.mark.parametrize("path", PATHS)
def test_every_evidence_is_in_the_text_that_it_links_to(client: TestClient, path: str) -> None:
    items = items_of(client, path)
    assert items
    for item in items:
        assert item["evidence"] or item["type"] == "source"
        for proof in item["evidence"]:
            start, end = proof["start"], proof["end"]
            address, _, fragment = proof["href"].partition("#")
            text = client.get(address).text
            assert fragment == f"char={start},{end}"
            assert proof["exact"] == text[start:end] != ""
            assert proof["prefix"] == text[max(0, start - 32) : start]
            assert proof["suffix"] == text[end : end + 32]


@pytest.mark.parametrize("path", PATHS)
def test_a_list_contains_the_same_items_as_their_own_urls(client: TestClient, path: str) -> None:
    for item in items_of(client, path):
        assert client.get(item["href"]).json() == item


def test_every_link_leads_somewhere(client: TestClient) -> None:
    starts = ["/v1", "/v1/verification", *PATHS, *(f"{path}?limit=1" for path in PATHS)]
    links = {link.partition("#")[0] for start in starts for link in hrefs_in(client.get(start).text)}
    assert len(links) > 70
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("path", PATHS)
def test_a_relation_counts_what_its_link_lists(client: TestClient, path: str) -> None:
    for item in items_of(client, path):
        for value in item.values():
            if isinstance(value, dict) and "total" in value:
                assert client.get(value["href"]).json()["total"] == value["total"]


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
def test_every_item_has_every_field(client: TestClient, collection: Any) -> None:
    names = [field.alias or name for name, field in collection.fact.model_fields.items()]
    for item in items_of(client, collection.path):
        assert sorted(item) == sorted(names)
        assert list(item)[:3] == ["type", "id", "href"]
        assert list(item)[-3:] == ["evidence", "mentions", "disputed"]
        assert all(value is not None for value in values_at(item, "mentions"))


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_id_suggests_the_nearest_one(client: TestClient, path: str) -> None:
    near = items_of(client, path)[0]["id"]
    far = f"{near[:-2]}{near[-1]}"
    for below in ("", "/verification"):
        address = f"{path}/{far}{below}"
        name = path.rpartition("/")[2].replace("-", " ").replace("entities", "entity").removesuffix("s")
        assert problem_of(client, client.get(address)) == {
            "problem": "404 not-found",
            "detail": f"No {name} has the id {far!r}. Did you mean {near!r}?",
            "instance": address,
            "errors": [],
            "see": f"{path}/{near}",
        }


def test_an_id_without_a_similar_one_gets_no_suggestion(client: TestClient) -> None:
    assert problem_of(client, client.get("/v1/metrics/0%00")) == {
        "problem": "404 not-found",
        "detail": "No metric has the id '0\ufffd'.",
        "instance": "/v1/metrics/0%00",
        "errors": [],
    }


@pytest.mark.parametrize("path", [f"{NUMBER}/citation", f"{NUMBER}/verification"])
def test_citation_and_verification_take_no_parameters(client: TestClient, path: str) -> None:
    assert problem_of(client, client.get(f"{path}?limit=1")) == {
        "problem": "422 unknown-parameter",
        "detail": "limit: This address takes no parameters.",
        "instance": f"{path}?limit=1",
        "errors": [{"parameter": "limit", "detail": "This address takes no parameters."}],
    }


@pytest.mark.parametrize("path", PATHS)
def test_every_item_is_verified_on_request(client: TestClient, path: str) -> None:
    for item in items_of(client, path):
        found = client.get(f"{item['href']}/verification").json()
        assert found == {"verified": True, "checked": found["checked"], "failures": []}
        assert found["checked"] > 3 * len(item["evidence"])


@pytest.mark.parametrize("path", PATHS)
def test_a_verification_is_not_cached_and_is_json(client: TestClient, dataset: Dataset, path: str) -> None:
    item = items_of(client, path)[0]["href"]
    for address in (f"{item}/verification", f"/v1/@{dataset.version}{item.removeprefix('/v1')}/verification"):
        for accept in ("*/*", "application/*;q=0.1, text/csv", ""):
            response = client.get(address, headers={"Accept": accept, "If-None-Match": "*"})
            assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
            assert response.headers["cache-control"] == "no-store"
            assert {"etag", "content-location"}.isdisjoint(response.headers)
        assert problem_of(client, client.get(address, headers={"Accept": "text/csv"})) == {
            "problem": "406 not-acceptable",
            "detail": "Accept asks for 'text/csv'; there is application/json.",
            "instance": address,
            "errors": [],
        }


@pytest.mark.parametrize(
    ("address", "first", "again"),
    [
        ("/v1/metrics", 4, 1),
        ("/v1/metrics?limit=1&sort=-amount", 6, 1),
        ("/v1/metrics?kind=count&year=2023", 5, 1),
        ("/v1/metrics?kind=count&limit=1", 4, 1),
        ("/v1/metrics?place=hangzhou&mentions=china", 5, 1),
        ("/v1/metrics?place=china&mentions=china", 6, 2),
        ("/v1/metrics?place=hangzhou,china&unit=seller&mentions=china", 7, 2),
        ("/v1/entities?limit=500", 4, 1),
        (NUMBER, 3, 1),
        (f"{NUMBER}/verification", 4, 2),
        (f"/v1/sources/{SOURCE}/verification", 16, 8),
    ],
)
def test_each_request_takes_few_statements(client: TestClient, address: str, first: int, again: int) -> None:
    """The first request also reads the dataset, the size of the table, and its bitmaps."""
    with counted_statements() as statements:
        assert client.get(address).status_code == 200
        assert len(statements) == first, statements
        assert client.get(address).status_code == 200
    assert len(statements) == first + again, statements


def test_the_values_of_a_filter_are_read_by_one_statement(client: TestClient) -> None:
    entities = [item["id"] for item in items_of(client, "/v1/entities")]
    with counted_statements() as statements:
        for number in (20, 29):
            assert client.get(f"/v1/metrics?mentions={','.join(entities[:number])}").json()["total"] == 4
        assert client.get(f"/v1/metrics?mentions={entities[28]}").status_code == 200
    bitmaps = [one for one in statements if "postings.facts" in one]
    assert (len(entities), len(bitmaps), len(statements)) == (29, 2, 5 + 3 + 2)
