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


def test_a_missing_file_is_not_made_by_reading(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/none.db")
    for reading in (database.reader, database.stream):
        with pytest.raises(sqlite3.OperationalError, match="no dataset is loaded; run `expo-facts load`"), reading():
            pass
    assert list(tmp_path.iterdir()) == []


def test_a_reader_keeps_its_dataset_and_the_next_one_has_the_new(tmp_path: Path, dataset: Dataset) -> None:
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


def test_a_file_that_is_gone_is_no_dataset(tmp_path: Path, dataset: Dataset) -> None:
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


def test_a_file_that_goes_before_a_stream_begins(tmp_path: Path, dataset: Dataset) -> None:
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


def test_a_file_that_is_replaced_while_it_is_opened(
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
        assert reader.connection.identity == database.look()
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        opened[0].execute("SELECT 1")
    database.close()


def test_what_is_remembered_is_of_one_file(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    database = Database(url)
    for fingerprint in ("first", "second"):
        store(dataset, fingerprint, url)
        with database.reader() as one, database.reader() as other:
            assert one.once(FINGERPRINT, {}, str) == f"[('{fingerprint}',)]"
            assert other.once(FINGERPRINT, {}, str) is one.once(FINGERPRINT, {}, str)
    database.close()


def test_what_is_in_place_now(tmp_path: Path, dataset: Dataset) -> None:
    url = f"sqlite:///{tmp_path}/facts.db"
    database = Database(url, look_every=0)
    seen = [database.present()]
    for fingerprint in ("first", "second"):
        store(dataset, fingerprint, url)
        seen += [database.present(), database.present()]
    assert seen[0] is None
    assert None not in seen[1:]
    assert [seen[at] == seen[at + 1] for at in range(1, 4)] == [True, False, True]


def test_a_look_will_do_for_a_moment(tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    url, now = f"sqlite:///{tmp_path}/facts.db", [100.0]
    monkeypatch.setattr(database_module, "monotonic", lambda: now[0])
    database = Database(url)

    def read(*, anew: bool) -> Any:
        with database.reader(anew=anew) as reader:
            return reader.value(FINGERPRINT)

    def replace_by(fingerprint: str) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(database_module, "monotonic", monotonic)
            store(dataset, fingerprint, url)

    replace_by("first")
    first = database.present()
    assert read(anew=False) == "first"
    replace_by("second")
    assert (database.present(), read(anew=False)) == (first, "first")
    now[0] += CHECK_INTERVAL * 1.01
    assert database.present() not in (None, first)
    assert read(anew=False) == "second"
    replace_by("third")
    assert read(anew=False) == "second"
    assert read(anew=True) == read(anew=False) == "third"
    database.close()


def test_nobody_is_told_of_an_older_dataset_after_a_newer_one(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, seen, go_on = f"sqlite:///{tmp_path}/facts.db", Event(), Event()
    store(dataset, "first", url)
    database, identify = Database(url, look_every=inf), database_module._present

    def slowly(name: str) -> Any:
        identity = identify(name)
        if not seen.is_set():
            seen.set()
            go_on.wait()
        return identity

    monkeypatch.setattr(database_module, "_present", slowly)
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(database.look)
        seen.wait()
        store(dataset, "second", url)
        quick = threads.submit(database.look)
        sleep(0.05)  # time to be told what the other is still to say
        go_on.set()
    assert slow.result() != quick.result()
    assert database.present() == quick.result() == identify(str(tmp_path / "facts.db"))


def test_a_connection_is_used_again_until_the_file_is_another(tmp_path: Path, dataset: Dataset) -> None:
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


def test_a_connection_in_use_is_closed_when_it_comes_back_from_a_file_that_was_replaced(
    tmp_path: Path, dataset: Dataset
) -> None:
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


def test_what_takes_too_long_is_given_up(settings: Settings) -> None:
    database = Database(settings.database_url)
    began = monotonic()
    with pytest.raises(TooSlowError), database.reader(0.1) as reader:
        reader.value(ENDLESS)
    assert monotonic() - began >= 0.1
    with database.reader() as again:
        assert again is reader
        assert (again.value(METRICS), again.value(SLOW)) == (7, SLOW_COUNT)
    database.close()


def test_all_that_an_answer_reads_takes_no_longer_than_it_may(settings: Settings) -> None:
    database = Database(settings.database_url)
    with pytest.raises(TooSlowError), database.reader(0.2) as reader:
        assert {reader.value(SLOW) for _ in range(100)} == {SLOW_COUNT}
    database.close()


def test_an_error_in_a_query_is_that_error(settings: Settings) -> None:
    database = Database(settings.database_url)
    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"), database.reader() as reader:
        reader.rows(select(func.count()).select_from(table("nowhere")))
    database.close()


@pytest.fixture
def small(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Give a database that streams one answer at once."""
    monkeypatch.setattr(database_module, "MAX_STREAMS", 1)
    database = Database(settings.database_url)
    yield database
    database.close()


def test_a_stream_keeps_nobody_waiting(small: Database) -> None:
    with small.stream() as slow:
        for _ in range(3):
            with small.reader() as quick:
                assert quick is not slow
                assert quick.value(METRICS) == 7
        assert slow.value(METRICS) == 7


def test_a_stream_may_take_its_time(small: Database) -> None:
    with pytest.raises(TooSlowError), small.reader(0.001) as reader:
        reader.value(SLOW)
    with small.stream() as slow:
        assert slow.value(SLOW) == SLOW_COUNT


def test_there_are_only_so_many_streams_at_once(small: Database) -> None:
    for _ in range(2):
        with small.stream() as slow:
            with pytest.raises(TooManyStreamsError, match="1 answers are being streamed already"), small.stream():
                pass
            with small.reader() as quick:
                assert quick.value(METRICS) == slow.value(METRICS) == 7
        with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            slow.value(METRICS)


def test_a_file_is_hashed_once_and_the_next_one_anew(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
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
            file = database.file_of(reader)
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


def test_our_driver_is_taken_where_a_url_names_none() -> None:
    assert driver_url("postgresql://me:secret@db/facts") == "postgresql+psycopg://me:secret@db/facts"
    assert driver_url("postgresql+psycopg://db/facts") == "postgresql+psycopg://db/facts"
    assert driver_url("sqlite:///facts.db") == "sqlite:///facts.db"
