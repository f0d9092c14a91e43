import hashlib
import json
from pathlib import Path

from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.conftest import counted_statements
from tests.serving import problem_of
from tests.whole import read_dataset, store

SOURCE = "/v1/sources/consul-general-pakistan-digital"

FACTS = """\
source:
  title: Fair opens
  language: en
  text_sha256: SHA256
  evidence: [Fair opens]
events:
  - {id: fair, name: fair, kind: fair, evidence: [fair]}
"""


def test_every_sentence_of_the_story_is_covered(client: TestClient) -> None:
    with counted_statements() as statements:
        body = client.get(f"{SOURCE}/coverage").json()
    assert (
        len(statements) == 16
    )  # the dataset, size of the table, source, text; and of six collections, which facts, and these
    assert body["source"]["href"] == SOURCE
    assert (body["total"], body["covered"]) == (17, 17)
    text = client.get(f"{SOURCE}/text").text
    for sentence in body["sentences"]:
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
        assert sentence["href"] == f"{SOURCE}/text#char={sentence['start']},{sentence['end']}"
        assert sentence["covered"] is True


def test_the_facts_of_a_sentence(client: TestClient) -> None:
    (sentence,) = [one for one in client.get(f"{SOURCE}/coverage").json()["sentences"] if one["start"] == 802]
    assert sentence["text"].startswith("In 2023, the city’s digital trade volume amounted to approximately RMB 319")
    assert [(fact["type"], fact["id"]) for fact in sentence["facts"]] == [
        ("statement", "article-on-the-report-of-hangzhous-digital-trade-volume"),
        ("metric", "hangzhou-digital-trade-volume-2023"),
        ("entity", "digital-trade"),
        ("entity", "hangzhou"),
        ("entity", "china-economic-net"),
    ]
    assert sentence["facts"][0]["name"] == sentence["text"]


def test_a_sentence_that_supports_nothing_is_flagged(tmp_path: Path) -> None:
    story = tmp_path / "seed" / "fair"
    story.mkdir(parents=True)
    text = "Fair opens\n\nMany came. The fair was long."
    (story / "article.txt").write_text(text)
    (story / "facts.yaml").write_text(FACTS.replace("SHA256", hashlib.sha256(text.encode()).hexdigest()))
    settings = Settings(database_url=f"sqlite:///{tmp_path}/facts.db", public_url="https://facts.example")
    store(read_dataset(story.parent), "", settings.database_url)
    with TestClient(create_app(settings)) as client:
        body = client.get("/v1/sources/fair/coverage").json()
    assert (body["total"], body["covered"]) == (3, 1)
    assert [sentence["covered"] for sentence in body["sentences"]] == [False, False, True]
    assert json.dumps(body).count('"/v1') == 0


def test_the_coverage_of_an_unknown_source_is_not_found(client: TestClient) -> None:
    assert problem_of(client, client.get("/v1/sources/nope/coverage"))["problem"] == "404 not-found"
