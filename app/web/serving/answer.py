"""Responses from the dataset: parameters, format, validators and headers, the same for every endpoint.

The entity tag of a response is a hash of the dataset's version, the URL and the format. So a client that has the
response gets a 304 before any fact is read. `Content-Location` is the immutable URL `/v1/@<version>/…`: always the same
bytes, or a 404 after the dataset is replaced.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from anyio import CancelScope
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.storage.connections import READ_SECONDS, Database, TooSlowError
from app.storage.reader import Reader
from app.web.http.envelope import is_head
from app.web.http.links import Links
from app.web.http.negotiation import etag_matches, request_header
from app.web.http.problems import BUSY, ProblemError
from app.web.http.versions import version_headers
from app.web.query.facts import get_dataset
from app.web.representations.content import AnswerContent
from app.web.request.media_types import JSON, Format, requested_format
from app.web.request.parameters import GivenParameters, Parameter, read_parameters
from app.web.request.parsed_request import ParsedRequest

QUICK_SECONDS = 0.005
"""The time in seconds that the event loop may spend reading for one response, while all other requests wait."""

QUICK_LIMIT = 100
"""The greatest `limit` of a list that is read on the event loop."""


class ReplacedError(ProblemError):
    """The dataset was replaced before a stream from it began."""


class Responder:
    """Answers requests from the dataset."""

    def __init__(self, database: Database, links: Links) -> None:
        self.database, self.links = database, links

    async def __call__(
        self,
        request: Request,
        build: Callable[[ParsedRequest], AnswerContent],
        allowed_parameters: dict[str, Parameter],
        formats: Sequence[Format] = (JSON,),
        *,
        is_quick: bool = False,
    ) -> Response:
        """Return the response to a request; `build` returns its content, and `formats` are those on offer.

        A quick request is read from SQLite on the event loop, which takes a fraction of the time that a thread takes,
        without a check whether the dataset was replaced. If it is not quick after all, or fails after the dataset was
        replaced, it is repeated in a thread, as every other request is answered.

        Raises the problems of parameters, of the format, of versions, and of `build`.
        """
        parameters = read_parameters(allowed_parameters, request.scope["query_string"])
        response_format = requested_format(request, parameters, formats)

        def read_and_respond(seconds: float, *, check: bool = True) -> Response:
            with self.database.reader(seconds, check=check) as reader:
                return self._answer(request, build, parameters, response_format, formats, reader)

        is_quick &= response_format == JSON and not parameters["embed"] and parameters.value("limit", 0) <= QUICK_LIMIT
        if is_quick and self.database.file:
            dataset = self.database.current_file()
            try:
                return read_and_respond(QUICK_SECONDS, check=False)
            except TooSlowError:
                pass
            except ProblemError:
                if self.database.check_file() == dataset:  # otherwise the problem may be one of the old dataset
                    raise
        try:
            return await run_in_threadpool(read_and_respond, READ_SECONDS)
        except ReplacedError:
            return await run_in_threadpool(read_and_respond, READ_SECONDS)

    def _answer(  # noqa: PLR0913, PLR0917  (the request, how it is answered, and the reader)
        self,
        request: Request,
        build: Callable[[ParsedRequest], AnswerContent],
        parameters: GivenParameters,
        response_format: Format,
        formats: Sequence[Format],
        reader: Reader,
    ) -> Response:
        version, summary = get_dataset(reader)
        is_in_url = parameters["format"] or response_format == formats[0]
        pairs = parameters.pairs if is_in_url else [*parameters.pairs, ("format", response_format.name)]
        headers = version_headers(request, version, self.links, pairs)
        if len(formats) > 1:
            headers["Vary"] = "Accept"
        if_none_match = request_header(request.scope, b"if-none-match")
        if if_none_match and etag_matches(if_none_match, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        content = build(ParsedRequest(parameters, response_format, version, summary, reader))
        headers |= content.headers
        if content.links:
            headers["Link"] = ", ".join(content.links)
        if response_format.disposition and content.name:
            name = f"{content.name}-{version}.{response_format.name}"
            headers["Content-Disposition"] = f'{response_format.disposition}; filename="{name}"'
        if if_none_match and etag_matches(if_none_match, headers["ETag"], exists=True):
            return Response(status_code=304, headers=headers)
        if not callable(content.body):
            return Response(content.body, headers=headers, media_type=response_format.content_type)
        with ExitStack() as resources:
            stream = resources.enter_context(self.database.stream())
            if get_dataset(stream).version != version:
                raise ReplacedError(BUSY, "The dataset was just replaced. Try again.", headers={"Retry-After": "0"})
            parts = iter(()) if is_head(request.scope) else content.body(stream)
            return DatasetStream(parts, resources.pop_all(), headers=headers, media_type=response_format.content_type)


class DatasetStream(StreamingResponse):
    """Sends a body while it is produced, and then releases its connection, also if the client disconnects."""

    def __init__(self, parts: Iterator[bytes], resources: ExitStack, **options: Any) -> None:
        super().__init__(parts, **options)
        self.resources = resources

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await run_in_threadpool(self.resources.close)
