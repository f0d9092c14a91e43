"""Embedding: every relation and reference of every collection, and the number of statements."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS, RELATIONS, Collection
from app.seed.merging.parts import RenderedFact, render
from app.web.query.embedding import EMBEDDED_ITEMS, embeds
from tests.conftest import counted_statements
from tests.serving import enriched, items_of, multiplied, serving, values_at
from tests.web.query.test_facts import walk
from tests.web.triples import Triple, expanded, objects, triples
from tests.whole import Dataset

EXPO = "/v1/events/3rd-global-digital-trade-expo"
TIMES = 60
EVERYTHING = [(collection, name) for collection in COLLECTIONS.values() for name in embeds(collection)]
EACH = pytest.mark.parametrize(
    ("collection", "name"), EVERYTHING, ids=[f"{collection.name}-{name}" for collection, name in EVERYTHING]
)


@pytest.fixture(scope="module")
def rich(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server whose facts have a value in every field that can be embedded."""
    with serving(enriched(dataset), tmp_path_factory.mktemp("rich")) as client:
        yield client


@pytest.fixture(scope="module")
def crowded(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a server whose expo has far more metrics, statements and projects than are embedded."""
    with serving(counted(multiplied(dataset, TIMES)), tmp_path_factory.mktemp("crowded")) as client:
        yield client


def counted(dataset: Dataset) -> Dataset:
    """Return a dataset with correct totals and links of relations."""
    items = dict(dataset.items)
    for (name, field), (other, back_reference) in RELATIONS.items():
        totals = Counter(one.id for item in dataset.items[other] if (one := getattr(item.fact, back_reference)))
        changed = []
        for item in items[name]:
            told = {"total": totals[item.fact.id], "href": f"{COLLECTIONS[other].path}?{back_reference}={item.fact.id}"}
            relation = getattr(item.fact, field).model_copy(update=told)
            fact = item.fact.model_copy(update={field: relation})
            changed.append(RenderedFact(item.seq, fact, render(fact)))
        items[name] = changed
    return replace(dataset, items=items)


def replaced(value: Any, path: str, by: Callable[[Any], Any]) -> Any:
    """Return a value with its parts at a path replaced, through lists; null stays null."""
    if isinstance(value, list):
        return [replaced(one, path, by) for one in value]
    if value is None or not path:
        return value and by(value)
    name, _, rest = path.partition(".")
    return {**value, name: replaced(value[name], rest, by)}


def in_full(client: TestClient) -> Callable[[Any], Any]:
    """Return a function that follows the link of a reference or a relation."""

    def follow(link: Any) -> Any:
        body = client.get(link["href"]).json()
        return {**link, "items": body["items"], "next": body["next"]} if "total" in link else {**link, **body}

    return follow


def is_there(item: Any, name: str) -> bool:
    """Tell whether an item has something to embed."""
    return any(one.get("total", True) for one in values_at(item, name))


def named(found: set[Triple]) -> set[Triple]:
    """Return the triples without blank nodes, which have other names in every document."""
    return {one for one in found if not any(term.startswith("_:") for term in one)}


LIST, ITEM = 4, 3
"""The statements of a list and of an item on a new server: the dataset, all facts, the table's size, rows."""


@EACH
def test_an_embed_equals_the_response_of_its_link(rich: TestClient, collection: Collection, name: str) -> None:
    items = items_of(rich, collection.path)
    assert any(is_there(item, name) for item in items)
    expected = [replaced(item, name, in_full(rich)) for item in items]
    with counted_statements() as statements:
        page = rich.get(f"{collection.path}?embed={name}").json()
    assert (page["items"], page["total"], len(statements)) == (expected, len(items), LIST + 1)
    for item, whole in zip(items, expected, strict=True):
        with counted_statements() as statements:
            assert rich.get(f"{item['href']}?embed={name}").json() == whole
        assert len(statements) == ITEM + is_there(item, name)


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
def test_everything_can_be_embedded_at_once_in_any_order(rich: TestClient, collection: Collection) -> None:
    expected = items_of(rich, collection.path)
    for name in embeds(collection):
        expected = [replaced(item, name, in_full(rich)) for item in expected]
    names = [*embeds(collection)]
    for order in (names, names[::-1]):
        with counted_statements() as statements:
            page = rich.get(f"{collection.path}?embed={','.join(order)}").json()
        assert (page["items"], len(statements)) == (expected, LIST + len(names))


def test_attributions_are_embedded_from_several_collections_by_one_statement(client: TestClient) -> None:
    with counted_statements() as statements:
        page = client.get("/v1/metrics?embed=attribution.ref").json()
    assert {item["attribution"]["ref"]["type"] for item in page["items"]} == {"source", "entity"}
    assert len(statements) == LIST + 1
    assert statements[-1].count("UNION ALL") == 1


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/v1/events?limit=50", "parts"),
        ("/v1/events?limit=50", "metrics"),
        ("/v1/events?limit=50", "statements"),
        ("/v1/events?limit=50", "signed_projects"),
        ("/v1/speakers?limit=50", "statements"),
    ],
)
def test_a_large_relation_embeds_its_first_items_and_a_next_link(crowded: TestClient, address: str, name: str) -> None:
    plain = crowded.get(address).json()["items"]
    with counted_statements() as statements:
        page = crowded.get(f"{address}&embed={name}").json()
    assert page["items"] == [replaced(item, name, in_full(crowded)) for item in plain]
    assert (len(page["items"]), len(statements)) == (50, LIST + 1)
    for relation in values_at(page["items"], name):
        rest = walk(crowded, relation["next"]) if relation["next"] else []
        assert len(relation["items"]) == min(relation["total"], EMBEDDED_ITEMS)
        assert relation["items"] + rest == walk(crowded, relation["href"])
        assert len(relation["items"] + rest) == relation["total"]
    assert {relation["next"] is None for relation in values_at(page["items"], name)} == {True, False}


def test_a_shared_reference_is_read_once(crowded: TestClient) -> None:
    with counted_statements() as statements:
        page = crowded.get("/v1/statements?embed=speaker,event,mentions").json()
    assert len(statements) == LIST + 3
    plain = crowded.get("/v1/statements").json()["items"]
    for name in ("speaker", "event", "mentions"):
        plain = [replaced(item, name, in_full(crowded)) for item in plain]
    assert page["items"] == plain


def test_empty_relations_take_no_statement(crowded: TestClient) -> None:
    with counted_statements() as statements:
        items = crowded.get("/v1/events?limit=10&sort=-id&embed=metrics,venue").json()["items"]
    for item in items:
        href = f"/v1/metrics?event={item['id']}"
        assert item["metrics"] == {"total": 0, "href": href, "items": [], "next": None}
    assert (len(items), len(statements)) == (10, LIST + 1)  # the sort order takes one


def test_streamed_lines_equal_the_items_of_the_pages(crowded: TestClient) -> None:
    with counted_statements() as statements:
        response = crowded.get("/v1/events?embed=metrics,place&format=ndjson")
    items = [json.loads(line) for line in response.text.splitlines()]
    assert items == walk(crowded, "/v1/events?embed=metrics,place")
    assert "Content-Length" not in response.headers
    parts = [items[at : at + EMBEDDED_ITEMS] for at in range(0, len(items), EMBEDDED_ITEMS)]
    assert (len(items), len(parts)) == (180, 4)
    needed = [any(is_there(item, name) for item in part) for part in parts for name in ("metrics", "place")]
    assert needed == [True, True, False, True, False, True, False, True]
    assert len(statements) == LIST + len(parts) + sum(needed)
    some = crowded.get("/v1/events?embed=metrics,place&format=ndjson&limit=2")
    assert [json.loads(line) for line in some.text.splitlines()] == items[:2]


def test_embeds_add_their_own_triples_to_linked_data(crowded: TestClient) -> None:
    address = f"{EXPO}?embed=metrics,place,signed_projects.stated_total"
    linked, plain = crowded.get(f"{address}&format=jsonld").json(), crowded.get(address).json()
    assert expanded(linked)
    found = triples(linked)
    relation = plain["metrics"]
    assert objects(found, relation["href"], "as:items") == {item["href"] for item in relation["items"]}
    assert objects(found, relation["href"], "ef:next") == {relation["next"]}
    for item in (*relation["items"][:3], plain["place"], plain["signed_projects"]["stated_total"]):
        assert named(triples(crowded.get(f"{item['href']}?format=jsonld").json())) <= found


def test_a_page_of_linked_data_can_embed(client: TestClient) -> None:
    linked = client.get("/v1/metrics?embed=event,attribution.ref&format=jsonld").json()
    assert expanded(linked)
    assert named(triples(client.get(f"{EXPO}?format=jsonld").json())) <= triples(linked)


def test_the_embeds_of_every_collection() -> None:
    assert {name: list(embeds(collection)) for name, collection in COLLECTIONS.items()} == {
        "sources": ["mentions", "dateline", "cited_outlets.outlet"],
        "speakers": ["mentions", "roles.represents", "roles.place", "affiliation", "statements"],
        "statements": ["mentions", "speaker", "event"],
        "events": [
            *("mentions", "place", "venue", "part_of", "parts", "metrics", "statements", "signed_projects"),
            "signed_projects.stated_total",
        ],
        "signed_projects": ["mentions", "event", "parties", "place"],
        "metrics": ["mentions", "about", "place", "event", "attribution.ref", "change.from", "of"],
        "entities": ["mentions", "part_of"],
    }
    ref = embeds(COLLECTIONS["metrics"])["attribution.ref"]
    assert (ref.targets, ref.back_reference) == (("entities", "speakers", "sources"), None)
    assert ref.fields.count("name") == 1
    assert {"kind", "roles", "text_sha256"} <= set(ref.fields)
    assert embeds(COLLECTIONS["speakers"])["statements"].back_reference == "speaker"
