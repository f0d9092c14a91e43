"""Every list and every item in every format."""

import csv
import io
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from tests.conftest import counted_statements
from tests.serving import items_of, multiplied, problem_of, serving
from tests.web.triples import expanded
from tests.whole import Dataset

EVERY = pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
ITEM = "/v1/metrics/hangzhou-digital-trade-volume-2023"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@EVERY
def test_a_list_in_every_format(client: TestClient, collection: Collection, dataset: Dataset) -> None:
    items = items_of(client, collection.path)
    lines = client.get(collection.path, headers={"Accept": "application/x-ndjson"})
    assert [json.loads(line) for line in lines.text.splitlines()] == items
    table = client.get(f"{collection.path}?format=csv")
    assert [row["id"] for row in rows_of(table.text)] == [item["id"] for item in items]
    described = client.get(table.headers["Link"].partition(">")[0][1:]).json()
    assert [column["name"] for column in described["tableSchema"]["columns"]] == list(rows_of(table.text)[0])
    assert described["url"] == f"{collection.path}?format=csv"
    linked = client.get(collection.path, headers={"Accept": "application/ld+json"})
    assert linked.json()["as:totalItems"] == len(items)
    name = collection.path.rpartition("/")[2]
    for response, media_type, how, ending in (
        (lines, "application/x-ndjson", "attachment", "ndjson"),
        (table, "text/csv; charset=utf-8; header=present", "attachment", "csv"),
        (linked, "application/ld+json", "inline", "jsonld"),
    ):
        assert response.headers["Content-Type"] == media_type
        assert response.headers["Content-Disposition"] == f'{how}; filename="{name}-{dataset.version}.{ending}"'
        assert response.headers["Vary"].startswith("Accept, Accept-Encoding")


def test_an_item_in_every_format(client: TestClient, dataset: Dataset) -> None:
    whole = client.get(ITEM)
    cited = f'</v1/@{dataset.version}{ITEM.removeprefix("/v1")}>; rel="cite-as"'
    assert whole.headers["Link"] == cited
    assert client.get(f"{ITEM}?format=ndjson").json() == whole.json()
    table = client.get(f"{ITEM}?format=csv")
    (row,) = rows_of(table.text)
    assert (row["quantity_amount"], row["permalink"]) == ("319000000000", cited.partition(">")[0][1:])
    assert table.headers["Link"] == f'{cited}, <{ITEM}?format=csvw>; rel="describedby"; type="application/csvm+json"'
    assert client.get(f"{ITEM}?format=csvw").json()["url"] == f"{ITEM}?format=csv"
    assert expanded(client.get(f"{ITEM}?format=jsonld").json())


def test_pages_of_every_format_link_to_the_next(client: TestClient) -> None:
    for format_ in ("json", "csv", "ndjson", "jsonld"):
        page = client.get(f"/v1/metrics?limit=3&sort=-amount&format={format_}")
        following = page.headers["Link"].partition(">")[0][1:]
        rest = client.get(following.replace("limit=3", "limit=10").replace(f"format={format_}", "format=json"))
        assert (len(rest.json()["items"]), rest.json()["total"], rest.json()["next"]) == (4, 7, None)


def test_an_unavailable_media_type_is_refused(client: TestClient) -> None:
    problem = problem_of(client, client.get("/v1/metrics", headers={"Accept": "image/png"}))
    assert (problem["problem"], problem["detail"]) == (
        "406 not-acceptable",
        "Accept asks for 'image/png'; there is application/json, text/csv, application/x-ndjson, application/ld+json, "
        "application/csvm+json.",
    )
    assert problem_of(client, client.get("/v1/metrics?format=xml"))["problem"] == "422 invalid-value"


def test_a_large_table_is_sent_in_parts_and_by_few_statements(dataset: Dataset, tmp_path: Path) -> None:
    with serving(multiplied(dataset, 200, ["metrics"]), tmp_path, public_url="https://facts.example") as client:
        for format_ in ("csv", "ndjson"):
            with counted_statements() as statements:
                response = client.get(f"/v1/metrics?format={format_}&sort=-amount")
            assert (
                len(statements) == 9
            )  # the dataset, all facts, two for the order, the size of the table; and batches of 500
            assert "Content-Length" not in response.headers
            lines = (
                rows_of(response.text)
                if format_ == "csv"
                else [json.loads(one) for one in response.text.split("\n")[:-1]]
            )
            assert len({line["id"] for line in lines}) == len(lines) == 1400
            assert {line["href"].startswith("https://facts.example/v1/metrics/") for line in lines} == {True}
        head = client.head("/v1/metrics?format=csv")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["ETag"] == client.get("/v1/metrics?format=csv").headers["ETag"]
        (row,) = rows_of(client.get(f"{ITEM}?format=csv").text)
        assert row["permalink"].startswith("https://facts.example/v1/@times-200/metrics/")


def test_a_list_with_all_parameters_at_once(client: TestClient) -> None:
    address = (
        "/v1/metrics?kind=count&value_min=50&q=expo&sort=-amount&limit=2&facet=unit"
        "&fields=id,quantity,event.name,attribution.ref.id&embed=event,attribution.ref"
    )
    with counted_statements() as statements:
        page = client.get(address).json()
    assert len(statements) == 23  # four for the bounds of the range, and two more for the facet
    assert list(page) == ["items", "total", "limit", "self", "next", "facets"]
    assert [list(item) for item in page["items"]] == [["id", "quantity", "event", "attribution", "match"]] * 2
    assert [item["quantity"]["amount"] for item in page["items"]] == [30000, 1500]
    assert (page["total"], page["self"]) == (3, address)
    assert [one["count"] for one in page["facets"]["unit"]] == [1, 1, 1]
    rest = client.get(page["next"]).json()
    assert ([item["quantity"]["amount"] for item in rest["items"]], rest["next"]) == ([113], None)
    for format_ in ("ndjson", "jsonld"):
        assert client.get(f"{address}&format={format_}".replace("&facet=unit", "")).status_code == 200


@pytest.mark.parametrize("format_", ["ndjson", "jsonld"])
def test_an_item_with_embeds(client: TestClient, format_: str) -> None:
    asked = f"{ITEM}?embed=place,attribution.ref&fields=id,place.kind"
    whole = client.get(asked).json()
    assert whole == {
        "id": "hangzhou-digital-trade-volume-2023",
        "place": {"kind": "place"},
        "attribution": whole["attribution"],
    }
    assert whole["attribution"]["ref"]["kind"] == "organization"
    found = client.get(f"{asked}&format={format_}")
    assert found.json() == whole if format_ == "ndjson" else expanded(found.json())


@EVERY
def test_every_item_can_be_cited(client: TestClient, collection: Collection, dataset: Dataset) -> None:
    for item in items_of(client, collection.path):
        citation = client.get(f"{item['href']}/citation").json()
        assert citation["permalink"] == item["href"].replace("/v1/", f"/v1/@{dataset.version}/")
        assert citation["text"].endswith(f"dataset {dataset.version}, {citation['permalink']}")
        assert client.get(citation["permalink"]).json() == item
