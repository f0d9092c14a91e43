"""Answering: what every answer from the dataset has, whatever it says.

An answer is known by the dataset's version, its address and its format: its entity tag is the hash of these, so that a
reader who has it already is told so (304) without another query. `Content-Location` is its immutable address,
`/v1/@<version>/…`: the same bytes for ever, or a 404 once another dataset has taken the place of that one.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.database import Database
from app.web.conditions import matches
from app.web.edge import is_head
from app.web.formats import JSON, Format, asked_format
from app.web.links import Links
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
        headers = _headers(request, given, chosen, version, links, vary=len(offered) > 1)
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
        held = stack.pop_all()
    body = _sent(iter(()) if is_head(request.scope) else content.body, held)
    return StreamingResponse(body, headers=headers, media_type=chosen.content_type)


def _sent(parts: Iterator[str], held: ExitStack) -> Iterator[str]:
    """Yield the parts, and let go of the database after the last one."""
    with held:
        yield from parts


def _headers(  # noqa: PLR0913  (what an answer is known by)
    request: Request, given: Given, chosen: Format, version: str, links: Links, *, vary: bool
) -> dict[str, str]:
    """Return the headers by which an answer is kept. Raises a 404 problem where its address names another version."""
    path = request.scope["path"]
    is_named = given["format"] or chosen == JSON
    pairs = given.pairs if is_named else [*given.pairs, ("format", chosen.name)]
    current = permalink(version, path) + (f"?{urlencode(pairs, safe=',:')}" if pairs else "")
    pinned = request.scope.get(PINNED)
    if pinned not in (None, version):
        detail = f"The dataset {pinned[:100]!r} is not served here any more; the current one is {version}."
        raise ProblemError(NOT_FOUND, detail, see=current)
    tag = hashlib.sha256(f"{links.public_url}\0{current}".encode()).hexdigest()[:32]
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": FOR_EVER if pinned else ASK_AGAIN,
        "Content-Location": links(current),
    }
    return headers | ({"Vary": "Accept"} if vary else {})
