"""`/v1/sources/{id}/text` and `/v1/sources/{id}/coverage`: the texts that all facts rest on."""

from fastapi import APIRouter, Request, Response

from app.models import COLLECTIONS
from app.storage.connections import Database
from app.web.docs.endpoints import DirectRoute, ItemId, problem_responses, success_responses
from app.web.http.links import Links
from app.web.http.problems import NOT_ACCEPTABLE, NOT_FOUND
from app.web.query.coverage import Coverage, source_coverage
from app.web.query.facts import get_fact, get_source_text
from app.web.representations.content import AnswerContent
from app.web.request.media_types import TEXT
from app.web.request.parsed_request import ParsedRequest
from app.web.serving.answer import Responder


def text_routes(database: Database, links: Links) -> APIRouter:
    """Return the routes of the texts of sources."""
    router, respond = APIRouter(route_class=DirectRoute), Responder(database, links)

    @router.get(
        "/v1/sources/{id}/text",
        operation_id="get_source_text",
        summary="Get the text of a source",
        tags=["sources"],
        response_class=Response,
        responses={**success_responses(TEXT), **problem_responses(NOT_FOUND, NOT_ACCEPTABLE)},
    )
    async def get_text(request: Request, id: ItemId) -> Response:  # noqa: A002  (the name in the path)
        """Return the text itself, as UTF-8. The positions of an evidence count its Unicode code points from 0."""

        def build(parsed: ParsedRequest) -> AnswerContent:
            get_fact(parsed.reader, COLLECTIONS["sources"], id)
            return AnswerContent(get_source_text(parsed.reader, id))

        return await respond(request, build, {}, (TEXT,))

    @router.get(
        "/v1/sources/{id}/coverage",
        operation_id="get_source_coverage",
        summary="See which facts rest on each sentence",
        tags=["sources"],
        response_model=Coverage,
        responses={**success_responses(), **problem_responses(NOT_FOUND, NOT_ACCEPTABLE)},
    )
    async def get_coverage(request: Request, id: ItemId) -> Response:  # noqa: A002  (the name in the path)
        """Return every sentence of a source with the facts that rest on it; a sentence with none is flagged."""

        def build(parsed: ParsedRequest) -> AnswerContent:
            return AnswerContent(source_coverage(parsed.reader, id, links).model_dump_json())

        return await respond(request, build, {})

    return router
