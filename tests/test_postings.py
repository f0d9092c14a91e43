"""Postings: sets of facts that are stored, combined and counted, and the answers that they are used for."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from app.models.postings import BITMAP, LIST, SPARSE, first_of, packed, unpacked
from app.seed.dataset import Dataset
from tests.serving import enriched, multiplied, serving

SETS = st.sets(st.integers(min_value=1, max_value=5000))


@given(SETS)
def test_a_set_is_what_was_stored(facts: set[int]) -> None:
    number = unpacked(packed(facts))
    assert number == sum(1 << fact for fact in facts)
    assert number.bit_count() == len(facts)


@given(SETS, SETS)
def test_what_two_sets_have_in_common(one: set[int], other: set[int]) -> None:
    assert first_of(unpacked(packed(one)) & unpacked(packed(other)), 0, 10_000) == sorted(one & other)


@given(SETS, st.integers(min_value=0, max_value=5001), st.integers(min_value=1, max_value=30))
def test_the_first_after_one(facts: set[int], after: int, most: int) -> None:
    assert first_of(unpacked(packed(facts)), after, most) == sorted(fact for fact in facts if fact > after)[:most]


def test_a_sparse_set_is_stored_as_its_numbers() -> None:
    dense, sparse = packed(range(1, 1000)), packed([8 * SPARSE, 16 * SPARSE * 2])
    assert (dense[:1], len(dense)) == (BITMAP, 1 + 125)
    assert (sparse[:1], len(sparse)) == (LIST, 1 + 2 * 4)
    assert packed([]) == BITMAP


@pytest.fixture(scope="module")
def clients(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, TestClient]]:
    """Ask a server whose collections all have postings, and one without, about the same facts."""
    facts = multiplied(enriched(dataset), 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.seed.postings.LARGE", 1)
        patch.setattr("app.seed.postings.AT_ONCE", 7)
        with serving(facts, tmp_path_factory.mktemp("with")) as one:
            patch.undo()
            with serving(facts, tmp_path_factory.mktemp("without")) as other:
                yield one, other


def values(client: TestClient, path: str, name: str) -> list[Any]:
    facet = client.get(path, params={"facet": name, "limit": 1}).json()["facets"][name]
    return [str(one["value"]).lower() if isinstance(one["value"], bool) else one["value"] for one in facet]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_answers_are_the_same_with_and_without(clients: tuple[TestClient, TestClient], collection: str) -> None:
    one, other = clients
    kind = COLLECTIONS[collection]
    asked = [f"{kind.path}?facet={name}&limit=20" for name in kind.filters]
    found = {name: values(other, kind.path, name)[:2] for name in kind.filters}
    for (name, mine), (another, its) in combinations(found.items(), 2):
        if mine and its:
            both = f"{kind.path}?{name}={mine[0]}&{another}={its[0]}"
            asked += [f"{both}&limit=20", f"{both}&sort=-id&limit=20&facet={another}"]
    for name, several in found.items():
        if kind.filters[name].value_type is not bool:
            asked.append(f"{kind.path}?{name}={','.join(map(str, several))}&limit=40")
    assert len(asked) > 10
    for address in asked:
        following: str | None = address
        while following:
            answer = one.get(following)
            assert answer.content == other.get(following).content
            following = answer.json()["next"]


def test_rows_are_sorted_at_once_only_where_they_are_few(
    clients: tuple[TestClient, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = clients
    address = "/v1/statements?mode=direct,indirect,article&sort=id&limit=5"
    expected = other.get(address).content
    for few in (0, 10**6):
        monkeypatch.setattr("app.web.selection.FEW", few)
        monkeypatch.setattr("app.web.kept.Kept.__call__", lambda kept, *asked: kept.app(*asked))
        assert one.get(address).content == expected
