"""Filters, sorts and pages of every collection, and the number of statements."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.facts.date.edtf import read_edtf
from app.models import COLLECTIONS, Collection
from app.settings import Settings
from tests.conftest import counted_statements
from tests.serving import enriched, items_of, multiplied, problem_of, serving, values_at
from tests.whole import Dataset, store

EVERY = pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
SORTS = [(collection, name) for collection in COLLECTIONS.values() for name in collection.sorts]


@pytest.fixture(scope="module")
def rich(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server whose facts have a value for every filter."""
    with serving(enriched(dataset), tmp_path_factory.mktemp("rich")) as client:
        yield client


@pytest.fixture(scope="module")
def large(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server with two hundred times the facts."""
    with serving(multiplied(dataset, 200), tmp_path_factory.mktemp("large")) as client:
        yield client


def ids(items: list[Any]) -> list[str]:
    return [item["id"] for item in items]


def walk(client: TestClient, address: str) -> list[Any]:
    """Follow `next` to the end of a list, and return all items."""
    items = []
    following: str | None = address
    while following:
        page = client.get(following).json()
        items += page["items"]
        following = page["next"]
    return items


def filter_values(item: dict[str, Any], path: str) -> list[Any]:
    """Return the values of an item for a filter; years are those that its EDTF covers."""
    base, _, last = path.rpartition(".")
    if last == "years":
        return [year for edtf in values_at(item, f"{base}.edtf") for year in read_edtf(edtf).years]
    return values_at(item, path)


@EVERY
def test_every_filter_finds_exactly_the_items_with_its_value(rich: TestClient, collection: Collection) -> None:
    everything = items_of(rich, collection.path)
    for name, spec in collection.filters.items():
        present = {value for item in everything for value in filter_values(item, spec.path)}
        assert present, f"no {collection.type} has a {name}"
        known = present | set(spec.values) | ({2000} if spec.value_type is int else set())
        if spec.refers:
            known |= set(ids(items_of(rich, COLLECTIONS[spec.refers].path)))
        for value in known:
            written = json.dumps(value) if isinstance(value, bool) else value
            found = rich.get(collection.path, params={name: written, "limit": 500}).json()
            expected = [item for item in everything if value in filter_values(item, spec.path)]
            assert (found["items"], found["total"]) == (expected, len(expected))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/v1/metrics?year=2023", ["hangzhou-digital-trade-volume-2023"]),
        ("/v1/metrics?year=2015", []),
        ("/v1/metrics?currency=CNY", ["hangzhou-digital-trade-volume-2023"]),
        ("/v1/metrics?currency=CNY&kind=count", []),
        ("/v1/metrics?comparator=lt,ge", ["hangzhou-cross-border-e-commerce-sellers-before"]),
        ("/v1/metrics?approximate=true", ["hangzhou-digital-trade-volume-2023"]),
        ("/v1/events?year=2015", ["hangzhou-cross-border-e-commerce-pilot-zone-approval"]),
        ("/v1/events?edition=3", ["3rd-global-digital-trade-expo"]),
        ("/v1/events?edition=4", []),
        ("/v1/signed-projects?party=pakistan", []),
        ("/v1/speakers?represents=pakistan&place=shanghai", ["shehzad-ahmad-khan"]),
        ("/v1/speakers?represents=pakistan&place=beijing", []),
        ("/v1/statements?mentions=iot", ["shehzad-on-pakistans-digital-infrastructure"]),
    ],
)
def test_filters_find_the_facts_of_the_story(client: TestClient, address: str, found: list[str]) -> None:
    assert ids(client.get(address).json()["items"]) == found


@pytest.mark.parametrize(
    "query", ["kind=document,organization", "kind=document&kind=organization", "kind=organization,document,document"]
)
def test_several_values_mean_any_of_them(client: TestClient, query: str) -> None:
    kinds = [item["kind"] for item in client.get(f"/v1/entities?{query}").json()["items"]]
    assert sorted(kinds) == ["document", *["organization"] * 3]


@pytest.mark.parametrize(("collection", "name"), SORTS, ids=[f"{one.name}-{name}" for one, name in SORTS])
def test_every_sort_has_nulls_last_and_ties_by_id(rich: TestClient, collection: Collection, name: str) -> None:
    everything = sorted(items_of(rich, collection.path), key=lambda item: str(item["id"]))

    def key(item: dict[str, Any]) -> Any:
        return next(iter(values_at(item, collection.paths.get(name, "id"))), None)

    stated = [item for item in everything if key(item) is not None]
    unstated = [item for item in everything if key(item) is None]
    for sign, falling in (("", False), ("-", True)):
        expected = [*sorted(stated, key=key, reverse=falling), *unstated]
        assert ids(walk(rich, f"{collection.path}?sort={sign}{name}&limit=500")) == ids(expected)


@EVERY
def test_following_next_gives_each_item_once(rich: TestClient, collection: Collection) -> None:
    for sort in ("", *(f"&sort={sign}{name}" for name in collection.sorts for sign in ("", "-"))):
        whole = ids(rich.get(f"{collection.path}?limit=500{sort}").json()["items"])
        for limit in (1, 2, 3):
            assert ids(walk(rich, f"{collection.path}?limit={limit}{sort}")) == whole


def test_filter_sort_and_cursor_combine(client: TestClient) -> None:
    address = "/v1/metrics?kind=count&mentions=china&sort=-amount,name&limit=1"
    assert ids(walk(client, address)) == [
        "hangzhou-cross-border-e-commerce-sellers",
        "hangzhou-cross-border-e-commerce-sellers-before",
    ]


def test_the_limit_may_change_between_pages(client: TestClient) -> None:
    first = client.get("/v1/metrics?limit=2").json()
    rest = client.get(first["next"].replace("limit=2", "limit=10")).json()
    assert ids(first["items"] + rest["items"]) == ids(items_of(client, "/v1/metrics"))
    assert (rest["total"], rest["limit"], rest["next"]) == (7, 10, None)


@pytest.mark.parametrize(
    ("address", "of_few", "of_many"),
    [
        ("/v1/metrics?limit=1", 4, 4),
        ("/v1/metrics?limit=500&sort=-amount", 6, 6),
        ("/v1/statements?limit=500", 4, 4),
        ("/v1/metrics?place=hangzhou&unit=seller&mentions=china&limit=500", 6, 6),
        ("/v1/metrics?place=hangzhou,china&unit=seller&mentions=china&limit=2", 7, 7),
        ("/v1/metrics/hangzhou-digital-trade-volume-2023", 3, 3),
        ("/v1/metrics/hangzhou-digital-trade-volume-2023/verification", 4, 4),
        ("/v1/sources/consul-general-pakistan-digital/text", 4, 4),
        ("/v1/sources/consul-general-pakistan-digital/verification", 16, 16),
        ("/v1", 1, 1),
        ("/v1/verification", 1, 1),
        ("/health/ready", 1, 1),
    ],
)
def test_the_number_of_statements_does_not_grow_with_the_dataset(
    client: TestClient, large: TestClient, address: str, of_few: int, of_many: int
) -> None:
    for asked, count in ((client, of_few), (large, of_many)):
        with counted_statements() as statements:
            assert asked.get(address).status_code == 200
        assert len(statements) == count, statements


def test_a_large_list_is_read_page_by_page(large: TestClient) -> None:
    metrics = walk(large, "/v1/metrics?sort=-amount&limit=500")
    assert len(metrics) == len(set(ids(metrics))) == 1400
    page = large.get("/v1/metrics?sort=-amount").json()
    assert (page["total"], page["limit"], len(page["items"])) == (1400, 50, 50)


def test_a_replaced_dataset_makes_cursors_stale(dataset: Dataset, tmp_path: Any) -> None:
    with serving(dataset, tmp_path) as client:
        url = f"sqlite:///{tmp_path}/facts.db"
        page = client.get("/v1/metrics?limit=1&sort=-name").json()
        store(replace(dataset, version="another"), "fingerprint", url)
        assert client.get("/v1").json()["version"] == "another"
        assert problem_of(client, client.get(page["next"])) == {
            "problem": "410 stale-cursor",
            "detail": "The dataset was replaced since this cursor was given. Start again at the link in `see`.",
            "instance": page["next"],
            "errors": [
                {
                    "parameter": "cursor",
                    "detail": "The dataset was replaced since this cursor was given. Start again at the link in `see`.",
                }
            ],
            "see": "/v1/metrics?limit=1&sort=-name",
        }


@pytest.mark.slow
def test_no_request_fails_while_datasets_are_replaced(dataset: Dataset, tmp_path: Any) -> None:
    less = replace(dataset, version="less", items=dataset.items | {"metrics": dataset.items["metrics"][:3]})
    totals = {dataset.version: 7, "less": 3}
    url = Settings(database_url=f"sqlite:///{tmp_path}/facts.db").database_url
    seen: set[tuple[int, int]] = set()
    done = threading.Event()
    with serving(dataset, tmp_path) as client:

        def read() -> None:
            while not done.is_set():
                response = client.get("/v1/metrics")
                seen.add((response.status_code, response.json().get("total")))

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for turn in range(10):
            current = (less, dataset)[turn % 2]
            store(current, "fingerprint", url)
            assert client.get("/v1/metrics").json()["total"] == totals[current.version]
        done.set()
        for reader in readers:
            reader.join()
    assert seen == {(200, 7), (200, 3)}
