"""Facets: every value of every filter of every collection is counted."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.models import COLLECTIONS, Collection
from app.settings import Settings
from app.storage.dataset_cache import DatasetCache
from app.web.query import facets
from app.web.query.facets import FacetValue
from tests.conftest import counted_statements
from tests.serving import enriched, items_of, problem_of, serving
from tests.web.query.test_facts import filter_values
from tests.whole import Dataset

FILTERS = [(collection, name) for collection in COLLECTIONS.values() for name in collection.filters]
EACH = pytest.mark.parametrize(
    ("collection", "name"), FILTERS, ids=[f"{collection.name}-{name}" for collection, name in FILTERS]
)


@pytest.fixture(scope="module")
def rich(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server whose facts have a value for every filter."""
    with serving(enriched(dataset), tmp_path_factory.mktemp("rich")) as client:
        yield client


def facet(client: TestClient, address: str, name: str) -> list[Any]:
    found: list[Any] = client.get(address).json()["facets"][name]
    return found


def counts(values: list[Any]) -> dict[Any, int]:
    return {one["value"]: one["count"] for one in values}


@EACH
def test_every_value_of_every_filter_is_counted(rich: TestClient, collection: Collection, name: str) -> None:
    spec = collection.filters[name]
    items = items_of(rich, collection.path)
    expected = Counter(value for item in items for value in set(filter_values(item, spec.path)))
    names = {}
    if spec.refers:
        names = {one["id"]: one.get("name", one.get("title")) for one in items_of(rich, COLLECTIONS[spec.refers].path)}
    with counted_statements() as statements:
        values = facet(rich, f"{collection.path}?facet={name}", name)
    assert len(statements) == 5  # the dataset, all facts, the size of the table, the rows; and the facet
    assert [(one["value"], one["name"], one["count"]) for one in values] == [
        (value, names.get(value), count) for value, count in sorted(expected.items(), key=lambda one: (-one[1], one[0]))
    ]
    assert {type(one["value"]) for one in values} == {spec.value_type}
    for one in values:
        assert list(one) == ["value", "name", "count", "href"]
        page = rich.get(one["href"]).json()
        assert page["total"] == len(page["items"]) == one["count"]
        assert all(one["value"] in filter_values(item, spec.path) for item in page["items"])
        assert page["facets"][name] == values


def test_facets_as_they_are_served(client: TestClient) -> None:
    page = client.get("/v1/metrics?kind=count&facet=kind,approximate,year,event&sort=-amount&limit=1").json()
    rest = "/v1/metrics?facet=kind,approximate,year,event&sort=-amount&limit=1"
    count = "/v1/metrics?kind=count&facet=kind,approximate,year,event&sort=-amount&limit=1"
    expo = "3rd-global-digital-trade-expo"
    assert list(page) == ["items", "total", "limit", "self", "next", "facets"]
    assert page["facets"] == {
        "kind": [
            {"value": "count", "name": None, "count": 6, "href": f"{rest}&kind=count"},
            {"value": "money", "name": None, "count": 1, "href": f"{rest}&kind=money"},
        ],
        "approximate": [{"value": False, "name": None, "count": 6, "href": f"{count}&approximate=false"}],
        "year": [],
        "event": [
            {"value": expo, "name": "3rd Global Digital Trade Expo", "count": 4, "href": f"{count}&event={expo}"}
        ],
    }
    year = {"value": 2023, "name": None, "count": 1, "href": "/v1/metrics?facet=year&year=2023"}
    assert facet(client, "/v1/metrics?facet=year", "year") == [year]
    assert "facets" not in client.get("/v1/metrics").json()


def test_a_facet_ignores_its_own_filter_only(client: TestClient) -> None:
    assert counts(facet(client, "/v1/entities?kind=place&facet=kind", "kind")) == counts(
        facet(client, "/v1/entities?facet=kind", "kind")
    )
    chosen = "/v1/metrics?kind=money&place=hangzhou&value_min=1000&facet=kind,place"
    assert counts(facet(client, chosen, "kind")) == {"count": 1, "money": 1}
    assert counts(facet(client, chosen, "place")) == {"hangzhou": 1}


@EACH
def test_a_facet_counts_within_other_filters(rich: TestClient, collection: Collection, name: str) -> None:
    for other, spec in collection.filters.items():
        if other == name:
            continue
        value = facet(rich, f"{collection.path}?facet={other}", other)[0]
        items = [item for item in items_of(rich, collection.path) if value["value"] in filter_values(item, spec.path)]
        path = collection.filters[name].path
        expected = Counter(found for item in items for found in set(filter_values(item, path)))
        assert counts(facet(rich, f"{value['href']}&facet={name}", name)) == expected


def test_every_facet_at_once_takes_a_statement_each_and_no_more_when_asked_again(settings: Settings) -> None:
    names = [*COLLECTIONS["metrics"].filters]
    path = f"/v1/metrics?facet={','.join(names)}"
    with TestClient(create_app(settings)) as client, counted_statements() as statements:
        page = client.get(path).json()
        assert (list(page["facets"]), len(statements)) == (names, 4 + len(names))
        assert (client.get(path).json(), len(statements)) == (page, 5 + len(names))


def test_a_facet_matches_its_documentation(client: TestClient) -> None:
    for value in facet(client, "/v1/metrics?facet=kind", "kind"):
        assert FacetValue(**value).model_dump() == value


def test_facets_count_the_complete_list_on_every_page(client: TestClient) -> None:
    first = client.get("/v1/statements?limit=5&facet=mode").json()
    second = client.get(first["next"]).json()
    assert second["facets"] == first["facets"]
    assert sum(counts(first["facets"]["mode"]).values()) == first["total"] == 18
    assert "cursor" not in str(second["facets"])


def test_facets_count_the_matches_of_a_search(client: TestClient) -> None:
    page = client.get("/v1/statements?q=digital&facet=mode,mentions&limit=500").json()
    expected = Counter(item["mode"] for item in page["items"])
    assert counts(page["facets"]["mode"]) == expected
    assert 0 < expected.total() == page["total"] < 18
    for name in ("mode", "mentions"):
        for one in page["facets"][name]:
            assert "?q=digital&" in one["href"]
            assert client.get(one["href"]).json()["total"] == one["count"]
    assert facet(client, "/v1/statements?q=zebra&facet=mode", "mode") == []


@pytest.mark.parametrize("query", ["", "q=digital&", "mode=direct&", "mentions=pakistan&"])
def test_a_facet_is_one_statement_that_reads_no_item(
    client: TestClient, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DatasetCache, "get", lambda *_: None)  # so that nothing is cached
    with counted_statements() as without:
        assert client.get(f"/v1/statements?{query}").status_code == 200
    with counted_statements() as statements:
        assert facet(client, f"/v1/statements?{query}facet=source", "source")
    [counting] = [statement for statement in statements if statement not in without]
    assert counting.startswith("SELECT postings.value")


def test_too_many_values_of_a_facet_are_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "MAX_FACET_VALUES", 2)
    monkeypatch.setattr(
        facets, "_all_values_query", facets._all_values_query.__wrapped__
    )  # MOST is a part of the query
    assert len(facet(client, "/v1/metrics?facet=kind", "kind")) == 2
    detail = "'mentions' has more than 2 values here; narrow the list by other filters."
    assert problem_of(client, client.get("/v1/metrics?facet=kind,mentions")) == {
        "problem": "422 invalid-value",
        "detail": f"facet: {detail}",
        "instance": "/v1/metrics?facet=kind,mentions",
        "errors": [{"parameter": "facet", "detail": detail}],
    }


@pytest.mark.parametrize("format_", ["csv", "csvw", "ndjson", "jsonld"])
def test_facets_in_other_formats_than_json_are_refused(client: TestClient, format_: str) -> None:
    address = f"/v1/metrics?facet=kind&format={format_}"
    detail = f"There is no place for facets in {format_}; ask for JSON."
    assert problem_of(client, client.get(address)) == {
        "problem": "422 invalid-value",
        "detail": f"facet: {detail}",
        "instance": address,
        "errors": [{"parameter": "facet", "detail": detail}],
    }


def test_an_unknown_facet_is_refused(client: TestClient) -> None:
    problem = problem_of(client, client.get("/v1/metrics?facet=plaec"))
    assert problem["detail"] == "facet: 'plaec' is not one of its values. Did you mean 'place'?"
    assert problem["errors"][0]["allowed"] == [*COLLECTIONS["metrics"].filters]
    problem = problem_of(client, client.get("/v1/events/3rd-global-digital-trade-expo?facet=kind"))
    assert problem["detail"] == "facet: There is no parameter 'facet' here."
