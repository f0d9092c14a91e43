"""Routing: requests that go straight to their handlers."""

from collections import defaultdict

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Direct(APIRoute):
    """A route whose handler reads the request itself: an `async` function of it and of what the path names."""


class Shortcut:
    """The layer that takes a GET for a direct route straight to its handler.

    FastAPI has these routes too: it documents them, and answers whatever else is asked of them. But it tries one route
    after the other, and prepares for much that they don't need, which takes longer than most answers do.
    """

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.routes: defaultdict[str, list[Direct]] = defaultdict(list)
        for route in app.routes:
            if isinstance(route, Direct):
                self.routes[_beginning(route.path)].append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["method"] == "GET":
            path = scope["path"]
            for route in self.routes.get(_beginning(path), ()):
                if found := route.path_regex.match(path):
                    response: Response = await route.endpoint(Request(scope, receive, send), **found.groupdict())
                    await response(scope, receive, send)
                    return
        await self.app(scope, receive, send)


def _beginning(path: str) -> str:
    """Return the beginning of a path, which few routes share: of `/v1/metrics/{id}` it is `/v1/metrics`."""
    return "/".join(path.split("/", 3)[:3])
