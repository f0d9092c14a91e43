"""Routing: requests that go straight to their handlers."""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.web.http.versions import pinned
from app.web.layers import Layers


class Direct(APIRoute):
    """A route whose handler reads the request itself: an `async` function of it and of what the path names.

    To FastAPI it is only a path, until it is to be documented: what that needs of the models takes longer to prepare
    than all else that a server starts with.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **documentation: Any) -> None:
        Route.__init__(self, path, endpoint)
        self.path_regex = re.compile(self.path_regex.pattern.removesuffix("$") + r"\Z")  # `$` lets a line end follow
        self.methods = {"GET"}  # what asks for headers only comes as a GET too (`app.web.http.envelope`)
        self.documentation = documentation

    def in_full(self) -> APIRoute:
        """Return it as FastAPI documents it."""
        return APIRoute(self.path, self.endpoint, **self.documentation)


class Shortcut:
    """Takes a GET or HEAD for a direct route straight to its handler.

    FastAPI has these routes too: it documents them, and refuses whatever else is asked of them. But it tries one route
    after the other, and prepares for much that they don't need, which takes longer than most answers do.
    """

    def __init__(self, api: FastAPI, layers: Layers) -> None:
        self.layers = layers
        self.api = layers.around(api)
        self.routes: defaultdict[str, list[Direct]] = defaultdict(list)
        for route in api.routes:
            if isinstance(route, Direct):
                self.routes[_beginning(route.path)].append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path = pinned(scope)["path"]
            for route in self.routes.get(_beginning(path), ()):
                if found := route.path_regex.match(path):
                    await self.layers.answer(scope, receive, send, partial(route.endpoint, **found.groupdict()))
                    return
        await self.api(scope, receive, send)


def _beginning(path: str) -> str:
    """Return the beginning of a path, which few routes share: of `/v1/metrics/{id}` it is `/v1/metrics`."""
    return "/".join(path.split("/", 3)[:3])
