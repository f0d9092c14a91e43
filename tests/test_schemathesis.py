"""Schemathesis asks everything that the OpenAPI document allows, and much that it does not, with all its checks.

What is well formed may still be the id of nothing, which no document can say. So the parameters that take ids or words
of the dataset are given those as their values here: they must be accepted, and any other is a documented error. Nor
can a document say that `value_min` must not be more than `value_max`: such questions are left out too. The
cursor is left out, since it belongs to one list: `tests/web/test_cursors.py` has it.
"""

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import assume
from hypothesis import settings as hypothesis_settings
from schemathesis import Case
from starlette.testclient import TestClient

from app.main import create_app
from app.models import COLLECTIONS
from app.settings import Settings
from tests.serving import items_of, values_at

schema = schemathesis.pytest.from_fixture("api_schema")


@pytest.fixture(autouse=True)
def old_name(request: pytest.FixtureRequest) -> None:
    """Give a test the attribute that pytest 9.2 has renamed and schemathesis 4.32 still looks for."""
    request.node._nodeid = request.node.nodeid


@pytest.fixture(scope="module")
def api_schema(client: TestClient, settings: Settings) -> Any:
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
            else:  # no value is right
                left_out.append(parameter)
        listing["parameters"] = [one for one in listing["parameters"] if one not in left_out]
    searching = document["paths"]["/v1/search"]["get"]
    searching["parameters"] = [one for one in searching["parameters"] if one["name"] != "cursor"]
    loaded = schemathesis.openapi.from_dict(document)
    loaded.app = create_app(settings)
    return loaded


@schema.parametrize()
@hypothesis_settings(max_examples=5, deadline=None)
def test_all_checks(case: Case[Any]) -> None:
    with suppress(KeyError, TypeError, ValueError):  # where one is not there or no number, the checks may judge
        assume(float(case.query["value_min"]) <= float(case.query["value_max"]))
    case.call_and_validate()
