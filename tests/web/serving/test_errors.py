import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.storage import connections
from app.web.representations import render
from tests.serving import problem_of
from tests.whole import Dataset


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v1/metric", "/v1/metrics"),
        ("/v1/signed_projects", "/v1/signed-projects"),
        ("/metrics", "/v1/metrics"),
        ("/v1/", "/v1"),
        ("/v1/metrics/", "/v1/metrics"),
        ("/v1/metrics//", "/v1/metrics"),
        ("/v1/metrics/some-id/", "/v1/metrics/some-id"),
        ("/v1/metrics/some%20id/", "/v1/metrics/some%20id"),
        ("/v1/metrics/some-id/verification/", "/v1/metrics/some-id/verification"),
        ("/docs/", "/docs"),
        ("/openapi.yaml", "/openapi.json"),
        ("/v1/metrics%00", "/v1/metrics"),
    ],
)
def test_a_similar_path_is_suggested(client: TestClient, path: str, meant: str) -> None:
    assert problem_of(client, client.get(path)) == {
        "problem": "404 not-found",
        "detail": f"There is nothing at {path}. Did you mean {meant}?",
        "instance": path,
        "errors": [],
        "see": meant,
    }


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v1/@0123/", "/v1/@0123"),
        ("/v1/@0123/metrics/", "/v1/@0123/metrics"),
        ("/v1/@0123/metric", "/v1/@0123/metrics"),
        ("/v1/@0123/metrics/some%20id/", "/v1/@0123/metrics/some%20id"),
        ("/v1/@%C3%A9%3F/metrics/", "/v1/@%C3%A9%3F/metrics"),
        ("/v1/@0123/docs", "/docs"),
        ("/v1/metrics/", "/v1/metrics"),
    ],
)
@pytest.mark.parametrize("query", ["", "?kind=count", "?q=caf%C3%A9+%22a%20b%22&limit=1", "?knd=%FF"])
def test_a_suggested_path_keeps_version_and_parameters(client: TestClient, path: str, meant: str, query: str) -> None:
    assert problem_of(client, client.get(f"{path}{query}")) == {
        "problem": "404 not-found",
        "detail": f"There is nothing at {path}. Did you mean {meant}?",
        "instance": f"{path}{query}",
        "errors": [],
        "see": f"{meant}{query}",
    }


@pytest.mark.parametrize("query", ["", "?fields=name&embed=place"])
@pytest.mark.parametrize("is_versioned", [False, True])
def test_a_suggested_item_keeps_version_and_parameters(
    client: TestClient, dataset: Dataset, query: str, is_versioned: bool
) -> None:
    path = f"/v1/@{dataset.version}/events" if is_versioned else "/v1/events"
    body = problem_of(client, client.get(f"{path}/3rd-global-digital-trade-expos{query}"))
    assert body == {
        "problem": "404 not-found",
        "detail": "No event has the id '3rd-global-digital-trade-expos'. Did you mean '3rd-global-digital-trade-expo'?",
        "instance": f"{path}/3rd-global-digital-trade-expos{query}",
        "errors": [],
        "see": f"{path}/3rd-global-digital-trade-expo{query}",
    }
    assert client.get(body["see"]).status_code == 200


def test_without_a_suggestion_no_version_is_named(client: TestClient) -> None:
    body = problem_of(client, client.get("/v1/@0123/zzzzzzzzzz?kind=count"))
    assert (body["detail"], body["see"]) == (
        "There is nothing at /v1/@0123/zzzzzzzzzz. See /v1 for all there is.",
        "/v1",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/v1/nope",
        "/docs/assets/nothing.js",
        "/docs/assets",
        "/docs/assets/",
        "/%F0%9F%A6%84",
        "/zz/%FF".replace("%FF", "%EF%BF%BD"),
    ],
)
def test_a_path_without_a_similar_one_gets_no_suggestion(client: TestClient, path: str) -> None:
    body = problem_of(client, client.get(path))
    assert body == {
        "problem": "404 not-found",
        "detail": f"There is nothing at {path}. See /v1 for all there is.",
        "instance": path,
        "errors": [],
        "see": "/v1",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/v1/metrics/%FF",
        "/%FF%FE",
        "/v1/%C3%28/",
        f"/{'x' * 10_000}",
        "/v1/metrics/" + "x" * 10_000,
        "/..%2F..%2Fetc",
        "/%2F",
        "/docs/assets/%00",
        "/docs/assets/..%2Fdocs.html",
    ],
)
def test_odd_paths_are_not_found(client: TestClient, path: str) -> None:
    assert problem_of(client, client.get(path))["problem"] == "404 not-found"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
@pytest.mark.parametrize("path", ["/v1", "/v1/metrics", "/v1/metrics/any", "/health/live", "/", "/docs/assets/docs.js"])
def test_other_methods_are_refused(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path)
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert problem_of(client, response) == {
        "problem": "405 method-not-allowed",
        "detail": f"{method} is not answered here.",
        "instance": path,
        "errors": [],
    }


def test_a_database_that_cannot_be_read_is_logged(empty_client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    response = empty_client.get("/v1/metrics?limit=1", headers={"X-Request-ID": "mine"})
    assert response.headers["retry-after"] == "5"
    assert problem_of(empty_client, response) == {
        "problem": "503 not-ready",
        "detail": "The database can't be read at the moment.",
        "instance": "/v1/metrics?limit=1",
        "errors": [],
    }
    assert caplog.messages[0].startswith(
        "/v1/metrics?limit=1: the database can't be read (request mine): no dataset is loaded"
    )


def test_too_many_streams_are_a_problem_and_are_logged(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connections, "MAX_STREAMS", 0)
    monkeypatch.setattr(render, "BATCH_SIZE", 2)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        response = client.get("/v1/metrics?format=csv", headers={"X-Request-ID": "mine"})
        assert response.headers["retry-after"] == "5"
        assert problem_of(client, response) == {
            "problem": "503 busy",
            "detail": "All connections to the database are in use.",
            "instance": "/v1/metrics?format=csv",
            "errors": [],
        }
        for address in ("/v1/metrics", "/v1/metrics?format=csv&limit=7", "/v1/speakers?format=csv"):
            assert client.get(address).status_code == 200
    assert caplog.messages == [
        "/v1/metrics?format=csv: no connection is free (request mine): 0 answers are being streamed already"
    ]
