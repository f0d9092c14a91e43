"""Workers: the processes that a load is shared out to. Results come in the order of their tasks, however many work."""

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MIN_TASKS = 100
"""How many tasks it takes for processes to be worth their start."""

CHUNK = 2
"""How many tasks a process gets at a time."""

CHUNKS_AHEAD = 3
"""How many times as much is under way for each process, so that none waits and the results take little memory."""

GC_THRESHOLD = 50_000
"""After how many new objects a process looks for garbage in cycles, of which a story leaves none or little."""


class ProcessPool:
    """Processes that run a function on tasks; without a pool, this process does all of it."""

    def __init__(self, processes: int, pool: ProcessPoolExecutor | None) -> None:
        self._processes, self._pool = processes, pool

    @property
    def alone(self) -> bool:
        """Whether this process does all of it."""
        return self._pool is None

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield what a function makes of each task, in the order of the tasks."""
        if self._pool is None:
            yield from map(function, tasks)
            return
        rest = iter(tasks)
        under_way: deque[Future[list[R]]] = deque()
        while chunk := list(islice(rest, CHUNK)):
            under_way.append(self._pool.submit(partial(_each, function), chunk))
            if len(under_way) > CHUNKS_AHEAD * self._processes:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


def processes_for(tasks: int) -> int:
    """Return how many processes so many tasks are worth: as many as there are processors, or one for few."""
    return (os.cpu_count() or 1) if tasks >= MIN_TASKS else 1


@contextmanager
def process_pool(processes: int) -> Iterator[ProcessPool]:
    """Give workers; those that are other processes end with the block, and at once where it fails or is interrupted."""
    if processes == 1:
        with _seldom_collecting():
            yield ProcessPool(1, None)
        return
    context = get_context("spawn")  # the same on every system, and safe beside threads
    pool = ProcessPoolExecutor(processes, context, initializer=_end_with_parent)
    try:
        with _deaf():
            for _ in range(processes):
                pool.submit(_begin)
        with _seldom_collecting():
            yield ProcessPool(processes, pool)
    finally:
        pool.shutdown(cancel_futures=True)


def _each(function: Callable[[Any], R], tasks: list[Any]) -> list[R]:
    return [function(task) for task in tasks]


@contextmanager
def _deaf() -> Iterator[None]:
    """Keep ctrl-C, which a terminal sends to all processes, from those that are started meanwhile and not ready yet."""
    mask = getattr(signal, "pthread_sigmask", None)  # Windows has none
    before = mask and mask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        _ = mask and mask(signal.SIG_SETMASK, before)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Look seldom for garbage in cycles in the process that shares out the work; it goes on to other things later."""
    before = gc.get_threshold()
    gc.set_threshold(GC_THRESHOLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _end_with_parent() -> None:
    """Begin, and end when the process that shares out the work is killed, so that nothing of a load stays behind."""
    _begin()
    parent = parent_process()
    assert parent

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def _begin() -> None:
    """Leave it to the process that shares out the work to stop all of it, and look seldom for garbage in cycles."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
