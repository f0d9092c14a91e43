import hashlib

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.settings import ROOT
from tests.conftest import counted_statements
from tests.serving import SECURITY, problem_of
from tests.whole import Dataset

SOURCE = "/v1/sources/consul-general-pakistan-digital"


def test_the_text_is_served_byte_for_byte(client: TestClient) -> None:
    with counted_statements() as statements:
        response = client.get(f"{SOURCE}/text")
    assert len(statements) == 4  # the dataset, the size of the table; the source, and its text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.content == (ROOT / "seed_data/consul-general-pakistan-digital/article.txt").read_bytes()
    source = client.get(SOURCE).json()
    assert hashlib.sha256(response.content).hexdigest() == source["text_sha256"]
    assert len(response.text) == source["length"] == 2967


@pytest.mark.parametrize(
    ("path", "media_type"), [("text", "text/plain; charset=utf-8"), ("coverage", "application/json")]
)
def test_the_headers_of_a_text(client: TestClient, dataset: Dataset, path: str, media_type: str) -> None:
    fixed = {"Accept-Encoding": "identity", "X-Request-ID": "mine"}
    whole = client.get(f"{SOURCE}/{path}", headers=fixed)
    etag = whole.headers["ETag"]
    location = f"/v1/@{dataset.version}{SOURCE.removeprefix('/v1')}/{path}"
    known_by = {"cache-control": "public, no-cache", "content-location": location, "etag": etag}
    assert own(whole) == {**known_by, "content-type": media_type, "content-length": str(len(whole.content))}
    again = client.get(f"{SOURCE}/{path}", headers={**fixed, "If-None-Match": etag})
    assert (again.status_code, again.content, own(again)) == (304, b"", known_by)
    kept = client.get(location, headers=fixed)
    assert kept.content == whole.content
    assert own(kept) == {**own(whole), "cache-control": "public, max-age=31536000, immutable"}


def own(response: Response) -> dict[str, str]:
    """Return the headers without those that every response has."""
    edge = {*SECURITY, "content-security-policy", "x-request-id", "vary"}
    return {name: value for name, value in response.headers.items() if name not in edge}


@pytest.mark.parametrize(("path", "media_type"), [("text", "text/plain"), ("coverage", "application/json")])
def test_a_text_has_no_other_format(client: TestClient, path: str, media_type: str) -> None:
    assert problem_of(client, client.get(f"{SOURCE}/{path}", headers={"Accept": "text/csv"})) == {
        "problem": "406 not-acceptable",
        "detail": f"Accept asks for 'text/csv'; there is {media_type}.",
        "instance": f"{SOURCE}/{path}",
        "errors": [],
    }


def test_the_text_of_an_unknown_source_is_not_found(client: TestClient) -> None:
    assert problem_of(client, client.get(f"{SOURCE}s/text")) == {
        "problem": "404 not-found",
        "detail": "No source has the id 'consul-general-pakistan-digitals'. "
        "Did you mean 'consul-general-pakistan-digital'?",
        "instance": f"{SOURCE}s/text",
        "errors": [],
        "see": SOURCE,
    }


def test_a_text_takes_no_parameters(client: TestClient) -> None:
    assert problem_of(client, client.get(f"{SOURCE}/text?start=1"))["problem"] == "422 unknown-parameter"
