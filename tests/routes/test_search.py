"""`/v1/search` and the `q` of each collection: matches in the story, page by page."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from tests.conftest import counted_statements
from tests.serving import items_of, problem_of
from tests.web.query.test_facts import ids, walk
from tests.web.triples import expanded

EVERY = pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))


def found(client: TestClient, query: str, **more: str) -> list[tuple[str, str]]:
    items = client.get("/v1/search", params={"q": query, **more}).json()["items"]
    return [(item["type"], item["id"]) for item in items]


def test_a_page_of_search(client: TestClient) -> None:
    response = client.get("/v1/search?q=63,000&type=metric")
    body = response.json()
    hit, also = body.pop("items")
    assert body == {
        "total": 2,
        "limit": 50,
        "self": "/v1/search?q=63,000&type=metric",
        "next": None,
    }
    assert hit.pop("score") > also["score"] > 0
    assert "over <mark>63,000</mark>. " in hit.pop("snippet") + " "
    assert hit == {
        "type": "metric",
        "id": "hangzhou-cross-border-e-commerce-sellers",
        "name": "Cross-border e-commerce sellers in Hangzhou after the surge",
        "href": "/v1/metrics/hangzhou-cross-border-e-commerce-sellers",
    }
    assert "Link" not in response.headers


def test_numbers_aliases_prefixes_and_phrases_are_found(client: TestClient) -> None:
    volume = ("metric", "hangzhou-digital-trade-volume-2023")
    for query in ("319 billion", "319000000000", "RMB 319 billion"):
        assert found(client, query)[0] == volume
    assert ("entity", "china-economic-net") in found(client, "CEN")
    assert ("speaker", "shehzad-ahmad-khan") in found(client, "CONSUL général".replace("é", "e"))
    assert set(found(client, "digit*")) > set(found(client, '"digital trade"')) > {volume}
    assert found(client, "zebra") == found(client, "*") == found(client, '"') == []


def test_every_hit_links_to_its_fact_or_sentence(client: TestClient) -> None:
    for item in client.get("/v1/search?q=hangzhou&limit=500").json()["items"]:
        target = client.get(item["href"])
        assert target.status_code == 200
        if item["type"] == "sentence":
            start, _, end = item["href"].rpartition("#char=")[2].partition(",")
            assert target.text[int(start) : int(end)] == item["name"]
        else:
            assert (target.json()["type"], target.json()["id"]) == (item["type"], item["id"])


def test_following_next_gives_each_hit_once_best_first(client: TestClient) -> None:
    whole = client.get("/v1/search?q=digital&limit=500").json()
    items, following = [], "/v1/search?q=digital&limit=4"
    while following:
        response = client.get(following)
        page = response.json()
        items += page["items"]
        following = page["next"]
        assert response.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
    assert items == whole["items"]
    assert len(items) == whole["total"] > 20
    assert [one["score"] for one in items] == sorted((one["score"] for one in items), reverse=True)


def test_a_page_takes_one_statement_whatever_its_position(client: TestClient) -> None:
    for limit in ("", "&limit=1"):
        with counted_statements() as statements:
            assert client.get(f"/v1/search?q=digital&type=metric,sentence{limit}").status_code == 200
        assert len([one for one in statements if "documents.body" in one]) == 1
        assert len(statements) == 8


def test_an_invalid_search_is_refused(client: TestClient) -> None:
    for query, detail in (
        ("", "q: It must be given here."),
        ("?q=", "q: It has 0 characters; give from 1 to 1000."),
        (f"?q={'x' * 10_240}", "q: It has 10240 characters; give from 1 to 1000."),
        ("?q=a&type=metrics", "type: 'metrics' is not one of its values. Did you mean 'metric'?"),
    ):
        problem = problem_of(client, client.get(f"/v1/search{query}"))
        assert (problem["problem"], problem["detail"]) == ("422 invalid-value", detail)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(strategies.text(min_size=1, max_size=300))
def test_any_words_can_be_searched(client: TestClient, query: str) -> None:
    response = client.get("/v1/search", params={"q": query})
    assert response.status_code == 200
    assert response.json()["total"] >= len(response.json()["items"])


def plain(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item without `match`."""
    *names, last = item
    assert (last, list(item["match"])) == ("match", ["snippet", "score"])
    return {name: item[name] for name in names}


@EVERY
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("digital", 7),
        ("hangzhou", 7),
        ("63 thousand", 11),  # thousand, 63, and 63 thousand as one number
        ('"digital trade" expo', 8),
        ("innov*", 6),
        ("zebra", 7),
    ],
)
def test_a_collection_finds_the_same_facts_as_search(
    client: TestClient, collection: Collection, query: str, count: int
) -> None:
    hits = client.get("/v1/search", params={"q": query, "type": collection.type, "limit": 500}).json()
    with counted_statements() as statements:
        page = client.get(collection.path, params={"q": query, "limit": 500}).json()
    of_whole_names = [one for one in statements if "MATCH" in one and "UNION ALL" not in one]
    assert (len(statements) - len(of_whole_names), len(of_whole_names)) in [(count, 0), (count, 1)]
    assert (page["total"], len(page["items"])) == (hits["total"], hits["total"])
    whole = {item["id"]: item for item in items_of(client, collection.path)}
    for item, hit in zip(page["items"], hits["items"], strict=True):
        assert plain(item) == whole[hit["id"]]
        assert item["match"] == {"snippet": hit["snippet"], "score": hit["score"]}


def test_the_best_match_comes_first_and_equal_ones_in_the_order_of_the_text(client: TestClient) -> None:
    items = client.get("/v1/statements?q=digital&limit=500").json()["items"]
    order = ids(items_of(client, "/v1/statements"))
    assert items == sorted(items, key=lambda item: (-item["match"]["score"], order.index(item["id"])))
    assert len(items) == 15


def test_a_sort_overrides_the_order_by_score(client: TestClient) -> None:
    best = client.get("/v1/metrics?q=hangzhou").json()["items"]
    sorted_ = client.get("/v1/metrics?q=hangzhou&sort=-amount").json()["items"]
    assert sorted_ == sorted(best, key=lambda item: item["quantity"]["amount"], reverse=True)
    assert ids(client.get("/v1/metrics?q=hangzhou&sort=amount").json()["items"]) == ids(sorted_)[::-1]


def test_search_and_filters_combine(client: TestClient) -> None:
    found = client.get("/v1/statements?q=digital&limit=500").json()["items"]
    for mode in ("direct", "indirect", "narrated", "article"):
        page = client.get(f"/v1/statements?q=digital&mode={mode}").json()
        assert page["items"] == [item for item in found if item["mode"] == mode]
        assert page["total"] == len(page["items"])
    assert ids(client.get("/v1/metrics?q=hangzhou&kind=money&year=2023&mentions=hangzhou").json()["items"]) == [
        "hangzhou-digital-trade-volume-2023"
    ]


@pytest.mark.parametrize("sort", ["", "&sort=-mode", "&sort=speaker,-id"])
def test_following_next_gives_each_match_once(client: TestClient, sort: str) -> None:
    whole = client.get(f"/v1/statements?q=digital&limit=500{sort}").json()["items"]
    for limit, pages in ((1, 15), (4, 4), (15, 1)):
        with counted_statements() as statements:
            assert walk(client, f"/v1/statements?q=digital&limit={limit}{sort}") == whole
        assert len(statements) == pages + (8 if sort else 6)  # one for each page; the order is by two columns


def test_matches_in_every_format(client: TestClient) -> None:
    items = client.get("/v1/statements?q=digital").json()["items"]
    lines = client.get("/v1/statements?q=digital&format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == items
    table = csv.DictReader(io.StringIO(client.get("/v1/statements?q=digital&format=csv").text.removeprefix("\ufeff")))
    names = list(table.fieldnames or ())
    at = names.index("match_snippet")
    assert names[at : at + 3] == ["match_snippet", "match_score", "quote_source"]
    assert [(row["match_snippet"], float(row["match_score"])) for row in table] == [
        (item["match"]["snippet"], item["match"]["score"]) for item in items
    ]
    described = client.get("/v1/statements?q=digital&format=csvw").json()
    assert [column["name"] for column in described["tableSchema"]["columns"]] == names
    linked = client.get("/v1/statements?q=digital&format=jsonld").json()
    assert expanded(linked)
    assert [node["ef:match"] for node in linked["as:items"]["@list"]] == [
        {"ef:snippet": item["match"]["snippet"], "ef:score": item["match"]["score"]} for item in items
    ]


def test_a_match_is_added_to_fields_and_embeds(client: TestClient) -> None:
    best = client.get("/v1/metrics?q=63,000&limit=1").json()["items"][0]
    page = client.get("/v1/metrics?q=63,000&limit=1&fields=id,place.id&embed=place").json()
    assert page["items"] == [{"id": best["id"], "place": {"id": "hangzhou"}, "match": best["match"]}]
    assert client.get("/v1/metrics?q=63,000&limit=1&fields=id&format=csv").text == (
        f'\ufeffid,match_snippet,match_score\r\n{best["id"]},"{best["match"]["snippet"]}",{best["match"]["score"]}\r\n'
    )


@pytest.mark.parametrize("query", ["zebra", "*", '"', "-"])
def test_a_search_without_matches_is_an_empty_list(client: TestClient, query: str) -> None:
    body = client.get("/v1/metrics", params={"q": query}).json()
    address = body.pop("self")
    assert body == {"items": [], "total": 0, "limit": 50, "next": None}
    assert client.get(address).json()["total"] == 0
    assert client.get("/v1/metrics", params={"q": query, "format": "ndjson"}).text == ""


def test_a_single_item_takes_no_search(client: TestClient) -> None:
    problem = problem_of(client, client.get("/v1/metrics/hangzhou-digital-trade-volume-2023?q=trade"))
    assert problem["errors"] == [
        {
            "parameter": "q",
            "detail": "There is no parameter 'q' here.",
            "allowed": ["fields", "embed", "format"],
        }
    ]
    problem = problem_of(client, client.get("/v1/metrics?q="))
    assert problem["detail"] == "q: It has 0 characters; give from 1 to 1000."
