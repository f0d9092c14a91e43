"""Sparse fields and embeds: the requested fields of items and of embedded items, and incompatible parameters."""

import csv
import io
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from app.web.representations.sparse import sparse_parameters
from tests.conftest import counted_statements
from tests.serving import items_of, problem_of
from tests.web.triples import expanded, objects, triples

EVERY = pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
EXPO = "/v1/events/3rd-global-digital-trade-expo"
VOLUME = "/v1/metrics/hangzhou-digital-trade-volume-2023"


def of(item: Any, *fields: str) -> Any:
    """Return an item with some of its fields only."""
    return {field: value for field, value in item.items() if field in fields}


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@EVERY
def test_only_requested_fields_are_returned(client: TestClient, collection: Collection) -> None:
    items = items_of(client, collection.path)
    for field in collection.fact.model_fields:
        address = f"{collection.path}?fields={field}"
        with counted_statements() as statements:
            assert client.get(address).json()["items"] == [of(item, field) for item in items]
        assert len(statements) == 4  # the dataset, all facts, the size of the table; and the rows
        lines = client.get(f"{address}&format=ndjson").text.splitlines()
        assert [json.loads(line) for line in lines] == [of(item, field) for item in items]
        assert client.get(f"{items[0]['href']}?fields={field}").json() == of(items[0], field)
    two = client.get(f"{collection.path}?fields=evidence,id&fields=id").json()
    assert two["items"] == [of(item, "id", "evidence") for item in items]
    assert list(two["items"][0]) == ["id", "evidence"]


@EVERY
def test_linked_data_keeps_types_and_links(client: TestClient, collection: Collection) -> None:
    for field in collection.fact.model_fields:
        linked = client.get(f"{collection.path}?fields={field}&format=jsonld").json()
        assert expanded(linked)
        for node, item in zip(linked["as:items"]["@list"], items_of(client, collection.path), strict=True):
            assert (node["@id"], bool(node["@type"])) == (item["href"], True)
            assert ("schema:identifier" in node) == (field == "id")


@EVERY
def test_a_table_has_the_columns_of_the_requested_fields(client: TestClient, collection: Collection) -> None:
    items = items_of(client, collection.path)
    whole, *rows = table(client.get(f"{collection.path}?format=csv").text)
    for field in collection.fact.model_fields:
        answer = client.get(f"{collection.path}?fields={field}&format=csv")
        names, *some = table(answer.text)
        assert names
        assert some == [[row[whole.index(name)] for name in names] for row in rows]
        assert len(some) == len(items)
        described = client.get(answer.headers["Link"].partition(">")[0][1:]).json()
        assert [column["name"] for column in described["tableSchema"]["columns"]] == names
        assert described["url"] == f"{collection.path}?fields={field}&format=csv"
    assert table(client.get(f"{items[0]['href']}?fields=id,href&format=csv").text) == [
        ["id", "href", "permalink"],
        [rows[0][whole.index(name)] for name in ("id", "href", "permalink")],
    ]


def test_fields_of_items_and_of_embeds_are_separate(client: TestClient) -> None:
    whole = client.get(f"{EXPO}?embed=metrics,place").json()
    metrics = whole["metrics"]["items"]
    few = whole["metrics"] | {"items": [of(metric, "id") for metric in metrics]}
    for fields, expected in {
        "metrics.id": whole | {"metrics": few},
        "name": of(whole, "name", "metrics", "place"),
        "name,metrics.id": of(whole, "name", "place") | {"metrics": few},
        "metrics.id,place.name": whole | {"metrics": few, "place": of(whole["place"], "name")},
        "place.href,id": of(whole, "id", "metrics") | {"place": of(whole["place"], "href")},
    }.items():
        assert client.get(f"{EXPO}?embed=metrics,place&fields={fields}").json() == expected
        assert client.get(f"/v1/events?edition=3&embed=metrics,place&fields={fields}").json()["items"] == [expected]


def test_an_embed_below_a_field_adds_the_field(client: TestClient) -> None:
    plain = client.get(EXPO).json()["signed_projects"]
    total = client.get(plain["stated_total"]["href"]).json()
    name = "signed_projects.stated_total"
    asked = f"{EXPO}?embed={name}&fields=id,{name}.id,{name}.quantity"
    assert client.get(asked).json() == {
        "id": EXPO.rpartition("/")[2],
        "signed_projects": plain | {"stated_total": of(total, "id", "quantity")},
    }
    source = client.get("/v1/metrics?limit=1").json()["items"][0]["attribution"]
    assert client.get("/v1/metrics?limit=1&embed=attribution.ref&fields=status,attribution.ref.id").json()["items"] == [
        {"status": "actual", "attribution": source | {"ref": of(source["ref"], "id")}}
    ]


def test_linked_data_keeps_the_links_of_embeds(client: TestClient) -> None:
    metrics = client.get(f"{EXPO}?embed=metrics").json()["metrics"]["items"]
    assert len(metrics) == 4
    found = triples(client.get(f"{EXPO}?embed=metrics&fields=metrics.subject&format=jsonld").json())
    assert objects(found, EXPO, "schema:name") == {"3rd Global Digital Trade Expo"}
    for metric in metrics:
        assert objects(found, metric["href"], "schema:variableMeasured") == {metric["subject"]}
        assert not objects(found, metric["href"], "schema:additionalType")
        assert objects(found, metric["href"], "rdf:type") == {"schema:Observation", "ef:Metric"}


@pytest.mark.parametrize("path", ["/v1/events", EXPO])
@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("fields=metrics.id", "fields: 'metrics.id' is a field of items that are not embedded; add embed=metrics."),
        (
            "embed=metrics&fields=signed_projects.stated_total.id",
            "fields: 'signed_projects.stated_total.id' is a field of items that are not embedded; "
            "add embed=signed_projects.stated_total.",
        ),
        (
            "fields=id,place.id&format=csv",
            "fields: 'place.id' is a field of items that are not embedded; add embed=place.",
        ),
        (
            "fields=id,place.id&format=csvw",
            "fields: 'place.id' is a field of items that are not embedded; add embed=place.",
        ),
        ("fields=nmae", "fields: 'nmae' is not one of its values. Did you mean 'name'?"),
        (
            "embed=metrics&fields=metrics.nmae",
            "fields: 'metrics.nmae' is not one of its values. Did you mean 'metrics.name'?",
        ),
        ("fields=", "fields: '' is not one of its values."),
        ("fields=match", "fields: 'match' is not one of its values."),
        ("embed=metric", "embed: 'metric' is not one of its values. Did you mean 'metrics'?"),
        ("embed=aim", "embed: 'aim' is not one of its values."),
        *(
            (
                f"embed=place&format={format_}",
                "embed: A table has no place for embedded items; ask for JSON, NDJSON or JSON-LD.",
            )
            for format_ in ("csv", "csvw")
        ),
    ],
)
def test_incompatible_parameters_are_refused(client: TestClient, path: str, query: str, detail: str) -> None:
    address = f"{path}?{query}"
    problem = problem_of(client, client.get(address))
    (error,) = problem.pop("errors")
    assert problem == {"problem": "422 invalid-value", "detail": detail, "instance": address}
    assert detail.startswith(f"{error['parameter']}: {error['detail']}")


def test_embeds_limit_the_number_of_items(client: TestClient) -> None:
    for format_ in ("json", "ndjson", "jsonld"):
        address = f"/v1/metrics?embed=place&format={format_}&limit="
        assert client.get(f"{address}50").status_code == 200
        problem = problem_of(client, client.get(f"{address}51"))
        assert problem["errors"] == [{"parameter": "limit", "detail": "With `embed`, give 50 at the most."}]


def test_each_selection_of_fields_has_its_own_tag_and_url(client: TestClient) -> None:
    plain, sparse = client.get(VOLUME), client.get(f"{VOLUME}?fields=name&embed=place")
    assert sparse.headers["Link"] == plain.headers["Link"]
    assert sparse.headers["ETag"] != plain.headers["ETag"]
    assert sparse.headers["Content-Location"] == f"{plain.headers['Content-Location']}?fields=name&embed=place"
    assert client.get(sparse.headers["Content-Location"]).content == sparse.content


def test_the_parameters_fields_and_embed() -> None:
    fields, embedded = sparse_parameters(COLLECTIONS["statements"])
    assert (fields.name, embedded.name, fields.many, embedded.many) == ("fields", "embed", True, True)
    assert embedded.schema == {"type": "string", "enum": ["mentions", "speaker", "event"]}
    own = [*COLLECTIONS["statements"].fact.model_fields]
    assert fields.schema["enum"][: len(own)] == own
    assert {"mentions.kind", "speaker.roles", "event.dates"} <= set(fields.schema["enum"])
    assert "speaker.kind" not in fields.schema["enum"]
    assert embedded.description.startswith("What to include in full: a relation gets its first 50 `items`")
