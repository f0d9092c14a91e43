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
from app.web.docs.endpoints import NOT_MODIFIED, DirectRoute, answered_in, responses, with_parameters
from app.web.http.file_download import FileDownload
from app.web.http.links import Links
from app.web.http.negotiation import etag_matches, header
from app.web.http.problems import INVALID_VALUE, NOT_ACCEPTABLE, NOT_FOUND, RANGE_NOT_SATISFIABLE, ProblemError
from app.web.http.versions import REVALIDATE, permalink, version_headers
from app.web.query.facts import dataset_of
from app.web.query.verification import VerificationReport
from app.web.representations.citations import Citation, cite_dataset
from app.web.representations.content import AnswerContent
from app.web.representations.dcat import Distribution, catalogue
from app.web.representations.schema_org import Item
from app.web.request.media_types import CSV, JSON, JSONLD, NDJSON, format_parameter
from app.web.request.parameters import read_parameters
from app.web.request.parsed_request import ParsedRequest
from app.web.serving.answer import Responder

SUMMARY = DESCRIPTION.partition("\n\n")[0].replace("\n", " ")
"""What the dataset is, in a sentence."""


class Catalogue(Model):
    """The dataset as a whole, and links to everything in it."""

    title: str
    """What it is called."""
    description: str
    """What it is."""
    version: str
    """Hash of the content of the dataset and of the form in which it is served: it changes when they do."""
    counts: dict[str, int]
    """How many items each collection has."""
    collections: dict[str, Relation]
    """The collections."""
    links: dict[str, str]
    """Links to what else there is."""
    citation: str
    """How to cite the dataset."""


FILE = "/v1/dataset.sqlite"
SQLITE = "application/vnd.sqlite3"
SQLITE_CONTENT = {SQLITE: {"schema": {"type": "string", "contentMediaType": SQLITE}}}

PARAMETERS = {"format": format_parameter((JSON, JSONLD))}


def dataset_routes(database: Database, links: Links) -> APIRouter:
    """Return the routes of the dataset as a whole."""
    router, answer = APIRouter(tags=["dataset"], route_class=DirectRoute), Responder(database, links)

    @router.get(
        "/v1",
        operation_id="get_catalogue",
        summary="Start here",
        response_model=Catalogue,
        responses={**answered_in(JSON, JSONLD), **responses(INVALID_VALUE, NOT_ACCEPTABLE)},
        openapi_extra=with_parameters(PARAMETERS),
    )
    async def get_catalogue(request: Request) -> Response:
        """Say what there is, how much of it, where to find it and how to cite it; as JSON-LD, a DCAT 3 entry."""

        def make(asked: ParsedRequest) -> AnswerContent:
            if asked.format == JSONLD:
                body = json.dumps(_entry(asked, database, links), ensure_ascii=False)
                return AnswerContent(body, _known_by_itself(body), name="expo-facts")
            return AnswerContent(_catalogue(asked, database, links).model_dump_json())

        return await answer(request, make, PARAMETERS, (JSON, JSONLD))

    @router.get(
        "/v1/citation",
        operation_id="cite_dataset",
        summary="How to cite the dataset",
        response_model=Citation,
        responses={**answered_in(), **responses(NOT_ACCEPTABLE)},
    )
    async def cite(request: Request) -> Response:
        """Return a line of text, BibTeX and CSL-JSON, each naming the version of the dataset."""

        def make(asked: ParsedRequest) -> AnswerContent:
            counts = json.loads(asked.summary)["counts"]
            return AnswerContent(cite_dataset(asked.version, counts, links).model_dump_json())

        return await answer(request, make, {})

    @router.get(
        FILE,
        operation_id="download_dataset",
        summary="Download the whole dataset as a SQLite file",
        response_class=Response,
        responses={
            200: {"description": "The file; a part of it (206) where `Range` asks for one", "content": SQLITE_CONTENT},
            **NOT_MODIFIED,
            **responses(NOT_FOUND, RANGE_NOT_SATISFIABLE),
        },
    )
    async def download(request: Request) -> Response:
        """Send all texts and facts with their index, as the server reads them; a broken download can be resumed.

        Its `ETag` is the SHA-256 of the file: two loads of one dataset may differ in how they are stored, so that
        it has to be asked about under its immutable address too.
        """
        return await run_in_threadpool(_download, request, database, links)

    @router.get(
        "/v1/verification",
        operation_id="verify_dataset",
        summary="How the whole dataset was verified at load",
        response_model=VerificationReport,
        responses={**answered_in(), **responses(NOT_ACCEPTABLE)},
    )
    async def verify_dataset(request: Request) -> Response:
        """Return what the loader found when it checked every span, quantity and date of the dataset."""

        def make(asked: ParsedRequest) -> AnswerContent:
            return AnswerContent(
                VerificationReport.model_validate(json.loads(asked.summary)["verification"]).model_dump_json()
            )

        return await answer(request, make, {})

    return router


def _catalogue(asked: ParsedRequest, database: Database, links: Links) -> Catalogue:
    counts = json.loads(asked.summary)["counts"]
    return Catalogue(
        title=TITLE,
        description=SUMMARY,
        version=asked.version,
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
        citation=cite_dataset(asked.version, counts, links).text,
    )


def _known_by_itself(body: str) -> dict[str, str]:
    """Return the headers of what tells of the file: another load may write it anew though the dataset is the same."""
    return {"ETag": f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"', "Cache-Control": REVALIDATE}


def _entry(asked: ParsedRequest, database: Database, links: Links) -> Item:
    counts = json.loads(asked.summary)["counts"]
    return catalogue(
        title=TITLE,
        description=SUMMARY,
        version=asked.version,
        counts=counts,
        citation=cite_dataset(asked.version, counts, links).text,
        rights=LICENSE_NOTE,
        links=links,
        distributions=[*_file(asked, database), *_tables(asked.version)],
    )


def _download(request: Request, database: Database, links: Links) -> Response:
    read_parameters({}, request.scope["query_string"])
    for _ in range(3):  # where a dataset is replaced meanwhile, it is another file
        with database.reader() as reader:
            version = dataset_of(reader).version
            headers = version_headers(request, version, links)
            file = database.file_of(reader)
        if file or not database.file:
            break
    if file is None:
        raise ProblemError(NOT_FOUND, "There is no such file here now. Take NDJSON, or try again.", see="/v1")
    headers |= {"ETag": f'"{database.sha256(file)}"', "Cache-Control": REVALIDATE}
    headers["Content-Disposition"] = f'attachment; filename="expo-facts-{version}.sqlite"'
    if etag_matches(header(request.scope, b"if-none-match"), headers["ETag"], exists=True):
        file.close()
        return Response(status_code=304, headers=headers, media_type=SQLITE)
    return FileDownload(file, SQLITE, headers)


def _file(asked: ParsedRequest, database: Database) -> Iterator[Distribution]:
    """Yield the whole dataset as a file, where it is in one."""
    file = database.file_of(asked.reader)
    if file:
        with file:
            size, sha256 = os.fstat(file.fileno()).st_size, database.sha256(file)
        yield Distribution(permalink(asked.version, FILE), "everything as SQLite", SQLITE, "SQLite", size, sha256)


def _tables(version: str) -> Iterator[Distribution]:
    """Yield each collection in each format in which all of it can be had at once."""
    for name, collection in COLLECTIONS.items():
        for form in (CSV, NDJSON):
            path = f"{permalink(version, collection.path)}?format={form.name}"
            title = f"{name.replace('_', ' ')} as {form.name.upper()}"
            yield Distribution(path, title, form.media_type, form.name.upper())
