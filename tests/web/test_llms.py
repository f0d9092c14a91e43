import re

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from app.models.fact import Fact
from app.web.embedding import embeds
from app.web.links import Links
from app.web.list_parameters import list_parameters
from app.web.llms import MEDIA_TYPE, llms_txt
from app.web.problems import PROBLEM_TYPES

PAGE = llms_txt(Links())
LINK = re.compile(r"^- \[[^\]]+\]\(([^)]+)\)(: \S.*)?$", re.MULTILINE)


def line_of(collection: Collection) -> str:
    """Return the line about a collection."""
    return next(line for line in PAGE.splitlines() if line.startswith(f"- [{collection.name}]({collection.path}): "))


def words(text: str) -> set[str]:
    """Return the names in a text that stands as code, without the values that they can have."""
    return {name.partition("=")[0] for code in re.findall(r"`([^`]+)`", text) for name in code.split()}


def test_its_form_is_that_of_llmstxt_org() -> None:
    head, *sections = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    assert re.match(r"# Expo Facts\n\n> [^\n]+\n\n\S", head)
    assert "\n#" not in head
    assert [section.partition("\n")[0] for section in sections] == [
        "Start here",
        "Collections",
        "Good calls",
        "Optional",
    ]
    for section in sections:
        _, blank, *lines = section.strip().split("\n")
        assert not blank
        assert all(LINK.match(line) for line in lines)


def test_it_is_short() -> None:
    assert len(PAGE.encode()) < 7_000


def test_its_address_needs_no_dataset(client: TestClient, empty_client: TestClient) -> None:
    for one in (client, empty_client):
        response = one.get("/llms.txt")
        assert (response.status_code, response.headers["content-type"]) == (200, MEDIA_TYPE)
        assert response.text == PAGE


@pytest.mark.parametrize("path", LINK.findall(PAGE), ids=lambda found: found[0])
def test_its_links_answer(client: TestClient, path: tuple[str, str]) -> None:
    assert client.get(path[0]).status_code == 200


def test_its_links_are_full_urls_where_the_api_has_a_public_one() -> None:
    page = llms_txt(Links("https://facts.example"))
    assert page.replace("(https://facts.example/", "(/") == PAGE
    assert all(path.startswith("https://facts.example/") for path, _ in LINK.findall(page))


def test_it_names_every_address_of_the_api(client: TestClient) -> None:
    for path in client.get("/openapi.json").json()["paths"]:
        before, item, rest = path.partition("/{id}")
        if item:
            assert before in {collection.path for collection in COLLECTIONS.values()}
            assert f"`{rest or '/v1/<collection>/{id}'}`" in PAGE
        elif not path.startswith("/health/"):
            assert re.search(rf"[(`]{re.escape(path)}[)`?]", PAGE), path


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=COLLECTIONS)
def test_it_says_what_a_collection_has_and_takes(collection: Collection) -> None:
    shared = words(next(line for line in PAGE.splitlines() if line.startswith("- Every list takes")))
    _, *parts = re.split(r"Fields|Takes|Sort|Embed", line_of(collection))
    fields, takes, sort, embed = map(words, parts)
    assert fields == {*collection.fact.model_fields} - {*Fact.model_fields}
    assert takes <= {*list_parameters(collection)} <= takes | shared
    assert {*collection.filters} <= takes | shared
    assert sort == {*collection.sorts}
    assert embed == {*embeds(collection)}


def test_it_says_what_values_a_parameter_can_have() -> None:
    line = line_of(COLLECTIONS["metrics"])
    for said in (
        "comparator=eq|gt|lt|ge|le",
        "approximate=true|false",
        "place={entity}",
        "of={metric}",
        "unit={word}",
        "year={number}",
    ):
        assert f" {said} " in line


def test_it_names_every_problem() -> None:
    assert {*PROBLEM_TYPES} <= words(PAGE)


def test_fields_that_it_warns_of(client: TestClient) -> None:
    assert "`fields` takes whole fields: `quantity`, not `quantity.text`." in PAGE
    assert client.get("/v1/metrics?fields=quantity").status_code == 200
    assert client.get("/v1/metrics?fields=quantity.text").status_code == 422
