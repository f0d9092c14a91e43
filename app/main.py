"""The application, wired."""

import logging
import os

from fastapi import FastAPI

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
from app.web.edge import Cors, Edge, LastResort
from app.web.errors import add_error_handlers
from app.web.links import Links


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it reads the database that the settings name, and never writes."""
    database = Database(settings.read_database_url or settings.database_url)
    links = Links(settings.public_url)
    app = FastAPI(version=__version__, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.include_router(collection_routes(database, links))
    app.include_router(search_routes(database, links))
    app.include_router(text_routes(database, links))
    app.include_router(dataset_routes(database, links))
    app.include_router(health_routes(database))
    app.include_router(page_routes(app, database, links))
    add_error_handlers(app, links)
    app.add_middleware(Immutable)
    app.add_middleware(Compression)
    app.add_middleware(LastResort, links=links)
    app.add_middleware(
        Cors,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["Content-Disposition", "Content-Location", "ETag", "Link", "X-Request-ID"],
        max_age=86400,
    )
    app.add_middleware(Edge)
    return app


def app() -> FastAPI:
    """Return the application of this environment: what a server process starts from."""
    settings = Settings.from_environment(os.environ)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=settings.log_level.upper())
    return create_app(settings)
