import hashlib

from starlette.testclient import TestClient

from app.settings import ROOT
from tests.conftest import counted_statements
from tests.serving import problem_of

SOURCE = "/v1/sources/consul-general-pakistan-digital"


def test_the_text_is_served_byte_for_byte(client: TestClient) -> None:
    with counted_statements() as statements:
        response = client.get(f"{SOURCE}/text")
    assert len(statements) == 2
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.content == (ROOT / "seed_data/consul-general-pakistan-digital/article.txt").read_bytes()
    source = client.get(SOURCE).json()
    assert hashlib.sha256(response.content).hexdigest() == source["text_sha256"]
    assert len(response.text) == source["length"] == 2967


def test_the_text_of_no_source(client: TestClient) -> None:
    assert problem_of(client, client.get(f"{SOURCE}s/text")) == {
        "problem": "404 not-found",
        "detail": "No source has the id 'consul-general-pakistan-digitals'. "
        "Did you mean 'consul-general-pakistan-digital'?",
        "instance": f"{SOURCE}s/text",
        "errors": [],
        "see": SOURCE,
    }


def test_it_takes_no_parameters(client: TestClient) -> None:
    assert problem_of(client, client.get(f"{SOURCE}/text?start=1"))["problem"] == "422 unknown-parameter"
