"""`/v1/sources/{id}/text` and `/v1/sources/{id}/coverage`: the words that everything rests on."""

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlmodel import col

from app.database import Database
from app.models import COLLECTIONS
from app.models.sources import SourceRow
from app.web.answering import Asked, Content, answer
from app.web.coverage import Coverage, coverage
from app.web.documentation import Id, given_in, responses
from app.web.formats import TEXT
from app.web.links import Links
from app.web.listing import get_fact
from app.web.problems import NOT_ACCEPTABLE, NOT_FOUND


def text_routes(database: Database, links: Links) -> APIRouter:
    """Return the routes to the texts."""
    router = APIRouter()

    @router.get(
        "/v1/sources/{id}/text",
        operation_id="get_source_text",
        summary="Get the text of a source",
        tags=["sources"],
        response_class=Response,
        responses={**given_in(TEXT), **responses(NOT_FOUND, NOT_ACCEPTABLE)},
    )
    def get_text(request: Request, id: Id) -> Response:  # noqa: A002  (the name that the path has)
        """Return the text itself, as UTF-8. The positions of an evidence count its Unicode code points from 0."""

        def make(asked: Asked) -> Content:
            get_fact(asked.session, COLLECTIONS["sources"], id)
            return Content(asked.session.scalars(select(col(SourceRow.text)).where(col(SourceRow.id) == id)).one())

        return answer(request, database, links, make, {}, (TEXT,))

    @router.get(
        "/v1/sources/{id}/coverage",
        operation_id="get_source_coverage",
        summary="See which facts rest on each sentence",
        tags=["sources"],
        response_model=Coverage,
        responses={**given_in(), **responses(NOT_FOUND, NOT_ACCEPTABLE)},
    )
    def get_coverage(request: Request, id: Id) -> Response:  # noqa: A002  (the name that the path has)
        """Return every sentence of a source with the facts that rest on it; a sentence with none is flagged."""

        def make(asked: Asked) -> Content:
            return Content(coverage(asked.session, id, links).model_dump_json())

        return answer(request, database, links, make, {})

    return router
