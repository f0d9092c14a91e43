import re

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from app.models.fact import Fact
from app.web.docs.llms import MEDIA_TYPE, llms_txt
from app.web.http.links import Links
from app.web.http.problems import PROBLEM_TYPES
from app.web.query.embedding import embeds
from app.web.request.list_parameters import list_parameters

PAGE = llms_txt(Links())
LINK = re.compile(r"^- \[[^\]]+\]\(([^)]+)\)(: \S.*)?$", re.MULTILINE)


def line_of(collection: Collection) -> str:
    """Return the line about a collection."""
    return next(line for line in PAGE.splitlines() if line.startswith(f"- [{collection.name}]({collection.path}): "))


def words(text: str) -> set[str]:
    """Return the names in the code spans of a text, without their possible values."""
    return {name.partition("=")[0] for code in re.findall(r"`([^`]+)`", text) for name in code.split()}


def test_llms_txt_has_the_format_of_llmstxt_org() -> None:
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


def test_llms_txt_is_short() -> None:
    assert len(PAGE.encode()) < 8_500


def test_llms_txt_needs_no_dataset(client: TestClient, empty_client: TestClient) -> None:
    for one in (client, empty_client):
        response = one.get("/llms.txt")
        assert (response.status_code, response.headers["content-type"]) == (200, MEDIA_TYPE)
        assert response.text == PAGE


@pytest.mark.parametrize("path", LINK.findall(PAGE), ids=lambda found: found[0])
def test_every_link_of_llms_txt_works(client: TestClient, path: tuple[str, str]) -> None:
    assert client.get(path[0]).status_code == 200


def test_links_of_llms_txt_are_full_urls_with_a_public_url() -> None:
    page = llms_txt(Links("https://facts.example"))
    assert page.replace("(https://facts.example/", "(/") == PAGE
    assert all(path.startswith("https://facts.example/") for path, _ in LINK.findall(page))


def test_llms_txt_names_every_path(client: TestClient) -> None:
    for path in client.get("/openapi.json").json()["paths"]:
        before, item, rest = path.partition("/{id}")
        if item:
            assert before in {collection.path for collection in COLLECTIONS.values()}
            assert f"`{rest or '/v1/<collection>/{id}'}`" in PAGE
        elif not path.startswith("/health/"):
            assert re.search(rf"[(`]{re.escape(path)}[)`?]", PAGE), path


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=COLLECTIONS)
def test_llms_txt_lists_fields_and_parameters_of_a_collection(collection: Collection) -> None:
    shared = words(next(line for line in PAGE.splitlines() if line.startswith("- Every list takes")))
    _, *parts = re.split(r"Fields|Takes|Sort|Embed", line_of(collection))
    fields, takes, sort, embed = map(words, parts)
    assert fields == {*collection.fact.model_fields} - {*Fact.model_fields}
    assert takes <= {*list_parameters(collection)} <= takes | shared
    assert {*collection.filters} <= takes | shared
    assert sort == {*collection.sorts}
    assert embed == {*embeds(collection)}


def test_llms_txt_lists_the_values_of_parameters() -> None:
    line = line_of(COLLECTIONS["metrics"])
    for said in (
        "comparator=eq|gt|lt|ge|le",
        "approximate=true|false",
        "place={entity}",
        "of={metric}",
        "unit={word}",
        "currency={code}",
        "year={number}",
    ):
        assert f" {said} " in line


def test_llms_txt_names_every_problem_type() -> None:
    assert {*PROBLEM_TYPES} <= words(PAGE)


def test_fields_take_no_paths_of_parts(client: TestClient) -> None:
    assert "`fields` takes whole fields: `quantity`, not `quantity.text`." in PAGE
    assert client.get("/v1/metrics?fields=quantity").status_code == 200
    assert client.get("/v1/metrics?fields=quantity.text").status_code == 422


def said_of(name: str) -> str:
    """Return the line about a parameter."""
    return next(line for line in PAGE.splitlines() if line.startswith(f"- `{name}`: "))


@pytest.mark.parametrize(
    ("certainty", "least", "is_found"),
    [("certain", 60_000, True), ("certain", 70_000, False), ("possible", 70_000, True), ("stated", 70_000, False)],
)
def test_the_note_on_certainty_is_true(client: TestClient, certainty: str, least: int, is_found: bool) -> None:
    line = said_of("certainty")
    assert f"`{certainty}`" in line
    assert "“Over 63,000” is certainly at least 60,000, and only possibly at least 70,000." in line
    items = client.get(f"/v1/metrics?value_min={least}&certainty={certainty}").json()["items"]
    assert ("over 63,000" in [item["quantity"]["text"] for item in items]) == is_found
    assert "only beside one of them" in line
    assert client.get(f"/v1/metrics?certainty={certainty}").status_code == 422


def test_the_note_on_certainty_of_approximations_is_true(client: TestClient) -> None:
    assert "`stated`, where it is not given" in said_of("certainty")
    found = {
        certainty: [item["quantity"]["text"] for item in client.get(address).json()["items"]]
        for certainty in ("certain", "possible", "stated", "")
        for address in [f"/v1/metrics?value_min=3e11{certainty and f'&certainty={certainty}'}"]
    }
    approximation = "approximately RMB 319 billion"
    lower_bounds = ["over 63,000", "more than 1,500", "more than 30,000"]
    assert sorted(found.pop("possible")) == sorted([approximation, *lower_bounds])
    assert found == {"certain": [], "stated": [approximation], "": [approximation]}


def test_the_note_on_search_is_true(client: TestClient) -> None:
    line = said_of("q")

    def found(query: str) -> set[str]:
        items = client.get("/v1/search", params={"q": query, "limit": 500}).json()["items"]
        return {item["href"] for item in items}

    for said in ("all of the words must be there", "Quotation marks", "`*` after a word", "no OR and no NOT"):
        assert said in line
    assert found("digital trade") == found("TRADE dígital") >= found('"digital trade"') > set()
    assert found("digital zebra") == found("digital OR zebra") == found('"trade digital"') == found("digi") == set()
    assert found("digi*") >= found("digital") == found("-digital") > set()
    assert "`0.319 trillion` finds “319 billion”" in line
    assert "/v1/metrics/hangzhou-digital-trade-volume-2023" in found("0.319 trillion") == found("319 billion")
    types = re.findall(r"`type=([^`]+)`", line)[0].split("|")
    assert client.get("/v1/search", params={"q": "digital", "type": ",".join(types)}).json()["total"] == len(
        found("digital")
    )


@pytest.mark.parametrize(
    ("said", "address", "status"),
    [
        ("`limit` is from 1 to 500, ", "/v1/metrics?limit=500", 200),
        ("`limit` is from 1 to 500, ", "/v1/metrics?limit=501", 422),
        (" and with `embed` 50 at the most.", "/v1/metrics?embed=place&limit=50", 200),
        (" and with `embed` 50 at the most.", "/v1/metrics?embed=place&limit=51", 422),
        ("Facets are in JSON only.", "/v1/metrics?facet=kind&format=json", 200),
        ("Facets are in JSON only.", "/v1/metrics?facet=kind&format=csv", 422),
        ("Facets are in JSON only.", "/v1/metrics?facet=kind&format=ndjson", 422),
        ("Facets are in JSON only.", "/v1/metrics?facet=kind&format=jsonld", 422),
        ("take several values with commas", "/v1/metrics?kind=count,money&sort=-amount,name&facet=kind,unit", 200),
        ("take several values with commas", "/v1/metrics?year=2022,2023&fields=id,name&embed=place,event", 200),
        ("; `true|false`, `value_min`, `value_max` and `certainty` one.", "/v1/metrics?approximate=true,false", 422),
        ("; `true|false`, `value_min`, `value_max` and `certainty` one.", "/v1/metrics?value_min=1,2", 422),
    ],
)
def test_the_note_on_lists_is_true(client: TestClient, said: str, address: str, status: int) -> None:
    assert said in next(line for line in PAGE.splitlines() if line.startswith("- Every list takes"))
    assert client.get(address).status_code == status


def test_the_note_on_verification_is_true(client: TestClient) -> None:
    assert "`/verification` (computed for each request, not cached)" in PAGE
    response = client.get("/v1/metrics/hangzhou-digital-trade-volume-2023/verification")
    assert response.headers["cache-control"] == "no-store"
