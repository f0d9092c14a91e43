"""The OpenAPI document is valid and complete, and matches the responses."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from app import __version__
from app.models import COLLECTIONS, Collection
from app.web.query.embedding import embeds

OPERATIONS = {
    "/v1/sources": "list_sources",
    "/v1/sources/{id}": "get_source",
    "/v1/sources/{id}/citation": "cite_source",
    "/v1/sources/{id}/verification": "verify_source",
    "/v1/speakers": "list_speakers",
    "/v1/speakers/{id}": "get_speaker",
    "/v1/speakers/{id}/citation": "cite_speaker",
    "/v1/speakers/{id}/verification": "verify_speaker",
    "/v1/statements": "list_statements",
    "/v1/statements/{id}": "get_statement",
    "/v1/statements/{id}/citation": "cite_statement",
    "/v1/statements/{id}/verification": "verify_statement",
    "/v1/events": "list_events",
    "/v1/events/{id}": "get_event",
    "/v1/events/{id}/citation": "cite_event",
    "/v1/events/{id}/verification": "verify_event",
    "/v1/signed-projects": "list_signed_projects",
    "/v1/signed-projects/{id}": "get_signed_project",
    "/v1/signed-projects/{id}/citation": "cite_signed_project",
    "/v1/signed-projects/{id}/verification": "verify_signed_project",
    "/v1/metrics": "list_metrics",
    "/v1/metrics/{id}": "get_metric",
    "/v1/metrics/{id}/citation": "cite_metric",
    "/v1/metrics/{id}/verification": "verify_metric",
    "/v1/entities": "list_entities",
    "/v1/entities/{id}": "get_entity",
    "/v1/entities/{id}/citation": "cite_entity",
    "/v1/entities/{id}/verification": "verify_entity",
    "/v1/sources/{id}/text": "get_source_text",
    "/v1/sources/{id}/coverage": "get_source_coverage",
    "/v1/search": "search",
    "/v1": "get_catalogue",
    "/v1/citation": "cite_dataset",
    "/v1/dataset.sqlite": "download_dataset",
    "/v1/verification": "verify_dataset",
    "/health/live": "get_live",
    "/health/ready": "get_ready",
}


@pytest.fixture(scope="module")
def document(client: TestClient) -> Any:
    return client.get("/openapi.json").json()


@pytest.fixture(scope="module")
def operations(document: Any) -> dict[str, Any]:
    return {path: item["get"] for path, item in document["paths"].items()}


def validator(document: Any, schema: Any) -> Any:
    """Return a validator for a schema of the document."""
    return OAS31Validator({**schema, "components": document["components"]})


def validate(document: Any, schema: Any, value: Any) -> None:
    validator(document, schema).validate(value)


def json_of(operation: Any) -> Any:
    """Return the schema of an operation's JSON response."""
    return operation["responses"]["200"]["content"]["application/json"]


def described(schema: Any) -> Iterator[tuple[str, Any]]:
    """Yield each field of a schema and of the schemas inside it."""
    for name, field in schema.get("properties", {}).items():
        yield name, field
        yield from described(field)


def test_the_document_is_valid_openapi(document: Any) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"] == "3.1.0"


def test_the_document_describes_the_api(document: Any) -> None:
    assert document["info"].pop("description").startswith("The facts of news stories about trade expos")
    assert document["info"] == {
        "title": "Expo Facts",
        "version": __version__,
        "license": {"name": "MIT", "identifier": "MIT"},
    }
    assert document["servers"] == [{"url": "/"}]
    assert [tag["name"] for tag in document["tags"]] == [
        "sources",
        "speakers",
        "statements",
        "events",
        "signed-projects",
        "metrics",
        "entities",
        "search",
        "dataset",
        "health",
    ]
    assert all(tag["description"] for tag in document["tags"])


def test_the_operations(operations: dict[str, Any]) -> None:
    assert {path: operation["operationId"] for path, operation in operations.items()} == OPERATIONS
    for operation in operations.values():
        assert len(operation["tags"]) == 1
        assert operation["summary"]
        assert operation["description"]


def test_every_operation_documents_its_errors(operations: dict[str, Any]) -> None:
    lists = {collection.path for collection in COLLECTIONS.values()}
    for path, operation in operations.items():
        errors = {status: said for status, said in operation["responses"].items() if status not in {"200", "304"}}
        more = (
            {"404", "416"}
            if path.endswith(".sqlite")
            else {"404"}
            if "{id}" in path
            else {"410"}
            if path in {*lists, "/v1/search"}
            else set()
        )
        is_now = path.startswith("/health/") or path.endswith("/{id}/verification")
        is_negotiated = not path.startswith("/health/") and not path.endswith(".sqlite")
        assert set(errors) == {"422", "500", "503"} | more | ({"406"} if is_negotiated else set())
        for said in errors.values():
            assert said["description"]
            assert said["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        assert ("headers" in operation["responses"]["200"]) == (is_negotiated and not is_now)
        assert ("304" in operation["responses"]) == (not is_now)


def test_everything_is_described(document: Any, operations: dict[str, Any]) -> None:
    for operation in operations.values():
        for parameter in operation.get("parameters", []):
            assert parameter["description"], parameter
        for response in operation["responses"].values():
            assert response["description"]
    for name, schema in document["components"]["schemas"].items():
        assert schema["description"], name
        for field, said in described(schema):
            assert "description" in said or "$ref" in said, f"{name}.{field}"


def test_the_names_of_the_schemas(document: Any) -> None:
    facts = {collection.fact.__name__ for collection in COLLECTIONS.values()}
    assert set(document["components"]["schemas"]) >= facts | {f"{name}List" for name in facts} | {"Problem"}
    assert [name for name in document["components"]["schemas"] if not name.isalpha()] == []


def test_responses_match_their_schemas(client: TestClient, document: Any, operations: dict[str, Any]) -> None:
    for path in ("/v1", "/v1/verification", "/health/live", "/health/ready"):
        validate(document, json_of(operations[path])["schema"], client.get(path).json())
    for collection in COLLECTIONS.values():
        page = client.get(f"{collection.path}?limit=500").json()
        validate(document, json_of(operations[collection.path])["schema"], page)
        for item in page["items"]:
            validate(document, json_of(operations[f"{collection.path}/{{id}}"])["schema"], item)
        verification = client.get(f"{page['items'][0]['href']}/verification").json()
        validate(document, json_of(operations[f"{collection.path}/{{id}}/verification"])["schema"], verification)


@pytest.mark.parametrize(
    "address", ["/nothing", "/v1/metrics?knd=count&limit=0", "/v1/metrics?place=hangzou", "/v1/metrics/x"]
)
def test_problems_match_their_schema(client: TestClient, document: Any, address: str) -> None:
    validate(document, {"$ref": "#/components/schemas/Problem"}, client.get(address).json())


def test_the_parameters_of_every_list(operations: dict[str, Any]) -> None:
    for collection in COLLECTIONS.values():
        names = [parameter["name"] for parameter in operations[collection.path]["parameters"]]
        values = ["value_min", "value_max", "certainty"] if collection.name == "metrics" else []
        shape = ["fields", "embed", "format"]
        assert names == [*collection.filters, *values, "q", "sort", "limit", "cursor", "facet", *shape]
        assert [one["name"] for one in operations[f"{collection.path}/{{id}}"]["parameters"]] == ["id", *shape]


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
def test_the_allowed_values_of_embed_fields_and_facet(operations: dict[str, Any], collection: Collection) -> None:
    listed = {one["name"]: one["schema"] for one in operations[collection.path]["parameters"]}
    single = {one["name"]: one["schema"] for one in operations[f"{collection.path}/{{id}}"]["parameters"]}
    own = [*collection.fact.model_fields]
    found = embeds(collection)
    assert listed["embed"]["items"]["enum"] == [*found]
    assert listed["facet"]["items"]["enum"] == [*collection.filters]
    assert listed["fields"]["items"]["enum"] == [
        *own,
        *(f"{name}.{field}" for name, one in found.items() for field in one.fields),
    ]
    assert (single["embed"], single["fields"]) == (listed["embed"], listed["fields"])
    assert listed["q"] == {"type": "string", "minLength": 1, "maxLength": 1000, "examples": ["digital trade"]}


@pytest.mark.parametrize("path", [*(collection.path for collection in COLLECTIONS.values()), "/v1/search"])
def test_the_example_request_of_every_list_works(client: TestClient, operations: dict[str, Any], path: str) -> None:
    description = operations[path]["description"]
    assert "? " in description.replace("\n", " ")
    (call,) = re.findall(r"For instance\s`([^`]+)`\.", description)
    assert call.startswith(f"{path}?")
    assert client.get(call).json()["items"]
    parameters = {one["name"] for one in operations[path]["parameters"]}
    fields = {field for collection in COLLECTIONS.values() for field in collection.fact.model_fields}
    named = {*re.findall(r"`([a-z_]+)(?:[=.][^`]*)?`", description)}
    assert len(named & parameters) >= 2
    assert named <= parameters | fields | {"snippet"}


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
def test_the_example_request_of_every_item_works(
    client: TestClient, operations: dict[str, Any], collection: Collection
) -> None:
    path = f"{collection.path}/{{id}}"
    (call,) = re.findall(r"For instance `([^`]+)`\.", operations[path]["description"])
    assert call.startswith(f"{path}?embed=")
    for item in client.get(collection.path).json()["items"]:
        assert client.get(call.replace("{id}", item["id"])).json()["id"] == item["id"]


EXEMPLIFIED = {
    "sources": ["language", "mentions"],
    "speakers": ["mentions", "represents", "place"],
    "statements": ["speaker", "mentions"],
    "events": ["kind", "edition", "place", "mentions", "year"],
    "signed_projects": ["event", "mentions"],
    "metrics": ["about", "unit", "currency", "place", "event", "mentions", "year", "value_min", "value_max"],
    "entities": ["mentions"],
}
"""The filters with values that need an example, and that the story has a value for."""


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
def test_the_examples_of_parameters_find_items(
    client: TestClient, document: Any, operations: dict[str, Any], collection: Collection
) -> None:
    shown = {one["name"]: one for one in operations[collection.path]["parameters"] if "examples" in one["schema"]}
    assert [*shown] == [*EXEMPLIFIED[collection.name], "q", "sort", "facet", "fields", "embed"]
    for name, parameter in shown.items():
        (example,) = parameter["schema"]["examples"]
        validate(document, parameter["schema"], example)
        written = ",".join(map(str, example)) if isinstance(example, list) else str(example)
        assert parameter["description"].endswith(f" For instance `{written}`.")
        assert "example" not in parameter  # /docs would send it with every request
        found = client.get(collection.path, params={name: written})
        assert found.status_code == 200
        assert found.json()["items"] or name in {"mentions", "q"}  # these have the same example for every list


def test_optional_properties_are_described_and_never_required(document: Any) -> None:
    schemas = document["components"]["schemas"]
    for collection in COLLECTIONS.values():
        name = collection.fact.__name__
        for schema, field in ((schemas[name], "match"), (schemas[f"{name}List"], "facets")):
            assert schema["properties"][field]["description"]
            assert field not in schema["required"]
    for name in ("Relation", "SignedProjects"):
        assert {"items", "next"} <= set(schemas[name]["properties"])
        assert {"total", "href"} <= set(schemas[name]["required"])
        assert not {"items", "next"} & set(schemas[name]["required"])
    assert set(schemas["FacetValue"]["required"]) == {"value", "name", "count", "href"}
    assert set(schemas["Match"]["required"]) == {"snippet", "score"}


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
def test_optional_properties_match_their_schemas(
    client: TestClient, document: Any, operations: dict[str, Any], collection: Collection
) -> None:
    schema = json_of(operations[collection.path])["schema"]
    embed, facet = ",".join(embeds(collection)), ",".join(collection.filters)
    for query in (f"embed={embed}", f"facet={facet}", f"q=digital&embed={embed}&facet={facet}"):
        validate(document, schema, client.get(f"{collection.path}?{query}").json())
    wrong = client.get(f"{collection.path}?facet={facet}").json()
    wrong["facets"]["source"] = [{"value": None}]
    assert not validator(document, schema).is_valid(wrong)
