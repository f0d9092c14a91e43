"""`/v1`, `/v1/citation`, `/v1/verification` and `/v1/dataset.sqlite`: the dataset as a whole."""

import hashlib
import json
import os
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from app.models import COLLECTIONS
from app.models.fact import Model, Relation
from app.storage.connections import Database
from app.web.about import DESCRIPTION, LICENSE_NOTE, TITLE
from app.web.docs.endpoints import NOT_MODIFIED, DirectRoute, problem_responses, query_parameters, success_responses
from app.web.http.file_download import FileDownload
from app.web.http.links import Links
from app.web.http.negotiation import etag_matches, request_header
from app.web.http.problems import INVALID_VALUE, NOT_ACCEPTABLE, NOT_FOUND, RANGE_NOT_SATISFIABLE, ProblemError
from app.web.http.versions import REVALIDATE, permalink, version_headers
from app.web.query.facts import get_dataset
from app.web.query.verification import Report
from app.web.representations.citations import Citation, cite_dataset
from app.web.representations.content import AnswerContent
from app.web.representations.dcat import Distribution, catalogue
from app.web.representations.schema_org import Item
from app.web.request.media_types import CSV, JSON, JSONLD, NDJSON, format_parameter
from app.web.request.parameters import read_parameters
from app.web.request.parsed_request import ParsedRequest
from app.web.serving.answer import Responder

SUMMARY = DESCRIPTION.partition("\n\n")[0].replace("\n", " ")
"""The description of the dataset in one sentence."""


class Catalogue(Model):
    """The dataset as a whole, and links to everything in it."""

    title: str
    """The title of the dataset."""
    description: str
    """The description of the dataset."""
    version: str
    """Hash of the content of the dataset and of the format in which it is served; it changes with either."""
    counts: dict[str, int]
    """The number of items of each collection."""
    collections: dict[str, Relation]
    """The collections."""
    links: dict[str, str]
    """Links to the other endpoints."""
    citation: str
    """How to cite the dataset."""


FILE = "/v1/dataset.sqlite"
SQLITE_MEDIA_TYPE = "application/vnd.sqlite3"
SQLITE_CONTENT = {SQLITE_MEDIA_TYPE: {"schema": {"type": "string", "contentMediaType": SQLITE_MEDIA_TYPE}}}

PARAMETERS = {"format": format_parameter((JSON, JSONLD))}


def dataset_routes(database: Database, links: Links) -> APIRouter:
    """Return the routes of the dataset as a whole."""
    router, respond = APIRouter(tags=["dataset"], route_class=DirectRoute), Responder(database, links)
    _add_catalogue(router, respond, database, links)
    _add_citation(router, respond, links)
    _add_download(router, database, links)
    _add_verification(router, respond)
    return router


def _add_catalogue(router: APIRouter, respond: Responder, database: Database, links: Links) -> None:
    @router.get(
        "/v1",
        operation_id="get_catalogue",
        summary="Start here",
        response_model=Catalogue,
        responses={**success_responses(JSON, JSONLD), **problem_responses(INVALID_VALUE, NOT_ACCEPTABLE)},
        openapi_extra=query_parameters(PARAMETERS),
    )
    async def get_catalogue(request: Request) -> Response:
        """Return the collections with their sizes, links to everything and the citation; as JSON-LD, a DCAT 3 entry."""

        def build(parsed: ParsedRequest) -> AnswerContent:
            if parsed.format == JSONLD:
                body = json.dumps(_dcat_entry(parsed, database, links), ensure_ascii=False)
                return AnswerContent(body, _own_validators(body), name="expo-facts")
            return AnswerContent(_catalogue(parsed, database, links).model_dump_json())

        return await respond(request, build, PARAMETERS, (JSON, JSONLD))


def _add_citation(router: APIRouter, respond: Responder, links: Links) -> None:
    @router.get(
        "/v1/citation",
        operation_id="cite_dataset",
        summary="How to cite the dataset",
        response_model=Citation,
        responses={**success_responses(), **problem_responses(NOT_ACCEPTABLE)},
    )
    async def cite(request: Request) -> Response:
        """Return a line of text, BibTeX and CSL-JSON, each naming the version of the dataset."""

        def build(parsed: ParsedRequest) -> AnswerContent:
            counts = json.loads(parsed.summary)["counts"]
            return AnswerContent(cite_dataset(parsed.version, counts, links).model_dump_json())

        return await respond(request, build, {})


def _add_download(router: APIRouter, database: Database, links: Links) -> None:
    @router.get(
        FILE,
        operation_id="download_dataset",
        summary="Download the whole dataset as a SQLite file",
        response_class=Response,
        responses={
            200: {"description": "The file; a part of it (206) where `Range` asks for one", "content": SQLITE_CONTENT},
            **NOT_MODIFIED,
            **problem_responses(NOT_FOUND, RANGE_NOT_SATISFIABLE),
        },
    )
    async def download(request: Request) -> Response:
        """Send all texts and facts with their index, as the server reads them; a broken download can be resumed.

        The `ETag` is the SHA-256 of the file. Two loads of one dataset may differ in how they are stored, so that the
        file must be revalidated under its immutable address too.
        """
        return await run_in_threadpool(_download, request, database, links)


def _add_verification(router: APIRouter, respond: Responder) -> None:
    @router.get(
        "/v1/verification",
        operation_id="verify_dataset",
        summary="How the whole dataset was verified at load",
        response_model=Report,
        responses={**success_responses(), **problem_responses(NOT_ACCEPTABLE)},
    )
    async def verify_dataset(request: Request) -> Response:
        """Return the result of the check of every span, quantity and date of the dataset, at load."""

        def build(parsed: ParsedRequest) -> AnswerContent:
            return AnswerContent(Report.model_validate(json.loads(parsed.summary)["verification"]).model_dump_json())

        return await respond(request, build, {})


def _catalogue(parsed: ParsedRequest, database: Database, links: Links) -> Catalogue:
    counts = json.loads(parsed.summary)["counts"]
    return Catalogue(
        title=TITLE,
        description=SUMMARY,
        version=parsed.version,
        counts=counts,
        collections={
            name: Relation(total=counts[name], href=links(collection.path)) for name, collection in COLLECTIONS.items()
        },
        links={
            "search": links("/v1/search"),
            **({"download": links(FILE)} if database.file else {}),
            "citation": links("/v1/citation"),
            "verification": links("/v1/verification"),
            "documentation": links("/docs"),
            "openapi": links("/openapi.json"),
            "llms": links("/llms.txt"),
        },
        citation=cite_dataset(parsed.version, counts, links).text,
    )


def _own_validators(body: str) -> dict[str, str]:
    """Return `ETag` and `Cache-Control` of a body that describes the file, which differs from load to load."""
    return {"ETag": f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"', "Cache-Control": REVALIDATE}


def _dcat_entry(parsed: ParsedRequest, database: Database, links: Links) -> Item:
    counts = json.loads(parsed.summary)["counts"]
    return catalogue(
        title=TITLE,
        description=SUMMARY,
        version=parsed.version,
        counts=counts,
        citation=cite_dataset(parsed.version, counts, links).text,
        rights=LICENSE_NOTE,
        links=links,
        distributions=[*_file_distribution(parsed, database), *_table_distributions(parsed.version)],
    )


def _download(request: Request, database: Database, links: Links) -> Response:
    read_parameters({}, request.scope["query_string"])
    for _ in range(3):  # if the dataset is replaced meanwhile, the file is another one: try again
        with database.reader() as reader:
            version = get_dataset(reader).version
            headers = version_headers(request, version, links)
            file = database.open_file(reader)
        if file or not database.file:
            break
    if file is None:
        raise ProblemError(NOT_FOUND, "There is no such file here now. Use NDJSON, or try again.", see="/v1")
    headers |= {"ETag": f'"{database.sha256(file)}"', "Cache-Control": REVALIDATE}
    headers["Content-Disposition"] = f'attachment; filename="expo-facts-{version}.sqlite"'
    if etag_matches(request_header(request.scope, b"if-none-match"), headers["ETag"], exists=True):
        file.close()
        return Response(status_code=304, headers=headers, media_type=SQLITE_MEDIA_TYPE)
    return FileDownload(file, SQLITE_MEDIA_TYPE, headers)


def _file_distribution(parsed: ParsedRequest, database: Database) -> Iterator[Distribution]:
    """Yield the dataset as a file, if it is stored in one."""
    file = database.open_file(parsed.reader)
    if file:
        with file:
            size, sha256 = os.fstat(file.fileno()).st_size, database.sha256(file)
        yield Distribution(
            permalink(parsed.version, FILE), "everything as SQLite", SQLITE_MEDIA_TYPE, "SQLite", size, sha256
        )


def _table_distributions(version: str) -> Iterator[Distribution]:
    """Yield each collection in each format that gives all of it in one response."""
    for name, collection in COLLECTIONS.items():
        for file_format in (CSV, NDJSON):
            path = f"{permalink(version, collection.path)}?format={file_format.name}"
            title = f"{name.replace('_', ' ')} as {file_format.name.upper()}"
            yield Distribution(path, title, file_format.media_type, file_format.name.upper())
