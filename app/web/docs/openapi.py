"""The OpenAPI 3.1 document: generated from routes, models and parameters, with examples from the dataset."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.models import COLLECTIONS
from app.models.fact import Model, Relation
from app.storage.reader import Reader
from app.web.about import DESCRIPTION, LICENSE, LICENSE_NOTE, TITLE
from app.web.docs.endpoints import DirectRoute
from app.web.http.links import Links
from app.web.http.problems import Problem
from app.web.query.facets import FacetValue
from app.web.query.facts import get_dataset, select_facts
from app.web.query.fulltext import Match
from app.web.representations.render import json_page
from app.web.representations.sparse import SparseFields
from app.web.request.parameters import GivenParameters

MAX_EXAMPLE_ITEMS = 5
"""The number of items of a list that an example shows."""


def openapi(app: FastAPI, links: Links) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document, without examples."""
    document = get_openapi(
        title=TITLE,
        version=app.version,
        description=f"{DESCRIPTION}\n{LICENSE_NOTE}",
        license_info=LICENSE,
        servers=[{"url": links.public_url or "/"}],
        tags=[
            *({"name": c.path.rpartition("/")[2], "description": c.fact.__doc__} for c in COLLECTIONS.values()),
            {"name": "search", "description": "Full text over facts and sentences."},
            {"name": "dataset", "description": "All sources and facts together."},
            {"name": "health", "description": "For the operator's probes."},
        ],
        routes=[route.in_full() if isinstance(route, DirectRoute) else route for route in app.routes],
    )
    problem = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas = document["components"]["schemas"]
    schemas |= {**problem.pop("$defs"), "Problem": problem}
    _add_optional_properties(schemas)
    return document


def _add_optional_properties(schemas: dict[str, Any]) -> None:
    """Add the properties that a response has only on request; they are never required."""
    for model in (FacetValue, Match):
        schemas[model.__name__] = model.model_json_schema(mode="serialization")
    for collection in COLLECTIONS.values():
        name = collection.fact.__name__
        schemas[name]["properties"]["match"] = _ref(Match, "How the item matches `q`; only if `q` is given.")
        schemas[f"{name}List"]["properties"]["facets"] = {
            "type": "object",
            "description": "The values of each filter named by `facet`, the most frequent first.",
            "additionalProperties": {"type": "array", "items": _ref(FacetValue)},
        }
    relations: list[type[Model]] = [Relation, *Relation.__subclasses__()]
    for relation in relations:
        schemas[relation.__name__]["properties"] |= {
            "items": {"type": "array", "items": {"type": "object"}, "description": "The first items, with `embed`."},
            "next": {"type": ["string", "null"], "description": "Link to the next items, with `embed`."},
        }


def _ref(model: type[Model], description: str = "") -> dict[str, Any]:
    described = {"description": description} if description else {}
    return {"$ref": f"#/components/schemas/{model.__name__}", **described}


def add_examples(document: dict[str, Any], reader: Reader, links: Links) -> None:
    """Add the first item of each collection as an example; an empty collection has none."""
    version = get_dataset(reader).version
    for collection in COLLECTIONS.values():
        parameters = GivenParameters({"limit": [1]}, [("limit", "1")])
        first = select_facts(reader, collection, parameters, version).page(reader, 1)
        page = json.loads(json_page(reader, first, SparseFields(links, version), links, {}))
        if not page["items"]:
            continue
        item = page["items"][0]
        _set_example(document, collection.path, page)
        for path in (f"{collection.path}/{{id}}", *_paths_below(document, f"{collection.path}/{{id}}/")):
            document["paths"][path]["get"]["parameters"][0]["example"] = item["id"]
        _set_example(document, f"{collection.path}/{{id}}", item)


def _set_example(document: dict[str, Any], path: str, value: Any) -> None:
    document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"] = _shortened(value)


def _shortened(value: Any) -> Any:
    """Shorten all lists of an example to their first items, so that it stays readable."""
    if isinstance(value, dict):
        return {name: _shortened(item) for name, item in value.items()}
    return [_shortened(item) for item in value[:MAX_EXAMPLE_ITEMS]] if isinstance(value, list) else value


def _paths_below(document: dict[str, Any], prefix: str) -> list[str]:
    return [path for path in document["paths"] if path.startswith(prefix)]
