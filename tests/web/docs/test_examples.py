"""The examples of the OpenAPI document come from the dataset and match their schemas."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from tests.conftest import counted_statements
from tests.serving import serving
from tests.web.docs.test_openapi import json_of, validate
from tests.whole import Dataset

EVERY = pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
PUBLIC = "https://facts.example.org/expo"


@pytest.fixture(scope="module")
def document(client: TestClient) -> Any:
    return client.get("/openapi.json").json()


def shortened(value: Any) -> Any:
    """Cut every list to its first five items, as examples are."""
    if isinstance(value, dict):
        return {name: shortened(item) for name, item in value.items()}
    return [shortened(item) for item in value[:5]] if isinstance(value, list) else value


@EVERY
def test_a_list_and_an_item_have_examples(client: TestClient, document: Any, collection: Collection) -> None:
    for address, path in ((f"{collection.path}?limit=1", collection.path), ("", f"{collection.path}/{{id}}")):
        said = json_of(document["paths"][path]["get"])
        assert said["example"] == shortened(client.get(address or said["example"]["href"]).json())
        validate(document, said["schema"], said["example"])


@EVERY
def test_ids_in_paths_have_examples(client: TestClient, document: Any, collection: Collection) -> None:
    paths = [path for path in document["paths"] if path.startswith(f"{collection.path}/{{id}}")]
    assert len(paths) >= 3
    for path in paths:
        parameter = document["paths"][path]["get"]["parameters"][0]
        assert client.get(path.replace("{id}", parameter["example"])).status_code == 200
        validate(document, parameter["schema"], parameter["example"])


def test_a_collection_without_items_has_no_examples(dataset: Dataset, tmp_path: Path) -> None:
    none = replace(dataset, items=dataset.items | {"signed_projects": []})
    with serving(none, tmp_path) as client:
        document = client.get("/openapi.json").json()
        OpenAPIV31SpecValidator(document).validate()
        assert '"example"' not in json.dumps(document["paths"]["/v1/signed-projects/{id}"])
        assert "example" in json_of(document["paths"]["/v1/metrics"]["get"])


def test_examples_have_full_urls_with_a_public_url(dataset: Dataset, tmp_path: Path) -> None:
    with serving(dataset, tmp_path, public_url=PUBLIC) as client:
        with counted_statements() as statements:
            paths = client.get("/openapi.json").json()["paths"]
        page = json_of(paths["/v1/metrics"]["get"])["example"]
        item = json_of(paths["/v1/metrics/{id}"]["get"])["example"]
        assert page["self"] == f"{PUBLIC}/v1/metrics?limit=1"
        assert page["next"].startswith(f"{PUBLIC}/v1/metrics?limit=1&cursor=")
        assert item["href"] == page["items"][0]["href"] == f"{PUBLIC}/v1/metrics/{item['id']}"
        assert len(statements) == 1 + 3 * len(
            COLLECTIONS
        )  # the dataset; for each collection: all facts, the size of the table, the first item
