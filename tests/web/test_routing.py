"""Direct routes: documented, found and refused like any other."""

from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from app.database import Database
from app.main import create_api
from app.settings import Settings
from app.web.documentation import Id
from app.web.routing import Api, Direct
from tests.serving import problem_of

ITEM = "consul-general-pakistan-digital"


async def get_part(request: Request, id: Id, part: str) -> Response:  # noqa: A002  (the name that the path has)
    """Return a part of an item."""
    return PlainTextResponse(f"{request.url.path} {request.url.query}: {part} of {id}")


def site(route_class: type[APIRoute]) -> FastAPI:
    """Return an application of one route."""
    app = FastAPI()
    options: dict[str, Any] = {"summary": "A part", "tags": ["parts"], "responses": {404: {"description": "None"}}}
    app.router.routes.append(route_class("/items/{id}/{part}", get_part, methods=["GET"], **options))
    return app


def test_it_is_documented_like_any_route() -> None:
    document = site(Direct).openapi()
    assert document == site(APIRoute).openapi()
    told = document["paths"]["/items/{id}/{part}"]["get"]
    assert (told["summary"], told["description"]) == ("A part", "Return a part of an item.")
    assert [one["name"] for one in told["parameters"]] == ["id", "part"]


@pytest.mark.parametrize(
    "path", ["/items/a/b?c=1", "/items/%C3%A9/%2520", "/items/a", "/items", "/item/a/b", "/", "/x"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
def test_it_answers_what_any_route_answers(path: str, method: str) -> None:
    direct, plain = (TestClient(site(one)).request(method, path) for one in (Direct, APIRoute))
    assert (direct.status_code, direct.content, direct.headers) == (plain.status_code, plain.content, plain.headers)


def test_it_gives_its_handler_the_request_and_what_the_path_names() -> None:
    answer = TestClient(site(Direct)).get("/items/a/b?c=1")
    assert answer.text == "/items/a/b c=1: b of a"


async def get_all(_: Request) -> Response:
    """Return all items."""
    return PlainTextResponse("all")


async def get_item(_: Request, id: Id) -> Response:  # noqa: A002  (the name that the path has)
    """Return an item."""
    return PlainTextResponse(f"item {id}")


def slow(id: str) -> str:  # noqa: A002  (the name that the path has)
    """Return what FastAPI makes of a path."""
    return id


@pytest.fixture(scope="module")
def api() -> Api:
    """Return an API of direct routes and of one that is not."""
    api = Api()
    for path, endpoint in (("/v1/items", get_all), ("/v1/items/{id}", get_item), ("/v1/items/{id}/a/b", get_item)):
        api.router.routes.append(Direct(path, endpoint, methods=["GET"]))
    api.get("/v1/others/{id}")(slow)
    return api


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/v1/items", 200, "all"),
        ("/v1/items/7", 200, "item 7"),
        ("/v1/items/%7Bid%7D", 200, "item {id}"),
        ("/v1/items/7/a/b", 200, "item 7"),
        ("/v1/others/7", 200, '"7"'),
        ("/v1/items/", 404, '{"detail":"Not Found"}'),
        ("/v1/items/7/", 404, '{"detail":"Not Found"}'),
        ("/v1/items/7/a", 404, '{"detail":"Not Found"}'),
        ("/v1/items//a/b", 404, '{"detail":"Not Found"}'),
        ("/v1/items/7/a/b/c", 404, '{"detail":"Not Found"}'),
        ("/v2/items/7", 404, '{"detail":"Not Found"}'),
        ("/", 404, '{"detail":"Not Found"}'),
    ],
)
def test_the_way_to_a_route(api: Api, path: str, status: int, text: str) -> None:
    api.router.redirect_slashes = False
    client = TestClient(api)
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (status, text)
    assert client.post(path).status_code == (405 if status == 200 else 404)


def test_a_direct_route_is_found_without_trying_others(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Direct, "matches", None)
    client = TestClient(api)
    assert [client.get(path).text for path in ("/v1/items", "/v1/items/8")] == ["all", "item 8"]
    with pytest.raises(TypeError):
        client.get("/v1/others/7")


def test_a_path_below_a_root_is_found_too(api: Api) -> None:
    client = TestClient(api, root_path="/facts")
    assert [client.get(path).text for path in ("/facts/v1/items", "/facts/v1/items/8")] == ["all", "item 8"]


def addresses(settings: Settings) -> list[str]:
    """Return an address of each direct route of the API."""
    database = Database(settings.database_url)
    routes = [route for route in create_api(settings, database).routes if isinstance(route, Direct)]
    return [route.path for route in routes]


def test_every_direct_route_answers_as_before(client: TestClient, settings: Settings) -> None:
    paths = addresses(settings)
    assert len(paths) == 7 * 4 + 1 + 2 + 4
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
        assert problem_of(client, client.get(f"{address.partition('?')[0]}/"))["see"] == address.partition("?")[0]
