"""The edge: what holds for every response, whatever the route does.

`Edge` is the outermost layer: HEAD is a GET without its body, and every request has an id. Inside it come `Secured`, by
which every response has the headers that keep a browser from guessing, `Cors`, and `LastResort`: an error that nobody
caught is a problem like any other, and has all of these.
"""

import logging
import re
from random import Random

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.links import Links
from app.web.problems import INTERNAL_ERROR, ProblemError, problem_response

log = logging.getLogger(__name__)

_ids = Random()  # noqa: S311  (an id tells requests apart; it is no secret)

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""Of a response that brings no policy of its own: it needs nothing, and no page may frame it."""
REQUEST_ID = re.compile(b"[A-Za-z0-9._-]{1,128}")
"""An id that a client may give its request; any other is not repeated, in headers or in the log."""


class Edge:
    """The layer between the server and the application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        name = _given_id(scope) or b"%016x" % _ids.getrandbits(64)

        async def send_outward(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"x-request-id", name)]}
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        state = {**scope.get("state", {}), "request_id": name, "is_head": is_head}
        method_inside = "GET" if is_head else scope["method"]
        await self.app({**scope, "method": method_inside, "state": state}, receive, send_outward)


class Secured:
    """Gives every response the headers that keep a browser from guessing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                has_policy = any(name == b"content-security-policy" for name, _ in message["headers"])
                more = SECURITY_HEADERS if has_policy else (*SECURITY_HEADERS, POLICY)
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self.app(scope, receive, send_secured)


def is_head(scope: Scope) -> bool:
    """Tell whether only the headers of the response will be sent: a route that streams can do without its body.

    A body that is sent whole has to be made, since its length is one of the headers.
    """
    return bool(scope["state"]["is_head"])


def request_id(scope: Scope) -> str:
    """Return the id of a request, which its response has as `X-Request-ID`: for the log."""
    return str(scope["state"]["request_id"], "ascii")


class Cors(CORSMiddleware):
    """Says which origins may read, as the Fetch standard has it."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer a preflight with what is allowed; the browser refuses what is not."""
        said = super().preflight_response(request_headers).headers
        return Response(
            status_code=204, headers={name: value for name, value in said.items() if not name.startswith("content-")}
        )


class LastResort:
    """Answers with a problem where the application failed."""

    def __init__(self, app: ASGIApp, links: Links) -> None:
        self.app = app
        self.links = links

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request. What fails after its first bytes were sent can only be cut off."""
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except Exception:
            if scope["type"] != "http":
                raise
            log.exception("%s %s failed (request %s)", scope["method"], address(scope), request_id(scope))
            if started:
                raise
            error = ProblemError(INTERNAL_ERROR, "The request could not be answered; it has been logged.")
            await problem_response(error, address(scope), self.links)(scope, receive, send)


def address(scope: Scope) -> str:
    """Return path and query of a request, as they were sent."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def _given_id(scope: Scope) -> bytes | None:
    """Return the id that the client gives its request, if it is one that can be repeated."""
    given = [value for name, value in scope["headers"] if name == b"x-request-id"]
    return given[0] if given and REQUEST_ID.fullmatch(given[0]) else None
