"""The parameters of each list and of search, as the OpenAPI document describes them."""

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from app.web.representations.sparse import sparse_parameters
from app.web.request.list_parameters import QUERY_PARAMETER, SEARCH_PARAMETERS, list_parameters
from app.web.request.media_types import FORMATS, format_parameter
from app.web.request.parameters import Parameter

METRICS = list_parameters(COLLECTIONS["metrics"])
EVERY = pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=list(COLLECTIONS))
VALUES = ["value_min", "value_max", "certainty"]
PAGES = ["limit", "cursor"]


@EVERY
def test_a_list_takes_its_filters_then_the_common_parameters(collection: Collection) -> None:
    found = list_parameters(collection, *sparse_parameters(collection))
    values = VALUES if collection.name == "metrics" else []
    assert list(found) == [*collection.filters, *values, "q", "sort", *PAGES, "facet", "fields", "embed"]
    assert all(name == parameter.name and parameter.description for name, parameter in found.items())
    assert [name for name, parameter in found.items() if parameter.is_required] == []


@EVERY
def test_the_allowed_values_of_sort_and_facet(collection: Collection) -> None:
    found = list_parameters(collection)
    assert found["facet"].schema["enum"] == list(collection.filters)
    assert found["sort"].schema["enum"][:2] == ["id", "-id"]
    assert {name.removeprefix("-") for name in found["sort"].schema["enum"]} == set(collection.sorts)
    assert (found["facet"].many, found["sort"].many, found["q"].many) == (True, True, False)


def test_more_parameters_come_last_and_search_requires_q() -> None:
    more = Parameter("more", "More.", {"type": "boolean"})
    assert list(list_parameters(COLLECTIONS["entities"], more))[-1] == "more"
    assert list(SEARCH_PARAMETERS) == ["q", "type", *PAGES]
    assert SEARCH_PARAMETERS["q"].openapi() == QUERY_PARAMETER.openapi() | {"required": True}
    assert SEARCH_PARAMETERS["type"].schema["enum"] == [*(one.type for one in COLLECTIONS.values()), "sentence"]


def test_a_filter_has_the_schema_of_its_values() -> None:
    assert METRICS["approximate"].schema == {"type": "boolean"}
    assert METRICS["year"].schema == {"type": "integer", "minimum": 1, "maximum": 9999}
    assert METRICS["status"].schema == {"type": "string", "enum": ["actual", "expected", "planned"]}
    assert METRICS["about"].schema == {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 100}
    assert METRICS["currency"].schema["pattern"] == "^[A-Z]{3}$"
    assert METRICS["unit"].schema == {"type": "string", "pattern": r"^[^,\x00-\x1f]+$", "maxLength": 100}
    assert METRICS["value_min"].schema == {"type": "number", "minimum": 0, "maximum": 10**18}


@EVERY
def test_sending_every_default_is_valid(client: TestClient, collection: Collection) -> None:
    found = list_parameters(collection, *sparse_parameters(collection), format_parameter(FORMATS))
    defaults = {name: one.schema["default"] for name, one in found.items() if "default" in one.schema}
    assert defaults == {"limit": 50, "format": "json"}
    assert client.get(collection.path, params=defaults).json()["items"] == client.get(collection.path).json()["items"]


def test_a_filter_describes_its_ids_and_whether_it_takes_several() -> None:
    assert METRICS["event"].description == (
        "Figures about these events. Ids of `/v1/events`. Several values, separated by commas, mean any of them."
    )
    assert METRICS["approximate"].description == "Whether the words say that the figure is approximate."
    assert not METRICS["approximate"].many
    assert "Ids of `/v1/entities`." in list_parameters(COLLECTIONS["signed_projects"])["party"].description
