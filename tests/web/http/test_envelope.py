"""Common to all responses: HEAD, OPTIONS, CORS, compression, request ids, security headers, unexpected errors."""

import logging
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio
import pytest
import zstandard
from fastapi import Request
from starlette.responses import Response, StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect

from app.main import create_api
from app.models import COLLECTIONS
from app.settings import Settings
from app.storage.connections import Database
from app.web.http.cors import Cors
from app.web.http.envelope import is_head, request_id
from app.web.http.links import Links
from app.web.serving.pipeline import Pipeline
from tests.serving import SECURITY, items_of, problem_of, serving
from tests.whole import Dataset

API_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
EXPOSED = [
    *("Accept-Ranges", "Allow", "Content-Disposition", "Content-Location", "Content-Range"),
    *("ETag", "Link", "Retry-After", "X-Request-ID"),
]
ORIGIN = {"Origin": "https://reader.example"}
NAMED = {"X-Request-ID": "a-request.of_mine"}
PAGES = ["/", "/docs", "/problems/not-found"]


@pytest.fixture(scope="module")
def addresses(client: TestClient) -> list[str]:
    """Return one URL of every route, and of every kind of error."""
    found = ["/v1", "/v1/verification", "/health/live", "/health/ready", "/openapi.json", *PAGES]
    found += ["/docs/assets/docs.js", "/docs/assets/swagger-ui.css"]
    for collection in COLLECTIONS.values():
        item = items_of(client, collection.path)[0]["href"]
        found += [collection.path, f"{collection.path}?limit=1", item, f"{item}/verification"]
    found += [f"{items_of(client, '/v1/sources')[0]['href']}/text"]
    return [*found, "/nothing", "/v1/metrics/", "/v1/metrics/nothing", "/v1/metrics?limit=0"]


@pytest.fixture
def broken(settings: Settings) -> Iterator[TestClient]:
    """A client of a server whose routes raise before or after the first bytes, or report the request."""
    database = Database(settings.database_url)
    app = create_api(settings, database)

    async def parts(*given: bytes) -> AsyncIterator[bytes]:
        for part in given:
            yield part
        raise RuntimeError("too late")

    @app.get("/broken")
    def fail() -> None:
        raise RuntimeError("the secret of the server")

    @app.get("/half")
    def half() -> StreamingResponse:
        return StreamingResponse(parts(b"[1,"), media_type="application/json")

    @app.get("/none")
    def none() -> StreamingResponse:
        return StreamingResponse(parts(), media_type="application/json")

    @app.get("/seen")
    def seen(request: Request) -> Response:
        head, name = is_head(request.scope), request_id(request.scope)
        return Response(headers={"X-Seen": f"{request.method} {head} {name}"})

    pipeline = Pipeline(app, Cors(settings.cors_origins), Links(settings.public_url))
    with TestClient(pipeline, raise_server_exceptions=False) as client:
        yield client


def test_head_is_get_without_its_body(client: TestClient, addresses: list[str]) -> None:
    for address in addresses:
        for coding in ("identity", "gzip", "zstd"):
            headers = {**NAMED, "Accept-Encoding": coding}
            with client.stream("GET", address, headers=headers) as got:
                length = len(b"".join(got.iter_raw()))
            head = client.head(address, headers=headers)
            assert (head.status_code, head.content) == (got.status_code, b"")
            made = {"content-length": str(length)}  # a stream has a length once it is cached
            assert {**made, **head.headers} == {**made, **got.headers}
            assert int(head.headers.get("content-length", length)) == length > 0


def test_responses_are_compressed_as_the_client_accepts(client: TestClient) -> None:
    plain = client.get("/v1/metrics", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"].endswith("Accept-Encoding, Origin")
    gzip, zstd = (client.get("/v1/metrics", headers={"Accept-Encoding": coding}) for coding in ("gzip", "gzip, zstd"))
    assert (gzip.headers["content-encoding"], zstd.headers["content-encoding"]) == ("gzip", "zstd")
    assert gzip.content == plain.content
    assert zstandard.ZstdDecompressor().decompressobj().decompress(zstd.content) == plain.content
    for compressed in (gzip, zstd):
        assert int(compressed.headers["content-length"]) < len(plain.content) / 2


def test_a_304_has_the_same_vary_as_the_response(client: TestClient, addresses: list[str]) -> None:
    source = items_of(client, "/v1/sources")[0]["href"]
    more = ["/llms.txt", "/v1/citation", "/v1/search?q=digital", f"{source}/coverage", f"{source}/citation"]
    more += ["/v1/metrics?format=csv", "/v1/dataset.sqlite", "/docs/assets/favicon-32x32.png"]
    seen = set()
    for address in [*addresses, *more]:
        for coding in ("identity", "gzip", "zstd"):
            whole = client.get(address, headers={"Accept-Encoding": coding})
            if "etag" in whole.headers:
                known = {"Accept-Encoding": coding, "If-None-Match": whole.headers["ETag"]}
                again = client.get(address, headers=known)
                assert (again.status_code, again.headers["vary"]) == (304, whole.headers["vary"]), address
                assert "content-type" not in again.headers
                seen.add(again.headers["vary"])
    assert seen == {"Accept, Accept-Encoding, Origin", "Accept-Encoding, Origin", "Origin"}


def test_a_route_can_tell_a_head_request(broken: TestClient) -> None:
    assert broken.head("/seen", headers=NAMED).headers["x-seen"] == "GET True a-request.of_mine"
    assert broken.get("/seen", headers=NAMED).headers["x-seen"] == "GET False a-request.of_mine"


@pytest.mark.parametrize("given", ["", "two words", "a" * 129, "ü", "a/b", "a\n", '"', "{}"])
def test_a_request_without_a_valid_id_gets_a_new_one(broken: TestClient, given: str) -> None:
    headers = [broken.get("/seen", headers={b"x-request-id": given.encode()}).headers for _ in range(2)]
    names = [one["x-request-id"] for one in headers]
    assert names[0] != names[1]
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in names)
    assert [one["x-seen"] for one in headers] == [f"GET False {name}" for name in names]


def test_the_request_id_of_a_client_is_on_every_response(client: TestClient, addresses: list[str]) -> None:
    for address in addresses:
        assert client.get(address, headers=NAMED).headers["x-request-id"] == "a-request.of_mine"
    assert client.post("/v1", headers={"X-Request-ID": "a" * 128}).headers["x-request-id"] == "a" * 128


def test_options_lists_the_methods(client: TestClient, addresses: list[str]) -> None:
    for address in addresses:
        response = client.options(address)
        if address in ("/nothing", "/v1/metrics/"):
            assert problem_of(client, response)["problem"] == "404 not-found"
        else:
            assert (response.status_code, response.content) == (204, b"")
            assert response.headers["allow"] == "GET, HEAD, OPTIONS"


def test_every_response_has_security_headers(client: TestClient, addresses: list[str]) -> None:
    for address in addresses:
        headers = client.get(address, headers=ORIGIN).headers
        assert SECURITY.items() <= headers.items()
        assert headers["content-security-policy"] == (PAGE_POLICY if address in PAGES else API_POLICY)
        assert headers["access-control-allow-origin"] == "*"
        assert headers["access-control-expose-headers"] == ", ".join(EXPOSED)


def test_cors_exposes_the_headers_of_responses(client: TestClient, empty_client: TestClient) -> None:
    part = client.get("/v1/dataset.sqlite", headers={**ORIGIN, "Range": "bytes=0-9"})
    beyond = client.get("/v1/dataset.sqlite", headers={**ORIGIN, "Range": "bytes=999999999-"})
    refused = client.post("/v1", headers=ORIGIN)
    not_ready = empty_client.get("/v1", headers=ORIGIN)
    listed = client.get("/v1/metrics?limit=1&format=csv", headers=ORIGIN)
    by_the_server = {"content-encoding", "content-security-policy", "vary", *SECURITY}
    any_page_may = {"cache-control", "content-length", "content-type"}
    for response, status in ((part, 206), (beyond, 416), (refused, 405), (not_ready, 503), (listed, 200)):
        assert response.status_code == status
        told = {name for name in response.headers if not name.startswith("access-control-")}
        assert told - by_the_server - any_page_may <= {name.lower() for name in EXPOSED}


def preflight(client: TestClient, **asked: str) -> dict[str, str]:
    """Send a preflight request, and return its CORS headers."""
    headers = {"Access-Control-Request-Method": "GET", **ORIGIN, **NAMED}
    headers |= {name.replace("_", "-"): value for name, value in asked.items()}
    response = client.options("/v1/metrics", headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert SECURITY.items() <= response.headers.items()
    names = ("Origin", *(f"Access-Control-Request-{one}" for one in ("Method", "Headers", "Private-Network")))
    assert response.headers["vary"] == ", ".join(names)
    own = {**SECURITY, "vary": "", "content-security-policy": "", "x-request-id": ""}
    return {name: value for name, value in response.headers.items() if name not in own}


ALLOWED = {"access-control-allow-methods": "GET, HEAD, OPTIONS", "access-control-max-age": "86400"}


def test_preflight(client: TestClient) -> None:
    assert preflight(client) == {**ALLOWED, "access-control-allow-origin": "*"}
    assert preflight(client, Access_Control_Request_Headers="x-request-id") == {
        **ALLOWED,
        "access-control-allow-origin": "*",
        "access-control-allow-headers": "x-request-id",
    }


def test_a_preflight_lists_what_is_allowed_whatever_it_requests(client: TestClient) -> None:
    allowed = {**ALLOWED, "access-control-allow-origin": "*"}
    assert preflight(client, Access_Control_Request_Method="DELETE") == allowed
    assert preflight(client, Access_Control_Request_Private_Network="true") == allowed


def test_only_configured_origins_may_read(dataset: Dataset, tmp_path: Path) -> None:
    with serving(dataset, tmp_path, cors_origins="https://reader.example,https://b.example") as client:
        for address in ("/v1", "/nothing"):
            response = client.get(address, headers=ORIGIN)
            assert response.headers["access-control-allow-origin"] == ORIGIN["Origin"]
            assert response.headers["vary"].endswith("Accept-Encoding, Origin")
            assert (
                "access-control-allow-origin"
                not in client.get(address, headers={"Origin": "https://c.example"}).headers
            )
        assert preflight(client) == {**ALLOWED, "access-control-allow-origin": ORIGIN["Origin"]}
        assert preflight(client, Origin="https://c.example") == ALLOWED


def test_an_unexpected_error_is_a_problem_and_is_logged(broken: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    response = broken.get("/broken?a=%0A", headers={**ORIGIN, **NAMED})
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["content-security-policy"] == API_POLICY
    assert problem_of(broken, response) == {
        "problem": "500 internal-error",
        "detail": "The request could not be answered; it has been logged.",
        "instance": "/broken?a=%0A",
        "errors": [],
    }
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.getMessage() == "GET /broken?a=%0A failed (request a-request.of_mine)"
    assert "the secret of the server" in caplog.text
    assert "secret" not in response.text


def test_head_of_an_unexpected_error_has_no_body(broken: TestClient) -> None:
    got, head = (broken.request(method, "/broken", headers=NAMED) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content, dict(head.headers)) == (500, b"", dict(got.headers))


def test_an_error_between_start_and_first_bytes_is_a_problem(broken: TestClient) -> None:
    assert problem_of(broken, broken.get("/none"))["problem"] == "500 internal-error"


def test_an_error_after_the_first_bytes_closes_the_connection(broken: TestClient) -> None:
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
        await Pipeline(failing, Cors([]), Links())({"type": "lifespan"}, receive, send)

    with pytest.raises(RuntimeError, match="no start"):
        anyio.run(start)


def test_other_asgi_events_pass(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/v1"):
        pass
