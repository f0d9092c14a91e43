"""`/health/live` and `/health/ready`: for the operator's probes."""

from typing import Literal

from fastapi import APIRouter, Depends, Response

from app.database import Database
from app.models.fact import Model
from app.web.answering import NEVER
from app.web.documentation import responses
from app.web.listing import dataset_of
from app.web.parameters import NO_PARAMETERS


class Live(Model):
    """The process runs."""

    status: Literal["live"] = "live"
    """Always `live`."""


class Ready(Model):
    """The server can answer."""

    status: Literal["ready"] = "ready"
    """Always `ready`; a server that is not answers 503."""
    version: str
    """The version of the dataset that it answers from."""


def health_routes(database: Database) -> APIRouter:
    """Return the routes of the probes."""
    each = [NO_PARAMETERS, Depends(_keep_never)]
    router = APIRouter(prefix="/health", tags=["health"], responses=responses(), dependencies=each)

    @router.get("/live", operation_id="get_live", summary="Is the process alive?")
    def live() -> Live:
        """Answer as long as the process can answer at all."""
        return Live()

    @router.get("/ready", operation_id="get_ready", summary="Is a dataset loaded?")
    def ready() -> Ready:
        """Answer 200 once a dataset can be read, 503 before."""
        with database.reader() as reader:
            return Ready(version=dataset_of(reader).version)

    return router


async def _keep_never(response: Response) -> None:
    response.headers["Cache-Control"] = NEVER
