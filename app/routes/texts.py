"""`/v1/sources/{id}/text` and `/v1/sources/{id}/coverage`: the words that everything rests on."""

from fastapi import APIRouter, Request, Response

from app.models import COLLECTIONS
from app.storage.connections import Database
from app.web.docs.endpoints import DirectRoute, Id, answered_in, responses
from app.web.http.links import Links
from app.web.http.problems import NOT_ACCEPTABLE, NOT_FOUND
from app.web.query.coverage import Coverage, coverage
from app.web.query.facts import get_fact, text_of
from app.web.representations.content import AnswerContent
from app.web.request.media_types import TEXT
from app.web.request.parsed_request import ParsedRequest
from app.web.serving.answer import Responder


def text_routes(database: Database, links: Links) -> APIRouter:
    """Return the routes to the texts."""
    router, answer = APIRouter(route_class=DirectRoute), Responder(database, links)

    @router.get(
        "/v1/sources/{id}/text",
        operation_id="get_source_text",
        summary="Get the text of a source",
        tags=["sources"],
        response_class=Response,
        responses={**answered_in(TEXT), **responses(NOT_FOUND, NOT_ACCEPTABLE)},
    )
    async def get_text(request: Request, id: Id) -> Response:  # noqa: A002  (the name that the path has)
        """Return the text itself, as UTF-8. The positions of an evidence count its Unicode code points from 0."""

        def make(asked: ParsedRequest) -> AnswerContent:
            get_fact(asked.reader, COLLECTIONS["sources"], id)
            return AnswerContent(text_of(asked.reader, id))

        return await answer(request, make, {}, (TEXT,))

    @router.get(
        "/v1/sources/{id}/coverage",
        operation_id="get_source_coverage",
        summary="See which facts rest on each sentence",
        tags=["sources"],
        response_model=Coverage,
        responses={**answered_in(), **responses(NOT_FOUND, NOT_ACCEPTABLE)},
    )
    async def get_coverage(request: Request, id: Id) -> Response:  # noqa: A002  (the name that the path has)
        """Return every sentence of a source with the facts that rest on it; a sentence with none is flagged."""

        def make(asked: ParsedRequest) -> AnswerContent:
            return AnswerContent(coverage(asked.reader, id, links).model_dump_json())

        return await answer(request, make, {})

    return router
