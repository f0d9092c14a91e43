"""Pages: `/`, `/docs` and `/problems/{slug}` for people, `/llms.txt` and `/openapi.json` for programs."""

import hashlib
import json
import re
from html import escape
from mimetypes import guess_type
from os import PathLike
from pathlib import Path
from string import Template
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from app.storage.connections import DATABASE_ERRORS, Database
from app.web.docs.llms import MEDIA_TYPE as LLMS_TXT
from app.web.docs.llms import llms_txt
from app.web.docs.openapi import add_examples, openapi
from app.web.http.links import Links
from app.web.http.negotiation import etag_matches, request_header
from app.web.http.problems import NOT_FOUND, PROBLEM_TYPES, ProblemError
from app.web.http.versions import REVALIDATE
from app.web.query.facts import get_dataset

PAGES = Path(__file__).resolve().parent.parent / "pages"
CONTENT_POLICY = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'"
}
"""The policy of pages: they load from this server only; Swagger UI needs inline styles."""


def page_routes(app: FastAPI, database: Database, links: Links) -> APIRouter:
    """Return the routes of the pages; the OpenAPI document is that of `app`."""
    router = APIRouter(include_in_schema=False)
    document = OpenApiDocument(app, database, links)

    @router.get("/")
    def front(request: Request) -> Response:
        return _with_etag(request, _page("front.html"))

    @router.get("/docs")
    def docs(request: Request) -> Response:
        return _with_etag(request, _page("docs.html"))

    @router.get("/problems/{slug}")  # noqa: FAST003  (a parameter would make FastAPI prepare a model at each start)
    def problem(request: Request) -> Response:
        slug = request.path_params["slug"]
        kind = PROBLEM_TYPES.get(slug)
        if kind is None:
            raise ProblemError(
                NOT_FOUND, f"There is no problem type {slug!r}; the types are {', '.join(PROBLEM_TYPES)}."
            )
        page = _page("problem.html", title=kind.title, status=str(kind.status), meaning=kind.meaning, slug=kind.slug)
        return _with_etag(request, page)

    @router.get("/openapi.json")
    def openapi_json(request: Request) -> Response:
        return _with_etag(request, Response(document.text(), media_type="application/json"))

    @router.get("/llms.txt")
    def llms(request: Request) -> Response:
        return _with_etag(request, Response(llms_txt(links), media_type=LLMS_TXT))

    app.mount("/docs/assets", Assets(directory=PAGES / "assets", packages=[("fastapi_swagger", "resources")]))
    return router


def _page(name: str, **words: str) -> Response:
    """Return a page with words in place of its `$names`; words in backquotes become code."""
    page = Template((PAGES / name).read_text(encoding="utf-8"))
    shown = {name: re.sub("`([^`]+)`", r"<code>\1</code>", escape(word)) for name, word in words.items()}
    return HTMLResponse(page.substitute(shown), headers=CONTENT_POLICY)


def _with_etag(request: Request, response: Response) -> Response:
    """Return a response with the hash of its body as entity tag; a 304 with the same policy if the client has it."""
    response.headers["ETag"] = etag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = REVALIDATE
    if not etag_matches(request_header(request.scope, b"if-none-match"), etag, exists=True):
        return response
    del response.headers["Content-Length"]
    del response.headers["Content-Type"]
    return Response(status_code=304, headers=response.headers)


class Assets(StaticFiles):
    """The files that pages load. They are small: each is sent completely, or as a 304."""

    IGNORED = frozenset({b"range", b"if-modified-since"})
    """Request headers that are ignored, because the key of a cached response leaves them out (`response_cache`)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        headers = [(name, value) for name, value in scope["headers"] if name not in self.IGNORED]
        await super().__call__({**scope, "headers": headers}, receive, send)

    def file_response(self, full_path: PathLike[str] | str, *args: Any, **kwargs: Any) -> Response:
        """Return a file, or a 304 with its media type, and without `Accept-Ranges`."""
        response = super().file_response(full_path, *args, **kwargs)
        del response.headers["accept-ranges"]
        response.headers.setdefault("content-type", guess_type(full_path)[0] or "text/plain")
        return response


class OpenApiDocument:
    """The OpenAPI document, generated once for each dataset, whose facts are its examples."""

    def __init__(self, app: FastAPI, database: Database, links: Links) -> None:
        self._app, self._database, self._links = app, database, links
        self._texts: dict[str, str] = {}

    def text(self) -> str:
        """Return the document as JSON; without a dataset, it has no examples."""
        try:
            with self._database.reader() as reader:
                version = get_dataset(reader).version
                text = self._texts.get(version)
                if text is None:
                    document = openapi(self._app, self._links)
                    add_examples(document, reader, self._links)
                    text = json.dumps(document, ensure_ascii=False, indent=1)
                    self._texts = {version: text}
                return text
        except (*DATABASE_ERRORS, ProblemError):
            return json.dumps(openapi(self._app, self._links), ensure_ascii=False, indent=1)
