"""Bitmap indexes: what they say of orders and bounds, and that answers are the same with them and without."""

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from app.seed.dataset import Dataset
from app.web.cursors import query_digest, write_cursor
from app.web.sets import Order
from tests.conftest import keep_nothing
from tests.serving import enriched, multiplied, problem_of, serving

DIGITS = 6
NUMBERS = st.lists(st.integers(min_value=0, max_value=2**DIGITS - 1), min_size=1, max_size=40, unique=True)
FALLING = st.integers(min_value=0, max_value=2**DIGITS - 1)


def order_of(numbers: list[int], falling: int) -> tuple[Order, list[tuple[int, int]]]:
    """Return the order of facts by their numbers, of whose digits those in `falling` count the other way, and sort."""
    digits = [
        (BitMap(fact for fact, number in enumerate(numbers) if number >> digit & 1), bool(falling >> digit & 1))
        for digit in reversed(range(DIGITS))
    ]
    return Order(digits), sorted((number ^ falling, fact) for fact, number in enumerate(numbers))


@given(NUMBERS, FALLING, st.integers(min_value=1, max_value=41))
def test_the_first_of_facts(numbers: list[int], falling: int, most: int) -> None:
    order, placed = order_of(numbers, falling)
    found = order.first(BitMap(range(len(numbers))), most)
    assert len(found) == min(most, len(numbers))
    assert sorted(numbers[fact] ^ falling for fact in found) == [number for number, _ in placed[:most]]


@given(NUMBERS, FALLING, st.data())
def test_facts_beyond_one(numbers: list[int], falling: int, data: st.DataObject) -> None:
    order, placed = order_of(numbers, falling)
    last = data.draw(st.sampled_from(range(len(numbers))))
    place = numbers[last] ^ falling
    facts = BitMap(range(len(numbers)))
    assert set(order.beyond(facts, last)) == {fact for number, fact in placed if number > place}
    assert set(order.beyond(facts, last, included=True)) == {fact for number, fact in placed if number >= place}


@pytest.fixture(scope="module")
def clients(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, TestClient]]:
    """Ask a server whose collections all have indexes, and one without, about the same facts."""
    facts = multiplied(enriched(dataset), 3)
    with pytest.MonkeyPatch.context() as patch:
        keep_nothing(patch)
        patch.setattr("app.seed.bitmaps.AT_ONCE", 7)
        patch.setattr("app.seed.bitmaps.LARGE", 1)
        with serving(facts, tmp_path_factory.mktemp("with")) as one:
            patch.setattr("app.seed.bitmaps.LARGE", 10**9)
            with serving(facts, tmp_path_factory.mktemp("without")) as other:
                yield one, other


def values(client: TestClient, path: str, name: str) -> list[Any]:
    facet = client.get(path, params={"facet": name, "limit": 1}).json()["facets"][name]
    return [str(one["value"]).lower() if isinstance(one["value"], bool) else one["value"] for one in facet]


def check(clients: tuple[TestClient, TestClient], address: str) -> int:
    """Check that a list is the same of both servers, page by page; return how many pages it has."""
    one, other = clients
    following: str | None = address
    pages = 0
    while following:
        answer = one.get(following)
        assert answer.status_code == 200
        assert answer.content == other.get(following).content
        following, pages = answer.json()["next"], pages + 1
    return pages


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_filters_and_facets(clients: tuple[TestClient, TestClient], collection: str) -> None:
    kind = COLLECTIONS[collection]
    asked = [f"{kind.path}?facet={name}&limit=20" for name in kind.filters]
    found = {name: values(clients[1], kind.path, name)[:2] for name in kind.filters}
    for (name, mine), (another, its) in combinations(found.items(), 2):
        if mine and its:
            both = f"{kind.path}?{name}={mine[0]}&{another}={its[0]}"
            asked += [f"{both}&limit=20", f"{both}&sort=-id&limit=20&facet={another}"]
    for name, several in found.items():
        if kind.filters[name].value_type is not bool:
            asked.append(f"{kind.path}?{name}={','.join(map(str, several))}&limit=40")
    assert len(asked) > 10
    for address in asked:
        check(clients, address)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_orders(clients: tuple[TestClient, TestClient], collection: str) -> None:
    kind = COLLECTIONS[collection]
    orders = [f"{sign}{name}" for name in kind.sorts for sign in ("", "-")]
    orders += [f"{one},-{other}" for one, other in combinations(kind.sorts, 2)]
    assert max(check(clients, f"{kind.path}?sort={order}&limit=2") for order in orders) > 1


@pytest.mark.parametrize(
    ("certainty", "low", "high"),
    [
        (certainty, low, high)
        for certainty, low, high in product(
            ("stated", "certain", "possible"), ("", "0", "30", "100", "63000", "63001", "1e18"), ("", "100", "63000")
        )
        if (low or high) and float(low or 0) <= float(high or 1e18)
    ],
)
def test_bounds(clients: tuple[TestClient, TestClient], certainty: str, low: str, high: str) -> None:
    for more in ("", "&kind=count&facet=kind,unit", "&sort=-amount"):
        asked = f"{low and f'&value_min={low}'}{high and f'&value_max={high}'}{more}"
        check(clients, f"/v1/metrics?limit=5&certainty={certainty}{asked}")


@pytest.mark.parametrize("question", ["sort=-kind", "kind=count,money", "mentions=hangzhou,china&sort=name"])
def test_all_of_a_list(clients: tuple[TestClient, TestClient], question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.rendering.MOST_AT_ONCE", 4)
    one, other = (client.get(f"/v1/metrics?format=ndjson&{question}").content for client in clients)
    assert one.count(b"\n") > 8
    assert one == other


def test_a_cursor_of_a_fact_that_is_not_there(clients: tuple[TestClient, TestClient]) -> None:
    one, _ = clients
    version = one.get("/v1/metrics?limit=1").headers["content-location"].split("/")[2].removeprefix("@")
    cursor = write_cursor(version, query_digest("/v1/metrics", [("sort", "kind")]), ["count", "no-such-id"])
    problem = problem_of(one, one.get(f"/v1/metrics?sort=kind&cursor={cursor}"))
    assert problem["problem"] == "422 malformed-cursor"
    assert problem["detail"].startswith("cursor: It is not a cursor of this list.")
