"""The edge: what holds for every response, whatever the route does.

HEAD is a GET without its body; an error that nobody caught is a problem like any other; every response has the headers
that keep a browser from guessing. CORS lies around this, so that errors have it too.
"""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.links import Links
from app.web.problems import INTERNAL_ERROR, ProblemError, problem_response

log = logging.getLogger(__name__)

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
POLICY = b"default-src 'none'; frame-ancestors 'none'"
"""Of a response that brings no policy of its own: it needs nothing, and no page may frame it."""


class Edge:
    """The layer between the server and the application."""

    def __init__(self, app: ASGIApp, links: Links) -> None:
        self.app = app
        self.links = links

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_outward(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message)
            await send(message)

        outward = _without_body(send_outward) if scope["method"] == "HEAD" else send_outward
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            await self.app(inner, receive, outward)
        except Exception:
            log.exception("%s %s failed", scope["method"], address(scope))
            if started:
                raise
            error = ProblemError(INTERNAL_ERROR, "The request could not be answered; it has been logged.")
            await problem_response(error, address(scope), self.links)(inner, receive, outward)


def address(scope: Scope) -> str:
    """Return path and query of a request, as they were sent."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head


def _add_headers(message: Message) -> None:
    headers = list(message["headers"])
    names = {name for name, _ in headers}
    headers += SECURITY_HEADERS
    if b"content-security-policy" not in names:
        headers.append((b"content-security-policy", POLICY))
    message["headers"] = headers
