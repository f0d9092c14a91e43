from pathlib import Path

from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.storage.replacement import replacement
from tests.conftest import counted_statements
from tests.serving import problem_of
from tests.whole import Dataset


def test_live(client: TestClient, empty_client: TestClient) -> None:
    for asked in (client, empty_client):
        with counted_statements() as statements:
            response = asked.get("/health/live")
            assert (response.json(), response.headers["cache-control"]) == ({"status": "live"}, "no-store")
        assert statements == []


def test_ready(client: TestClient, dataset: Dataset) -> None:
    with counted_statements() as statements:
        response = client.get("/health/ready")
    assert response.json() == {"status": "ready", "version": dataset.version}
    assert response.headers["cache-control"] == "no-store"
    assert len(statements) == 1


def test_not_ready_without_a_database(empty_client: TestClient) -> None:
    response = empty_client.get("/health/ready")
    assert response.headers["retry-after"] == "5"
    assert problem_of(empty_client, response) == {
        "problem": "503 not-ready",
        "detail": "The database can't be read at the moment.",
        "instance": "/health/ready",
        "errors": [],
    }


def test_not_ready_while_the_database_is_empty(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    with replacement(url):
        assert SQLModel.metadata.tables
    with TestClient(create_app(Settings(database_url=url)), raise_server_exceptions=False) as client:
        for path in ("/health/ready", "/v1", "/v1/metrics", "/v1/metrics/any", "/v1/sources/any/text"):
            assert problem_of(client, client.get(path)) == {
                "problem": "503 not-ready",
                "detail": "No dataset is loaded yet.",
                "instance": path,
                "errors": [],
            }
