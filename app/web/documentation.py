"""The OpenAPI document: written from the models and the parameters, with examples from the loaded dataset."""

import json
from typing import Annotated, Any

from fastapi import FastAPI, Path
from fastapi.openapi.utils import get_openapi
from sqlmodel import Session

from app.models import COLLECTIONS
from app.models.columns import SLUG
from app.web.formats import CSV, JSON, NDJSON, Format
from app.web.links import Links
from app.web.listing import dataset_row, list_facts, select_facts
from app.web.parameters import Given, Parameter
from app.web.problems import INTERNAL_ERROR, MEDIA_TYPE, NOT_READY, UNKNOWN_PARAMETER, Problem, ProblemType

Id = Annotated[str, Path(description="Id of the item.", json_schema_extra={"pattern": SLUG, "maxLength": 100})]
"""The path parameter of every item."""

TITLE = "Expo Facts"
DESCRIPTION = """\
The facts of news stories about trade expos and digital trade: speakers, statements, events, signed projects, metrics,
and the entities that they are about.

**Every value proves itself.** Each item carries as `evidence` the exact words that it came from, at exact positions of
the stored text of its source. A number keeps the words around it: `over 63,000` has the comparator `gt` and no upper
bound. What the source does not state is `null`, never a guess.

**How to ask.** Start at `/v1`. Each collection is a list with filters, `sort`, `limit` and `cursor`; follow `next`
until it is `null`. A relation, such as an event's `metrics`, has its `total` and a `href` that lists it; a reference,
such as a metric's `event`, has the `href` of the item. To see the words in their place, follow the `href` of an
evidence.

**Errors** are `application/problem+json` (RFC 9457). A misspelt parameter or value is an error that says what was
probably meant; nothing is ignored, corrected or cut to size.
"""
MOST_SHOWN = 5
"""How many items of a list an example shows."""

LICENSE = {"name": "MIT", "identifier": "MIT"}
LICENSE_NOTE = "The licence is that of the software; the text of a source belongs to its publisher."


def responses(*problems: ProblemType) -> dict[int | str, dict[str, Any]]:
    """Document the problems that a route can answer with, beside those that every route can."""
    documented: dict[int | str, dict[str, Any]] = {}
    for problem in (UNKNOWN_PARAMETER, *problems, INTERNAL_ERROR, NOT_READY):
        schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
        said = documented.get(problem.status, {}).get("description")
        description = f"{said}; or: {problem.title}" if said else problem.title
        documented[problem.status] = {"description": description, "content": {MEDIA_TYPE: schema}}
    return documented


HEADERS = {
    "ETag": "What the answer is known by; send it as `If-None-Match`, and an answer that is the same is a 304.",
    "Content-Location": "The immutable address of this answer, which names the version of the dataset.",
    "Link": 'Of a list: the link to the next page, as `<…>; rel="next"`. Of an item: `rel="cite-as"`, its immutable '
    'address. Of a CSV: `rel="describedby"`, what its columns hold.',
}
"""What the headers of an answer from the dataset say."""


def given_in(*formats: Format) -> dict[str, Any]:
    """Document the answer, in the formats that it can have besides JSON."""
    headers = {name: {"description": said, "schema": {"type": "string"}} for name, said in HEADERS.items()}
    others = {
        one.media_type: {"schema": {"type": "string" if one in (CSV, NDJSON) else "object"}}
        for one in formats
        if one != JSON
    }
    return {"description": "The answer", "headers": headers, "content": others}


def described(parameters: dict[str, Parameter]) -> dict[str, Any]:
    """Document the query parameters of a route."""
    return {"parameters": [parameter.openapi() for parameter in parameters.values()]}


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
        routes=app.routes,
    )
    problem = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
    return document


def add_examples(document: dict[str, Any], session: Session, links: Links) -> None:
    """Show, for each collection that has any, the first items of the dataset as examples."""
    version = dataset_row(session).version
    for collection in COLLECTIONS.values():
        selection = select_facts(session, collection, Given({"limit": [1]}, [("limit", "1")]), version)
        page = json.loads(list_facts(session, selection, links).body)
        if not page["items"]:
            continue
        item = page["items"][0]
        _example(document, collection.path, page)
        for path in (f"{collection.path}/{{id}}", *_below(document, f"{collection.path}/{{id}}/")):
            document["paths"][path]["get"]["parameters"][0]["example"] = item["id"]
        _example(document, f"{collection.path}/{{id}}", item)


def _example(document: dict[str, Any], path: str, value: Any) -> None:
    document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"] = _short(value)


def _short(value: Any) -> Any:
    """Cut the lists of an example to the first few items, so that what many sources speak of stays readable."""
    if isinstance(value, dict):
        return {name: _short(item) for name, item in value.items()}
    return [_short(item) for item in value[:MOST_SHOWN]] if isinstance(value, list) else value


def _below(document: dict[str, Any], prefix: str) -> list[str]:
    return [path for path in document["paths"] if path.startswith(prefix)]
