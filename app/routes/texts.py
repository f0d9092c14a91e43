"""`/v1/sources/{id}/text` and `/v1/sources/{id}/coverage`: the words that everything rests on."""

from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlmodel import col

from app.database import Database
from app.models import COLLECTIONS
from app.models.sources import SourceRow
from app.web.coverage import Coverage, coverage
from app.web.documentation import Id, responses
from app.web.links import Links
from app.web.listing import get_fact
from app.web.parameters import NO_PARAMETERS
from app.web.problems import NOT_FOUND

TEXT = "text/plain; charset=utf-8"


def text_routes(database: Database, links: Links) -> APIRouter:
    """Return the routes to the texts."""
    router = APIRouter()

    @router.get(
        "/v1/sources/{id}/text",
        operation_id="get_source_text",
        summary="Get the text of a source",
        tags=["sources"],
        response_class=Response,
        responses={
            200: {"description": "The text", "content": {"text/plain": {"schema": {"type": "string"}}}},
            **responses(NOT_FOUND),
        },
        dependencies=[NO_PARAMETERS],
    )
    def get_text(id: Id) -> Response:  # noqa: A002  (the name that the path has)
        """Return the text itself, as UTF-8. The positions of an evidence count its Unicode code points from 0."""
        with database.session() as session:
            get_fact(session, COLLECTIONS["sources"], id)
            text = session.scalar(select(col(SourceRow.text)).where(col(SourceRow.id) == id))
            return Response(text, media_type=TEXT)

    @router.get(
        "/v1/sources/{id}/coverage",
        operation_id="get_source_coverage",
        summary="See which facts rest on each sentence",
        tags=["sources"],
        responses=responses(NOT_FOUND),
        dependencies=[NO_PARAMETERS],
    )
    def get_coverage(id: Id) -> Coverage:  # noqa: A002  (the name that the path has)
        """Return every sentence of a source with the facts that rest on it; a sentence with none is flagged."""
        with database.session() as session:
            return coverage(session, id, links)

    return router
