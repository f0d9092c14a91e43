"""Costs other than response time: loading, starting, memory; and the gain of a second worker."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.asking import Asker
from benchmarks.peers import NotInstalledError
from benchmarks.peers.datasette import REQUIREMENTS
from benchmarks.peers.ours import Ours
from benchmarks.peers.peer import Peer, environment_with
from benchmarks.processes import Cost, Memory, ServerError, run, serving
from benchmarks.questions import TABLES, Export, Question
from benchmarks.rounds import Running
from benchmarks.rows import Row
from benchmarks.wrk import drive

UNIQUE = 20_000
"""Number of requests after which the memory of a server is read again."""

MANY = 500_000
"""Number of further requests to our server, whose memory should not grow."""

WARMING = 2000
"""Number of requests that warm up the workers."""

STARTS = 3
"""Number of starts, of which the median is reported."""

PATIENCE = 60
MUCH_PATIENCE = 300
"""Seconds that this may take."""


@dataclass(frozen=True)
class Held:
    """Start time and memory of a server."""

    seconds_to_first_answer: float
    fresh: Memory
    used: Memory
    asked: int
    """Number of different requests between the two readings."""
    later: Memory | None = None
    asked_later: int = 0
    """The same after many more."""


@dataclass(frozen=True)
class Workers:
    """Rate of a number of unpinned workers, and the share of a core that the load generator took."""

    workers: int
    asked: str
    rate: float
    wrk_share: float


def holding(running: Sequence[Running], row: Row, asker: Asker) -> dict[str, Held | str]:
    """Start each server anew, and ask it many things once."""
    found: dict[str, Held | str] = {}
    for one in running:
        try:
            started = [_restarted(one) for _ in range(STARTS)]
            fresh = one.server.memory()
            requests = one.take(row, asker, UNIQUE)
            paths = [request.path for request in requests]
            seconds = 5 + PATIENCE * len(paths) // UNIQUE
            asked = drive(one.server.port, paths, seconds, once=True).requests
            held = Held(statistics.median(started), fresh, one.server.memory(), asked)
            found[one.peer.name] = _later(one, held) if isinstance(one.peer, Ours) else held
        except (ServerError, OSError) as error:
            found[one.peer.name] = str(error)
    return found


def _later(one: Running, held: Held) -> Held:
    """Ask for figures of at least many numbers, one by one."""
    run = drive(one.server.port, _many(one.peer), MUCH_PATIENCE, once=True)
    return replace(held, later=one.server.memory(), asked_later=held.asked + run.requests)


def _many(ours: Peer) -> list[str]:
    requests = [ours.ask(Question(at_least=number)) for number in range(MANY)]
    return [request.path for request in requests if request]


def workers(ours: Ours, row: Row, asker: Asker, seconds: int) -> list[Workers]:
    """Ask one and two workers for one list again and again, and for many once; nothing is held to a core."""
    first = next(request.path for question in row.ask(asker) if (request := ours.ask(question)))
    many = _many(ours)
    warming, asked = many[:WARMING], many[WARMING:]
    found = []
    for paths, once in (([first], False), (asked, True)):
        for number in (1, 2):
            with serving(ours.start(is_pinned=False, more=("--workers", str(number)))) as server:
                drive(server.port, [first, *warming], 1, is_pinned=False)  # on many connections: both get some
                run = drive(server.port, paths, seconds, once=once, is_pinned=False)
                what = "lists of 20 by `value_min`, never asked before" if once else "list of 20, asked again and again"
                found.append(Workers(number, what, run.rate, run.cpu_share))
    return found


def _restarted(one: Running) -> float:
    one.restart()
    return one.server.seconds_to_first_answer


def insert(export: Export, folder: Path) -> Cost | str:
    """Insert the rows that our loader makes of a corpus by `sqlite-utils`, as NDJSON that is piped to it."""
    try:
        program = environment_with("datasette", *REQUIREMENTS) / "sqlite-utils"
    except NotInstalledError as error:
        return str(error)
    database = folder / "inserted.db"
    database.unlink(missing_ok=True)
    costs = [
        run([str(program), "insert", str(database), table, "-", "--nl", "--pk", "id"], stdin=export.nested(table))[1]
        for table in TABLES
        if export.nested(table).stat().st_size
    ]
    database.unlink()
    return Cost(
        sum(cost.seconds for cost in costs),
        sum(cost.cpu_seconds for cost in costs),
        max(cost.peak_bytes for cost in costs),
    )
