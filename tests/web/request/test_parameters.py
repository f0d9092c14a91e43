import re
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from app.web.http.problems import ProblemError
from app.web.request.list_parameters import list_parameters
from app.web.request.parameters import EXPECTED, GivenParameters, read_parameters
from tests.serving import problem_of

METRICS = list_parameters(COLLECTIONS["metrics"])
NAMES = [
    "kind",
    "about",
    "unit",
    "currency",
    "comparator",
    "approximate",
    "status",
    "place",
    "event",
    "attribution",
    "of",
    "source",
    "mentions",
    "basis",
    "year",
    "value_min",
    "value_max",
    "certainty",
    "q",
    "sort",
    "limit",
    "cursor",
    "facet",
    "fields",
    "embed",
    "format",
]
CURRENCY = "^[A-Z]{3}$"
SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"


def test_valid_queries_are_read() -> None:
    query = (
        b"kind=count,money&kind=count&approximate=true&year=2023,2024&limit=500&sort=-amount&unit=country%20or+region"
    )
    assert read_parameters(METRICS, query) == GivenParameters(
        values={
            "kind": ("count", "money"),
            "approximate": (True,),
            "year": (2023, 2024),
            "limit": (500,),
            "sort": ("-amount",),
            "unit": ("country or region",),
        },
        pairs=[
            ("kind", "count,money"),
            ("kind", "count"),
            ("approximate", "true"),
            ("year", "2023,2024"),
            ("limit", "500"),
            ("sort", "-amount"),
            ("unit", "country or region"),
        ],
    )


def test_missing_parameters_have_defaults() -> None:
    given_ = read_parameters(METRICS, b"")
    assert (given_, given_["kind"], given_.value("limit", 50), given_.value("cursor")) == (
        GivenParameters(),
        (),
        50,
        None,
    )


def test_parameters_without_some_names() -> None:
    given_ = read_parameters(METRICS, b"kind=count&limit=5&kind=money&cursor=a")
    assert given_.without("kind", "cursor", "sort") == GivenParameters({"limit": (5,)}, [("limit", "5")])
    assert given_.without() == given_


UNKNOWN, REPEATED, INVALID = "422 unknown-parameter", "422 repeated-parameter", "422 invalid-value"


@pytest.mark.parametrize(
    ("query", "problem", "detail", "more"),
    [
        ("knd=count", UNKNOWN, "There is no parameter 'knd' here.", {"allowed": NAMES, "did_you_mean": "kind"}),
        (
            "Kind=count",
            UNKNOWN,
            "There is no parameter 'Kind' here.",
            {"allowed": NAMES, "did_you_mean": "kind"},
        ),
        ("offset=20", UNKNOWN, "There is no parameter 'offset' here.", {"allowed": NAMES, "did_you_mean": "cursor"}),
        ("Include=of", UNKNOWN, "There is no parameter 'Include' here.", {"allowed": NAMES, "did_you_mean": "embed"}),
        (
            "min_value=1",
            UNKNOWN,
            "There is no parameter 'min_value' here.",
            {"allowed": NAMES, "did_you_mean": "value_min"},
        ),
        ("edition=3", UNKNOWN, "There is no parameter 'edition' here.", {"allowed": NAMES}),
        ("zzz", UNKNOWN, "There is no parameter 'zzz' here.", {"allowed": NAMES}),
        ("=1", UNKNOWN, "There is no parameter '' here.", {"allowed": NAMES}),
        ("limit=5&limit=5", REPEATED, "It is given 2 times; give it once.", {}),
        ("approximate=true&approximate=false", REPEATED, "It is given 2 times; give it once.", {}),
        ("limit=0", INVALID, "'0' is not a whole number from 1 to 500.", {}),
        ("limit=501", INVALID, "'501' is not a whole number from 1 to 500.", {}),
        ("limit=", INVALID, "'' is not a whole number from 1 to 500.", {}),
        ("limit=1.0", INVALID, "'1.0' is not a whole number from 1 to 500.", {}),
        ("limit=-1", INVALID, "'-1' is not a whole number from 1 to 500.", {}),
        ("limit=1%20", INVALID, "'1 ' is not a whole number from 1 to 500.", {}),
        ("limit=%D9%A3", INVALID, "'٣' is not a whole number from 1 to 500.", {}),
        ("year=23,24,x", INVALID, "'x' is not a whole number from 1 to 9999.", {}),
        (
            "approximate=yes",
            INVALID,
            "'yes' is neither true nor false.",
            {"allowed": ["true", "false"]},
        ),
        (
            "status=actuall",
            INVALID,
            "'actuall' is not one of its values.",
            {"allowed": ["actual", "expected", "planned"], "did_you_mean": "actual"},
        ),
        (
            "basis=stated,",
            INVALID,
            "'' is not one of its values.",
            {"allowed": ["stated", "inferred"]},
        ),
        ("about=", INVALID, f"'' is not {EXPECTED[SLUG]}.", {}),
        ("about=China", INVALID, f"'China' is not {EXPECTED[SLUG]}.", {"did_you_mean": "china"}),
        ("about=china%0A", INVALID, f"'china\\n' is not {EXPECTED[SLUG]}.", {"did_you_mean": "china"}),
        (
            "mentions=the%20IoT!",
            INVALID,
            f"'the IoT!' is not {EXPECTED[SLUG]}.",
            {"did_you_mean": "the-iot"},
        ),
        ("currency=rmb", INVALID, f"'rmb' is not {EXPECTED[CURRENCY]}.", {"did_you_mean": "CNY"}),
        (
            "currency=US%20dollars",
            INVALID,
            f"'US dollars' is not {EXPECTED[CURRENCY]}.",
            {"did_you_mean": "USD"},
        ),
        ("currency=pesos", INVALID, f"'pesos' is not {EXPECTED[CURRENCY]}.", {}),
        ("currency=", INVALID, f"'' is not {EXPECTED[CURRENCY]}.", {}),
        ("unit=%00", INVALID, "'\\x00' is not one or more words, of 100 characters at the most.", {}),
        ("cursor=%C3%A9", INVALID, "'é' is not a cursor as a `next` link has it.", {}),
        (
            f"about={'a' * 101}",
            INVALID,
            f"'{'a' * 100}' is not {EXPECTED[SLUG]}.",
            {"did_you_mean": "a" * 100},
        ),
        (f"place={'a,' * 100}a", INVALID, "It has 101 values; give 100 at the most.", {}),
    ],
)
def test_an_invalid_parameter_is_reported(
    client: TestClient, query: str, problem: str, detail: str, more: dict[str, Any]
) -> None:
    name = query.partition("=")[0]
    meant = f" Did you mean {more['did_you_mean']!r}?" if "did_you_mean" in more else ""
    assert problem_of(client, client.get(f"/v1/metrics?{query}")) == {
        "problem": problem,
        "detail": f"{name}: {detail}{meant}",
        "instance": f"/v1/metrics?{query}",
        "errors": [{"parameter": name, "detail": detail, **more}],
    }


@pytest.mark.parametrize(
    ("path", "name", "meant"),
    [
        ("/v1/search", "sort", None),
        ("/v1/search", "types", "type"),
        ("/v1/metrics", "start", None),
        ("/v1/metrics", "count", None),
        ("/v1/metrics", "entities", None),
        ("/v1/metrics", "aproximate", "approximate"),
        ("/v1/metrics", "valuemin", "value_min"),
        ("/v1/metrics", "lang", None),
        ("/v1/sources", "lang", "language"),
        ("/v1/sources", "source", None),
        ("/v1/sources", "fileds", "fields"),
        ("/v1/sources", "curser", "cursor"),
        ("/v1/statements", "speeker", "speaker"),
        ("/v1/events", "plase", "place"),
        ("/v1/events", "part-of", "part_of"),
        ("/v1/signed-projects", "part-of", None),
    ],
)
def test_only_similar_names_are_suggested(client: TestClient, path: str, name: str, meant: str | None) -> None:
    error = problem_of(client, client.get(f"{path}?{name}=x"))["errors"][0]
    assert (error["parameter"], error["detail"]) == (name, f"There is no parameter {name!r} here.")
    assert error.get("did_you_mean") == meant


def test_several_invalid_parameters_are_reported_together(client: TestClient) -> None:
    query = "limit=1000&mode=dirct&speakers=x&cursor=a&cursor=b&event=opening-ceremony"
    modes = ["direct", "indirect", "narrated", "article"]
    filters = ["speaker", "mode", "event", "source", "mentions", "basis"]
    names = [*filters, "q", "sort", "limit", "cursor", "facet", "fields", "embed", "format"]
    assert problem_of(client, client.get(f"/v1/statements?{query}")) == {
        "problem": INVALID,
        "detail": "limit: '1000' is not a whole number from 1 to 500. "
        "mode: 'dirct' is not one of its values. Did you mean 'direct'? "
        "speakers: There is no parameter 'speakers' here. Did you mean 'speaker'? "
        "cursor: It is given 2 times; give it once.",
        "instance": f"/v1/statements?{query}",
        "errors": [
            {"parameter": "limit", "detail": "'1000' is not a whole number from 1 to 500."},
            {
                "parameter": "mode",
                "detail": "'dirct' is not one of its values.",
                "allowed": modes,
                "did_you_mean": "direct",
            },
            {
                "parameter": "speakers",
                "detail": "There is no parameter 'speakers' here.",
                "allowed": names,
                "did_you_mean": "speaker",
            },
            {"parameter": "cursor", "detail": "It is given 2 times; give it once."},
        ],
    }


@pytest.mark.parametrize("octets", ["%ff", "caf%E9", "%C3", "%ED%A0%80", "%F0%9F%A6%84%BF", "digital,%80"])
@pytest.mark.parametrize("name", ["q", "unit", "sort", "limit", "approximate"])
def test_a_value_that_is_not_utf8_is_refused(client: TestClient, name: str, octets: str) -> None:
    detail = "It is not UTF-8. Send it as UTF-8, percent-encoded: é is %C3%A9."
    assert problem_of(client, client.get(f"/v1/metrics?{name}={octets}")) == {
        "problem": INVALID,
        "detail": f"{name}: {detail}",
        "instance": f"/v1/metrics?{name}={octets}",
        "errors": [{"parameter": name, "detail": detail}],
    }


def test_a_name_that_is_not_utf8_is_unknown(client: TestClient) -> None:
    assert problem_of(client, client.get("/v1/search?q=a&%FF=%FF"))["errors"] == [
        {
            "parameter": "\ufffd",
            "detail": "There is no parameter '\ufffd' here.",
            "allowed": ["q", "type", "limit", "cursor"],
        }
    ]


@pytest.mark.parametrize("query", ["q=caf%C3%A9", "q=café", "q=caf%C3\u00a9", "%71=caf%c3%a9"])
def test_utf8_is_read_encoded_or_not(query: str) -> None:
    octets = query.encode("latin-1" if "\u00a9" in query else "utf-8")
    assert read_parameters(METRICS, octets).pairs == [("q", "café")]


def test_a_replacement_character_is_a_valid_value() -> None:
    assert read_parameters(METRICS, b"q=%EF%BF%BD").value("q") == "\ufffd"


def test_too_many_parameters_are_refused(client: TestClient) -> None:
    assert problem_of(client, client.get(f"/v1/metrics?{'a=1&' * 200}")) == {
        "problem": INVALID,
        "detail": "There are 200 parameters; give 100 at the most.",
        "instance": f"/v1/metrics?{'a=1&' * 200}",
        "errors": [],
    }


@pytest.mark.parametrize(
    "query", [f"{'x' * 10_000}=1", f"unit={'%F0%9F%A6%84' * 1000}", "unit=%FF", "%FF=%00", "kind=%"]
)
def test_odd_queries_are_a_422(client: TestClient, query: str) -> None:
    body = problem_of(client, client.get(f"/v1/metrics?{query}"))
    assert body["problem"] in (UNKNOWN, INVALID)
    assert len(body["detail"]) < 300


@given(st.binary())
def test_any_query_is_read_or_refused(query: bytes) -> None:
    try:
        given_ = read_parameters(METRICS, query)
    except ProblemError as problem:
        assert problem.kind.status == 422
    else:
        assert set(given_.values) <= set(METRICS)


@given(
    st.dictionaries(
        st.sampled_from(sorted(METRICS)), st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4
    )
)
def test_accepted_values_match_their_schema(asked: dict[str, str]) -> None:
    try:
        given_ = read_parameters(METRICS, urlencode(asked).encode())
    except ProblemError as problem:
        assert {error.parameter for error in problem.errors} <= set(asked)
        return
    for name, values in given_.values.items():
        pattern = METRICS[name].schema.get("pattern")
        assert all(value in METRICS[name].schema.get("enum", [value]) for value in values)
        assert all(re.search(pattern, value) for value in values) if pattern else True


def test_a_parameter_in_the_openapi_document() -> None:
    assert METRICS["kind"].openapi() == {
        "name": "kind",
        "in": "query",
        "required": False,
        "description": "Figures of these kinds. Several values, separated by commas, mean any of them.",
        "schema": {
            "type": "array",
            "items": {
                "type": "string",
                "enum": ["count", "money", "share", "change", "multiple", "area", "duration"],
            },
            "minItems": 1,
            "maxItems": 100,
        },
        "style": "form",
        "explode": False,
    }
    assert METRICS["approximate"].openapi() == {
        "name": "approximate",
        "in": "query",
        "required": False,
        "description": "Whether the words say that the figure is approximate.",
        "schema": {"type": "boolean"},
    }
