"""`/v1/metrics`, `/v1/metrics/{id}`, `/v1/metrics/{id}/verification`, and the same for every other collection."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import create_model

from app.database import Database
from app.facts.verification import Verification
from app.models import COLLECTIONS, Collection
from app.models.fact import Page
from app.web.documentation import LISTED, Id, described, responses
from app.web.links import Links
from app.web.listing import get_fact, list_facts
from app.web.parameters import NO_PARAMETERS, list_parameters, read_parameters
from app.web.problems import (
    INVALID_VALUE,
    MALFORMED_CURSOR,
    NOT_FOUND,
    REPEATED_PARAMETER,
    STALE_CURSOR,
)
from app.web.verifying import Report, verify_fact

JSON = "application/json"


def collection_routes(database: Database, links: Links) -> APIRouter:
    """Return the routes of all collections."""
    router = APIRouter()
    for collection in COLLECTIONS.values():
        _add(router, collection, database, links)
    return router


def _add(router: APIRouter, collection: Collection, database: Database, links: Links) -> None:
    parameters = list_parameters(collection)
    plural, singular = collection.name.replace("_", " "), collection.type.replace("_", " ")
    options: dict[str, Any] = {"tags": [collection.path.rpartition("/")[2]]}

    @router.get(
        collection.path,
        operation_id=f"list_{collection.name}",
        summary=f"List {plural}",
        description=f"{collection.fact.__doc__} Filters narrow the list; together, all of them hold.",
        response_model=create_model(
            f"{collection.fact.__name__}List",
            __base__=Page[collection.fact],  # type: ignore[name-defined]
            __doc__=Page.__doc__,
        ),
        responses={
            200: LISTED,
            **responses(REPEATED_PARAMETER, INVALID_VALUE, MALFORMED_CURSOR, STALE_CURSOR),
        },
        openapi_extra=described(parameters),
        **options,
    )
    def list_items(request: Request) -> Response:
        given = read_parameters(parameters, request.scope["query_string"])
        with database.session() as session:
            page = list_facts(session, collection, given, links)
        headers = {"Link": f'<{page.next}>; rel="next"'} if page.next else None
        return Response(page.body, headers=headers, media_type=JSON)

    @router.get(
        f"{collection.path}/{{id}}",
        operation_id=f"get_{collection.type}",
        summary=f"Get one {singular}",
        description=f"{collection.fact.__doc__}",
        response_model=collection.fact,
        responses=responses(NOT_FOUND),
        dependencies=[NO_PARAMETERS],
        **options,
    )
    def get_item(id: Id) -> Response:  # noqa: A002  (the name that the path has)
        with database.session() as session:
            return Response(links.within(get_fact(session, collection, id)), media_type=JSON)

    @router.get(
        f"{collection.path}/{{id}}/verification",
        operation_id=f"verify_{collection.type}",
        summary=f"Verify {'a source and all that rests on it' if collection.name == 'sources' else f'one {singular}'}",
        description="Checks it against the stored text, now: the hash of the text, every span, and every quantity and "
        "date, read again from its words.",
        response_model=Report,
        responses=responses(NOT_FOUND),
        dependencies=[NO_PARAMETERS],
        **options,
    )
    def verify_item(id: Id) -> Verification:  # noqa: A002  (the name that the path has)
        with database.session() as session:
            return verify_fact(session, collection, id, links)
