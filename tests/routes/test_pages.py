"""Pages for people, with a real browser and a real server."""

import hashlib
import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.models import COLLECTIONS
from app.routes.pages import PAGES
from app.settings import Settings
from tests.conftest import counted_statements
from tests.serving import listening, problem_of, serving
from tests.whole import Dataset

CHROMIUM = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--enable-logging=stderr",
    "--virtual-time-budget=15000",
    "--dump-dom",
]
"""A browser that prints a page as it is once its scripts have run, on a machine with no network."""


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """The URL of a server on a free port."""
    with listening(create_app(settings)) as port:
        yield f"http://127.0.0.1:{port}"


def links(page: str) -> list[str]:
    """Return the links of a page, and the URLs that it loads."""
    return re.findall(r'(?:href|src)="([^"]+)"', page)


@pytest.mark.parametrize("path", ["/", "/docs", "/problems/unknown-parameter"])
def test_every_link_of_a_page_leads_somewhere(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    found = links(response.text)
    assert found
    for link in found:
        assert not link.startswith(("/", "http"))  # so that it holds behind any prefix
        assert response.request.url.join(link).path
        assert client.get(str(response.request.url.join(link))).status_code == 200


def test_the_front_page_leads_to_every_collection(client: TestClient) -> None:
    found = {f"/{link}" for link in links(client.get("/").text)}
    assert {collection.path for collection in COLLECTIONS.values()} | {"/docs", "/v1"} <= found


def test_an_unknown_problem_type_is_not_found(client: TestClient) -> None:
    body = problem_of(client, client.get("/problems/%3Cb%3E"))
    assert body["problem"] == "404 not-found"
    assert body["detail"].startswith("There is no problem type '<b>'; the types are malformed-request, ")


def test_a_page_about_a_problem_shows_code_as_code(client: TestClient) -> None:
    page = client.get("/problems/malformed-request").text
    assert "and curl with <code>--data-urlencode</code>." in page
    assert "`" not in page


@pytest.mark.parametrize("path", ["/", "/docs", "/problems/not-ready", "/openapi.json"])
def test_a_page_that_the_client_has_is_not_sent_again(client: TestClient, path: str) -> None:
    asked = {"Accept-Encoding": "identity", "X-Request-ID": "mine"}
    whole = client.get(path, headers=asked)
    assert whole.headers["ETag"] == f'"{hashlib.sha256(whole.content).hexdigest()[:32]}"'
    assert whole.headers["Cache-Control"] == "public, no-cache"
    for known in (whole.headers["ETag"], "*"):
        again = client.get(path, headers={**asked, "If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        of_body = {"content-type", "content-length"}
        assert again.headers == {name: value for name, value in whole.headers.items() if name not in of_body}
    assert client.get(path, headers={**asked, "If-None-Match": '"another"'}).content == whole.content


@pytest.mark.parametrize(
    "asked",
    [
        *({"Range": asked} for asked in ("bytes=0-4", "bytes=9999999-", "bytes=5-2", "lines=1", "bytes=0-1,4-5")),
        {"If-Modified-Since": "Fri, 01 Jan 2099 00:00:00 GMT"},
    ],
)
def test_an_asset_is_never_sent_in_parts(client: TestClient, asked: dict[str, str]) -> None:
    fixed = {"Accept-Encoding": "identity", "X-Request-ID": "mine"}
    for given in (asked, asked, asked, {}):  # until it is cached; then without these headers
        response = client.get("/docs/assets/docs.js", headers={**fixed, **given})
        assert response.status_code == 200
        assert response.content == (PAGES / "assets/docs.js").read_bytes()
        assert {"accept-ranges", "content-range"}.isdisjoint(response.headers)
    known = client.get("/docs/assets/docs.js", headers={**fixed, **asked, "If-None-Match": response.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_the_openapi_document_is_written_once_for_each_dataset(dataset: Dataset, tmp_path: Path) -> None:
    with serving(dataset, tmp_path) as client:
        with counted_statements() as statements:
            first = client.get("/openapi.json")
            statements.clear()
            again = client.get("/openapi.json")
        assert statements == []
        assert first.headers["content-type"] == "application/json"
        assert first.content == again.content


def test_without_a_dataset_the_openapi_document_has_no_examples(empty_client: TestClient) -> None:
    document = empty_client.get("/openapi.json").json()
    assert "/v1/metrics" in document["paths"]
    assert '"example"' not in json.dumps(document)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium")
def test_the_documentation_needs_no_network(client: TestClient, address: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [*CHROMIUM, f"--user-data-dir={tmp_path}", f"{address}/docs"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    shown = set(re.findall(r'id="operations-(?!tag-)[^"]*-([a-z_]+)"', ran.stdout))
    assert shown == {item["get"]["operationId"] for item in client.get("/openapi.json").json()["paths"].values()}
    assert "CONSOLE" not in ran.stderr  # where it would report what the policy of the page has blocked


@pytest.mark.parametrize(
    "target",
    [
        b"/v1/metrics?kind=\xff",
        b"/v1/metrics?kind=\xc3\xa9",
        b"/v1/metrics?\xf0\x9f\xa6\x84",
        b"/v1/metrics?" + b"x" * 10_000,
        b"/v1/\xff",
        b"//v1//metrics",
        b"http://elsewhere.example/v1/metrics/",
        b"*",
    ],
)
def test_odd_bytes_in_a_path_are_a_problem(address: str, target: bytes) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % target)
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
    status = head.split()[1]
    assert status in (b"400", b"404", b"422")
    assert b"\r\ncontent-type: application/problem+json" in head
    assert json.loads(body)["status"] == int(status)


def test_a_malformed_request_is_a_problem_with_advice(address: str) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall("GET /v1/search?q=中国 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert headers.pop("date")
    assert (status, headers) == (
        "HTTP/1.1 400 Bad Request",
        {
            "cache-control": "no-store",
            "content-length": str(len(body)),
            "content-type": "application/problem+json",
            "connection": "close",
        },
    )
    assert json.loads(body) == {
        "type": "/problems/malformed-request",
        "title": "The request can't be read",
        "status": 400,
        "detail": "This can't be read as HTTP/1.1. In an address, letters beyond ASCII are written as %XX; curl does "
        "that with -G --data-urlencode 'q=…'.",
        "instance": "",
        "errors": [],
    }
