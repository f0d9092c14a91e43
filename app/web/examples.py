"""The examples of the OpenAPI document: the first items of the loaded dataset."""

import json
from typing import Any

from app.models import COLLECTIONS
from app.storage.reader import Reader
from app.web.http.links import Links
from app.web.query.facts import dataset_of, select_facts
from app.web.representations.render import json_page
from app.web.representations.sparse import Shape
from app.web.request.parameters import Given

MOST_SHOWN = 5
"""How many items of a list an example shows."""


def add_examples(document: dict[str, Any], reader: Reader, links: Links) -> None:
    """Show, for each collection that has any, the first items of the dataset as examples."""
    version = dataset_of(reader).version
    for collection in COLLECTIONS.values():
        given = Given({"limit": [1]}, [("limit", "1")])
        first = select_facts(reader, collection, given, version).page(reader, 1)
        page = json.loads(json_page(reader, first, Shape(links, version), links, {}))
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
