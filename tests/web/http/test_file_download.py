"""Downloads, complete and by ranges; with curl and a real server where that matters."""

import hashlib
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
import uvicorn
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from app.web.http.cors import Cors
from app.web.http.file_download import FileDownload, byte_ranges
from app.web.http.links import Links
from app.web.serving.errors import forward_errors
from app.web.serving.pipeline import Pipeline
from tests.serving import SECURITY

BODY = bytes(range(256)) * 4
SQLITE = "application/vnd.sqlite3"
DESCRIPTORS = Path("/proc/self/fd")


def etag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


ETAG = etag_of(BODY)
WHOLE = {"etag": ETAG, "content-type": SQLITE, "accept-ranges": "bytes", "x-version": "1", "vary": "Origin"}


def download_of(path: Path) -> FileDownload:
    file = path.open("rb")
    etag = etag_of(file.read())
    return FileDownload(file, SQLITE, {"X-Version": "1", "ETag": etag})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.db"
    path.write_bytes(BODY)
    return path


@pytest.fixture
def app(file: Path) -> Pipeline:
    """An application that serves the file."""
    api = FastAPI(openapi_url=None)
    forward_errors(api)

    @api.get("/file")
    def get_file() -> FileDownload:
        return download_of(file)

    return Pipeline(api, Cors([]), Links())


@pytest.fixture
def client(app: Pipeline) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def own(headers: Any) -> dict[str, str]:
    """Return the headers without those that every response has."""
    common = {*SECURITY, "content-security-policy", "x-request-id"}
    return {name: value for name, value in headers.items() if name not in common}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Range": "bytes=5-2"},
        {"Range": "bytes=x"},
        {"Range": "bytes="},
        {"Range": "bytes=-"},
        {"Range": "bytes=0-4,x"},
        {"Range": "bytes=+0-4"},
        {"Range": "lines=0-4"},
        {"Range": "0-4"},
        {"Range": f"bytes=0-{'9' * 5000}"},
        {"Range": "bytes=0-4", "If-Range": '"old"'},
        {"Range": "bytes=0-4", "If-Range": f"W/{ETAG}"},
        {"Range": "bytes=0-4", "If-Range": "Wed, 21 Oct 2015 07:28:00 GMT"},
        {"Range": "bytes=9999-", "If-Range": '"old"'},
    ],
)
def test_an_invalid_range_gets_the_complete_file(client: TestClient, headers: dict[str, str]) -> None:
    response = client.get("/file", headers=headers)
    assert (response.status_code, response.content) == (200, BODY)
    assert own(response.headers) == {**WHOLE, "content-length": "1024"}


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-4", 0, 5),
        ("BYTES= 1000-", 1000, 1024),
        ("bytes=1000-9999", 1000, 1024),
        ("bytes=-24", 1000, 1024),
        ("bytes=-9999", 0, 1024),
        ("bytes=0-0", 0, 1),
        ("bytes=0-4,2-9", 0, 10),
        ("bytes=0-4, 9999-", 0, 5),
    ],
)
@pytest.mark.parametrize("condition", [{}, {"If-Range": ETAG}])
def test_one_range(client: TestClient, asked: str, start: int, end: int, condition: dict[str, str]) -> None:
    response = client.get("/file", headers={"Range": asked, **condition})
    assert (response.status_code, response.content) == (206, BODY[start:end])
    part = {"content-range": f"bytes {start}-{end - 1}/1024", "content-length": str(end - start)}
    assert own(response.headers) == {**WHOLE, **part}


def test_several_ranges(client: TestClient) -> None:
    response = client.get("/file", headers={"Range": "bytes=1000-1001 , 0-2,-1"})
    assert response.status_code == 206
    media_type, _, boundary = response.headers["content-type"].partition("; boundary=")
    assert media_type == "multipart/byteranges"
    changing = {"content-type": response.headers["content-type"], "content-length": str(len(response.content))}
    assert own(response.headers) == {**WHOLE, **changing}
    parts = [
        f"--{boundary}\r\nContent-Type: {SQLITE}\r\nContent-Range: bytes {start}-{end - 1}/1024\r\n\r\n".encode()
        + BODY[start:end]
        for start, end in ((0, 3), (1000, 1002), (1023, 1024))
    ]
    assert response.content == b"\r\n".join([*parts, f"--{boundary}--".encode()])


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=-0", "bytes=5000-6000,1024-1024"])
def test_a_range_beyond_the_end_is_a_problem(client: TestClient, asked: str) -> None:
    response = client.get("/file", headers={"Range": asked})
    assert response.status_code == 416
    assert own(response.headers) == {
        "content-range": "bytes */1024",
        "accept-ranges": "bytes",
        "cache-control": "no-store",
        "content-length": str(len(response.content)),
        "content-type": "application/problem+json",
        "vary": "Accept-Encoding, Origin",
    }
    assert response.json() == {
        "type": "/problems/range-not-satisfiable",
        "title": "The file has no such part",
        "status": 416,
        "detail": f"The file has 1024 bytes, from 0 on; the request asks for {asked}.",
        "instance": "/file",
        "errors": [],
    }


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-4"}, {"Range": "bytes=9999-"}])
def test_head_ignores_ranges(client: TestClient, headers: dict[str, str]) -> None:
    response = client.head("/file", headers=headers)
    assert (response.status_code, response.content) == (200, b"")
    assert own(response.headers) == {**WHOLE, "content-length": "1024"}


def test_head_does_not_read_the_file(file: Path) -> None:
    download = download_of(file)
    download.path = "/nowhere"
    messages = run(download, is_head=True)
    assert [message["type"] for message in messages] == ["http.response.start", "http.response.body"]
    assert messages[1]["body"] == b""


def run(download: FileDownload, is_head: bool = False, **scope: Any) -> list[Message]:
    """Run a download without the pipeline, and return its messages."""
    messages: list[Message] = []
    state = {"is_head": is_head}
    asked: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "state": state, **scope}

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        messages.append(message)

    anyio.run(download, asked, receive, send)
    return messages


def test_a_file_that_is_replaced_midway_is_sent_completely(file: Path) -> None:
    old, new = b"old" * 400_000, b"new" * 300_000
    file.write_bytes(old)
    download = download_of(file)
    (file.parent / "next").write_bytes(new)
    (file.parent / "next").replace(file)
    start, *parts = run(download)
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert headers["etag"] == etag_of(old)
    assert headers["content-length"] == str(len(old))
    assert len(parts) == 5
    assert b"".join(part["body"] for part in parts) == old
    assert b"".join(part["body"] for part in run(download_of(file))[1:]) == new


@pytest.mark.skipif(not DESCRIPTORS.exists(), reason="it counts the descriptors that Linux lists")
def test_no_descriptor_stays_open(client: TestClient, file: Path) -> None:
    client.get("/file")
    before = descriptors()
    for asked in ("", "bytes=0-4", "bytes=0-4,9-12", "bytes=9999-", "x"):
        client.get("/file", headers={"Range": asked})
        client.head("/file", headers={"Range": asked})
    cut_off(download_of(file))
    assert descriptors() == before


def descriptors() -> list[str]:
    return sorted(one.name for one in DESCRIPTORS.iterdir())


def cut_off(download: FileDownload) -> None:
    """Run a download whose client disconnects at the first bytes."""

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(_: Message) -> None:
        await anyio.sleep_forever()

    scope: Scope = {"type": "http", "method": "GET", "headers": [], "state": {"is_head": False}}
    anyio.run(download, scope, receive, send)


@given(st.text() | st.from_regex(r"bytes=([0-9]{0,3}-[0-9]{0,3},? ?){1,3}", fullmatch=True), st.integers(0, 300))
def test_any_range_is_safe(field: str, size: int) -> None:
    ranges = byte_ranges(field, size)
    assert all(0 <= start < end <= size for start, end in ranges or [])
    single = re.fullmatch(r"bytes=([0-9]+)-([0-9]+)", field)
    if single and int(single[1]) <= int(single[2]):
        wanted = range(size)[int(single[1]) : int(single[2]) + 1]
        assert ranges == ([(wanted.start, wanted.stop)] if wanted else [])


@pytest.fixture
def address(app: Pipeline) -> Iterator[str]:
    """The URL of the file on a real server."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/file"
        server.should_exit = True
        thread.join()


def curl(*arguments: str) -> str:
    return subprocess.run(["curl", "-sS", *arguments], check=True, capture_output=True).stdout.decode()


def test_curl_resumes_a_broken_download(address: str, tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.write_bytes(BODY[:600])
    assert curl("-C", "-", "-o", str(part), "-w", "%{http_code} %{size_download}", address) == "206 424"
    assert part.read_bytes() == BODY
    curl("-C", "-", "-o", str(part), address)
    assert part.read_bytes() == BODY


def test_curl_restarts_if_the_file_was_replaced(address: str, file: Path, tmp_path: Path) -> None:
    (tmp_path / "next").write_bytes(b"new")
    (tmp_path / "next").replace(file)
    part = tmp_path / "part"
    asked = ("-r", "600-", "-H", f"If-Range: {ETAG}", "-o", str(part), "-w", "%{http_code}")
    assert curl(*asked, address) == "200"
    assert part.read_bytes() == b"new"


def test_curl_compressed_gets_the_uncompressed_file(address: str, tmp_path: Path) -> None:
    curl("--compressed", "-o", str(tmp_path / "whole"), address)
    assert (tmp_path / "whole").read_bytes() == BODY
    assert "content-length: 1024" in curl("--compressed", "-I", address)
