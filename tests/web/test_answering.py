"""What every answer from the dataset is known by, and how one that is streamed is sent."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from anyio import to_thread
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from app import database
from app.main import create_app
from app.models import COLLECTIONS
from app.seed.dataset import Dataset
from app.seed.load import store
from app.settings import Settings
from app.web.answering import Streamed
from tests.conftest import counted_statements
from tests.serving import problem_of, serving

LIST = "/v1/metrics?limit=2&kind=count"
ADDRESSES = [
    *(collection.path for collection in COLLECTIONS.values()),
    LIST,
    "/v1/metrics/hangzhou-digital-trade-volume-2023",
    "/v1/metrics/hangzhou-digital-trade-volume-2023/citation",
    "/v1/search?q=digital",
    "/v1",
    "/v1/verification",
    "/v1/citation",
    "/v1/sources/consul-general-pakistan-digital/text",
    "/v1/sources/consul-general-pakistan-digital/coverage",
]


@pytest.fixture
def plain(client: TestClient) -> Iterator[TestClient]:
    """Ask without compression."""
    before = client.headers["accept-encoding"]
    client.headers["accept-encoding"] = "identity"
    yield client
    client.headers["accept-encoding"] = before


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_reader_has_is_not_sent_again(plain: TestClient, address: str) -> None:
    whole = plain.get(address, headers={"X-Request-ID": "a"})
    known = {"If-None-Match": whole.headers["ETag"], "X-Request-ID": "a"}
    with counted_statements() as statements:
        again = plain.get(address, headers=known)
    assert (again.status_code, again.content, len(statements)) == (304, b"", 1)
    assert plain.get(address, headers={**known, "If-None-Match": "*"}).status_code == 304
    for name in ("ETag", "Cache-Control", "Content-Location", "Vary"):
        assert again.headers.get(name) == whole.headers.get(name)
    assert plain.get(address, headers={"If-None-Match": '"another"'}).content == whole.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_immutable_address_has_the_same_bytes(plain: TestClient, address: str) -> None:
    whole = plain.get(address)
    kept = plain.get(whole.headers["Content-Location"])
    assert kept.content == whole.content
    assert kept.headers["ETag"] == whole.headers["ETag"]
    assert kept.headers["Content-Location"] == whole.headers["Content-Location"]
    assert whole.headers["Cache-Control"] == "public, no-cache"
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_tags_of_formats_codings_and_addresses_differ(client: TestClient) -> None:
    tags = [
        client.get(address, headers={"Accept-Encoding": coding}).headers["ETag"]
        for address in ("/v1/metrics", *(f"/v1/metrics?format={one}" for one in ("csv", "csvw", "ndjson", "jsonld")))
        for coding in ("identity", "gzip")
    ]
    assert len(set(tags)) == len(tags) == 10
    assert [tag.endswith('-gzip"') for tag in tags] == [False, True] * 5


def test_nothing_is_not_something_that_one_has(client: TestClient) -> None:
    response = client.get("/v1/metrics/nope", headers={"If-None-Match": "*"})
    assert problem_of(client, response)["problem"] == "404 not-found"


def test_the_address_of_another_dataset(client: TestClient, dataset: Dataset) -> None:
    for path in ("/metrics?limit=1", "/metrics/nope", "/metrics/nope/verification"):
        assert problem_of(client, client.get(f"/v1/@0123{path}")) == {
            "problem": "404 not-found",
            "detail": f"The dataset '0123' is not served here any more; the current one is {dataset.version}.",
            "instance": f"/v1/@0123{path}",
            "errors": [],
            "see": f"/v1/@{dataset.version}{path}",
        }


def test_a_new_dataset_has_new_tags(dataset: Dataset, tmp_path: Path) -> None:
    with serving(dataset, tmp_path) as client:
        first = client.get(LIST)
        store(replace(dataset, version="another"), "fingerprint", f"sqlite:///{tmp_path}/facts.db")
        second = client.get(LIST, headers={"If-None-Match": first.headers["ETag"]})
        assert (second.status_code, second.headers["Content-Location"]) == (
            200,
            "/v1/@another/metrics?limit=2&kind=count",
        )


STREAM: Scope = {
    "type": "http",
    "method": "GET",
    "path": "/v1/metrics",
    "query_string": b"format=ndjson",
    "headers": [(b"host", b"testserver")],
}


@pytest.fixture
def small(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Ask a server that has one connection to its database, and one more for a stream."""
    monkeypatch.setattr(database, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(database, "MOST_STREAMS", 1)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


async def stay() -> Message:
    await anyio.sleep_forever()
    raise AssertionError


async def go_away() -> Message:
    return {"type": "http.disconnect"}


def test_who_reads_slowly_keeps_nobody_waiting(small: TestClient) -> None:
    statuses = []

    async def read_slowly(message: Message) -> None:
        if message.get("body"):
            for address in ("/v1/metrics", "/v1/events", "/v1/metrics?format=ndjson"):
                response = await to_thread.run_sync(small.get, address)
                statuses.append(response.status_code)

    anyio.run(small.app, STREAM, stay, read_slowly)
    assert statuses == [200, 200, 503]
    assert small.get("/v1/metrics?format=ndjson").status_code == 200


async def never_read(message: Message) -> None:
    if message.get("more_body"):
        await anyio.sleep_forever()


def test_who_goes_away_midway_holds_nothing(small: TestClient) -> None:
    for _ in range(3):
        anyio.run(small.app, STREAM, go_away, never_read)
    assert small.get("/v1/metrics?format=ndjson").status_code == 200


def test_what_a_stream_holds_is_let_go_at_once() -> None:
    held, freed = ExitStack(), list[str]()
    held.callback(freed.append, "the database")
    anyio.run(Streamed(iter(["a", "b"]), held), STREAM, go_away, never_read)
    assert freed == ["the database"]
