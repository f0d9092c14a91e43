"""Pages for people: `/`, `/docs`, `/problems/{slug}`; and `/openapi.json`, which `/docs` shows."""

import json
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, FastAPI, Response
from sqlalchemy.exc import DBAPIError
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from app.database import Database
from app.web.documentation import add_examples, openapi
from app.web.links import Links
from app.web.listing import dataset_row
from app.web.problems import NOT_FOUND, PROBLEM_TYPES, ProblemError

PAGES = Path(__file__).resolve().parent.parent / "pages"
POLICY = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'"
}
"""Pages load what this server has, and nothing else; Swagger UI styles its elements inline."""


def page_routes(app: FastAPI, database: Database, links: Links) -> APIRouter:
    """Return the routes of the pages; the OpenAPI document is that of `app`."""
    router = APIRouter(include_in_schema=False)
    document = OpenApiDocument(app, database, links)

    @router.get("/")
    def front() -> Response:
        return _page("front.html")

    @router.get("/docs")
    def docs() -> Response:
        return _page("docs.html")

    @router.get("/problems/{slug}")
    def problem(slug: str) -> Response:
        kind = PROBLEM_TYPES.get(slug)
        if kind is None:
            raise ProblemError(
                NOT_FOUND, f"There is no problem type {slug!r}; the types are {', '.join(PROBLEM_TYPES)}."
            )
        return _page("problem.html", title=kind.title, status=str(kind.status), meaning=kind.meaning, slug=kind.slug)

    @router.get("/openapi.json")
    def openapi_json() -> Response:
        return Response(document.text(), media_type="application/json")

    app.mount("/docs/assets", StaticFiles(directory=PAGES / "assets", packages=[("fastapi_swagger", "resources")]))
    return router


def _page(name: str, **words: str) -> Response:
    """Return a page, with words put in where it has their names."""
    page = Template((PAGES / name).read_text(encoding="utf-8"))
    return HTMLResponse(page.substitute({name: escape(word) for name, word in words.items()}), headers=POLICY)


class OpenApiDocument:
    """The OpenAPI document, written anew for each dataset, whose facts are its examples."""

    def __init__(self, app: FastAPI, database: Database, links: Links) -> None:
        self._app, self._database, self._links = app, database, links
        self._written: dict[str, str] = {}

    def text(self) -> str:
        """Return it as JSON; while there is no dataset, without examples."""
        try:
            with self._database.session() as session:
                version = dataset_row(session).version
                text = self._written.get(version)
                if text is None:
                    document = openapi(self._app, self._links)
                    add_examples(document, session, self._links)
                    text = json.dumps(document, ensure_ascii=False, indent=1)
                    self._written = {version: text}
                return text
        except (DBAPIError, ProblemError):
            return json.dumps(openapi(self._app, self._links), ensure_ascii=False, indent=1)
