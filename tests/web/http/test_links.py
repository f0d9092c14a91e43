import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import COLLECTIONS
from app.web.http.links import LINK_FIELDS, Links, path_with_query
from app.web.query import embedding
from tests.serving import hrefs_in, items_of, serving
from tests.whole import Dataset

PUBLIC = "https://facts.example.org/expo"


def test_links_are_absolute_paths_or_full_urls() -> None:
    assert Links()("/v1") == "/v1"
    assert Links(PUBLIC)("/v1") == f"{PUBLIC}/v1"
    assert Links().make_absolute(b'{"href":"/v1"}') == b'{"href":"/v1"}'
    assert Links(PUBLIC).make_absolute(b'{"href":"/v1"}') == f'{{"href":"{PUBLIC}/v1"}}'.encode()
    assert Links(PUBLIC).make_absolute(b'{"next":"/v1"}') == f'{{"next":"{PUBLIC}/v1"}}'.encode()
    assert Links(PUBLIC).make_absolute(b'{"next":null,"name":"/v1"}') == b'{"next":null,"name":"/v1"}'


def test_paths_with_queries_are_encoded() -> None:
    assert path_with_query("/v1/metrics", []) == "/v1/metrics"
    pairs = [("kind", "count,money"), ("unit", "country or region"), ("q", '"é" & %'), ("kind", "")]
    assert path_with_query("/v1/metrics", pairs) == (
        "/v1/metrics?kind=count,money&unit=country+or+region&q=%22%C3%A9%22+%26+%25&kind="
    )


@given(st.text(), st.booleans())
def test_a_text_is_never_mistaken_for_a_link(text: str, is_ascii: bool) -> None:
    for name in LINK_FIELDS:
        body = json.dumps({"text": f'"{name}":"/{text}'}, ensure_ascii=is_ascii).encode()
        assert Links(PUBLIC).make_absolute(body) == body


def test_with_a_public_url_every_link_is_a_full_url(dataset: Dataset, tmp_path: Path) -> None:
    with serving(dataset, tmp_path, public_url=f"{PUBLIC}/") as client:
        assert client.get("/openapi.json").json()["servers"] == [{"url": PUBLIC}]
        addresses = ["/v1", "/v1/verification", "/v1/metrics?limit=1", "/v1/metrics/x", "/v1/metrics/?limit=1", "/v1?x"]
        for collection in COLLECTIONS.values():
            addresses += [
                collection.path,
                *(item["href"].removeprefix(PUBLIC) for item in items_of(client, collection.path)),
            ]
        for path in addresses:
            links = hrefs_in(client.get(path).text)
            assert links or path == "/v1/verification"
            assert {link for link in links if not link.startswith(f"{PUBLIC}/")} == set()
            assert f"{PUBLIC}{PUBLIC}" not in str(links)


def test_links_of_a_page_with_a_public_url(dataset: Dataset, tmp_path: Path) -> None:
    with serving(dataset, tmp_path, public_url=PUBLIC) as client:
        response = client.get("/v1/metrics?limit=3")
        page = response.json()
        assert page["self"] == f"{PUBLIC}/v1/metrics?limit=3"
        assert page["next"].startswith(f"{PUBLIC}/v1/metrics?limit=3&cursor=")
        assert response.headers["link"] == f'<{page["next"]}>; rel="next"'
        assert page["items"][0]["evidence"][0]["href"].startswith(f"{PUBLIC}/v1/sources/")


def test_links_of_facets_and_embeds_with_a_public_url(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "EMBEDDED_ITEMS", 2)
    monkeypatch.setattr(
        embedding, "_first_items_query", embedding._first_items_query.__wrapped__
    )  # FIRST is a part of the query
    with serving(dataset, tmp_path, public_url=PUBLIC) as client:
        expo = "/v1/events?edition=3&embed=metrics,place&facet=kind,place&q=expo"
        for fields in ("", "&fields=href,metrics.href"):
            text = client.get(f"{expo}{fields}").text
            assert [link for link in hrefs_in(text) if not link.startswith(f"{PUBLIC}/v1/")] == []
            assert f"{PUBLIC}{PUBLIC}" not in text
        page = client.get(expo).json()
        [event], [kind], [place] = page["items"], page["facets"]["kind"], page["facets"]["place"]
        assert kind["href"] == f"{PUBLIC}{expo}&kind=expo"
        assert place["name"] == "Hangzhou"
        relation = event["metrics"]
        assert relation["next"].startswith(f"{relation['href']}&cursor=")
        rest = client.get(relation["next"].removeprefix(PUBLIC)).json()["items"]
        assert [*relation["items"], *rest] == client.get(relation["href"].removeprefix(PUBLIC)).json()["items"]
        assert (len(relation["items"]), len(rest)) == (2, 2)
        line = client.get(f"{expo.replace('&facet=kind,place', '')}&format=ndjson").json()
        assert line == event


@pytest.mark.parametrize("public_url", [None, PUBLIC])
def test_links_of_a_problem_with_a_public_url(dataset: Dataset, tmp_path: Path, public_url: str | None) -> None:
    with serving(dataset, tmp_path, public_url=public_url) as client:
        body = client.get("/v1/metrics/").json()
        assert [body["type"], body["instance"], body["see"]] == [
            f"{public_url or ''}/problems/not-found",
            f"{public_url or ''}/v1/metrics/",
            f"{public_url or ''}/v1/metrics",
        ]
