import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader
from math import inf
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import func, select, table
from sqlmodel import col

from app.models import COLLECTIONS
from app.models.fact import DatasetRow
from app.settings import Settings
from app.storage import connections as database_module
from app.storage.connections import CHECK_INTERVAL, Database, TooManyStreamsError, TooSlowError, driver_url
from app.storage.reader import Reader
from tests.serving import ENDLESS, SLOW, SLOW_COUNT
from tests.whole import Dataset, store

FINGERPRINT = select(col(DatasetRow.fingerprint))
METRICS = select(func.count()).select_from(COLLECTIONS["metrics"].table)


def test_the_api_cannot_write(settings: Settings) -> None:
    database = Database(settings.database_url)
    for reading in (database.reader, database.stream):
        with (
            reading() as reader,
            pytest.raises(sqlite3.OperationalError, match="attempt to write a readonly database"),
        ):
            reader.connection.execute("DELETE FROM metrics")
    database.close()


def test_reading_does_not_create_a_missing_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/none.db")
    for reading in (database.reader, database.stream):
        with pytest.raises(sqlite3.OperationalError, match="no dataset is loaded; run `expo-facts load`"), reading():
            pass
    assert list(tmp_path.iterdir()) == []


def test_reader_keeps_its_dataset_and_the_next_has_the_new_one(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    database = Database(url)
    with database.reader() as reader, database.stream() as stream:
        assert reader.value(FINGERPRINT) == stream.value(FINGERPRINT) == "first"
        store(dataset, "second", url)
        assert reader.value(FINGERPRINT) == stream.value(FINGERPRINT) == "first"
    for reading in (database.reader, database.stream):
        with reading() as reader:
            assert reader.value(FINGERPRINT) == "second"
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["facts.db"]


def test_deleted_file_is_no_dataset(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    database = Database(url)
    with database.reader() as reader:
        assert reader.value(FINGERPRINT) == "first"
        (tmp_path / "facts.db").unlink()
        assert reader.value(FINGERPRINT) == "first"
    with pytest.raises(sqlite3.OperationalError, match="no dataset is loaded"), database.reader():
        pass
    database.close()


def test_file_deleted_before_a_stream_begins_is_no_dataset(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    database = Database(url)

    def begin() -> None:
        with database.reader():
            (tmp_path / "facts.db").unlink()
            with database.stream():
                raise AssertionError

    with pytest.raises(sqlite3.OperationalError, match="no dataset is loaded"):
        begin()
    database.close()


def test_file_replaced_while_it_is_opened_is_opened_again(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    database, connect, opened = Database(url), sqlite3.connect, []

    def connect_late(*names: Any, **options: Any) -> Any:
        connection = connect(*names, **options)
        opened.append(connection)
        if len(opened) == 1:
            monkeypatch.setattr(sqlite3, "connect", connect)
            store(dataset, "second", url)
            monkeypatch.setattr(sqlite3, "connect", connect_late)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_late)
    with database.reader() as reader:
        assert reader.value(FINGERPRINT) == "second"
        assert reader.connection is opened[1]
        assert reader.connection.identity == database.check_file()
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        opened[0].execute("SELECT 1")
    database.close()


def test_cache_belongs_to_one_file(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    database = Database(url)
    for fingerprint in ("first", "second"):
        store(dataset, fingerprint, url)
        with database.reader() as one, database.reader() as other:
            assert one.cached(FINGERPRINT, {}, str) == f"[('{fingerprint}',)]"
            assert other.cached(FINGERPRINT, {}, str) is one.cached(FINGERPRINT, {}, str)
    database.close()


def test_current_file_changes_with_each_replacement(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    database = Database(url, check_interval=0)
    seen = [database.current_file()]
    for fingerprint in ("first", "second"):
        store(dataset, fingerprint, url)
        seen += [database.current_file(), database.current_file()]
    assert seen[0] is None
    assert None not in seen[1:]
    assert [seen[at] == seen[at + 1] for at in range(1, 4)] == [True, False, True]


def test_file_is_checked_once_per_interval(tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    url, now = f"sqlite:///{tmp_path}/facts.db", [100.0]
    monkeypatch.setattr(database_module, "monotonic", lambda: now[0])
    database = Database(url)

    def read(*, check: bool) -> Any:
        with database.reader(check=check) as reader:
            return reader.value(FINGERPRINT)

    def replace_by(fingerprint: str) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(database_module, "monotonic", monotonic)
            store(dataset, fingerprint, url)

    replace_by("first")
    first = database.current_file()
    assert read(check=False) == "first"
    replace_by("second")
    assert (database.current_file(), read(check=False)) == (first, "first")
    now[0] += CHECK_INTERVAL * 1.01
    assert database.current_file() not in (None, first)
    assert read(check=False) == "second"
    replace_by("third")
    assert read(check=False) == "second"
    assert read(check=True) == read(check=False) == "third"
    database.close()


def test_older_dataset_never_follows_a_newer_one(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, seen, go_on = f"sqlite:///{tmp_path}/facts.db", Event(), Event()
    store(dataset, "first", url)
    database, identify = Database(url, check_interval=inf), database_module._identify

    def slowly(name: str) -> Any:
        identity = identify(name)
        if not seen.is_set():
            seen.set()
            go_on.wait()
        return identity

    monkeypatch.setattr(database_module, "_identify", slowly)
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(database.check_file)
        seen.wait()
        store(dataset, "second", url)
        quick = threads.submit(database.check_file)
        sleep(0.05)  # time to overtake the slow thread, if nothing stops it
        go_on.set()
    assert slow.result() != quick.result()
    assert database.current_file() == quick.result() == identify(str(tmp_path / "facts.db"))


def test_connection_is_reused_until_its_file_is_replaced(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    database = Database(url)
    with database.reader() as one, database.reader() as other:
        assert one is not other
    for _ in range(3):
        with database.reader() as again:
            assert again is one
    store(dataset, "second", url)
    with database.reader() as new:
        assert new not in (one, other)
        assert new.value(FINGERPRINT) == "second"
    for old in (one, other):
        with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            old.value(FINGERPRINT)
    database.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        new.value(FINGERPRINT)


def test_connection_to_a_replaced_file_is_closed_after_use(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    store(dataset, "first", url)
    database = Database(url)
    with database.reader() as old:
        store(dataset, "second", url)
        with database.reader() as new:
            assert new.value(FINGERPRINT) == "second"
        assert old.value(FINGERPRINT) == "first"
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        old.value(FINGERPRINT)
    database.close()


def test_no_two_threads_have_the_same_connection(settings: Settings) -> None:
    database, used, opened = Database(settings.database_url), set[Reader](), set[Reader]()

    def read(_: int) -> bool:
        with database.reader() as reader:
            is_alone = reader not in used
            used.add(reader)
            opened.add(reader)
            is_right = reader.value(METRICS) == 7
            used.remove(reader)
        return is_alone and is_right

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as readers:
            assert all(readers.map(read, range(4000)))
    finally:
        sys.setswitchinterval(before)
    assert len(opened) <= 8
    database.close()


def test_slow_query_is_interrupted(settings: Settings) -> None:
    database = Database(settings.database_url)
    began = monotonic()
    with pytest.raises(TooSlowError), database.reader(0.1) as reader:
        reader.value(ENDLESS)
    assert monotonic() - began >= 0.1
    with database.reader() as again:
        assert again is reader
        assert (again.value(METRICS), again.value(SLOW)) == (7, SLOW_COUNT)
    database.close()


def test_time_limit_covers_all_queries_of_a_reader(settings: Settings) -> None:
    database = Database(settings.database_url)
    with pytest.raises(TooSlowError), database.reader(0.2) as reader:
        assert {reader.value(SLOW) for _ in range(100)} == {SLOW_COUNT}
    database.close()


def test_error_in_a_query_is_raised_unchanged(settings: Settings) -> None:
    database = Database(settings.database_url)
    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"), database.reader() as reader:
        reader.rows(select(func.count()).select_from(table("nowhere")))
    database.close()


@pytest.fixture
def small(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Return a database with one stream at a time."""
    monkeypatch.setattr(database_module, "MAX_STREAMS", 1)
    database = Database(settings.database_url)
    yield database
    database.close()


def test_stream_blocks_no_other_reader(small: Database) -> None:
    with small.stream() as slow:
        for _ in range(3):
            with small.reader() as quick:
                assert quick is not slow
                assert quick.value(METRICS) == 7
        assert slow.value(METRICS) == 7


def test_stream_has_no_time_limit(small: Database) -> None:
    with pytest.raises(TooSlowError), small.reader(0.001) as reader:
        reader.value(SLOW)
    with small.stream() as slow:
        assert slow.value(SLOW) == SLOW_COUNT


def test_number_of_streams_is_limited(small: Database) -> None:
    for _ in range(2):
        with small.stream() as slow:
            with pytest.raises(TooManyStreamsError, match="1 answers are being streamed already"), small.stream():
                pass
            with small.reader() as quick:
                assert quick.value(METRICS) == slow.value(METRICS) == 7
        with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            slow.value(METRICS)


def test_each_file_is_hashed_once(tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    database = Database(url)
    read = []
    digest = hashlib.file_digest

    def noting(file: BufferedReader, name: str) -> object:
        read.append(name)
        return digest(file, name)

    monkeypatch.setattr(hashlib, "file_digest", noting)

    def sha256(_: int) -> str:
        with database.reader() as reader:
            file = database.open_file(reader)
        assert file
        with file:
            found = database.sha256(file)
            assert found == hashlib.sha256(file.read()).hexdigest()
        return found

    found = []
    for fingerprint in ("first", "second"):
        store(dataset, fingerprint, url)
        with ThreadPoolExecutor(8) as readers:
            found += [*readers.map(sha256, range(20))]
    assert len(set(found[:20])) == len(set(found[20:])) == 1
    assert found[0] != found[-1]
    assert read == ["sha256", "sha256"]
    database.close()


def test_url_without_a_driver_gets_psycopg() -> None:
    assert driver_url("postgresql://me:secret@db/facts") == "postgresql+psycopg://me:secret@db/facts"
    assert driver_url("postgresql+psycopg://db/facts") == "postgresql+psycopg://db/facts"
    assert driver_url("sqlite:///facts.db") == "sqlite:///facts.db"
