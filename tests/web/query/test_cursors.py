import base64
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.web.query.paging import MAX_FACT_NUMBER, PRESENTATION_PARAMETERS, query_digest, read_cursor, write_cursor
from tests.serving import problem_of
from tests.whole import Dataset

SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def token(value: Any) -> str:
    """Encode any JSON as a cursor is encoded."""
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


@given(last=st.integers(min_value=1, max_value=MAX_FACT_NUMBER - 1))
def test_a_cursor_is_read_back(last: int) -> None:
    assert read_cursor(write_cursor("version", "digest", last), "version", "digest", "/") == last


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "abcde",
        "AAAA",
        "_w",
        token(None),
        token(1),
        token({}),
        token("abc"),
        token([]),
        token(["version"]),
        token([1, 2, 3]),
        token(["version", "digest", 0]),
        token(["version", "digest", -1]),
        token(["version", "digest", 2**31]),
        token(["version", "digest", 1.0]),
        token(["version", "digest", True]),
        token(["version", "digest", "1"]),
        token(["version", "digest", None]),
        token(["version", "digest", 1, 2]),
        token(["version", "digest", "\ud800"]),
        token(["version", "digest", "é"]),
        f"{token(['version', 'digest', 1])}A",
        base64.urlsafe_b64encode(b'["version", "digest", 1]').decode(),
        base64.urlsafe_b64encode(b"[" * 1400).decode().rstrip("="),
    ],
)
def test_a_malformed_cursor_is_refused(client: TestClient, cursor: str) -> None:
    if len(cursor) % 4 == 0 and cursor.endswith("="):
        cursor = cursor.rstrip("=")
    detail = "It is not a cursor of this API. Take it from a `next` link, or leave it out to start again."
    assert problem_of(client, client.get("/v1/metrics", params={"cursor": cursor})) == {
        "problem": "422 malformed-cursor",
        "detail": f"cursor: {detail}",
        "instance": f"/v1/metrics?cursor={cursor}",
        "errors": [{"parameter": "cursor", "detail": detail}],
    }


@pytest.mark.parametrize(
    "change",
    [
        ("kind=count", "kind=money"),
        ("kind=count", "kind=count&q=expo"),
        ("sort=-amount", "sort=amount"),
        ("sort=-amount&", ""),
        ("metrics", "events"),
    ],
)
def test_a_cursor_of_another_list_is_refused(client: TestClient, change: tuple[str, str]) -> None:
    following = client.get("/v1/metrics?kind=count&sort=-amount&limit=1").json()["next"].replace(*change)
    following = following.replace("/v1/events?kind=count&sort=-amount", "/v1/events?sort=-name")
    detail = (
        "It belongs to a list with other filters or another sort. "
        "Take it from a `next` link, or leave it out to start again."
    )
    assert problem_of(client, client.get(following)) == {
        "problem": "422 malformed-cursor",
        "detail": f"cursor: {detail}",
        "instance": following,
        "errors": [{"parameter": "cursor", "detail": detail}],
    }


@pytest.mark.parametrize("query", ["sort=-amount", "kind=count", "q=hangzhou", "q=hangzhou&sort=name&place=hangzhou"])
@pytest.mark.parametrize("look", ["fields=id", "embed=place,event", "fields=place.name&embed=place", "facet=kind"])
def test_presentation_may_change_from_page_to_page(client: TestClient, query: str, look: str) -> None:
    def next_after(address: str) -> str:
        return str(client.get(address).json()["next"].rpartition("&cursor=")[2])

    cursor = next_after(f"/v1/metrics?{query}&limit=1")
    assert next_after(f"/v1/metrics?{query}&limit=1&{look}") == cursor
    rest = client.get(f"/v1/metrics?{query}&{look}&cursor={cursor}").json()
    assert rest["items"] == client.get(f"/v1/metrics?{query}&{look}").json()["items"][1:]
    linked = client.get(f"/v1/metrics?{query}&limit=1&format=jsonld").json()["as:next"]["@id"]
    lines = client.get(linked.replace("jsonld", "ndjson").replace("limit=1", "limit=50")).text.splitlines()
    assert [json.loads(line) for line in lines] == client.get(f"/v1/metrics?{query}").json()["items"][1:]


@SHARED
@given(cursor=st.text() | st.from_regex("[A-Za-z0-9_-]+", fullmatch=True))
def test_random_text_is_not_a_cursor(client: TestClient, cursor: str) -> None:
    assert client.get("/v1/metrics", params={"cursor": cursor}).status_code == 422


@SHARED
@given(values=st.lists(JSON, max_size=3) | st.tuples(st.integers(min_value=1, max_value=MAX_FACT_NUMBER - 1)))
def test_a_forged_cursor_never_breaks_the_server(client: TestClient, dataset: Dataset, values: list[Any]) -> None:
    for query in ([], [("sort", "-amount")], [("sort", "name,approximate")], [("q", "digital")]):
        forged = token([dataset.version, query_digest("/v1/metrics", query), *values])
        response = client.get("/v1/metrics", params=[*query, ("cursor", forged)])
        assert response.status_code in (200, 422)


@given(st.lists(st.tuples(st.sampled_from(["kind", "q", "sort", *PRESENTATION_PARAMETERS]), st.text())))
def test_the_digest_depends_on_filters_search_and_sort(pairs: list[tuple[str, str]]) -> None:
    kept = [pair for pair in pairs if pair[0] in ("kind", "q", "sort")]
    assert query_digest("/v1/metrics", pairs) == query_digest("/v1/metrics", kept)
    assert query_digest("/v1/metrics", [*kept, ("place", "x")]) != query_digest("/v1/metrics", kept)
    assert query_digest("/v1/events", kept) != query_digest("/v1/metrics", kept)
