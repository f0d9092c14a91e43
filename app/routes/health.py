"""`/health/live` and `/health/ready`: for the probes of an operator."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from app.models.fact import Model
from app.storage.connections import Database
from app.web.docs.endpoints import DirectRoute, problem_responses
from app.web.http.versions import NO_STORE
from app.web.query.facts import get_dataset
from app.web.request.parameters import read_parameters


class Live(Model):
    """The process runs."""

    status: Literal["live"] = "live"
    """Always `live`."""


class Ready(Model):
    """A dataset is loaded and can be read."""

    status: Literal["ready"] = "ready"
    """Always `ready`; a server that is not ready responds with 503."""
    version: str
    """The version of the dataset."""


def health_routes(database: Database) -> APIRouter:
    """Return the routes of the probes."""
    router = APIRouter(prefix="/health", tags=["health"], responses=problem_responses(), route_class=DirectRoute)

    @router.get("/live", operation_id="get_live", summary="Is the process alive?", response_model=Live)
    async def live(request: Request) -> Response:
        """Respond as long as the process runs."""
        read_parameters({}, request.scope["query_string"])
        return _uncached_json(Live())

    @router.get("/ready", operation_id="get_ready", summary="Is a dataset loaded?", response_model=Ready)
    async def ready(request: Request) -> Response:
        """Respond with 200 once a dataset can be read, and with 503 before."""
        read_parameters({}, request.scope["query_string"])

        def version() -> str:
            with database.reader() as reader:
                return get_dataset(reader).version

        return _uncached_json(Ready(version=await run_in_threadpool(version)))

    return router


def _uncached_json(model: Model) -> Response:
    return Response(model.model_dump_json(), headers={"Cache-Control": NO_STORE}, media_type="application/json")
