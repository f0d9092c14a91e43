"""What holds for every response: HEAD, OPTIONS, CORS, security headers, and an error that nobody caught."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio
import pytest
from fastapi import FastAPI
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect

from app.main import create_app
from app.models import COLLECTIONS
from app.seed.dataset import Dataset
from app.settings import Settings
from app.web.edge import LastResort
from app.web.links import Links
from tests.serving import SECURITY, items_of, problem_of, serving

API_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
ORIGIN = {"Origin": "https://reader.example"}
PAGES = ["/", "/docs", "/problems/not-found"]


@pytest.fixture(scope="module")
def addresses(client: TestClient) -> list[str]:
    """One address of every route, and of every sort of error."""
    found = ["/v1", "/v1/verification", "/health/live", "/health/ready", "/openapi.json", *PAGES]
    found += ["/docs/assets/docs.js", "/docs/assets/swagger-ui.css"]
    for collection in COLLECTIONS.values():
        item = items_of(client, collection.path)[0]["href"]
        found += [collection.path, f"{collection.path}?limit=1", item, f"{item}/verification"]
    found += [f"{items_of(client, '/v1/sources')[0]['href']}/text"]
    return [*found, "/nothing", "/v1/metrics/", "/v1/metrics/nothing", "/v1/metrics?limit=0"]


@pytest.fixture
def broken(settings: Settings) -> Iterator[TestClient]:
    """Ask a server with a route that raises, and one that raises in the middle of its body."""
    app: FastAPI = create_app(settings)

    async def parts() -> AsyncIterator[bytes]:
        yield b"[1,"
        raise RuntimeError("too late")

    @app.get("/broken")
    def fail() -> None:
        raise RuntimeError("the secret of the server")

    @app.get("/half")
    def half() -> StreamingResponse:
        return StreamingResponse(parts())

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_head_is_get_without_its_body(client: TestClient, addresses: list[str]) -> None:
    for address in addresses:
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert dict(head.headers) == dict(got.headers)
        assert int(head.headers["content-length"]) == len(got.content) > 0


def test_options(client: TestClient, addresses: list[str]) -> None:
    for address in addresses:
        response = client.options(address)
        if address in ("/nothing", "/v1/metrics/"):
            assert problem_of(client, response)["problem"] == "404 not-found"
        else:
            assert (response.status_code, response.content) == (204, b"")
            assert response.headers["allow"] == "GET, HEAD, OPTIONS"


def test_every_response_has_the_headers_of_a_careful_server(client: TestClient, addresses: list[str]) -> None:
    for address in addresses:
        headers = client.get(address, headers=ORIGIN).headers
        assert SECURITY.items() <= headers.items()
        assert headers["content-security-policy"] == (PAGE_POLICY if address in PAGES else API_POLICY)
        assert headers["access-control-allow-origin"] == "*"
        assert headers["access-control-expose-headers"] == "Link"


def test_preflight(client: TestClient) -> None:
    response = client.options("/v1/metrics", headers={**ORIGIN, "Access-Control-Request-Method": "GET"})
    assert response.status_code == 200
    assert SECURITY.items() <= response.headers.items()
    allowed = {name: value for name, value in response.headers.items() if name.startswith("access-control")}
    assert allowed == {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET, HEAD, OPTIONS",
        "access-control-max-age": "86400",
    }


def test_only_the_origins_of_the_settings_may_read(dataset: Dataset, tmp_path: Path) -> None:
    with serving(dataset, tmp_path, cors_origins="https://reader.example,https://b.example") as client:
        for address in ("/v1", "/nothing"):
            response = client.get(address, headers=ORIGIN)
            assert response.headers["access-control-allow-origin"] == ORIGIN["Origin"]
            assert response.headers["vary"] == "Origin"
            assert (
                "access-control-allow-origin"
                not in client.get(address, headers={"Origin": "https://c.example"}).headers
            )


def test_an_error_that_nobody_caught(broken: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    response = broken.get("/broken?a=%0A", headers=ORIGIN)
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["content-security-policy"] == API_POLICY
    assert problem_of(broken, response) == {
        "problem": "500 internal-error",
        "detail": "The request could not be answered; it has been logged.",
        "instance": "/broken?a=%0A",
        "errors": [],
    }
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.getMessage() == "GET /broken?a=%0A failed"
    assert "the secret of the server" in caplog.text
    assert "secret" not in response.text


def test_head_of_an_error_that_nobody_caught(broken: TestClient) -> None:
    got, head = broken.get("/broken"), broken.head("/broken")
    assert (head.status_code, head.content, dict(head.headers)) == (500, b"", dict(got.headers))


def test_an_error_after_the_first_bytes_ends_the_connection(broken: TestClient) -> None:
    with TestClient(broken.app) as strict, pytest.raises(RuntimeError, match="too late"):
        strict.get("/half")


def test_a_start_that_fails_is_not_hidden() -> None:
    async def failing(*_: object) -> None:
        raise RuntimeError("no start")

    async def receive() -> Message:
        return {}

    async def send(_: Message) -> None:
        pass

    async def start() -> None:
        await LastResort(failing, Links())({"type": "lifespan"}, receive, send)

    with pytest.raises(RuntimeError, match="no start"):
        anyio.run(start)


def test_what_is_not_http_passes(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/v1"):
        pass
