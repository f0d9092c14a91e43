"""Answering: what every answer from the dataset has, whatever it says.

An answer is known by the dataset's version, its address and its format: its entity tag is the hash of these, so that a
reader who has it already is told so (304) without another query. `Content-Location` is its immutable address,
`/v1/@<version>/…`: the same bytes for ever, or a 404 once another dataset has taken the place of that one.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from anyio import CancelScope
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.database import Database
from app.web.conditions import matches
from app.web.edge import is_head
from app.web.formats import JSON, Format, asked_format
from app.web.links import Links, address
from app.web.listing import dataset_row
from app.web.parameters import Given, Parameter, read_parameters
from app.web.problems import NOT_FOUND, ProblemError

PINNED = "expo_facts.version"
"""Where the scope of a request has the version that its address names."""

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
"""What may be kept, and must be asked about each time: a new dataset is picked up at once."""


@dataclass
class Asked:
    """A request, read: its parameters, its format, and the dataset that it is answered from."""

    given: Given
    format: Format
    version: str
    summary: str
    session: Session


@dataclass
class Content:
    """What an answer says: a text, or the parts of one that is made while it is sent."""

    body: str | Iterator[str]
    headers: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    name: str = ""
    """What a download is called, without dataset and format."""


class Immutable:
    """Lets `/v1/@<version>/…` be answered by the route of `/v1/…`, which then holds the dataset to that version."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["path"].startswith("/v1/@"):
            version, slash, rest = scope["path"].removeprefix("/v1/@").partition("/")
            scope = {**scope, "path": f"/v1{slash}{rest}", PINNED: version}
        await self.app(scope, receive, send)


def permalink(version: str, path: str) -> str:
    """Return the immutable path of what is at `path` now."""
    return f"/v1/@{version}{path.removeprefix('/v1')}"


def answer(  # noqa: PLR0913, PLR0917  (what a request is answered from, and by)
    request: Request,
    database: Database,
    links: Links,
    make: Callable[[Asked], Content],
    parameters: dict[str, Parameter],
    offered: Sequence[Format] = (JSON,),
) -> Response:
    """Answer a request from the dataset; `make` says what."""
    given = read_parameters(parameters, request.scope["query_string"])
    chosen = asked_format(request, given, offered)
    with ExitStack() as stack:
        session = stack.enter_context(database.session())
        dataset = dataset_row(session)
        version = dataset.version
        is_named = given["format"] or chosen == offered[0]
        pairs = given.pairs if is_named else [*given.pairs, ("format", chosen.name)]
        headers = known_by(request, version, links, pairs)
        if len(offered) > 1:
            headers["Vary"] = "Accept"
        known = ", ".join(request.headers.getlist("if-none-match"))
        if matches(known, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        content = make(Asked(given, chosen, version, dataset.summary, session))
        headers |= content.headers
        if content.links:
            headers["Link"] = ", ".join(content.links)
        if chosen.disposition and content.name:
            headers["Content-Disposition"] = f'{chosen.disposition}; filename="{content.name}-{version}.{chosen.name}"'
        if matches(known, headers["ETag"], exists=True):
            return Response(status_code=304, headers=headers)
        if isinstance(content.body, str):
            return Response(content.body, headers=headers, media_type=chosen.content_type)
        stack.enter_context(database.streaming(session))
        held = stack.pop_all()
    parts = iter(()) if is_head(request.scope) else content.body
    return Streamed(parts, held, headers=headers, media_type=chosen.content_type)


class Streamed(StreamingResponse):
    """Sends a text while it is made, and lets go of what it is made from, also where its reader goes away."""

    def __init__(self, parts: Iterator[str], held: ExitStack, **options: Any) -> None:
        super().__init__(parts, **options)
        self.held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await run_in_threadpool(self.held.close)


def known_by(request: Request, version: str, links: Links, pairs: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """Return the headers by which an answer is known and kept; `pairs` are the parameters of its address.

    Raises a 404 problem where the address of the request names another version.
    """
    current = address(permalink(version, request.scope["path"]), pairs)
    pinned = request.scope.get(PINNED)
    if pinned not in (None, version):
        detail = f"The dataset {pinned[:100]!r} is not served here any more; the current one is {version}."
        raise ProblemError(NOT_FOUND, detail, see=current)
    tag = hashlib.sha256(f"{links.public_url}\0{current}".encode()).hexdigest()[:32]
    return {
        "ETag": f'"{tag}"',
        "Cache-Control": FOR_EVER if pinned else ASK_AGAIN,
        "Content-Location": links(current),
    }
