"""`/v1/search`: what the story's readers find, page by page."""

from hypothesis import HealthCheck, given, settings, strategies
from starlette.testclient import TestClient

from tests.conftest import counted_statements
from tests.serving import problem_of


def found(client: TestClient, query: str, **more: str) -> list[tuple[str, str]]:
    items = client.get("/v1/search", params={"q": query, **more}).json()["items"]
    return [(item["type"], item["id"]) for item in items]


def test_a_whole_page(client: TestClient) -> None:
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


def test_what_a_number_means_an_alias_a_beginning_and_a_phrase(client: TestClient) -> None:
    volume = ("metric", "hangzhou-digital-trade-volume-2023")
    for query in ("319 billion", "319000000000", "RMB 319 billion"):
        assert found(client, query)[0] == volume
    assert ("entity", "china-economic-net") in found(client, "CEN")
    assert ("speaker", "shehzad-ahmad-khan") in found(client, "CONSUL général".replace("é", "e"))
    assert set(found(client, "digit*")) > set(found(client, '"digital trade"')) > {volume}
    assert found(client, "zebra") == found(client, "*") == found(client, '"') == []


def test_every_hit_leads_to_what_it_names(client: TestClient) -> None:
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


def test_it_takes_three_statements(client: TestClient) -> None:
    with counted_statements() as statements:
        assert client.get("/v1/search?q=digital&type=metric,sentence").status_code == 200
    assert len(statements) == 3


def test_what_cannot_be_searched_for(client: TestClient) -> None:
    for query, detail in (
        ("", "q: It must be given here."),
        ("?q=", "q: It has 0 characters; give from 1 to 1000."),
        (f"?q={'x' * 10_240}", "q: It has 10240 characters; give from 1 to 1000."),
        ("?q=a&type=metrics", "type: 'metrics' is not one of its values. Did you mean 'metric'?"),
    ):
        problem = problem_of(client, client.get(f"/v1/search{query}"))
        assert (problem["problem"], problem["detail"]) == ("422 invalid-value", detail)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.text(min_size=1, max_size=300))
def test_any_words_are_safe(client: TestClient, query: str) -> None:
    response = client.get("/v1/search", params={"q": query})
    assert response.status_code == 200
    assert response.json()["total"] >= len(response.json()["items"])
