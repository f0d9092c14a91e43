"""The pipeline: the steps that every request goes through, in order.

    response_cache      a repeated request is answered from the cache (`app.main` puts it in front of the pipeline)
    1. prepare_request  the request gets an id; HEAD becomes GET
    2. RequestCodings   the compression that the client accepts, and the responses that it has cached
    3. strip_version    `/v1/@<version>/...` becomes `/v1/...`, with the version in the scope
    4. handler          a CORS preflight, a direct route, or FastAPI
    5. problem_for      an exception becomes a problem (RFC 9457)
    6. Outgoing         the response is compressed, gets the common headers, and loses its body for HEAD

The steps are not FastAPI middleware, which takes longer than most responses do.
"""

from collections import defaultdict
from collections.abc import Awaitable, Iterable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.docs.endpoints import DirectRoute
from app.web.http.compression import Compressor, RequestCodings
from app.web.http.cors import Cors
from app.web.http.envelope import complete_headers, is_head, prepare_request
from app.web.http.links import Links
from app.web.http.versions import strip_version
from app.web.serving.errors import log_failure, problem_for


class Pipeline:
    """Answers each request by the steps above.

    `api` answers every request that none of its direct routes matches; `cors` gives the CORS headers, and `links` the
    links of problems.
    """

    def __init__(self, api: ASGIApp, cors: Cors, links: Links) -> None:
        self.api, self.cors, self.links = api, cors, links
        self.direct: defaultdict[str, list[DirectRoute]] = defaultdict(list)
        for route in api.routes if isinstance(api, FastAPI) else ():
            if isinstance(route, DirectRoute):
                self.direct[_beginning(route.path)].append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other ASGI events, such as lifespan, go to `api`."""
        if scope["type"] != "http":
            await self.api(scope, receive, send)
            return
        codings = RequestCodings(prepare_request(scope))
        request = strip_version(codings.scope)
        preflight = self.cors.preflight(request)
        outgoing = Outgoing(request, codings, None if preflight else self.cors, send)
        try:
            direct = None if preflight else self._direct_response(request, receive)
            response = preflight or (await direct if direct else self.api)
            if type(response) is Response:  # nearly always: nothing to be sent piece by piece
                await outgoing.send_first(response.status_code, response.raw_headers, bytes(response.body))
            else:
                await response(request, receive, outgoing)
        except Exception as error:
            if outgoing.started:  # the first bytes are sent: the connection can only be closed
                log_failure(request, error)
                raise
            await problem_for(request, error, self.links)(request, receive, outgoing)

    def _direct_response(self, request: Scope, receive: Receive) -> Awaitable[Response] | None:
        """Return the response of the direct route that matches a request, to be awaited; None if none does."""
        if request["method"] == "GET":
            for route in self.direct.get(_beginning(request["path"]), ()):
                if match := route.path_regex.match(request["path"]):
                    response: Awaitable[Response] = route.endpoint(Request(request, receive), **match.groupdict())
                    return response
        return None


class Outgoing:
    """The ASGI `send` of one response: it sends messages on, with a compressed body and complete headers.

    The start waits for the first part of the body: a body in a single part has a length, and an exception before that
    part can still be answered by a problem. `started` tells whether anything was sent.
    """

    def __init__(self, request: Scope, codings: RequestCodings, cors: Cors | None, send: Send) -> None:
        self.request, self.codings, self.cors, self.send = request, codings, cors, send
        self.start: Message = {}
        self.started = False
        self.compressor: Compressor | None = None

    async def __call__(self, message: Message) -> None:
        """Send one message on."""
        if message["type"] == "http.response.start":
            self.start = message
            return
        body, has_more = message["body"], message.get("more_body", False)
        if not self.started:
            await self.send_first(self.start["status"], self.start["headers"], body, has_more=has_more)
            return
        if self.compressor:
            body = await self.compressor.compress(body, last=not has_more)
        await self._send_body(body, has_more=has_more)

    async def send_first(
        self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, has_more: bool = False
    ) -> None:
        """Send the start of the response and the first part of its body, or all of it."""
        self.started = True
        complete = dict(headers)  # no response of this API repeats a header
        self.compressor = self.codings.compressor_for(status, complete)
        if self.compressor:
            body = await self.compressor.compress(body, last=not has_more)
            if has_more:
                complete.pop(b"content-length", None)
            else:
                complete[b"content-length"] = b"%d" % len(body)
        complete_headers(complete, self.request, self.cors)
        await self.send({"type": "http.response.start", "status": status, "headers": [*complete.items()]})
        await self._send_body(body, has_more=has_more)

    def _send_body(self, body: bytes, *, has_more: bool) -> Awaitable[None]:
        sent = b"" if is_head(self.request) else body
        return self.send({"type": "http.response.body", "body": sent, "more_body": has_more})


def _beginning(path: str) -> str:
    """Return the first two segments of a path, which few routes share: `/v1/metrics` of `/v1/metrics/{id}`."""
    return "/".join(path.split("/", 3)[:3])
