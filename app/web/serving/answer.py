"""Answering: what every answer from the dataset has, whatever it says.

An answer is known by the dataset's version, its address and its format: its entity tag is the hash of these, so that a
reader who has it already is told so (304) without another query. `Content-Location` is its immutable address,
`/v1/@<version>/…`: the same bytes for ever, or a 404 once another dataset has taken the place of that one.
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
"""How long the event loop may read for one answer, and everyone else wait."""


QUICK_LIMIT = 100
"""How many items it may give."""


class ReplacedError(ProblemError):
    """Another dataset took the place of the one that is read, before a stream of it began."""


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
        """Answer a request; `make` says what.

        What is light is read from a file on the event loop, in a fraction of the time that handing it to a thread
        takes, without looking whether that is still the same; where it turns out not to be light, or the dataset to be
        another, it starts anew in a thread, where all else is answered.
        """
        parameters = read_parameters(allowed_parameters, request.scope["query_string"])
        response_format = requested_format(request, parameters, formats)

        def read_and_respond(patience: float, *, anew: bool = True) -> Response:
            with self.database.reader(patience, anew=anew) as reader:
                return self._answer(request, build, parameters, response_format, formats, reader)

        is_quick &= response_format == JSON and not parameters["embed"] and parameters.value("limit", 0) <= QUICK_LIMIT
        if is_quick and self.database.file:
            dataset = self.database.present()
            try:
                return read_and_respond(QUICK_SECONDS, anew=False)
            except TooSlowError:
                pass
            except ProblemError:
                if self.database.look() == dataset:  # or it may be due to a dataset that is no longer there
                    raise
        try:
            return await run_in_threadpool(read_and_respond, READ_SECONDS)
        except ReplacedError:
            return await run_in_threadpool(read_and_respond, READ_SECONDS)

    def _answer(  # noqa: PLR0913, PLR0917  (what was asked, how, and what it is read from)
        self,
        request: Request,
        build: Callable[[ParsedRequest], AnswerContent],
        parameters: GivenParameters,
        response_format: Format,
        formats: Sequence[Format],
        reader: Reader,
    ) -> Response:
        version, summary = get_dataset(reader)
        is_named = parameters["format"] or response_format == formats[0]
        pairs = parameters.pairs if is_named else [*parameters.pairs, ("format", response_format.name)]
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
                raise ReplacedError(BUSY, "The dataset was just replaced. Ask again.", headers={"Retry-After": "0"})
            parts = iter(()) if is_head(request.scope) else content.body(stream)
            return DatasetStream(parts, resources.pop_all(), headers=headers, media_type=response_format.content_type)


class DatasetStream(StreamingResponse):
    """Sends a text while it is made, and lets go of what it is made from, also where its reader goes away."""

    def __init__(self, parts: Iterator[bytes], resources: ExitStack, **options: Any) -> None:
        super().__init__(parts, **options)
        self.resources = resources

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await run_in_threadpool(self.resources.close)
