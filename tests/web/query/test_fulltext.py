"""Full-text search on SQLite; `tests/test_postgresql.py` checks PostgreSQL."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlalchemy import select
from sqlmodel import col

from app.facts.search_words import read_query
from app.models.search import DocumentRow
from app.seed.merging.parts import RenderedFact
from app.settings import Settings
from app.storage.connections import Database
from app.web.query.fulltext import SCORES, find_matches
from tests.conftest import counted_statements
from tests.whole import Dataset, store

SELLERS = "metric hangzhou-cross-border-e-commerce-sellers"
VOLUME = "metric hangzhou-digital-trade-volume-2023"

BEST = {
    "CEN": ["entity china-economic-net"],
    "consul general": ["speaker shehzad-ahmad-khan", "source consul-general-pakistan-digital"],
    '"consul general"': ["speaker shehzad-ahmad-khan", "source consul-general-pakistan-digital"],
    "3rd Global Digital Trade Expo": ["event 3rd-global-digital-trade-expo"],
    "63000": [SELLERS],
    "63,000": [SELLERS],
    "over 63,000": [SELLERS],
    "63 thousand": [SELLERS],
    "319 billion": [VOLUME],
    "RMB 319 billion": [VOLUME],
    "319 billion yuan": [VOLUME],
    "¥319bn": [],
    "319bn": [VOLUME],
    "319000000000": [VOLUME],
    "CNY": [VOLUME],
    '"digital trade"': ["entity digital-trade"],
    "PAKISTAN": ["entity pakistan"],
    "pákistån": ["entity pakistan"],
    "113 projects": ["metric 3rd-global-digital-trade-expo-signed-projects"],
    "IoT": ["entity iot"],
    "e-commerce pilot": ["event hangzhou-cross-border-e-commerce-pilot-zone-approval"],
    "venue": ["source consul-general-pakistan-digital"],
    "digi* innov*": ["entity digital-innovation"],
    '"kazakhstan smart po*"': ["signed_project china-kazakhstan-smart-port"],
}
"""Queries with their first matches: complete names and numbers first, then names with all the words."""

NOTHING = ["", " ", '"', '""', "*", '"*"', "😀", "()", "63,0", "digit", '"trade digital"', "name:digital",
           "USD 63,000", "63,000%", "EUR 319 billion", "$319 billion", "at least 319 billion",
           "digital trade volume 4711", "NEAR(digital trade)", "^", "-", "\0", "'; DROP TABLE search", "\ud800",
           "%"]  # fmt: skip

LARGE = [
    " ".join(f"{number:x}" for number in range(1000)),
    " ".join(f'"a{number} b"' for number in range(500)),
    " ".join(f"a{number}*" for number in range(500)),
    '"' + "digital " * 1000 + '"',
    "x" * 10_000,
    "9" * 10_000,
    "😀" * 2_500,
    "(" * 10_000,
]


def find(database: Database, query: str) -> dict[str, float]:
    """Return the matches of a query as "type id" with their scores, the best first."""
    with database.reader() as reader:
        found = find_matches(reader, read_query(query))
        rows = reader.rows(select(col(DocumentRow.seq), col(DocumentRow.body)).order_by(col(DocumentRow.seq)))
    scores = found.scores(found.matching)
    scored = [(number, body, scores[number]) for number, body in rows if number in found.matching]
    best_first = sorted(scored, key=lambda row: -row[2])
    return {"{type} {id}".format(**json.loads(body)): score for _, body, score in best_first}


@pytest.fixture(scope="module")
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    yield database
    database.close()


@pytest.mark.parametrize("query", BEST)
def test_the_best_match_comes_first(database: Database, query: str) -> None:
    found = find(database, query)
    assert list(found)[: len(BEST[query])] == BEST[query]
    assert all(above >= below for above, below in pairwise(found.values()))


def test_every_match_is_found(database: Database) -> None:
    assert set(find(database, "63000")) == {
        SELLERS,
        f"{SELLERS}-before",
        "statement article-on-hangzhous-cross-border-e-commerce-sellers",
        "sentence consul-general-pakistan-digital-sentence-5",
        "source consul-general-pakistan-digital",
    }
    for meant in ("319000000000", "319bn"):
        assert set(find(database, meant)) == {
            VOLUME,
            "statement article-on-the-report-of-hangzhous-digital-trade-volume",
            "sentence consul-general-pakistan-digital-sentence-6",
        }
    assert find(database, "319 billion yuan") == {VOLUME: 0.75}
    assert set(find(database, "trade digital")) >= set(find(database, '"digital trade"')) != set()
    assert set(find(database, "transform*")) > set(find(database, "transformation")) != set()
    assert set(find(database, "AND OR")) == set(find(database, "or and")) != set()
    assert find(database, "63,000") == find(database, "63000")


def test_common_words_are_found_like_rare_ones(
    database: Database, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every word stored as common, the full-text index is used for phrases and prefixes only."""
    monkeypatch.setattr("app.seed.writing.bitmaps.COMMON", 1)
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "one", url)
    stored = Database(url)
    for query in (*BEST, *NOTHING, "the", "expo hangzhou", "AND OR"):
        assert [*find(stored, query).items()] == [*find(database, query).items()], query
    with counted_statements() as statements:
        find(stored, "hangzhou expo trade")
    stored.close()
    assert not any("MATCH" in statement for statement in statements)


@pytest.mark.parametrize("query", NOTHING)
def test_a_query_without_words_finds_nothing(database: Database, query: str) -> None:
    assert find(database, query) == {}


@pytest.mark.parametrize("query", LARGE)
def test_large_queries_are_answered(database: Database, query: str) -> None:
    assert find(database, query) == {}
    assert set(find(database, "digital " * 1000)) == set(find(database, "digital"))


@given(st.text() | st.text(alphabet=st.sampled_from("dige1,. *\"“-:()^+{}\\'|&!<>%中é")))
@tuned(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_text_can_be_searched(database: Database, query: str) -> None:
    assert set(find(database, query).values()) <= set(SCORES)


def test_candidates_limit_the_matches(database: Database) -> None:
    some = BitMap(range(1, 500, 2))
    with database.reader() as reader:
        for query in map(read_query, (*BEST, *NOTHING)):
            found, there = find_matches(reader, query), find_matches(reader, query, [some])
            assert there.matching == found.matching & some
            assert there.scores(there.matching) == found.scores(there.matching)


def test_words_are_bound_as_parameters(settings: Settings) -> None:
    database = Database(settings.database_url)  # its cache is empty
    with counted_statements() as statements:
        assert find(database, 'hangzhou "digital trade"')
    database.close()
    assert (
        sum("search MATCH ?" in statement for statement in statements) == 3
    )  # the words, the phrase, the complete name
    assert not any("hangzhou" in statement for statement in statements)


def test_no_phrase_spans_two_passages_or_fields(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(renamed(dataset), "one", url)
    database = Database(url)
    check_phrases(database)
    database.close()


def renamed(dataset: Dataset) -> Dataset:
    """Return the dataset with a city that has several names, in another script."""
    first, *rest = dataset.items["entities"]
    fact = first.fact.model_copy(
        update={"name": "Ürümqi Nîmes", "aliases": ["Wulumuqi", "Straße 中国", "Zone 4711.77 कु"]}
    )
    return replace(dataset, items={**dataset.items, "entities": [RenderedFact(1, fact, first.body), *rest]})


def check_phrases(database: Database) -> None:
    """Check which phrases match the renamed city."""
    for phrase in ("urumqi nimes", "ÜRÜMQI NÎMES", "u\u0308rumqi ni*", "wulumuqi", "STRASSE 中国", "strasse 中*", "国"):
        assert find(database, f'"{phrase}"'), phrase
    assert find(database, "4711.77 कु")
    assert not any(find(database, part) for part in ("4711", "77", "क", "4711 77"))
    for words in ("nimes wulumuqi", "wulumuqi strasse", "nimes strasse", "nimes urumqi"):
        assert find(database, words), words
        assert not find(database, f'"{words}"'), words
