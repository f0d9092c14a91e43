import gc
import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path
from queue import Queue
from unittest.mock import Mock

import pytest

from app.seed import processes as module
from app.seed.processes import MIN_TASKS, process_pool, processes_for
from app.settings import ROOT


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_tasks(processes: int) -> None:
    with process_pool(processes) as workers:
        assert workers.alone == (processes == 1)
        assert list(workers.map(abs, range(0, -100, -1))) == list(range(100))
        assert list(workers.map(abs, [])) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_garbage_is_looked_for_seldom_while_there_is_work(processes: int) -> None:
    before = gc.get_threshold()
    with pytest.raises(TypeError), process_pool(processes) as workers:  # noqa: PT012
        assert gc.get_threshold()[0] == module.GC_THRESHOLD
        list(workers.map(abs, ["one"]))  # type: ignore[arg-type]
    assert gc.get_threshold() == before


def test_no_more_is_taken_than_is_under_way() -> None:
    taken = []
    with process_pool(2) as workers:
        results = workers.map(abs, (taken.append(number) or number for number in range(10_000)))  # type: ignore[func-returns-value]
        assert next(results) == 0
        assert len(taken) <= (2 * module.CHUNKS_AHEAD + 1) * module.CHUNK


def test_an_exception_in_a_worker_process_is_raised_here() -> None:
    with pytest.raises(TypeError), process_pool(2) as workers:
        list(workers.map(abs, ["one"]))  # type: ignore[arg-type]


def test_few_tasks_are_not_worth_a_process() -> None:
    assert processes_for(MIN_TASKS - 1) == 1
    assert processes_for(MIN_TASKS) == os.cpu_count()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no signal masks")
def test_a_worker_that_is_not_ready_yet_leaves_an_interrupt_too(capfd: pytest.CaptureFixture[str]) -> None:
    with process_pool(2) as workers:
        for starting in active_children():
            os.kill(int(starting.pid or 0), signal.SIGINT)
        assert len(active_children()) == 2
        assert list(workers.map(abs, [-1, -2])) == [1, 2]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    assert capfd.readouterr().err == ""


def test_a_worker_leaves_an_interrupt_to_the_one_who_shares_out() -> None:
    before, threshold = signal.getsignal(signal.SIGINT), gc.get_threshold()
    try:
        module._begin()
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        assert module._each(abs, [-1, 2]) == [1, 2]
    finally:
        signal.signal(signal.SIGINT, before)
        gc.set_threshold(*threshold)
        gc.unfreeze()


def test_a_worker_ends_when_the_one_who_shares_out_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: Queue[int] = Queue()
    monkeypatch.setattr(module, "_begin", lambda: None)
    monkeypatch.setattr(module, "parent_process", lambda: Mock(join=lambda: None))
    monkeypatch.setattr("os._exit", ended.put)
    module._end_with_parent()
    assert ended.get(timeout=60) == 1


KILLED = """
import os, signal
from multiprocessing import active_children
from app.seed.processes import process_pool
if __name__ == "__main__":
    with process_pool(2) as workers:
        list(workers.map(os.getenv, ["NONE"] * 4))
        with open("left", "w") as left:
            print(*(child.pid for child in active_children()), file=left)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="only Linux has /proc, which tells what is running")
def test_a_killed_load_leaves_no_files_behind(tmp_path: Path) -> None:
    (tmp_path / "killed.py").write_text(KILLED)
    killed = subprocess.run(
        [sys.executable, tmp_path / "killed.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    left = [int(word) for word in (tmp_path / "left").read_text().split()]
    assert len(left) == 2
    for _ in range(1200):
        if not any(map(is_there, left)):
            break
        time.sleep(0.05)
    else:
        pytest.fail(f"{left} are still there")


def is_there(process: int) -> bool:
    """Tell whether there is a process, other than one that has ended and that nobody has asked about."""
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(") ")[2][:1] != "Z"
