"""Bitmap indexes: what they say of orders and bounds, against a plain model; and of all lists, against their items."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import total_ordering
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from app.models.columns import Filter, in_words
from app.web.query.bitmaps import TEXT_ORDER, Order
from app.web.query.rows import batches
from tests.conftest import keep_nothing
from tests.serving import enriched, multiplied, serving, values_at
from tests.whole import Dataset

DIGITS = 6
NUMBERS = st.lists(st.integers(min_value=0, max_value=2**DIGITS - 1), min_size=1, max_size=40, unique=True)
FALLING = st.integers(min_value=0, max_value=2**DIGITS - 1)


def order_of(numbers: list[int], descending: int) -> tuple[Order, list[tuple[int, int]]]:
    """Return the order of facts by their numbers; the digits in `descending` count the other way."""
    digits = [
        (BitMap(fact for fact, number in enumerate(numbers) if number >> digit & 1), bool(descending >> digit & 1))
        for digit in reversed(range(DIGITS))
    ]
    return Order(digits), sorted((number ^ descending, fact) for fact, number in enumerate(numbers))


@given(NUMBERS, FALLING, st.integers(min_value=1, max_value=41))
def test_order_gives_the_first_facts(numbers: list[int], descending: int, most: int) -> None:
    order, placed = order_of(numbers, descending)
    found = order.first(BitMap(range(len(numbers))), most)
    assert len(found) == min(most, len(numbers))
    assert sorted(numbers[fact] ^ descending for fact in found) == [number for number, _ in placed[:most]]


@given(NUMBERS, FALLING, st.data())
def test_order_gives_the_facts_after_one(numbers: list[int], descending: int, data: st.DataObject) -> None:
    order, placed = order_of(numbers, descending)
    last = data.draw(st.sampled_from(range(len(numbers))))
    place = numbers[last] ^ descending
    facts = BitMap(range(len(numbers)))
    assert set(order.after(facts, last)) == {fact for number, fact in placed if number > place}


@given(NUMBERS, FALLING, st.integers(min_value=1, max_value=41))
def test_facts_of_the_same_number_are_in_the_order_of_the_text(numbers: list[int], descending: int, most: int) -> None:
    """Two facts for each number, one of them far behind."""
    order, placed = order_of(numbers, descending)
    both = Order([(ones | BitMap(fact + 100 for fact in ones), last) for ones, last in order.digits])
    facts = BitMap(fact + more for fact in range(len(numbers)) for more in (0, 100))
    expected = [fact + more for _, fact in placed for more in (0, 100)]
    assert both.first(facts, most) == BitMap(expected[:most])
    for at, last in enumerate(expected):
        assert both.after(facts, last) == BitMap(expected[at + 1 :])
    assert [fact for some in batches(both, facts, most) for fact in some] == [
        fact for start in range(0, len(expected), most) for fact in sorted(expected[start : start + most])
    ]


def test_the_order_of_the_text() -> None:
    facts = BitMap([2, 3, 5, 8])
    assert TEXT_ORDER.first(facts, 3) == BitMap([2, 3, 5])
    assert TEXT_ORDER.after(facts, 3) == BitMap([5, 8])
    assert TEXT_ORDER.after(BitMap(), 3) == BitMap()


@pytest.fixture(scope="module")
def client(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Ask a server about three copies of each fact."""
    with pytest.MonkeyPatch.context() as patch:
        keep_nothing(patch)
        patch.setattr("app.seed.writing.bitmaps.AT_ONCE", 7)
        with serving(multiplied(enriched(dataset), 3), tmp_path_factory.mktemp("three")) as one:
            yield one


def all_of(client: TestClient, address: str) -> list[Any]:
    """Return all items of a list, page by page, each of which says how many there are."""
    items: list[Any] = []
    following: str | None = address
    while following:
        page = client.get(following).json()
        items += page["items"]
        following, total = page["next"], page["total"]
    assert len(items) == total
    return items


def has(item: Any, spec: Filter, values: list[str]) -> bool:
    return any(in_words(one) in values for one in values_at(item, spec.path))


@pytest.mark.parametrize("name", COLLECTIONS)
def test_bitmaps_filter_and_count_facts_as_their_json_does(client: TestClient, name: str) -> None:
    kind = COLLECTIONS[name]
    everything = all_of(client, f"{kind.path}?limit=500")
    facets = client.get(kind.path, params={"facet": ",".join(kind.filters), "limit": 1}).json()["facets"]
    several = {
        one: [in_words(value["value"]) for value in facets[one]][: 2 if spec.value_type is not bool else 1]
        for one, spec in kind.filters.items()
        if facets[one] and one != "year"  # which is served as a part of dates
    }
    assert len(several) > (0 if name == "sources" else 2)
    for (mine, first), (other, second) in combinations(several.items(), 2):
        asked = {mine: first, other: second[:1]}
        query = "&".join(f"{one}={','.join(values)}" for one, values in asked.items())
        expected = [one for one in everything if all(has(one, kind.filters[by], vs) for by, vs in asked.items())]
        assert all_of(client, f"{kind.path}?{query}&limit=7") == expected
        counted = client.get(f"{kind.path}?{query}&limit=1&facet={other}").json()["facets"][other]
        beside = [one for one in everything if has(one, kind.filters[mine], first)]
        assert {in_words(one["value"]): one["count"] for one in counted} == Counter(
            value for one in beside for value in set(map(in_words, values_at(one, kind.filters[other].path)))
        )


@pytest.mark.parametrize("name", COLLECTIONS)
def test_bitmaps_order_facts_as_sorting_rows_does(client: TestClient, name: str) -> None:
    kind = COLLECTIONS[name]
    everything = all_of(client, f"{kind.path}?limit=500")
    paths = {"id": "id", **kind.paths}

    def place(item: Any, order: list[str]) -> list[Any]:
        keys: list[Any] = []
        for one in [*order, "id"]:
            value = next(iter(values_at(item, paths[one.removeprefix("-")])), None)
            keys.append((value is None, _Falling(value) if one.startswith("-") else value))
        return keys

    orders = [[f"{sign}{one}"] for one in kind.sorts for sign in ("", "-")]
    orders += [[one, f"-{other}"] for one, other in combinations(kind.sorts, 2)]
    for order in orders:
        expected = sorted(everything, key=lambda item: place(item, order))
        found = all_of(client, f"{kind.path}?sort={','.join(order)}&limit=11")
        assert [one["id"] for one in found] == [one["id"] for one in expected], order


@total_ordering
class _Falling:
    """A value that comes before smaller ones; those that are missing are equal to each other."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Falling) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: "_Falling") -> bool:
        return bool(self.value is not None and self.value > other.value)


@pytest.mark.parametrize("question", ["sort=-kind", "kind=count,money", "mentions=hangzhou,china&sort=name", "q=expo"])
def test_all_of_a_list_at_once(client: TestClient, question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.representations.render.BATCH_SIZE", 4)
    lines = client.get(f"/v1/metrics?format=ndjson&{question}").text.splitlines()
    assert [json.loads(line) for line in lines] == all_of(client, f"/v1/metrics?{question}&limit=3")
    assert len(lines) > 8
