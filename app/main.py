"""The application: settings, database, routes, pipeline and cache are put together here."""

import gc
import logging
import os

from fastapi import FastAPI
from starlette.types import ASGIApp

from app import __version__
from app.routes.collections import collection_routes
from app.routes.dataset import dataset_routes
from app.routes.health import health_routes
from app.routes.pages import page_routes
from app.routes.search import search_routes
from app.routes.texts import text_routes
from app.settings import Settings
from app.storage.connections import CHECK_INTERVAL, Database
from app.web.http.cors import Cors
from app.web.http.links import Links
from app.web.serving.errors import forward_errors
from app.web.serving.pipeline import Pipeline
from app.web.serving.response_cache import ResponseCache


def create_app(settings: Settings, check_interval: float = CHECK_INTERVAL) -> ASGIApp:
    """Return the application that a server runs: the pipeline behind the response cache.

    `check_interval` is the interval in seconds at which it checks whether the dataset was replaced.
    """
    database = Database(settings.read_database_url or settings.database_url, check_interval)
    api = create_api(settings, database)
    pipeline = Pipeline(api, Cors(settings.cors_origins), Links(settings.public_url))
    return ResponseCache(pipeline, database.current_file)


def create_api(settings: Settings, database: Database) -> FastAPI:
    """Return the FastAPI application with all routes; it reads the database, and never writes."""
    links = Links(settings.public_url)
    api = FastAPI(version=__version__, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for router in (
        collection_routes(database, links),
        search_routes(database, links),
        text_routes(database, links),
        dataset_routes(database, links),
        health_routes(database),
        page_routes(api, database, links),
    ):
        api.router.routes.extend(router.routes)  # FastAPI would search an included router for each request
    forward_errors(api)
    return api


def app() -> ASGIApp:
    """Return the application with the settings of the environment; each server process calls it."""
    settings = Settings.from_environment(os.environ)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=settings.log_level.upper())
    application = create_app(settings)
    gc.collect()
    gc.freeze()  # a hundred thousand objects stay for good; collecting them would stop all requests for 25 ms
    return application
