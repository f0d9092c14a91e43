"""Layers: what each request goes through on its way in, and each answer on its way out.

They stand outside of FastAPI, whose own take longer than most answers do. What speaks ASGI gets them around itself. A
handler that returns its answer gets the same steps one after the other, which takes a third of the time that messages
between layers do; only an answer that is made while it is sent goes out through the layers then.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.http.compression import Compression, Reading
from app.web.http.cors import Cors
from app.web.http.envelope import Edge, complete, entered, is_head
from app.web.http.links import Links
from app.web.http.versions import Immutable, pinned
from app.web.serving.errors import Problems, problem_of


class Layers:
    """The layers; `cors` is what pages of other origins are told, `links` makes the links of errors."""

    def __init__(self, cors: Cors, links: Links) -> None:
        self.cors, self.links = cors, links

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application within the layers, from the last of these lines to the first."""
        app = Problems(app, self.links)
        app = Immutable(app)
        app = Compression(app)
        return Edge(app, self.cors)

    async def answer(
        self, scope: Scope, receive: Receive, send: Send, handler: Callable[[Request], Awaitable[Response]]
    ) -> None:
        """Answer a GET or HEAD by a handler."""
        reading = Reading(entered(scope))
        inside = pinned(reading.scope)
        try:
            response = await handler(Request(inside, receive))
        except Exception as error:  # noqa: BLE001  (whatever it is, it is answered)
            response = problem_of(inside, error, self.links)
        if type(response) is not Response:
            await self.around(response)({**scope, "state": inside["state"]}, receive, send)
            return
        headers, body = dict(response.raw_headers), bytes(response.body)
        compressor = reading.adapt(response.status_code, headers)
        if compressor:
            body = await compressor.coded(body, last=True)
            headers[b"content-length"] = b"%d" % len(body)
        complete(headers, inside, self.cors)
        await send({"type": "http.response.start", "status": response.status_code, "headers": [*headers.items()]})
        await send({"type": "http.response.body", "body": b"" if is_head(inside) else body})
