"""`/v1/metrics`, `/v1/metrics/{id}`, and its citation and verification; the same for every other collection."""

import json
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from pydantic import create_model
from starlette.concurrency import run_in_threadpool

from app.facts.verification import Verification
from app.models import COLLECTIONS, Collection
from app.models.fact import Page
from app.storage.connections import Database
from app.web.docs.endpoints import DirectRoute, ItemId, problem_responses, query_parameters, success_responses
from app.web.http.links import Links, path_with_query
from app.web.http.problems import (
    INVALID_VALUE,
    MALFORMED_CURSOR,
    NOT_ACCEPTABLE,
    NOT_FOUND,
    REPEATED_PARAMETER,
    STALE_CURSOR,
)
from app.web.http.versions import NO_STORE, version_headers
from app.web.query.facts import get_dataset, get_fact
from app.web.query.verification import Report, verify_fact
from app.web.representations.citations import Citation, best_evidence, cite_fact
from app.web.representations.content import AnswerContent
from app.web.representations.render import render_item, render_list
from app.web.representations.sparse import sparse_parameters
from app.web.request.list_parameters import list_parameters
from app.web.request.media_types import FORMATS, JSON, format_parameter, requested_format
from app.web.request.parameters import read_parameters
from app.web.request.parsed_request import ParsedRequest
from app.web.serving.answer import Responder

FORMAT = format_parameter(FORMATS)
"""The parameter `format` of lists and items."""


def collection_routes(database: Database, links: Links) -> APIRouter:
    """Return the routes of all collections."""
    router, respond = APIRouter(route_class=DirectRoute), Responder(database, links)
    for collection in COLLECTIONS.values():
        _add_list(router, collection, respond, links)
        _add_item(router, collection, respond, links)
        _add_citation(router, collection, respond, links)
        _add_verification(router, collection, database, links)
    return router


def _add_list(router: APIRouter, collection: Collection, respond: Responder, links: Links) -> None:
    parameters = list_parameters(collection, *sparse_parameters(collection), FORMAT)
    fact = collection.fact

    @router.get(
        collection.path,
        operation_id=f"list_{collection.name}",
        summary=f"List {collection.name.replace('_', ' ')}",
        description=f"{fact.__doc__}\n\n{fact.questions} Several filters apply together. For instance "
        f"`{collection.path}?{fact.call}`.",
        response_model=create_model(
            f"{collection.fact.__name__}List",
            __base__=Page[collection.fact],  # type: ignore[name-defined]
            __doc__=Page.__doc__,
        ),
        responses={
            **success_responses(*FORMATS),
            **problem_responses(REPEATED_PARAMETER, INVALID_VALUE, MALFORMED_CURSOR, STALE_CURSOR, NOT_ACCEPTABLE),
        },
        openapi_extra=query_parameters(parameters),
        tags=[_tag(collection)],
    )
    async def list_items(request: Request) -> Response:
        def build(parsed: ParsedRequest) -> AnswerContent:
            return render_list(parsed, collection, links, _format_path(parsed, collection.path))

        return await respond(request, build, parameters, FORMATS, is_quick=True)


def _add_item(router: APIRouter, collection: Collection, respond: Responder, links: Links) -> None:
    parameters = {parameter.name: parameter for parameter in (*sparse_parameters(collection), FORMAT)}
    embedded = ",".join(parameters["embed"].example)

    @router.get(
        f"{collection.path}/{{id}}",
        operation_id=f"get_{collection.type}",
        summary=f"Get one {_singular(collection)}",
        description=f"{collection.fact.__doc__}\n\nLists, references and search give its id. `embed` includes related "
        f"items in full, and `fields` selects fields. For instance `{collection.path}/{{id}}?embed={embedded}`.",
        response_model=collection.fact,
        responses={**success_responses(*FORMATS), **problem_responses(NOT_FOUND, INVALID_VALUE, NOT_ACCEPTABLE)},
        openapi_extra=query_parameters(parameters),
        tags=[_tag(collection)],
    )
    async def get_item(request: Request, id: ItemId) -> Response:  # noqa: A002  (the name in the path)
        def build(parsed: ParsedRequest) -> AnswerContent:
            return render_item(parsed, collection, id, links, _format_path(parsed, f"{collection.path}/{id}"))

        return await respond(request, build, parameters, FORMATS, is_quick=True)


def _add_citation(router: APIRouter, collection: Collection, respond: Responder, links: Links) -> None:
    @router.get(
        f"{collection.path}/{{id}}/citation",
        operation_id=f"cite_{collection.type}",
        summary=f"How to cite one {_singular(collection)}",
        description="A line of text, BibTeX and CSL-JSON. Each names the version of the dataset and links to it.",
        response_model=Citation,
        responses={**success_responses(), **problem_responses(NOT_FOUND, NOT_ACCEPTABLE)},
        tags=[_tag(collection)],
    )
    async def cite_item(request: Request, id: ItemId) -> Response:  # noqa: A002  (the name in the path)
        def build(parsed: ParsedRequest) -> AnswerContent:
            item = json.loads(get_fact(parsed.reader, collection, id))
            proof = best_evidence(item)
            source = item
            if proof and collection.name != "sources":
                source = json.loads(get_fact(parsed.reader, COLLECTIONS["sources"], proof["source"]))
            return AnswerContent(cite_fact(item, source, parsed.version, links).model_dump_json())

        return await respond(request, build, {}, is_quick=True)


def _add_verification(router: APIRouter, collection: Collection, database: Database, links: Links) -> None:
    checked = "a source and all that rests on it" if collection.name == "sources" else f"one {_singular(collection)}"

    @router.get(
        f"{collection.path}/{{id}}/verification",
        operation_id=f"verify_{collection.type}",
        summary=f"Verify {checked}",
        description="Checks it against the stored text: the hash of the text, every span, and every quantity and date, "
        "read again from its words. Each request checks again: the response has no `ETag` and is not cached.",
        response_model=Report,
        responses=problem_responses(NOT_FOUND, NOT_ACCEPTABLE),
        tags=[_tag(collection)],
    )
    async def verify_item(request: Request, id: ItemId) -> Response:  # noqa: A002  (the name in the path)
        response_format = requested_format(request, read_parameters({}, request.scope["query_string"]), (JSON,))

        def verify() -> Verification:
            with database.reader() as reader:
                version_headers(request, get_dataset(reader).version, links)  # raises a 404 for another version
                return verify_fact(reader, collection, id, links)

        body = Report(await run_in_threadpool(verify)).model_dump_json()
        return Response(body, headers={"Cache-Control": NO_STORE}, media_type=response_format.content_type)


def _tag(collection: Collection) -> str:
    return collection.path.rpartition("/")[2]


def _singular(collection: Collection) -> str:
    return collection.type.replace("_", " ")


def _format_path(parsed: ParsedRequest, path: str) -> Callable[[str], str]:
    """Return a function from the name of a format to the path of the same request in that format."""
    return lambda name: path_with_query(path, [*parsed.parameters.without("format").pairs, ("format", name)])
