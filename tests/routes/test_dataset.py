from typing import Any

from starlette.testclient import TestClient

from app.seed.dataset import Dataset
from tests.conftest import counted_statements
from tests.serving import problem_of


def test_the_catalogue(client: TestClient, dataset: Dataset) -> None:
    with counted_statements() as statements:
        body = client.get("/v1").json()
    assert len(statements) == 1
    counts = {
        "sources": 1,
        "speakers": 1,
        "statements": 18,
        "events": 3,
        "signed_projects": 4,
        "metrics": 7,
        "entities": 29,
    }
    assert body == {
        "title": "Expo Facts",
        "description": "The facts of news stories about trade expos and digital trade: speakers, statements, events, "
        "signed projects, metrics, and the entities that they are about.",
        "version": dataset.version,
        "counts": counts,
        "collections": {
            name: {"total": total, "href": f"/v1/{name.replace('_', '-')}"} for name, total in counts.items()
        },
        "links": {"verification": "/v1/verification", "documentation": "/docs", "openapi": "/openapi.json"},
        "citation": f"Expo Facts, dataset {dataset.version}, /v1",
    }


def test_every_link_of_the_catalogue_leads_somewhere(client: TestClient) -> None:
    body: dict[str, Any] = client.get("/v1").json()
    assert [client.get(link).status_code for link in body["links"].values()] == [200, 200, 200]
    for relation in body["collections"].values():
        assert client.get(relation["href"]).json()["total"] == relation["total"]


def test_the_verification_at_load(client: TestClient, dataset: Dataset) -> None:
    with counted_statements() as statements:
        body = client.get("/v1/verification").json()
    assert len(statements) == 1
    assert body == {"verified": True, "checked": dataset.verification.checked, "failures": []}


def test_no_parameters(client: TestClient) -> None:
    for path in ("/v1", "/v1/verification"):
        assert problem_of(client, client.get(f"{path}?a=1&b="))["errors"] == [
            {"parameter": "a", "detail": "This address takes no parameters."},
            {"parameter": "b", "detail": "This address takes no parameters."},
        ]


def test_without_a_database(empty_client: TestClient) -> None:
    for path in ("/v1", "/v1/verification"):
        response = empty_client.get(path)
        assert response.headers["retry-after"] == "5"
        assert problem_of(empty_client, response) == {
            "problem": "503 not-ready",
            "detail": "The database can't be read at the moment.",
            "instance": path,
            "errors": [],
        }
