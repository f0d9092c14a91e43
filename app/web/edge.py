"""The edge: what holds for every response, whatever the route does.

`Edge` is the outermost layer: HEAD is a GET without its body, and every response has the headers that keep a browser
from guessing. CORS lies inside it, and inside that `LastResort`: an error that nobody caught is a problem like any
other, and has both.
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

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def send_outward(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _complete(message["headers"])}
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if is_head else scope, receive, send_outward)


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
            log.exception("%s %s failed", scope["method"], address(scope))
            if started:
                raise
            error = ProblemError(INTERNAL_ERROR, "The request could not be answered; it has been logged.")
            await problem_response(error, address(scope), self.links)(scope, receive, send)


def address(scope: Scope) -> str:
    """Return path and query of a request, as they were sent."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def _complete(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    has_policy = any(name == b"content-security-policy" for name, _ in headers)
    policy = [] if has_policy else [(b"content-security-policy", POLICY)]
    return [*headers, *SECURITY_HEADERS, *policy]
