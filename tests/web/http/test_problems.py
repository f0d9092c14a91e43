import json

from starlette.testclient import TestClient

from app.web.http.problems import (
    INVALID_VALUE,
    PROBLEM_TYPES,
    STALE_CURSOR,
    ParameterError,
    ProblemError,
    problem_response,
)


def test_the_response_of_a_problem() -> None:
    error = ProblemError(
        INVALID_VALUE,
        "limit: It is odd.",
        [ParameterError(parameter="limit", detail="It is odd.", allowed=["2"], did_you_mean="2")],
        see="/v1",
        headers={"Retry-After": "5"},
    )
    response = problem_response(error, "/v1/metrics?limit=1", lambda path: f"https://host{path}")
    assert response.status_code == 422
    assert dict(response.headers) == {
        "retry-after": "5",
        "cache-control": "no-store",
        "content-length": str(len(response.body)),
        "content-type": "application/problem+json",
    }
    assert json.loads(bytes(response.body)) == {
        "type": "https://host/problems/invalid-value",
        "title": "A parameter has an invalid value",
        "status": 422,
        "detail": "limit: It is odd.",
        "instance": "https://host/v1/metrics?limit=1",
        "errors": [{"parameter": "limit", "detail": "It is odd.", "allowed": ["2"], "did_you_mean": "2"}],
        "see": "https://host/v1",
    }


def test_missing_optional_fields_are_left_out() -> None:
    error = ProblemError(STALE_CURSOR, "Old.", [ParameterError(parameter="cursor", detail="Old.")])
    body = json.loads(bytes(problem_response(error, "/", str).body))
    assert body == {
        "type": "/problems/stale-cursor",
        "title": "The cursor is of an older dataset",
        "status": 410,
        "detail": "Old.",
        "instance": "/",
        "errors": [{"parameter": "cursor", "detail": "Old."}],
    }


def test_every_type_has_a_page(client: TestClient) -> None:
    for slug, kind in PROBLEM_TYPES.items():
        response = client.get(f"/problems/{slug}")
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        page = response.text.replace("&#x27;", "'")
        assert f"<h1>{kind.title}</h1>" in page
        assert f"<p>Problem type <code>{slug}</code>, status {kind.status}.</p>" in page
        assert f"<p>{kind.meaning}</p>" in page.replace("<code>", "`").replace("</code>", "`")
