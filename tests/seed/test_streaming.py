"""Loading holds one story at a time, in any number of processes, and gives what reading all of it at once gives."""

import os
import pty
import signal
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from app.__main__ import main
from app.seed.files.problems import SeedError
from app.seed.pipeline import load
from app.seed.writing import tables as module
from app.settings import ROOT
from tests.seed.small import Seed
from tests.whole import read_dataset, store


def content(file: Path) -> list[str]:
    """Return all that a database holds, and how the rows lie in it."""
    connection = sqlite3.connect(file)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_load_is_the_same_with_any_number_of_processes_and_in_memory(seed: Seed, tmp_path: Path) -> None:
    seed.add_many(12)
    files = [tmp_path / f"{name}.db" for name in ("whole", "one", "two")]
    dataset = read_dataset(seed.path)
    store(dataset, "same", f"sqlite:///{files[0]}")
    loaded = [load(seed.path, "same", f"sqlite:///{file}", processes) for file, processes in zip(files[1:], (1, 2))]  # noqa: B905
    assert [(one.version, one.counts, one.verification) for one in loaded] == 2 * [
        (dataset.version, dataset.counts, dataset.verification)
    ]
    assert content(files[0]) == content(files[1])
    assert files[1].read_bytes() == files[2].read_bytes()
    assert read_dataset(seed.path, processes=2) == dataset


@pytest.mark.slow
def test_a_load_is_the_same_under_another_hash_seed(seed: Seed, tmp_path: Path) -> None:
    seed.add_many(3)
    program = "import sys; from app.seed.pipeline import *; load(Path('seed'), 'same', f'sqlite:///{sys.argv[1]}')"
    for name in "12":
        environment = {**os.environ, "PYTHONHASHSEED": name, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", program, str(tmp_path / name)], env=environment, check=True)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_processes_report_the_same_problems(seed: Seed, tmp_path: Path) -> None:
    seed.add().add_later("c", ("edtf: 2024", "edtf: 2023")).add_later("b", ("event: fair", "event: fairs"))
    seed.add_later("d").add_later("e", ("id: visitors", "id: guests"))
    report = seed.report()
    assert "which the source b has already" in report
    assert "did you mean 'fair'?" in report
    with pytest.raises(SeedError) as error:
        load(seed.path, "", f"sqlite:///{tmp_path}/facts.db", processes=2)
    assert str(error.value) == report
    assert not list(tmp_path.glob("facts.db*"))


def test_rows_are_written_while_stories_come(seed: Seed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seed.add_many(3)
    for size, name in ((1, "one"), (1000, "many")):
        monkeypatch.setattr(module, "ROWS_PER_INSERT", size)
        load(seed.path, "same", f"sqlite:///{tmp_path}/{name}.db")
    assert content(tmp_path / "one.db") == content(tmp_path / "many.db")


def peak(work: Callable[[], object]) -> int:
    """Return the most memory that some work takes in this process, in bytes."""
    work()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_stories(seed: Seed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What grows yet is the evidence of the fair, for all of them speak of it."""
    monkeypatch.setattr(module, "ROWS_PER_INSERT", 100)
    seed.add_many(500)
    url = f"sqlite:///{tmp_path}/facts.db"
    assert peak(lambda: load(seed.path, "", url, processes=2)) < peak(lambda: read_dataset(seed.path)) / 3


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_ctrl_c_leaves_the_old_dataset_and_says_so_in_one_line(seed: Seed, tmp_path: Path) -> None:
    file = tmp_path / "facts.db"
    load(seed.add_many(2).path, "old", f"sqlite:///{file}")
    before = file.read_bytes()
    many = Seed(tmp_path / "many").add_many(600)
    master, terminal = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "EXPO_FACTS_DATABASE_URL": f"sqlite:///{file}"}
    command = [sys.executable, "-m", "app", "load", str(many.path)]
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)  # or a job in the background would ignore it
    running = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=terminal)
    signal.signal(signal.SIGINT, ours)
    os.close(terminal)
    shown = b""
    while b"stories/s" not in shown:
        shown += os.read(master, 1000)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=60) == 130
    assert running.stdout
    assert running.stdout.read() == b""
    running.stdout.close()
    while not shown.endswith(b"\n"):
        shown += os.read(master, 1000)
    os.close(master)
    assert shown.split(b"\r\x1b[K")[-1] == b"Stopped. Nothing was changed.\r\n"
    assert file.read_bytes() == before
    left = {path.name for path in tmp_path.glob("facts.db*")}
    assert left - {"facts.db.seed"} == {"facts.db"}  # which keeps the hash of a seed that was written seconds ago


def test_an_interrupt_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.commands.store_seed", interrupt)
    assert main(["load", str(ROOT / "seed_data")]) == 130
    assert capsys.readouterr() == ("", "Stopped. Nothing was changed.\n")
