"""The application, wired."""

import logging
import os

from fastapi import FastAPI
from starlette.types import ASGIApp

from app import __version__
from app.database import Database
from app.routes.collections import collection_routes
from app.routes.dataset import dataset_routes
from app.routes.health import health_routes
from app.routes.pages import page_routes
from app.routes.search import search_routes
from app.routes.texts import text_routes
from app.settings import Settings
from app.web.answering import Immutable
from app.web.compression import Compression
from app.web.edge import Cors, Edge, LastResort, Secured
from app.web.errors import add_error_handlers
from app.web.kept import Kept
from app.web.links import Links
from app.web.routing import Api


def create_app(settings: Settings) -> ASGIApp:
    """Return what a server runs: the API behind its edge and the answers that it keeps.

    They stand outside of FastAPI, which takes longer to be called than an answer that is kept takes to be sent.
    """
    database = Database(settings.read_database_url or settings.database_url)
    return Edge(Kept(create_api(settings, database), database.present))


def create_api(settings: Settings, database: Database) -> FastAPI:
    """Return the API; it reads the database, and never writes."""
    links = Links(settings.public_url)
    api = Api(
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # 15 microseconds a request, for nobody
    )
    for router in (
        collection_routes(database, links),
        search_routes(database, links),
        text_routes(database, links),
        dataset_routes(database, links),
        health_routes(database),
        page_routes(api, database, links),
    ):
        api.router.routes.extend(router.routes)  # FastAPI looks at an included router anew for each request
    add_error_handlers(api, links)
    api.add_middleware(Immutable)
    api.add_middleware(Compression)
    api.add_middleware(LastResort, links=links)
    api.add_middleware(
        Cors,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["Content-Disposition", "Content-Location", "ETag", "Link", "X-Request-ID"],
        max_age=86400,
    )
    api.add_middleware(Secured)
    return api


def app() -> ASGIApp:
    """Return the application of this environment: what a server process starts from."""
    settings = Settings.from_environment(os.environ)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=settings.log_level.upper())
    return create_app(settings)
