"""Direct routes are documented, matched and refused like any other route."""

from typing import Any
from unittest.mock import patch

import pytest
from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.responses import Response, StreamingResponse
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.main import create_api
from app.models.metrics import Metric
from app.settings import Settings
from app.storage.connections import Database
from app.web.docs.endpoints import DirectRoute, ItemId
from app.web.http.cors import Cors
from app.web.http.envelope import request_id
from app.web.http.links import Links
from app.web.http.problems import NOT_FOUND, ProblemError
from app.web.serving.errors import forward_errors
from app.web.serving.pipeline import Pipeline
from tests.serving import problem_of

ITEM = "consul-general-pakistan-digital"


async def get_part(request: Request, id: ItemId, part: str) -> Response:  # noqa: A002  (the name in the path)
    """Return a part of an item."""
    text = f"{request.url.path} {request.url.query}: {part} of {id}\n".ljust(400)
    match part:
        case "missing":
            raise ProblemError(NOT_FOUND, "It is missing.", likely_path="/v1/items/a")
        case "failing":
            raise RuntimeError
        case "named":
            return StreamingResponse(iter([request_id(request.scope)]))
        case "long":
            return StreamingResponse(iter([text, text]), headers={"ETag": '"x"'}, media_type="text/plain")
        case _ if request.headers.get("If-None-Match") == '"x"':
            return Response(status_code=304, headers={"ETag": '"x"'})
        case _:
            return Response(text, headers={"ETag": '"x"'}, media_type="text/plain")


WITH = (Cors(["*"]), Links())

OPTIONS: dict[str, Any] = {"summary": "A part", "tags": ["parts"], "responses": {404: {"description": "None"}}}


def site(route: type[APIRoute] = DirectRoute) -> FastAPI:
    """Return an application with a route of the given class, and with one that is not direct."""
    app = FastAPI()
    forward_errors(app)
    app.router.routes.append(route("/v1/items/{id}/{part}", get_part, methods=["GET"], **OPTIONS))
    app.add_api_route("/v1/items/{id}", get_part, methods=["GET"])
    return app


def test_a_direct_route_is_documented_like_any_other() -> None:
    route = DirectRoute("/v1/items/{id}/{part}", get_part, methods=["GET"], **OPTIONS)
    told = get_openapi(title="", version="", routes=[route.in_full()])["paths"]["/v1/items/{id}/{part}"]["get"]
    assert (told["summary"], told["description"]) == ("A part", "Return a part of an item.")
    assert [one["name"] for one in told["parameters"]] == ["id", "part"]


def test_a_direct_route_is_prepared_for_documentation_on_demand(settings: Settings) -> None:
    with patch("fastapi.routing.create_model_field") as prepare:
        api = create_api(settings, Database(settings.database_url))
        prepare.assert_not_called()
    (route,) = [route for route in api.routes if isinstance(route, DirectRoute) and route.path == "/v1/metrics/{id}"]
    assert route.in_full().response_model is Metric


@pytest.mark.parametrize(
    "path",
    [
        "/v1/items/a/b?c=1",
        "/v1/items/%C3%A9/%2520",
        "/v1/items/a%0A/b",
        "/v1/items/a/b%0A",
        "/v1/items/a/b/",
        "/v1/items/a/missing?c=1",
        "/v1/items/a/failing",
        "/v1/items/a/long",
        "/v1/@1/items/a/b?c=1",
        "/v1/@1/items/a/missing",
        "/v1/@1",
        "/v1/items/a",
        "/",
        "/x",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
@pytest.mark.parametrize(
    "given",
    [
        {"Accept-Encoding": "identity"},
        {"Accept-Encoding": "gzip", "Origin": "https://example.org"},
        {"Accept-Encoding": "gzip", "If-None-Match": '"x-gzip"'},
    ],
)
def test_a_direct_route_gives_the_response_of_fastapi(path: str, method: str, given: dict[str, str]) -> None:
    apps = (Pipeline(site(), *WITH), Pipeline(site(APIRoute), *WITH))
    short, long = (TestClient(app).request(method, path, headers={**given, "X-Request-ID": "a"}) for app in apps)
    assert (short.status_code, short.content, short.headers) == (long.status_code, long.content, long.headers)


def test_a_handler_gets_the_request_and_the_path_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    app = site()
    short = TestClient(Pipeline(app, *WITH))
    monkeypatch.setattr(app, "router", None)  # FastAPI can answer nothing
    monkeypatch.setattr(app, "middleware_stack", None)
    assert short.get("/v1/items/a/b?c=1").text.rstrip() == "/v1/items/a/b c=1: b of a"


def test_a_stream_has_the_request_id_of_its_handler() -> None:
    client = TestClient(Pipeline(site(), *WITH))
    answers = [client.get("/v1/items/a/named") for _ in range(2)]
    assert [answer.text for answer in answers] == [answer.headers["X-Request-ID"] for answer in answers]
    assert answers[0].text != answers[1].text


def test_other_asgi_events_reach_the_application() -> None:
    with (
        TestClient(Pipeline(site(), *WITH)) as client,
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/v1/items"),
    ):
        pass


def addresses(settings: Settings) -> list[str]:
    """Return a URL of each direct route of the API."""
    database = Database(settings.database_url)
    routes = [route for route in create_api(settings, database).routes if isinstance(route, DirectRoute)]
    return [route.path for route in routes]


def test_every_direct_route_answers(client: TestClient, settings: Settings) -> None:
    paths = addresses(settings)
    assert len(paths) == 7 * 4 + 1 + 2 + 4 + 2
    client.headers["accept-encoding"] = "identity"
    for path in paths:
        listed = path.partition("/{id}")[0]
        name = client.get(f"{listed}?limit=1").json()["items"][0]["id"] if "{id}" in path else ""
        address = path.replace("{id}", name) + ("?q=expo" if path == "/v1/search" else "")
        whole = client.get(address, headers={"X-Request-ID": "a"})
        head = client.head(address, headers={"X-Request-ID": "a"})
        assert (whole.status_code, head.status_code, head.content) == (200, 200, b""), address
        assert head.headers == whole.headers
        asked = client.options(address)
        assert (asked.status_code, asked.headers["allow"], asked.content) == (204, "GET, HEAD, OPTIONS", b"")
        refused = client.post(address)
        assert refused.headers["allow"] == "GET, HEAD, OPTIONS"
        assert problem_of(client, refused)["problem"] == "405 method-not-allowed"
        bare, _, query = address.partition("?")
        assert problem_of(client, client.get(f"{bare}/"))["see"] == bare
        ended = problem_of(client, client.get(f"{bare}%0A?{query}"))
        assert (ended["problem"], "%0A" in ended["detail"] or r"\n" in ended["detail"]) == ("404 not-found", True)
