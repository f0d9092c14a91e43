"""Routing: routes that FastAPI documents, and whose requests go straight to their handlers."""

from collections.abc import Callable
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.routing import Match
from starlette.types import Receive, Scope, Send


class Direct(APIRoute):
    """A route whose handler reads the request itself, an `async` function of it and of what the path names.

    FastAPI documents it as any other, but reads no parameter of a request for it, which would take longer than most
    answers do; and a path that begins otherwise is told so without its pattern.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.beginning = path.partition("{")[0]

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            response = await endpoint(Request(scope, receive, send), **scope["path_params"])
            await response(scope, receive, send)

        self.app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether a request is for this route."""
        if scope["path"].startswith(self.beginning):
            return super().matches(scope)
        return Match.NONE, {}
