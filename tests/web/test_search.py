"""What a query finds, on SQLite; `tests/test_postgresql.py` asks PostgreSQL the same."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from app.database import Database
from app.facts.words import read_query
from app.models.search import DocumentRow
from app.seed.dataset import Dataset, Item
from app.seed.load import store
from app.settings import Settings
from app.web.search import ranked, sought
from tests.conftest import counted_statements

SELLERS = "metric hangzhou-cross-border-e-commerce-sellers"
VOLUME = "metric hangzhou-digital-trade-volume-2023"

BEST = {
    "CEN": ["entity china-economic-net", VOLUME],
    "consul general": ["speaker shehzad-ahmad-khan", "statement shehzad-headline-highlights-and-invites"],
    '"consul general"': ["speaker shehzad-ahmad-khan", "statement shehzad-headline-highlights-and-invites"],
    "63000": [SELLERS],
    "63,000": [SELLERS],
    "over 63,000": [SELLERS],
    "63 thousand": [SELLERS],
    "319 billion": [VOLUME],
    "RMB 319 billion": [VOLUME],
    "319000000000": [VOLUME],
    "CNY": [VOLUME],
    '"digital trade"': ["entity digital-trade"],
    "PAKISTAN": ["entity pakistan"],
    "pákistån": ["entity pakistan"],
    "113 projects": ["metric 3rd-global-digital-trade-expo-signed-projects"],
    "IoT": ["entity iot"],
    "e-commerce": ["entity cross-border-e-commerce"],
    "venue": ["source consul-general-pakistan-digital"],
    "digi* innov*": ["entity digital-innovation"],
    '"kazakhstan smart po*"': ["signed_project china-kazakhstan-smart-port"],
}
"""What a query finds first; a query of several words is at its best where all are near."""

NOTHING = ["", " ", '"', '""', "*", '"*"', "😀", "()", "63,0", "digit", '"trade digital"', "name:digital",
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
    """Return what a query finds as "type id" with its score, best first."""
    asked = read_query(query)
    with database.reader() as reader:
        engine = reader.dialect.name
        found = ranked(engine if asked.terms else "")
        rows = select(col(DocumentRow.body), found.c.score).join(found, found.c.seq == col(DocumentRow.seq))
        best_first = rows.order_by(found.c.score.desc(), col(DocumentRow.seq))
        ordered = reader.rows(best_first, {"sought": sought(engine, asked)})
    return {"{type} {id}".format(**json.loads(body)): score for body, score in ordered}


@pytest.fixture(scope="module")
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    yield database
    database.close()


@pytest.mark.parametrize("query", BEST)
def test_the_best_comes_first(database: Database, query: str) -> None:
    found = find(database, query)
    assert list(found)[: len(BEST[query])] == BEST[query]
    assert all(above >= below for above, below in pairwise(found.values()))


def test_all_that_matches_is_found(database: Database) -> None:
    assert set(find(database, "63000")) == {
        SELLERS,
        f"{SELLERS}-before",
        "statement article-on-hangzhous-cross-border-e-commerce-sellers",
        "sentence consul-general-pakistan-digital-sentence-5",
        "source consul-general-pakistan-digital",
    }
    assert set(find(database, "319000000000")) == {VOLUME}
    assert set(find(database, "trade digital")) >= set(find(database, '"digital trade"')) != set()
    assert set(find(database, "transform*")) > set(find(database, "transformation")) != set()
    assert set(find(database, "AND OR")) == set(find(database, "or and")) != set()
    assert find(database, "63,000") == find(database, "63000")


@pytest.mark.parametrize("query", NOTHING)
def test_what_has_no_words_or_no_match_finds_nothing(database: Database, query: str) -> None:
    assert find(database, query) == {}


@pytest.mark.parametrize("query", LARGE)
def test_large_queries_are_answered(database: Database, query: str) -> None:
    assert find(database, query) == {}
    assert set(find(database, "digital " * 1000)) == set(find(database, "digital"))


@given(st.text() | st.text(alphabet=st.sampled_from("dige1,. *\"“-:()^+{}\\'|&!<>%中é")))
@tuned(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered(database: Database, query: str) -> None:
    assert all(isinstance(score, float) for score in find(database, query).values())


def test_words_are_bound_and_never_part_of_the_statement(database: Database) -> None:
    with counted_statements() as statements:
        assert find(database, 'hangzhou "digital trade"')
    assert "MATCH ?" in statements[-1]
    assert not any("hangzhou" in statement for statement in statements)


def test_no_phrase_reaches_from_one_passage_or_field_into_the_next(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(renamed(dataset), "one", url)
    database = Database(url)
    check_phrases(database)
    database.close()


def renamed(dataset: Dataset) -> Dataset:
    """Return the dataset with a city of several names, in other letters."""
    first, *rest = dataset.items["entities"]
    fact = first.fact.model_copy(
        update={"name": "Ürümqi Nîmes", "aliases": ["Wulumuqi", "Straße 中国", "Zone 4711.77 कु"]}
    )
    return replace(dataset, items={**dataset.items, "entities": [Item(1, fact, first.body), *rest]})


def check_phrases(database: Database) -> None:
    """Check what is one phrase of the renamed city, and what is not."""
    for phrase in ("urumqi nimes", "ÜRÜMQI NÎMES", "u\u0308rumqi ni*", "wulumuqi", "STRASSE 中国", "strasse 中*", "国"):
        assert find(database, f'"{phrase}"'), phrase
    assert find(database, "4711.77 कु")
    assert not any(find(database, part) for part in ("4711", "77", "क", "4711 77"))
    for words in ("nimes wulumuqi", "wulumuqi strasse", "nimes strasse", "nimes urumqi"):
        assert find(database, words), words
        assert not find(database, f'"{words}"'), words
