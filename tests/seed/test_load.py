import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlmodel import col

from app.models import COLLECTIONS
from app.models.bitmaps import ALL as ALL_FACTS
from app.models.fact import DatasetRow
from app.models.search import FTS5
from app.seed.files.fingerprint import stored_fingerprint
from app.seed.writing.bitmaps import Postings, insert_bitmaps
from app.settings import ROOT
from app.storage.connections import Database
from app.storage.replacement import replacement
from tests.seed.small import Seed
from tests.whole import Dataset, documents, store

ALL = "SELECT 'postings', sum(total) FROM postings UNION SELECT 'metrics', group_concat(id) FROM metrics"


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "facts.db"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file}"


def test_a_row_has_the_columns_of_its_fact(seed: Seed, file: Path, url: str) -> None:
    dataset = seed.add().add_later().read()
    store(dataset, "one", url)
    columns = (
        'seq, id, name, kind, unit, currency, comparator, approximate, event, attribution, "of", amount, lower, upper'
    )
    assert rows(file, f"SELECT {columns} FROM metrics ORDER BY seq") == [
        (
            1,
            "exhibitors",
            "Exhibitors at the fair",
            "count",
            "exhibitor",
            None,
            "lt",
            0,
            "fair",
            "article",
            None,
            900.0,
            None,
            900.0,
        ),
        (
            2,
            "contracts",
            "Contracts of the fair",
            "money",
            None,
            "CNY",
            None,
            1,
            "fair",
            "article",
            None,
            319e9,
            None,
            None,
        ),
        (
            3,
            "visitors",
            "Visitors of the stand of Almaty Rail",
            "count",
            "visitor",
            None,
            "eq",
            0,
            "fair",
            "article",
            None,
            1200.0,
            1200.0,
            1200.0,
        ),
    ]
    assert rows(file, "SELECT body FROM metrics") == [(item.body,) for item in dataset.items["metrics"]]
    assert rows(file, "SELECT id, text, text_sha256 FROM sources") == [
        (name, text.text, text.sha256) for name, text in dataset.texts.items()
    ]


def test_each_value_of_a_filter_has_a_posting(seed: Seed, file: Path, url: str) -> None:
    store(seed.add().add_later().read(), "one", url)
    query = "SELECT name, value, label, total FROM postings WHERE collection = '/v1/events' ORDER BY name, value"
    assert rows(file, query) == [
        ("", "", None, 1),
        ("basis", "stated", None, 1),
        ("edition", "4", None, 1),
        ("kind", "fair", None, 1),
        ("mentions", "urumqi", "Urumqi", 1),
        ("place", "urumqi", "Urumqi", 1),
        ("source", "a", "Silk Road Fair closes in Urumqi’s new hall", 1),
        ("source", "b", "Almaty Rail says the 5th Silk Road Fair of 2024 paid off", 1),
        ("year", "2024", None, 1),
    ]


def test_the_fingerprint_is_kept(seed: Seed, url: str) -> None:
    store(seed.add().read(), "one", url)
    assert stored_fingerprint(url) == "one"
    store(seed.read(), "two", url)
    assert stored_fingerprint(url) == "two"


def test_a_database_that_holds_nothing_has_no_fingerprint(file: Path, url: str) -> None:
    assert stored_fingerprint(url) is None
    file.parent.mkdir()
    file.write_text("not a database")
    assert stored_fingerprint(url) is None


def test_a_load_that_fails_leaves_the_old_dataset(
    seed: Seed, file: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(seed.add().read(), "old", url)
    before = file.read_bytes()
    monkeypatch.setattr("app.seed.writing.tables.json.dumps", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store(seed.read(), "new", url)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["facts.db"]


KILLED = """
import os, signal, sys
from pathlib import Path
from app.seed.writing import tables
from tests.whole import read_dataset, store
dataset = read_dataset(Path("seed"))
tables.json.dumps = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
store(dataset, "new", sys.argv[1])
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_a_load_that_is_killed_leaves_the_old_dataset(
    seed: Seed, file: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(seed.add().read(), "old", url)
    before = file.read_bytes()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, url], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert any(path.suffix == ".new" for path in file.parent.iterdir())
    assert file.read_bytes() == before
    assert stored_fingerprint(url) == "old"
    monkeypatch.setattr("app.storage.replacement.LEFTOVER_SECONDS", -1)
    store(seed.read(), "new", url)
    assert not any(path.suffix == ".new" for path in file.parent.iterdir())


def test_a_reader_has_one_dataset_until_it_asks_again(seed: Seed, url: str) -> None:
    store(seed.add().read(), "old", url)
    database = Database(url)
    query = select(col(DatasetRow.fingerprint))
    with database.reader() as reader:
        assert reader.value(query) == "old"
        store(seed.read(), "new", url)
        assert reader.value(query) == "old"
    with database.reader() as reader:
        assert reader.value(query) == "new"
    database.close()


def test_every_search_document_has_its_words_in_the_index(seed: Seed, file: Path, url: str) -> None:
    dataset = seed.add().add_later().read()
    store(dataset, "one", url)
    expected = [(seq, one.type, one.body, one.text) for seq, one in enumerate(documents(dataset), start=1)]
    assert rows(file, "SELECT seq, type, body, text FROM documents ORDER BY seq") == expected
    query = (
        "SELECT body ->> 'type', body ->> 'id' FROM search JOIN documents ON seq = search.rowid"
        " WHERE search MATCH '{}' ORDER BY seq"
    )
    assert rows(file, query.format('"319000000000"')) == [("metric", "contracts"), ("sentence", "a-sentence-2")]
    assert rows(file, query.format('"319000000000|cny"')) == [("metric", "contracts")]
    assert rows(file, query.format('"|contracts|of|the|fair"')) == [("metric", "contracts")]
    assert rows(file, query.format('name : "fair"')) == [
        ("source", "a"), ("source", "b"), ("event", "fair"), ("metric", "exhibitors"), ("metric", "contracts"),
    ]  # fmt: skip
    assert rows(file, query.format('related : "rail"')) == [
        ("source", "a"), ("source", "b"), ("speaker", "aigerim-sadyk"), ("statement", "bridge"),
    ]  # fmt: skip
    assert rows(file, query.format('words : "1200 visitors"')) == [("metric", "visitors"), ("sentence", "b-sentence-1")]


def test_steps_are_of_the_columns_that_are_compared(file: Path, url: str) -> None:
    projects, metrics = COLLECTIONS["signed_projects"], COLLECTIONS["metrics"]
    words = dict.fromkeys(("name", "kind", "status", "attribution", "body", "excerpt"), "")
    postings = Postings()
    with replacement(url) as connection:
        for seq in (1, 2, 3):
            fact = {"seq": seq, "id": f"{seq}", "amount": float(seq), "approximate": False, **words}
            for collection in (projects, metrics):
                row = {column.name: fact.get(column.name) for column in collection.table.columns}
                connection.execute(insert(collection.table), row)
                postings.add({(collection.path, ALL_FACTS, ALL_FACTS): [seq]})
        insert_bitmaps(connection, postings)
    amounts = "SELECT collection, count(*) FROM {} WHERE name = 'amount' GROUP BY collection ORDER BY collection"
    assert rows(file, amounts.format("slices")) == [(metrics.path, 3), (projects.path, 3)]
    assert rows(file, amounts.format("steps")) == [(metrics.path, 2)]


def test_facts_have_the_text_of_their_documents(dataset: Dataset, file: Path, url: str) -> None:
    store(dataset, "one", url)
    for name, collection in COLLECTIONS.items():
        texts = [(one.text,) for one in documents(dataset) if one.type == collection.type]
        assert rows(file, f"SELECT excerpt FROM {name} ORDER BY seq") == texts


def test_the_index_of_words_is_one_however_many_parts_it_came_in(file: Path, url: str) -> None:
    parts = "SELECT count(DISTINCT segid) FROM search_idx"
    with replacement(url) as connection:
        for seq in (1, 2):
            with connection.begin_nested():  # at whose end FTS5 writes what it has
                connection.execute(insert(FTS5), {"rowid": seq, "name": "fair", "words": "", "related": ""})
        assert connection.exec_driver_sql(parts).scalar() == 2
        insert_bitmaps(connection, Postings())
    assert rows(file, parts) == [(1,)]
