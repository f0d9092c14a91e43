"""A filter value that the dataset does not have is an error, not an empty list."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from app.web.query.known_values import _known_values_query
from tests.conftest import counted_statements
from tests.serving import problem_of

UNITS = ["buyer", "country or region", "enterprise", "project", "seller"]


@pytest.mark.parametrize(
    ("query", "detail", "more"),
    [
        ("about=digital-trad", "/v1/entities has no 'digital-trad'.", {"did_you_mean": "digital-trade"}),
        ("source=0", "/v1/sources has no '0'.", {}),
        ("unit=sellers", "/v1/metrics has no 'sellers'.", {"allowed": UNITS, "did_you_mean": "seller"}),
        ("unit=hangzhou&place=hangzhou", "/v1/metrics has no 'hangzhou'.", {"allowed": UNITS}),
        ("unit=%23", "/v1/metrics has no '#'.", {"allowed": UNITS}),
        ("currency=RMB", "/v1/metrics has no 'RMB'.", {"allowed": ["CNY"], "did_you_mean": "CNY"}),
        ("currency=USD", "/v1/metrics has no 'USD'.", {"allowed": ["CNY"]}),
        ("currency=XYZ", "/v1/metrics has no 'XYZ'.", {"allowed": ["CNY"]}),
    ],
)
def test_a_value_that_the_dataset_does_not_have_is_refused(
    client: TestClient, query: str, detail: str, more: dict[str, Any]
) -> None:
    name, meant = query.partition("=")[0], more.get("did_you_mean")
    assert problem_of(client, client.get(f"/v1/metrics?{query}")) == {
        "problem": "422 invalid-value",
        "detail": f"{name}: {detail}" + (f" Did you mean {meant!r}?" if meant else ""),
        "instance": f"/v1/metrics?{query}",
        "errors": [{"parameter": name, "detail": detail, **more}],
    }


def test_every_unknown_value_is_named(client: TestClient) -> None:
    body = problem_of(client, client.get("/v1/events?place=hangzou,china,shangai&kind=exppo&part_of=x"))
    assert [(error["parameter"], error.get("did_you_mean")) for error in body["errors"]] == [
        ("kind", "expo"),
        ("place", "hangzhou"),
        ("place", "shanghai"),
        ("part_of", None),
    ]


def test_the_maximum_number_of_values_is_checked(client: TestClient) -> None:
    names = [name for name, spec in COLLECTIONS["metrics"].filters.items() if spec.refers]
    many = ",".join(f"x{number}" for number in range(100))
    with counted_statements() as statements:
        response = client.get("/v1/metrics", params=dict.fromkeys([*names, "unit"], many))
    assert len(problem_of(client, response)["errors"]) == 100 * (len(names) + 1)
    assert len(statements) == 4 + len([*names, "unit"]) + 2 * 10  # ten suggestions, each from both neighbours


def test_one_query_checks_any_number_of_values(client: TestClient) -> None:
    before = _known_values_query.cache_info().currsize
    for many in (2, 20, 90):
        units = ["seller", "buyer", *(f"u{number}" for number in range(many))]
        assert len(client.get("/v1/metrics", params={"unit": ",".join(units)}).json()["errors"]) == many
    assert _known_values_query.cache_info().currsize <= before + 1
