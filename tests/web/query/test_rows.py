"""Rows from the cache are those that SQL reads, in the same order."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from tests.conftest import counted_statements
from tests.serving import serving
from tests.whole import Dataset, documents

EACH = pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))


def asked(collection: Collection) -> list[str]:
    """Return URLs of lists in every order, of a search, and of items."""
    sorts = [f"{sign}{name}" for name in collection.sorts for sign in ("", "-")]
    lists = ["", "limit=500", "q=expo", f"q=the&sort={sorts[1]}", *(f"limit=3&sort={sort}" for sort in sorts)]
    return [*(f"{collection.path}?{one}" for one in lists), f"{collection.path}/none"]


@EACH
def test_cached_rows_equal_the_rows_of_sql(client: TestClient, collection: Collection) -> None:
    items = client.get(f"{collection.path}?limit=100").json()["items"]
    for address in [*asked(collection), *(item["href"] for item in items)]:
        remembered = client.get(address, headers={"X-Request-ID": "a"})
        with counted_statements() as statements:
            read = client.get(address, headers={"X-Request-ID": "a"})
        assert statements
        assert (remembered.status_code, remembered.content) == (read.status_code, read.content)
        assert remembered.headers == read.headers


def test_an_order_by_several_columns_is_not_cached(client: TestClient) -> None:
    address = "/v1/metrics?limit=3&sort=kind,-amount"
    client.get(address)
    with counted_statements() as statements, pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.web.query.rows.MAX_CACHED_ROWS", 10_000)
        client.get(address)
    assert len([one for one in statements if "ORDER BY metrics.kind ASC" in one]) == 1


@EACH
def test_no_facts_have_no_rows_in_any_order(dataset: Dataset, tmp_path: Path, collection: Collection) -> None:
    items = {name: [] if name == collection.name else group for name, group in dataset.items.items()}
    with serving(replace(dataset, items=items), tmp_path) as client:
        for sort in ("", "id", "-id", "-id,id"):
            page = client.get(collection.path, params={"sort": sort} if sort else {})
            assert (page.status_code, page.json()["items"], page.json()["total"]) == (200, [], 0)


def test_cached_rows_are_read_once(client: TestClient) -> None:
    """This holds for a table that is searched for the first time, too."""
    with counted_statements() as statements, pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.web.query.rows.MAX_CACHED_ROWS", 10_000)
        client.get("/v1/metrics?limit=2")
        statements.clear()
        for path in ("/v1/metrics?limit=3", "/v1/metrics?limit=5&sort=-amount", "/v1/metrics?limit=1&q=expo"):
            client.get(path)
        client.get(client.get("/v1/metrics?limit=4").json()["items"][3]["href"])
    assert [one for one in statements if "body" in one] == []


def test_tables_that_do_not_fit_the_cache_are_read_by_sql(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They do not displace each other in the cache, which would read whole tables at every request."""
    paths = ("/v1/metrics?limit=3", "/v1/statements?limit=3", "/v1/metrics?limit=2&sort=-amount", "/v1/events?limit=1")
    kept = {"metric", "event"}
    bodies = [item.body for items in dataset.items.values() for item in items if item.fact.type in kept]
    excerpts = [one.text for one in documents(dataset) if one.type in kept]
    monkeypatch.setattr(
        "app.storage.dataset_cache.MAX_TABLE_BYTES", len("".join(bodies).encode()) + len("".join(excerpts))
    )
    with serving(dataset, tmp_path) as client, counted_statements() as statements:
        monkeypatch.setattr("app.web.query.rows.MAX_CACHED_ROWS", 10_000)
        before = [client.get(path).json() for path in paths]
        statements.clear()
        assert [client.get(path).json() for path in paths] == before
    read = [one for one in statements if "body" in one]
    assert len(read) == 1
    assert "FROM statements \nWHERE statements.seq IN (?, ?, ?, ?, ?)" in read[0]
