"""Schemathesis sends every request that the OpenAPI document allows, and many that it does not, with all its checks.

A valid id may still be unknown, which no document can express. So the parameters that take ids or words of the dataset
get those of the dataset here: they must be accepted, and any other is a documented error. Nor can a document say which
parameters contradict each other: such requests are left out. The cursor is left out too, since it belongs to one list;
`tests/web/query/test_cursors.py` tests it.

Every field of a fact is required, unless the request leaves it out by `fields`. Responses to such requests are checked
against the same schema without required fields.
"""

from collections.abc import Callable
from copy import deepcopy
from math import inf
from typing import Any

import pytest
import schemathesis
from hypothesis import assume
from hypothesis import settings as hypothesis_settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance
from starlette.testclient import TestClient

from app.main import create_app
from app.models import COLLECTIONS
from app.settings import Settings
from app.web.query.embedding import EMBEDDED_ITEMS
from tests.serving import items_of, values_at

WORDS = ["digital", "pakistan", "digi*", '"digital trade"', "zebra"]

pytestmark = pytest.mark.slow

schema = schemathesis.pytest.from_fixture("api_schema")
together = schemathesis.pytest.from_fixture("together_schema")


@pytest.fixture(autouse=True)
def old_name(request: pytest.FixtureRequest) -> None:
    """Give a test the attribute that pytest 9.2 has renamed and that schemathesis 4.32 still expects."""
    request.node._nodeid = request.node.nodeid


@pytest.fixture(scope="module")
def document(client: TestClient) -> Any:
    """Return the OpenAPI document, with values of the dataset added."""
    document = client.get("/openapi.json").json()
    for collection in COLLECTIONS.values():
        items = items_of(client, collection.path)
        for path, item in document["paths"].items():
            if path.startswith(f"{collection.path}/{{id}}"):
                item["get"]["parameters"][0]["schema"]["enum"] = [one["id"] for one in items]
        listing = document["paths"][collection.path]["get"]
        listing["parameters"] = [one for one in listing["parameters"] if one["name"] != "cursor"]
        left_out: list[Any] = []
        for parameter in listing["parameters"]:
            spec = collection.filters.get(parameter["name"])
            if spec and spec.refers:
                known = [one["id"] for one in items_of(client, COLLECTIONS[spec.refers].path)]
            elif spec and spec.value_type is str and not spec.values:
                known = sorted(set(values_at(items, spec.path)))
            else:
                continue
            if known:
                parameter["schema"]["items"]["enum"] = known
            else:  # no value is valid
                left_out.append(parameter)
        listing["parameters"] = [one for one in listing["parameters"] if one not in left_out]
    searching = document["paths"]["/v1/search"]["get"]
    searching["parameters"] = [one for one in searching["parameters"] if one["name"] != "cursor"]
    return document


@pytest.fixture(scope="module")
def load(settings: Settings) -> Callable[[Any], Any]:
    app = create_app(settings)

    def loaded(document: Any) -> Any:
        found: Any = schemathesis.openapi.from_dict(document)
        found.app = app
        return found

    return loaded


@pytest.fixture(scope="module")
def api_schema(document: Any, load: Callable[[Any], Any]) -> Any:
    return load(document)


@pytest.fixture(scope="module")
def together_schema(document: Any, load: Callable[[Any], Any]) -> Any:
    """Require `q`, `sort`, `facet`, `fields` and `embed` in every request for a list."""
    document = deepcopy(document)
    document["paths"] = {one.path: document["paths"][one.path] for one in COLLECTIONS.values()}
    for item in document["paths"].values():
        known = {one["name"]: one for one in item["get"]["parameters"]}
        known["q"]["schema"]["enum"] = WORDS
        known["limit"]["schema"]["maximum"] = EMBEDDED_ITEMS
        required = [known[name] | {"required": True} for name in ("q", "sort", "facet", "fields", "embed")]
        item["get"]["parameters"] = [*required, known["limit"]]
    loaded = load(document)
    loaded.config.generation.update(modes=[GenerationMode.POSITIVE])
    return loaded


@pytest.fixture(scope="module")
def sparse_schema(document: Any, load: Callable[[Any], Any]) -> Any:
    """Require no field of objects that `fields` may reduce: facts, and references replaced by embedded facts."""
    document = deepcopy(document)
    for name in (*(collection.fact.__name__ for collection in COLLECTIONS.values()), "Reference", "StatedTotal"):
        del document["components"]["schemas"][name]["required"]
    return load(document)


def check(case: Case[Any], sparse_schema: Any) -> None:
    if "fields" not in (case.query or {}):
        case.call_and_validate()
        return
    response = case.call_and_validate(excluded_checks=[response_schema_conformance])
    sparse_schema[case.operation.path][case.operation.method].validate_response(response)


def contradicts_itself(query: dict[str, Any]) -> bool:
    """Tell whether parameters that are valid by themselves are incompatible."""
    asked = {name: str(value) for name, value in query.items()}
    embedded = asked.get("embed", "").split(",")
    parts = [field.rpartition(".")[0] for field in asked.get("fields", "").split(",")]
    return (
        ("facet" in asked and asked.get("format", "json") != "json")
        or ("embed" in asked and asked.get("format") in ("csv", "csvw"))
        or ("embed" in asked and _number(asked.get("limit"), 0) > EMBEDDED_ITEMS)
        or any(part and part not in embedded for part in parts)
        or ("certainty" in asked and not {"value_min", "value_max"} & asked.keys())
        or _number(asked.get("value_min"), 0) > _number(asked.get("value_max"), inf)
    )


def _number(text: str | None, default: float) -> float:
    """Read a number; leave anything else to the checks."""
    try:
        return default if text is None else float(text)
    except ValueError:
        return default


@schema.parametrize()
@hypothesis_settings(max_examples=5)
def test_all_checks(case: Case[Any], sparse_schema: Any) -> None:
    assume(not contradicts_itself(case.query or {}))
    check(case, sparse_schema)


@together.parametrize()
@hypothesis_settings(max_examples=25)
def test_complete_lists_match_their_schema(case: Case[Any], sparse_schema: Any) -> None:
    assert {"q", "sort", "facet", "fields", "embed"} <= {*case.query}
    parts = [field.rpartition(".")[0] for field in str(case.query["fields"]).split(",") if "." in field]
    case.query["embed"] = ",".join(dict.fromkeys([*str(case.query["embed"]).split(","), *parts]))
    check(case, sparse_schema)
