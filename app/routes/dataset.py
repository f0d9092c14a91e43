"""`/v1` and `/v1/verification`: the dataset as a whole."""

import json
from typing import Any

from fastapi import APIRouter

from app.database import Database
from app.models import COLLECTIONS
from app.models.fact import Model, Relation
from app.web.documentation import DESCRIPTION, TITLE, responses
from app.web.links import Links
from app.web.listing import dataset_row
from app.web.parameters import NO_PARAMETERS
from app.web.verifying import Report


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


def dataset_routes(database: Database, links: Links) -> APIRouter:
    """Return the routes of the dataset as a whole."""
    router = APIRouter(tags=["dataset"], responses=responses(), dependencies=[NO_PARAMETERS])

    def stored() -> tuple[str, dict[str, Any]]:
        with database.session() as session:
            row = dataset_row(session)
            return row.version, json.loads(row.summary)

    @router.get("/v1", operation_id="get_catalogue", summary="Start here")
    def get_catalogue() -> Catalogue:
        """Say what there is, how much of it, where to find it and how to cite it."""
        version, summary = stored()
        return Catalogue(
            title=TITLE,
            description=DESCRIPTION.partition("\n\n")[0].replace("\n", " "),
            version=version,
            counts=summary["counts"],
            collections={
                name: Relation(total=summary["counts"][name], href=links(collection.path))
                for name, collection in COLLECTIONS.items()
            },
            links={
                "verification": links("/v1/verification"),
                "documentation": links("/docs"),
                "openapi": links("/openapi.json"),
            },
            citation=f"{TITLE}, dataset {version}, {links('/v1')}",
        )

    @router.get(
        "/v1/verification",
        operation_id="verify_dataset",
        summary="How the whole dataset was verified at load",
    )
    def verify_dataset() -> Report:
        """Return what the loader found when it checked every span, quantity and date of the dataset."""
        return Report.model_validate(stored()[1]["verification"])

    return router
