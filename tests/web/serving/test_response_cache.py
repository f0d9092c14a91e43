"""The response cache: a repeated request gets the same bytes without reading, until the dataset is replaced."""

import tracemalloc
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.http.cors import Cors
from app.web.http.links import Links
from app.web.serving.pipeline import Pipeline
from app.web.serving.response_cache import ENTRY_OVERHEAD, MAX_BODY_BYTES, MAX_KEY_BYTES, ResponseCache

ITEM = "/v1/metrics/hangzhou-cross-border-e-commerce-sellers"


class Counting:
    """An application that counts its requests in the body; the path chooses the kind of response."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        body = f"{scope['method']} {self.asked}"
        match scope["path"]:
            case "/unknown":
                response: Response = PlainTextResponse(body)
            case "/parts":
                response = StreamingResponse(iter([body, "!"]), headers={"ETag": '"x"'})
            case "/large":
                response = PlainTextResponse(body.ljust(MAX_BODY_BYTES + 1), headers={"ETag": '"x"'})
            case "/large-parts":
                response = StreamingResponse(iter([body.ljust(MAX_BODY_BYTES), "!"]), headers={"ETag": '"x"'})
            case "/broken":
                await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b'"x"')]})
                await send({"type": "http.response.body", "body": b"1", "more_body": True})
                raise RuntimeError
            case _:
                response = PlainTextResponse(body, headers={"ETag": '"x"'})
        await response(scope, receive, send)


class Site:
    """A site with a response cache and a dataset that can be replaced."""

    def __init__(self, max_bytes: int = 10**7) -> None:
        self.dataset: tuple[int, int] | None = (1, 1)
        self.kept = ResponseCache(Pipeline(Counting(), Cors([]), Links()), lambda: self.dataset, max_bytes)
        self.client = TestClient(self.kept, raise_server_exceptions=False)
        self.client.headers["accept-encoding"] = "identity"

    def keep(self, path: str = "/", **headers: str) -> str:
        """Send a request twice, so that its response is cached, and return the body."""
        self.ask(path, **headers)
        return self.ask(path, **headers)

    def ask(self, path: str = "/", method: str = "GET", **headers: str) -> str:
        return self.client.request(
            method, path, headers={name.replace("_", "-"): said for name, said in headers.items()}
        ).text


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_repeated_request_gets_the_same_bytes(client: TestClient) -> None:
    for path in (ITEM, "/v1/metrics?limit=3", "/v1/metrics?format=csv", "/v1", "/docs"):
        for headers in ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}):
            first, _ = (client.get(path, headers=headers) for _ in range(2))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("app.storage.reader.prepared", None)  # nothing can be read
                again = client.get(path, headers=headers)
            assert (again.status_code, again.content) == (first.status_code, first.content)
            assert told(again) == told(first)
            assert again.headers["x-request-id"] != first.headers["x-request-id"]


def told(response: Any) -> list[tuple[str, str]]:
    return [pair for pair in response.headers.items() if pair[0] not in ("x-request-id", "date")]


def test_head_reads_the_cache_and_adds_nothing(site: Site) -> None:
    assert [site.ask(method="HEAD"), site.ask(method="HEAD")] == ["", ""]
    assert site.keep() == "GET 4"
    assert site.ask(method="HEAD") == ""
    assert site.ask() == "GET 4"


def test_the_second_request_is_cached(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.serving.response_cache.MAX_SEEN_KEYS", 2)
    assert [site.ask(path) for path in ("/a", "/b", "/a", "/b")] == ["GET 1", "GET 2", "GET 3", "GET 4"]
    assert [site.ask(path) for path in ("/a", "/b")] == ["GET 3", "GET 4"]
    assert [site.ask(path) for path in ("/c", "/d", "/e", "/c")] == ["GET 5", "GET 6", "GET 7", "GET 8"]
    assert (len(site.kept.responses), len(site.kept.seen)) == (2, 2)


def test_head_ignores_the_cached_part_of_a_get(client: TestClient) -> None:
    head = client.head("/v1/dataset.sqlite")
    part = {"Range": "bytes=0-9", "If-Range": head.headers["etag"]}
    assert client.get("/v1/dataset.sqlite", headers=part).status_code == 206
    assert told(client.head("/v1/dataset.sqlite", headers=part)) == told(head)
    whole, _ = client.get(ITEM), client.get(ITEM)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.storage.reader.prepared", None)  # nothing can be read
        assert told(client.head(ITEM, headers=part)) == told(whole)


def test_url_and_key_headers_make_the_key(site: Site) -> None:
    asked: list[tuple[str, dict[str, str]]] = [("/", {}), ("/?q=1", {}), ("/other", {})]
    deciding = ("accept", "accept_encoding", "if_none_match", "if_range", "origin", "range")
    asked += [("/", {name: "x"}) for name in deciding]
    responses = [site.keep(path, **headers) for path, headers in asked]
    assert len(set(responses)) == len(asked)
    assert [site.ask(path, **headers) for path, headers in asked] == responses
    assert site.ask("/", user_agent="another", x_request_id="mine") == responses[0]


def test_a_new_dataset_empties_the_cache(site: Site) -> None:
    assert [site.keep(), site.ask()] == ["GET 2", "GET 2"]
    site.dataset = (2, 1)
    assert [site.ask(), site.ask(), site.ask()] == ["GET 3", "GET 4", "GET 4"]
    assert site.kept.size == ENTRY_OVERHEAD + len("GET 4")


def test_a_request_with_a_long_key_is_not_cached(site: Site) -> None:
    one, other = "a" * (MAX_KEY_BYTES // 2), {"accept": "b" * (MAX_KEY_BYTES // 2)}
    responses = [site.keep(f"/?{one}"), site.keep(**other), site.keep(f"/?{one}", **other)]
    assert [site.ask(f"/?{one}"), site.ask(**other)] == responses[:2]
    assert site.ask(f"/?{one}", **other) != responses[2]
    assert len(site.kept.responses) == 2


def test_nothing_is_cached_for_an_unidentified_dataset(site: Site) -> None:
    site.dataset = None
    assert [site.ask(), site.ask(), site.ask()] == ["GET 1", "GET 2", "GET 3"]


def test_a_response_read_during_a_replacement(site: Site) -> None:
    class Replacing(Counting):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await super().__call__(scope, receive, send)
            if self.asked == 2:
                site.dataset = (2, 1)
                await site.kept(scope, receive, nowhere)  # another request, which sees the new dataset

    site.kept.app = Pipeline(Replacing(), Cors([]), Links())
    assert [site.keep(), site.ask(), site.ask()] == ["GET 2", "GET 4", "GET 4"]


async def nowhere(message: Message) -> None:
    """Send nothing."""


@pytest.mark.parametrize("path", ["/unknown", "/large", "/large-parts"])
def test_responses_without_a_tag_and_large_ones_are_not_cached(site: Site, path: str) -> None:
    assert [site.ask(path).strip(" !") for _ in range(3)] == ["GET 1", "GET 2", "GET 3"]
    assert (site.kept.size, len(site.kept.responses)) == (0, 0)


def test_a_large_stream_is_not_held_in_memory() -> None:
    async def endless(_: Scope, __: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"etag", b'"x"'), (b"x-request-id", b"a")]}
        )
        for number in range(40):
            await send({"type": "http.response.body", "body": bytes(MAX_BODY_BYTES // 2), "more_body": number < 39})

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    tracemalloc.start()
    anyio.run(ResponseCache(endless, lambda: (1, 1)), scope, nothing, nowhere)
    _, max_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert max_bytes < 4 * MAX_BODY_BYTES


def test_each_cached_response_has_its_own_request_id(site: Site) -> None:
    asked = [({}, ""), ({"x-request-id": "mine"}, "mine"), ({"x-request-id": "not sane"}, ""), ({}, "")]
    names = set()
    site.keep()
    for method in ("GET", "HEAD"):
        for given, name in asked:
            answer = site.client.request(method, "/", headers=given)
            assert answer.headers.get_list("x-request-id") == [name or answer.headers["x-request-id"]]
            names.add(answer.headers["x-request-id"])
    assert len(names) == 7
    assert "not sane" not in names
    assert site.ask() == "GET 2"


def test_other_methods_reach_the_application(site: Site) -> None:
    assert [site.ask(method="POST") for _ in range(3)] == ["POST 1", "POST 2", "POST 3"]


def test_a_streamed_response_is_cached_when_complete(site: Site) -> None:
    assert [site.keep("/parts"), site.ask("/parts")] == ["GET 2!", "GET 2!"]
    assert site.client.get("/parts").headers["content-length"] == "6"
    for _ in range(2):
        with pytest.raises(RuntimeError):
            TestClient(site.kept).get("/broken")


def test_the_least_recently_used_response_is_removed_first() -> None:
    site = Site(max_bytes=3 * (ENTRY_OVERHEAD + 10))
    first = [site.keep(f"/{name}") for name in "abc"]
    assert site.ask("/a") == first[0]
    site.keep("/d")
    assert [site.ask("/a"), site.ask("/c")] == [first[0], first[2]]
    assert site.ask("/b") != first[1]
    assert site.kept.size == 3 * (ENTRY_OVERHEAD + 5)


def test_simultaneous_equal_requests_are_cached_once(site: Site) -> None:
    async def twice() -> None:
        async def wait(scope: Scope, receive: Receive, send: Send) -> None:
            await anyio.lowlevel.checkpoint()
            await counting(scope, receive, send)

        site.ask("/")
        counting, site.kept.app = site.kept.app, wait
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [],
        }
        async with anyio.create_task_group() as tasks:
            for _ in range(2):
                tasks.start_soon(site.kept, scope, nothing, nowhere)

    anyio.run(twice)
    assert (site.kept.size, len(site.kept.responses)) == (ENTRY_OVERHEAD + 5, 1)


async def nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def test_other_asgi_events_reach_the_application() -> None:
    seen = []

    async def lifespan(scope: Scope, _: Receive, __: Send) -> None:
        seen.append(scope["type"])

    app: ASGIApp = ResponseCache(lifespan, lambda: None)
    anyio.run(app, {"type": "lifespan"}, nothing, nowhere)
    assert seen == ["lifespan"]
