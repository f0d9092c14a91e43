"""Entity tags and URLs of responses from the dataset, quick requests, and streams."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from math import inf
from pathlib import Path
from threading import Barrier, Event, Thread, current_thread
from time import sleep

import anyio
import pytest
from anyio import to_thread
from httpx2 import ASGITransport, AsyncClient
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from app.main import create_app
from app.models import COLLECTIONS
from app.settings import Settings
from app.storage import connections
from app.storage.connections import CHECK_INTERVAL, Database
from app.storage.reader import Reader, Row
from app.web.query import paging
from app.web.query.bitmaps import FactSet
from app.web.query.rows import RowSource, read_rows
from app.web.representations import render
from app.web.serving import answer, errors
from app.web.serving.answer import DatasetStream
from tests.conftest import counted_statements, keep_nothing
from tests.serving import ENDLESS, SLOW, SLOW_COUNT, problem_of, serving
from tests.whole import Dataset, store

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
    """Send a request that accepts no compression."""
    before = client.headers["accept-encoding"]
    client.headers["accept-encoding"] = "identity"
    yield client
    client.headers["accept-encoding"] = before


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_cached_response_is_not_sent_again(plain: TestClient, address: str) -> None:
    with counted_statements() as statements:
        whole = plain.get(address, headers={"X-Request-ID": "a"})
        known = {"If-None-Match": whole.headers["ETag"], "X-Request-ID": "a"}
        statements.clear()
        again = plain.get(address, headers=known)
    assert (again.status_code, again.content, statements) == (304, b"", [])
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


def test_a_star_does_not_match_a_missing_item(client: TestClient) -> None:
    response = client.get("/v1/metrics/nope", headers={"If-None-Match": "*"})
    assert problem_of(client, response)["problem"] == "404 not-found"


def test_a_url_of_another_version_is_not_found(client: TestClient, dataset: Dataset) -> None:
    for path in ("/metrics?limit=1", "/metrics/nope", "/metrics/caf%C3%A9%20x", "/metrics/nope/verification"):
        assert problem_of(client, client.get(f"/v1/@0123{path}")) == {
            "problem": "404 not-found",
            "detail": f"The dataset '0123' is not served here; the current one is {dataset.version}.",
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


def test_a_replacement_since_the_last_check_fails_no_request(dataset: Dataset, tmp_path: Path) -> None:
    def place(version: str) -> None:
        store(replace(dataset, version=version), "fingerprint", f"sqlite:///{tmp_path}/facts.db")

    def seen(address: str) -> tuple[int, str]:
        response = client.get(address)
        return response.status_code, response.headers["Content-Location"].split("/")[2]

    with serving(dataset, tmp_path, check_interval=inf) as client:
        assert seen(LIST) == seen("/v1/metrics") == (200, f"@{dataset.version}")
        place("second")
        assert seen(LIST) == seen("/v1/metrics?limit=3") == (200, f"@{dataset.version}")
        assert seen("/v1/@second/metrics?limit=3") == (200, "@second")
        assert seen(LIST) == seen("/v1/metrics?limit=3") == (200, "@second")
        place("third")
        assert seen("/v1/metrics?format=csv") == (200, "@third")
        assert seen(LIST) == (200, "@third")


def test_a_missing_item_is_searched_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "run_in_threadpool", None)
    assert problem_of(client, client.get("/v1/metrics/nope"))["problem"] == "404 not-found"


@pytest.mark.slow
def test_no_request_fails_with_rare_checks_of_the_dataset(dataset: Dataset, tmp_path: Path) -> None:
    seen: set[tuple[int, str]] = set()
    done = Event()
    with serving(dataset, tmp_path, check_interval=CHECK_INTERVAL) as client:

        def read(address: str) -> None:
            while not done.is_set():
                for limit in range(1, 20):
                    response = client.get(f"{address}{limit}")
                    version = response.headers["Content-Location"].split("/")[2] if response.is_success else ""
                    seen.add((response.status_code, version))

        readers = [Thread(target=read, args=[f"/v1/metrics?{more}limit="]) for more in ("", "embed=event&")]
        for reader in readers:
            reader.start()
        for turn in range(10):
            version = f"turn-{turn}"
            store(replace(dataset, version=version), "fingerprint", f"sqlite:///{tmp_path}/facts.db")
            sleep(CHECK_INTERVAL)
            assert client.get(LIST).headers["Content-Location"].startswith(f"/v1/@{version}/")
        done.set()
        for reader in readers:
            reader.join()
    assert {status for status, _ in seen} == {200}
    assert len(seen) > 5


STREAM: Scope = {
    "type": "http",
    "method": "GET",
    "path": "/v1/metrics",
    "query_string": b"format=ndjson",
    "headers": [(b"host", b"testserver")],
}


@pytest.fixture
def small(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client of a server that streams lists of more than two items, one stream at a time."""
    monkeypatch.setattr(connections, "MAX_STREAMS", 1)
    monkeypatch.setattr(render, "BATCH_SIZE", 2)
    keep_nothing(monkeypatch)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


async def stay() -> Message:
    await anyio.sleep_forever()
    raise AssertionError


async def go_away() -> Message:
    return {"type": "http.disconnect"}


def test_a_slow_client_does_not_delay_others(small: TestClient) -> None:
    statuses = []

    async def read_slowly(message: Message) -> None:
        if message.get("body"):
            for address in ("/v1/metrics", "/v1/events", "/v1/metrics?format=ndjson"):
                response = await to_thread.run_sync(small.get, address)
                statuses.append(response.status_code)

    anyio.run(small.app, STREAM, stay, read_slowly)
    assert statuses == [200, 200, 503] * 4
    assert small.get("/v1/metrics?format=ndjson").status_code == 200


async def never_read(message: Message) -> None:
    if message.get("more_body"):
        await anyio.sleep_forever()


def test_a_client_that_disconnects_releases_its_connection(small: TestClient) -> None:
    for _ in range(3):
        anyio.run(small.app, STREAM, go_away, never_read)
    assert small.get("/v1/metrics?format=ndjson").status_code == 200


def test_a_head_request_holds_no_connection(small: TestClient) -> None:
    address = "/v1/metrics?format=ndjson"
    heads = [small.head(address) for _ in range(3)]
    assert {(head.status_code, head.content) for head in heads} == {(200, b"")}
    assert heads[0].headers["ETag"] == small.get(address).headers["ETag"]


@pytest.mark.parametrize("times", [1, 2])
def test_a_dataset_replaced_before_a_stream_begins(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr(connections, "MAX_STREAMS", 1)
    monkeypatch.setattr(render, "BATCH_SIZE", 2)
    stream, url, versions = Database.stream, f"sqlite:///{tmp_path}/facts.db", ["another", "third"][:times]

    def replaced(self: Database) -> AbstractContextManager[Reader]:
        if versions:
            store(replace(dataset, version=versions.pop()), "another", url)
        return stream(self)

    with serving(dataset, tmp_path) as client:
        with monkeypatch.context() as patch:
            patch.setattr(Database, "stream", replaced)
            response = client.get("/v1/metrics?format=ndjson")
        if times == 1:  # the response is from the new one
            assert (response.status_code, len(response.text.splitlines())) == (200, 7)
            assert response.headers["Content-Location"] == "/v1/@another/metrics?format=ndjson"
            return
        assert response.headers["retry-after"] == "0"
        assert problem_of(client, response) == {
            "problem": "503 busy",
            "detail": "The dataset was just replaced. Try again.",
            "instance": "/v1/metrics?format=ndjson",
            "errors": [],
        }
        again = client.get("/v1/metrics?format=ndjson")
        assert (again.status_code, len(again.text.splitlines())) == (200, 7)
        assert again.headers["Content-Location"] == "/v1/@another/metrics?format=ndjson"


def test_a_stream_releases_its_connection_at_its_end() -> None:
    held, freed = ExitStack(), list[str]()
    held.callback(freed.append, "the database")
    anyio.run(DatasetStream(iter([b"a", b"b"]), held), STREAM, go_away, never_read)
    assert freed == ["the database"]


def is_part(rows: RowSource, numbers: FactSet) -> bool:
    """Tell whether a query reads rows of some metrics, but not of all."""
    return rows.number.table is COLLECTIONS["metrics"].table and len(numbers) < 7


@pytest.fixture
def laborious(small: TestClient, monkeypatch: pytest.MonkeyPatch) -> tuple[TestClient, list[Thread]]:
    """A client of a server that reads metrics too slowly for its event loop, and the threads that read them."""
    threads = list[Thread]()

    def labour(reader: Reader, rows: RowSource, numbers: FactSet) -> list[Row]:
        if is_part(rows, numbers):
            threads.append(current_thread())
            assert reader.value(SLOW) == SLOW_COUNT
        return read_rows(reader, rows, numbers)

    monkeypatch.setattr(paging, "read_rows", labour)
    return small, threads


LIGHT = "/v1/metrics?limit=2"


def test_a_request_that_is_not_quick_is_repeated_in_a_thread(laborious: tuple[TestClient, list[Thread]]) -> None:
    client, threads = laborious
    page = client.get(LIGHT).json()
    assert (page["total"], len(page["items"])) == (7, 2)
    assert len(set(threads)) == len(threads) == 2


@pytest.mark.parametrize("more", ["&limit=101", "&embed=place", "&format=jsonld"])
def test_other_requests_are_answered_in_a_thread(
    laborious: tuple[TestClient, list[Thread]], monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    client, threads = laborious
    first = client.get("/v1/metrics?limit=1").json()["next"].partition("cursor=")[2]
    monkeypatch.setattr(answer, "QUICK_SECONDS", inf)
    client.get(f"{LIGHT}")
    [*_, loop] = threads
    del threads[:]
    assert client.get(f"/v1/metrics?cursor={first}{more}").status_code == 200
    assert len(threads) == 1
    assert loop not in threads


TOO_SLOW = "/v1/metrics?limit=1"


@pytest.fixture
def endless(small: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A client of a server that reads some metrics for ever, with a limit of half a second."""

    def without_end(reader: Reader, rows: RowSource, numbers: FactSet) -> list[Row]:
        return reader.rows(ENDLESS) if is_part(rows, numbers) else read_rows(reader, rows, numbers)

    monkeypatch.setattr(paging, "read_rows", without_end)
    for module in (answer, errors):
        monkeypatch.setattr(module, "READ_SECONDS", 0.5)
    return small


def test_a_request_that_takes_too_long_is_a_problem_and_is_logged(
    endless: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = endless.get(TOO_SLOW, headers={"X-Request-ID": "mine"})
    assert problem_of(endless, response) == {
        "problem": "503 too-slow",
        "detail": "It takes more than 0.5 seconds to read. Ask for less: filter it, or leave out facets.",
        "instance": TOO_SLOW,
        "errors": [],
    }
    assert caplog.messages == [f"{TOO_SLOW}: stopped after 0.5 seconds (request mine)"]
    assert endless.get("/v1/metrics").json()["total"] == 7


def test_a_long_request_does_not_delay_others(small: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop gives it up at once; in its thread it goes on until the others are answered."""
    answered, read_by, go_on = list[tuple[str, int]](), list[Thread](), Event()
    loop, all_read = current_thread(), Barrier(4)

    def without_end(reader: Reader, rows: RowSource, numbers: FactSet) -> list[Row]:
        if not is_part(rows, numbers):
            return read_rows(reader, rows, numbers)
        read_by.append(current_thread())
        if current_thread() is not loop:
            all_read.wait()
            go_on.wait()
            reader.connection.deadline = 0
        return reader.rows(ENDLESS)

    async def ask(client: AsyncClient, address: str) -> None:
        answered.append((address, (await client.get(address)).status_code))

    async def everyone() -> None:
        client = AsyncClient(transport=ASGITransport(small.app), base_url="http://testserver")
        async with client, anyio.create_task_group() as asking:
            for _ in range(3):
                asking.start_soon(ask, client, TOO_SLOW)
            await to_thread.run_sync(all_read.wait)
            for address, _ in quick:
                await ask(client, address)
            go_on.set()

    monkeypatch.setattr(paging, "read_rows", without_end)

    quick = [("/v1/events?limit=1", 200), ("/v1/metrics", 200), ("/v1/events?format=csv", 200)]
    anyio.run(everyone)
    assert answered == [*quick, *[(TOO_SLOW, 503)] * 3]
    assert read_by.count(loop) == 3
