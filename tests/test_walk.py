"""Walks through ten thousand facts page by page: in every order, and while the dataset is replaced."""

import asyncio
import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from app.seed.merging.parts import RenderedFact, render
from tests.serving import multiplied, problem_of, serving, values_at
from tests.whole import Dataset, store

pytestmark = pytest.mark.slow

TIMES = 160
"""The number of copies of each fact that make ten thousand."""

SORTS = [
    pytest.param(collection, sort, id=f"{collection.name}-{sort or 'text'}")
    for collection in COLLECTIONS.values()
    for sort in ("", *(sign + name for name in collection.sorts for sign in ("", "-")))
]
STALE = "The dataset was replaced since this cursor was given. Start again at the link in `see`."


def marked(dataset: Dataset, version: str, times: int) -> Dataset:
    """Return a dataset of some copies, in which the name of each fact tells the version."""
    copies = multiplied(dataset, times)
    items = dict(copies.items)
    for name in ("events", "metrics", "entities"):
        facts: list[Any] = [one.fact for one in copies.items[name]]
        facts = [fact.model_copy(update={"name": f"{fact.name} ({version})"}) for fact in facts]
        items[name] = [RenderedFact(seq, fact, render(fact)) for seq, fact in enumerate(facts, start=1)]
    return replace(copies, version=version, items=items)


@pytest.fixture(scope="module")
def large(dataset: Dataset) -> Dataset:
    return multiplied(dataset, TIMES)


@pytest.fixture(scope="module")
def everything(large: Dataset) -> dict[str, list[Any]]:
    """Return all items by collection, in the order of the text."""
    return {name: [json.loads(item.body) for item in group] for name, group in large.items.items()}


@pytest.fixture(scope="module")
def client(large: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(large, tmp_path_factory.mktemp("large")) as client:
        yield client


def ordered(items: list[Any], collection: Collection, sort: str) -> list[Any]:
    """Sort items as `sort` says: nulls last, ties by id; by nothing, in the order of the text."""
    if not sort:
        return items
    path = collection.paths.get(sort.removeprefix("-"), "id")
    by_id = sorted(items, key=lambda item: str(item["id"]), reverse=sort == "-id")
    stated = [(found[0], item) for item in by_id if (found := values_at(item, path))]
    return [
        *(item for _, item in sorted(stated, key=lambda one: one[0], reverse=sort.startswith("-"))),
        *(item for item in by_id if not values_at(item, path)),
    ]


def pages(client: TestClient, address: str) -> Iterator[Any]:
    """Follow `next` to the end of a list, and return all items."""
    following: str | None = address
    while following:
        response = client.get(following)
        assert response.status_code == 200, f"{following}: {response.text}"
        page = response.json()
        following = page["next"]
        assert response.links.get("next", {}).get("url") == following
        yield page


def test_there_are_ten_thousand_facts(large: Dataset) -> None:
    assert sum(large.counts.values()) > 10_000


@pytest.mark.parametrize(("collection", "sort"), SORTS)
def test_every_order_gives_each_fact_once(
    client: TestClient, everything: dict[str, list[Any]], collection: Collection, sort: str
) -> None:
    items, given = everything[collection.name], []
    fields = (
        "" if sort in ("", "-id") else "&fields=id"
    )  # complete facts for two sorts, ids for the others, which is faster
    address = f"{collection.path}?limit=500{fields}{f'&sort={sort}' if sort else ''}"
    for number, page in enumerate(pages(client, address)):
        expected = {"total": len(items), "limit": 500, "self": page["self"], "next": page["next"]}
        assert {key: value for key, value in page.items() if key != "items"} == expected
        assert len(page["items"]) == min(500, len(items) - 500 * number)
        given += page["items"]
    expected_items = ordered(items, collection, sort)
    assert given == (expected_items if not fields else [{"id": item["id"]} for item in expected_items])


def test_small_pages_deep_in_a_list_with_many_ties(client: TestClient, everything: dict[str, list[Any]]) -> None:
    items = ordered(everything["metrics"], COLLECTIONS["metrics"], "-amount")
    walked = pages(client, "/v1/metrics?sort=-amount&limit=7&fields=id,quantity")
    for number, page in zip(range(60), walked, strict=False):
        expected = [{"id": one["id"], "quantity": one["quantity"]} for one in items[7 * number : 7 * number + 7]]
        assert (page["items"], page["total"], page["limit"]) == (expected, len(items), 7)


def test_a_walk_restarts_if_the_dataset_is_replaced(dataset: Dataset, tmp_path: Path) -> None:
    old, new, url = marked(dataset, "old", 20), marked(dataset, "new", 21), f"sqlite:///{tmp_path}/facts.db"
    with serving(old, tmp_path) as client:
        for sort in ("", "&sort=-amount,name", "&sort=place"):
            store(old, "fingerprint", url)
            start = f"/v1/metrics?kind=count,money&limit=50&facet=kind&fields=id,name,place{sort}"
            first = client.get(start).json()
            second = client.get(first["next"]).json()
            assert (first["total"], versions(first["items"] + second["items"])) == (140, {"old"})
            store(new, "fingerprint", url)
            problem = problem_of(client, client.get(second["next"]))
            assert problem == {
                "problem": "410 stale-cursor",
                "detail": STALE,
                "instance": second["next"],
                "errors": [{"parameter": "cursor", "detail": STALE}],
                "see": start,
            }
            walked = [page["items"] for page in pages(client, problem["see"])]
            assert [len(items) for items in walked] == [50, 50, 47]
            items = [item for items in walked for item in items]
            assert versions(items) == {"new"}
            assert {item["id"] for item in items} == {item.fact.id for item in new.items["metrics"]}


@pytest.mark.parametrize("query", ["format=csv", "format=ndjson", "format=ndjson&embed=place,event&sort=-amount"])
def test_a_stream_stays_in_one_dataset(dataset: Dataset, tmp_path: Path, query: str) -> None:
    old, new, url = marked(dataset, "old", 80), marked(dataset, "new", 3), f"sqlite:///{tmp_path}/facts.db"
    address = f"/v1/metrics?{query}"
    with serving(old, tmp_path) as client:
        before = client.get(address).text
        parts = asyncio.run(sent(client.app, address, lambda: store(new, "fingerprint", url)))
        assert len(parts) > 1
        assert "".join(parts) == before
        assert versions(items_in(before)) == {"old"}
        assert len(items_in(before)) == 560
        after = items_in(client.get(address).text)
        assert (len(after), versions(after)) == (21, {"new"})


async def sent(app: Any, address: str, midway: Callable[[], None]) -> list[str]:
    """Send a request; call a function after the first part of the response. Return the parts."""
    path, _, query = address.partition("?")
    parts: list[str] = []

    async def receive() -> dict[str, Any]:
        return await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        assert message.get("status", 200) == 200
        if message.get("body"):
            parts.append(message["body"].decode())
            if len(parts) == 1:
                midway()

    headers: list[Any] = []
    asgi = {"version": "3.0", "spec_version": "2.4"}
    scope = {"type": "http", "asgi": asgi, "http_version": "1.1", "method": "GET", "scheme": "http", "headers": headers}
    await app({**scope, "path": path, "query_string": query.encode(), "root_path": ""}, receive, send)
    return parts


def test_walks_while_the_dataset_is_replaced_again_and_again(dataset: Dataset, tmp_path: Path) -> None:
    both = [marked(dataset, "old", 2), marked(dataset, "new", 3)]
    whole = {f"{one.version}: {one.counts['metrics']} of {one.counts['metrics']}" for one in both}
    ends: set[str] = set()
    done = threading.Event()

    def walk_again_and_again(client: TestClient, start: str) -> None:
        while not done.is_set():
            ends.add(end_of_walk(client, start))

    with serving(both[0], tmp_path) as client:
        starts = [f"/v1/metrics?limit=3&fields=id,name{more}" for more in ("", "&sort=-amount", "&embed=place")]
        walkers = [threading.Thread(target=walk_again_and_again, args=(client, start)) for start in starts]
        for walker in walkers:
            walker.start()
        for turn in range(1, 100):
            store(both[turn % 2], "fingerprint", f"sqlite:///{tmp_path}/facts.db")
            if turn >= 12 and ends >= {*whole, "410"}:
                break
        done.set()
        for walker in walkers:
            walker.join()
    assert ends == {*whole, "410"}


def end_of_walk(client: TestClient, start: str) -> str:
    """Follow `next` as far as it goes, and return the items and how it ended."""
    items: list[Any] = []
    following: str | None = start
    while following:
        response = client.get(following)
        page = response.json()
        if response.status_code != 200:
            starts_again = response.status_code == 410 and items and page["see"] == start
            return "410" if starts_again else f"{following}: {response.text}"
        items += page["items"]
        following = page["next"]
    return f"{' and '.join(versions(items))}: {len({item['id'] for item in items})} of {page['total']}"


def items_in(text: str) -> list[Any]:
    """Read the items of a CSV or of NDJSON."""
    if text.startswith("\ufeff"):
        return [*csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    return [json.loads(line) for line in text.split("\n")[:-1]]


def versions(items: list[Any]) -> set[str]:
    """Return the versions that items name, and the facts that are embedded in them."""
    embedded = [item[name] for item in items for name in ("place", "event") if "evidence" in (item.get(name) or {})]
    return {item["name"].rpartition("(")[2].removesuffix(")") for item in [*items, *embedded]}
