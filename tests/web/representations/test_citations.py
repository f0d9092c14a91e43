import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.web.http.links import Links
from app.web.representations.citations import best_evidence, cite_dataset, cite_fact
from tests.whole import Dataset

LINK = Links()
SOURCE = {
    "type": "source",
    "id": "fair",
    "href": "/v1/sources/fair",
    "title": "Fair & trade: 5% up",
    "publisher": None,
    "published": None,
    "evidence": [{"supports": "title", "exact": "Fair & trade: 5% up", "start": 0, "end": 19}],
}
PUBLISHED = {**SOURCE, "publisher": "Xinjiang Trade Daily", "published": "2024-06-17"}
METRIC = {
    "type": "metric",
    "id": "sellers",
    "href": "/v1/metrics/sellers",
    "name": "Sellers at the fair",
    "evidence": [
        {"supports": None, "basis": "stated", "exact": "Sellers rose to over 63,000", "start": 573, "end": 600},
        {"supports": "quantity", "basis": "stated", "exact": "over 63,000", "start": 589, "end": 600},
    ],
    "period": None,
    "attribution": {"kind": "article", "name": None},
}
STATEMENT = {
    "type": "statement",
    "id": "bridge",
    "href": "/v1/statements/bridge",
    "speaker": {"type": "speaker", "id": "sadyk", "name": "Aigerim Sadyk", "href": "/v1/speakers/sadyk"},
    "mode": "direct",
    "text": "Trade is\nour bridge,",
    "evidence": [
        {"supports": None, "basis": "stated", "exact": "“Trade is\nour bridge,” she said.", "start": 9, "end": 40}
    ],
}

LATEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciicircum{}": "^",
    r"\textasciitilde{}": "~",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    **{f"\\{sign}": sign for sign in "&%$#_"},
}
"""The character that each command of LaTeX prints."""


def test_a_metric_is_cited_by_its_figure() -> None:
    citation = cite_fact(METRIC, SOURCE, "4f1c", LINK)
    assert citation.text == (
        "“over 63,000” (Sellers at the fair). In: “Fair & trade: 5% up”, characters 589–600. "
        "Expo Facts, dataset 4f1c, /v1/@4f1c/metrics/sellers"
    )
    assert citation.permalink == "/v1/@4f1c/metrics/sellers"
    assert citation.bibtex == (
        "@misc{metric-sellers,\n"
        "  title = {{Sellers at the fair}},\n"
        "  howpublished = {Expo Facts, dataset 4f1c},\n"
        "  note = {“over 63,000” (Sellers at the fair). In: “Fair \\& trade: 5\\% up”, characters 589–600},\n"
        "  url = {/v1/@4f1c/metrics/sellers},\n"
        "}\n"
    )
    assert citation.csl == {
        "id": "metric-sellers",
        "type": "dataset",
        "title": "Sellers at the fair",
        "container-title": "Expo Facts",
        "version": "4f1c",
        "URL": "/v1/@4f1c/metrics/sellers",
        "note": "“over 63,000” (Sellers at the fair). In: “Fair & trade: 5% up”, characters 589–600",
        "original-title": "Fair & trade: 5% up",
    }


def test_publisher_and_date_are_those_of_the_source() -> None:
    citation = cite_fact(METRIC, PUBLISHED, "4f1c", Links("https://facts.example"))
    place = "In: “Fair & trade: 5% up”, Xinjiang Trade Daily, 2024-06-17, characters 589–600"
    permalink = "https://facts.example/v1/@4f1c/metrics/sellers"
    assert citation.text == f"“over 63,000” (Sellers at the fair). {place}. Expo Facts, dataset 4f1c, {permalink}"
    assert citation.csl["original-publisher"] == "Xinjiang Trade Daily"
    assert citation.csl["original-date"] == {"date-parts": [[2024, 6, 17]]}
    assert citation.csl["URL"] == citation.permalink == permalink
    assert not citation.csl.keys() & {"publisher", "issued", "accessed"}
    assert not re.search("year|publisher =|urldate", citation.bibtex)


@pytest.mark.parametrize(
    ("mode", "by"),
    [
        ("direct", " (Aigerim Sadyk)"),
        ("indirect", " (the source, reporting Aigerim Sadyk)"),
        ("narrated", " (the source, on Aigerim Sadyk)"),
        ("article", ""),
    ],
)
def test_a_statement_is_cited_by_its_words_and_its_speaker(mode: str, by: str) -> None:
    speaker = STATEMENT["speaker"] if by else None
    citation = cite_fact({**STATEMENT, "mode": mode, "speaker": speaker}, SOURCE, "4f1c", LINK)
    assert citation.text.startswith(f"“Trade is our bridge,”{by}. In: “Fair & trade: 5% up”, characters 10–30. Expo")
    assert citation.csl["title"] == "Trade is our bridge,"
    assert "\n" not in citation.text


def test_a_statement_outside_its_evidence_is_cited_by_the_evidence() -> None:
    citation = cite_fact({**STATEMENT, "text": "Trade binds"}, SOURCE, "4f1c", LINK)
    assert citation.text.startswith("““Trade is our bridge,” she said.” (Aigerim Sadyk). In: ")
    assert "characters 9–41. Expo" in citation.text


def test_a_citation_names_inferred_fields() -> None:
    guessed = {"supports": "speaker", "basis": "inferred", "exact": "she said", "start": 32, "end": 40}
    evidence = [*STATEMENT["evidence"], guessed, guessed]
    citation = cite_fact({**STATEMENT, "evidence": evidence}, SOURCE, "4f1c", LINK)
    assert citation.text.startswith("“Trade is our bridge,” (Aigerim Sadyk; inferred: speaker). In: ")
    assert citation.csl["note"].startswith("“Trade is our bridge,” (Aigerim Sadyk; inferred: speaker). In: ")


def test_a_metric_is_cited_with_its_period_and_attribution(client: TestClient) -> None:
    citation = client.get("/v1/metrics/hangzhou-digital-trade-volume-2023/citation").json()
    assert citation["text"].startswith(
        "“approximately RMB 319 billion” (Digital trade volume of Hangzhou, 2023; according to China Economic Net; "
        "inferred: place). In: “Consul general "
    )


def test_every_statement_is_cited_with_its_position(client: TestClient, dataset: Dataset) -> None:
    (stored,) = dataset.texts.values()
    for item in client.get("/v1/statements").json()["items"]:
        told = client.get(f"{item['href']}/citation").json()["csl"]["note"]
        start, end = re.findall(r"characters (\d+)–(\d+)$", told)[0]
        assert stored.text[int(start) : int(end)] == item["text"]


@pytest.mark.parametrize(
    ("source", "published"),
    [(SOURCE, ""), (PUBLISHED, "Xinjiang Trade Daily, 2024-06-17"), ({**SOURCE, "evidence": []}, "")],
)
def test_a_source_is_cited_by_its_title(source: dict[str, Any], published: str) -> None:
    citation = cite_fact(source, source, "4f1c", LINK)
    origin = ", ".join(filter(None, ["“Fair & trade: 5% up”", published]))
    assert citation.text == f"{origin}. Expo Facts, dataset 4f1c, /v1/@4f1c/sources/fair"
    assert citation.csl.get("note", "") == published
    assert (f"  note = {{{published}}},\n" in citation.bibtex) is bool(published)
    assert "  title = {{Fair \\& trade: 5\\% up}},\n" in citation.bibtex


def test_bibtex_keys_have_no_underscores() -> None:
    project = {**METRIC, "type": "signed_project", "href": "/v1/signed-projects/sellers"}
    assert cite_fact(project, SOURCE, "4f1c", LINK).csl["id"] == "signed-project-sellers"


def test_the_citation_of_the_dataset() -> None:
    citation = cite_dataset("4f1c", {"sources": 2, "metrics": 7, "signed_projects": 4}, LINK)
    assert citation.text == "Expo Facts, dataset 4f1c, /v1/@4f1c"
    assert citation.bibtex == (
        "@misc{expo-facts,\n"
        "  title = {{Expo Facts}},\n"
        "  howpublished = {Expo Facts, dataset 4f1c},\n"
        "  note = {Facts: 11, sources: 2},\n"
        "  url = {/v1/@4f1c},\n"
        "}\n"
    )
    assert citation.csl == {
        "id": "expo-facts",
        "type": "dataset",
        "title": "Expo Facts",
        "container-title": "Expo Facts",
        "version": "4f1c",
        "URL": "/v1/@4f1c",
        "note": "Facts: 11, sources: 2",
    }


@pytest.mark.parametrize(
    ("supports", "best"),
    [
        (["place", None, "quantity", "quantity"], 2),
        (["place", "name", None, None], 2),
        (["place", "name"], 0),
        ([None, "text", "title"], 1),
        (["dateline", "title"], 1),
        ([], None),
    ],
)
def test_the_best_evidence_is_cited(supports: list[str | None], best: int | None) -> None:
    proofs = [{"supports": field, "start": start} for start, field in enumerate(supports)]
    assert best_evidence({"evidence": proofs}) == (None if best is None else proofs[best])


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Z"], include_characters="\\{}&%$#_^~<>|"), min_size=1))
def test_words_are_escaped_for_latex(name: str) -> None:
    citation = cite_fact({**METRIC, "name": name}, SOURCE, "4f1c", LINK)
    (title,) = re.findall(r"^  title = \{\{(.*)\}\},$", citation.bibtex, re.MULTILINE)
    depth = 0
    for sign in citation.bibtex:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    command = re.compile("|".join(map(re.escape, LATEX)))
    assert not re.search(r"[\\{}&%$#_^~<>|]", command.sub("", title))
    assert command.sub(lambda found: LATEX[found[0]], title) == " ".join(name.split())
