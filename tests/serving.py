"""Shared by the tests of the API: the check of every problem, servers, and datasets derived from the real one."""

import re
import socket
import threading
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from httpx2 import Response
from sqlalchemy import func, literal_column, select
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.facts.quantity.parse import parse_quantity
from app.main import create_app
from app.models import COLLECTIONS
from app.models.fact import Reference
from app.seed.merging.parts import RenderedFact, render
from app.settings import Settings
from app.storage.statements import Query
from app.web.serving.uvicorn_server import HttpProtocol
from tests.whole import Dataset, store

COUNTS = "1 source, 1 speaker, 18 statements, 3 events, 4 signed projects, 7 metrics, 29 entities"
"""The counts of the real seed, as the command line prints them."""

SLOW_COUNT = 200_000


def _counting(end: int | None) -> Query:
    """Return a query that counts the numbers up to an end, one by one."""
    numbers = select(literal_column("1").label("n")).cte("numbers", recursive=True)
    following = select(numbers.c.n + literal_column("1"))
    if end is not None:
        following = following.where(numbers.c.n < literal_column(str(end)))
    return select(func.count()).select_from(numbers.union_all(following))


SLOW, ENDLESS = _counting(SLOW_COUNT), _counting(None)
"""A query that takes longer than a quick request may, and one that never ends."""

SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}


def problem_of(client: TestClient, response: Response) -> dict[str, Any]:
    """Check that a response is a problem of RFC 9457 whose type links to a page; return its other fields."""
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert SECURITY.items() <= response.headers.items()
    body = response.json()
    assert list(body)[:6] == ["type", "title", "status", "detail", "instance", "errors"]
    assert set(body) <= {"type", "title", "status", "detail", "instance", "errors", "see"}
    assert all({"parameter", "detail"} <= set(error) for error in body["errors"])
    assert body.pop("status") == response.status_code
    kind, title = body.pop("type"), body.pop("title")
    page = client.get(kind)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert title in page.text.replace("&#x27;", "'")
    return {"problem": f"{response.status_code} {kind.rpartition('/')[2]}", **body}


def items_of(client: TestClient, address: str) -> list[Any]:
    """Return all items of a list."""
    items: list[Any] = client.get(address, params={"limit": 500}).json()["items"]
    return items


def values_at(value: Any, path: str) -> list[Any]:
    """Return every value at a path of field names, through lists, without nulls."""
    if isinstance(value, list):
        return [found for item in value for found in values_at(item, path)]
    if value is None or not path:
        return [] if value is None else [value]
    name, _, rest = path.partition(".")
    return values_at(value[name], rest)


def hrefs_in(body: str) -> set[str]:
    """Return all links in a body."""
    return set(re.findall(r'"(?:href|next|self|type|see|instance)":"((?:/|http)[^"]*)"', body))


@contextmanager
def serving(dataset: Dataset, folder: Path, check_interval: float = 0, **settings: Any) -> Iterator[TestClient]:
    """Serve a dataset; a replacement is noticed at once."""
    url = f"sqlite:///{folder}/facts.db"
    store(dataset, "fingerprint", url)
    app = create_app(Settings(database_url=url, **settings), check_interval)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@contextmanager
def listening(app: ASGIApp, **options: Any) -> Iterator[int]:
    """Run a server on a free port, with other options than the command line, and yield the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    options = {"log_level": "warning", "access_log": False, "server_header": False, "http": HttpProtocol, **options}
    server = uvicorn.Server(uvicorn.Config(app, port=port, **options))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join()


def multiplied(dataset: Dataset, times: int, only: Container[str] = COLLECTIONS) -> Dataset:
    """Return the dataset with a number of copies of each fact, or of each fact of some collections."""
    items, texts = {}, dict(dataset.texts)
    for name, collection in COLLECTIONS.items():
        copies = [
            item.fact.model_copy(update={"id": new, "href": f"{collection.path}/{new}"})
            for copy in range(times if name in only else 1)
            for item in dataset.items[name]
            for new in [f"{item.fact.id}-{copy}" if copy else item.fact.id]
        ]
        items[name] = [RenderedFact(seq, fact, render(fact)) for seq, fact in enumerate(copies, start=1)]
    for fact in items["sources"]:
        texts[fact.fact.id] = next(iter(dataset.texts.values()))
    return replace(dataset, version=f"times-{times}", items=items, texts=texts)


def enriched(dataset: Dataset) -> Dataset:
    """Return the dataset with a value in each field that the story leaves empty, so that every filter has matches."""

    def entity(name: str) -> Reference:
        return Reference(type="entity", id=name, name=name, href=f"/v1/entities/{name}")

    changes: dict[str, dict[str, Any]] = {
        "speakers": {"affiliation": entity("pakistani-government")},
        "events": {"venue": entity("hangzhou")},
        "signed_projects": {
            "place": entity("hangzhou"),
            "parties": [entity("pakistan")],
            "value": parse_quantity("US$5 million"),
        },
    }
    items = dict(dataset.items)
    for name, change in changes.items():
        first, *rest = dataset.items[name]
        fact = first.fact.model_copy(update=change)
        items[name] = [RenderedFact(first.seq, fact, render(fact)), *rest]
    return replace(dataset, version="enriched", items=items)
