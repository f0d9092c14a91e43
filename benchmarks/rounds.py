"""One row, measured: the answers of every server are checked, then the servers take turns, each beside the bare one.

The bare server is asked for bodies of the sizes that the server beside it has just given, in the same round.
"""

import gzip
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from benchmarks.asking import Asker
from benchmarks.peers import Peer
from benchmarks.processes import Server, ServerError
from benchmarks.questions import Answer, Question, Request
from benchmarks.rows import Row
from benchmarks.wrk import Run, drive

CHECKED = 25
"""Number of answers that are compared before a row is measured."""

WARMING = 100
"""Number of warm-up requests before a run. Where each question is asked once, the run does not repeat them."""

MOST = 20_000
"""A rate in requests per second that no compared server reaches."""


class WrongAnswerError(ServerError):
    """An answer that is not right; `str()` says in which way."""


@dataclass
class Cell:
    """Measurements of one server in one row."""

    rates: list[float] = field(default_factory=list)
    """Answers a second, by round."""
    bare: list[float] = field(default_factory=list)
    """Rates of the bare server in the same rounds."""
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    size: int = 0
    """Bytes of a body, on average."""
    failure: str | None = None

    @property
    def rate(self) -> float | None:
        """The median of the rounds."""
        return statistics.median(self.rates) if self.rates and not self.failure else None

    @property
    def ratio(self) -> float | None:
        """The rate where the bare server has 1."""
        return self.rate / statistics.median(self.bare) if self.rate and self.bare else None


class Running:
    """A server that is up, and what it has been asked of a row."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.server = peer.start()
        self._left: dict[str, Iterator[Request]] = {}

    def take(self, row: Row, asker: Asker, number: int) -> list[Request]:
        """Return the next questions of a row. Where all have been asked the server is started anew, and forgets."""
        if row.name not in self._left:
            self._left[row.name] = self._requests(row, asker)
        taken = list(islice(self._left[row.name], number))
        if len(taken) < min(number, WARMING + CHECKED):
            self.restart()
            self._left[row.name] = self._requests(row, asker)
            taken = list(islice(self._left[row.name], number))
        return taken

    def first(self, row: Row, asker: Asker) -> Request:
        """Return the first question of a row."""
        return next(self._requests(row, asker))

    def restart(self) -> None:
        """Stop it and start it again, so that it has nothing in memory."""
        self.server.stop()
        self.server = self.peer.start()
        self._left = {}

    def stop(self) -> None:
        """Stop it."""
        self.server.stop()

    def _requests(self, row: Row, asker: Asker) -> Iterator[Request]:
        return (request for question in row.ask(asker) if (request := self.peer.ask(question)))


def measure(  # noqa: PLR0913  (what a row is measured with)
    row: Row, running: Sequence[Running], bare: Server, asker: Asker, *, rounds: int, seconds: int
) -> dict[str, Cell]:
    """Measure a row: a cell for each server that has words for its questions, and for the bare one beside the first."""
    cells: dict[str, Cell] = {}
    sizes: dict[str, list[int]] = {}
    try:
        truth = _Truth(row, asker, running)
    except (ServerError, OSError, ValueError, KeyError) as error:
        return {"ours": Cell(failure=_said(error))}
    for one in running:
        if one.peer.ask(truth.questions[0]) is None:
            continue
        cell = cells[one.peer.name] = Cell()
        try:
            sizes[one.peer.name] = truth.check(one)
            cell.size = round(statistics.mean(sizes[one.peer.name]))
        except (ServerError, ValueError, KeyError, OSError) as error:
            cell.failure = _said(error)
    for _ in range(rounds):
        for one in running:
            cell = cells.get(one.peer.name, Cell(failure="-"))
            if cell.failure is None:
                cell.bare.append(_run_bare(bare, row, sizes[one.peer.name], seconds))
                _run(one, row, asker, cell, seconds)
    beside = next((cell for cell in cells.values() if cell.bare), None)
    if beside:
        cells["bare"] = Cell(beside.bare, beside.bare, size=beside.size)
    return cells


def _run(one: Running, row: Row, asker: Asker, cell: Cell, seconds: int) -> None:
    try:
        requests = one.take(row, asker, MOST * seconds + WARMING) if row.once else [one.first(row, asker)]
        keep = min(WARMING, len(requests) // 10)
        warming, requests = (requests[:keep], requests[keep:]) if row.once else (requests * WARMING, requests)
        headers = dict(requests[0].headers)
        one.peer.hold()
        one.server.warm_up([request.path for request in warming], headers)
        paths = [request.path for request in requests]
        run = drive(one.server.port, paths, seconds, headers=headers, once=row.once, expected=row.expected)
    except (ServerError, OSError) as error:
        cell.failure = _said(error)
        return
    if run.wrong or run.failed or not run.requests:
        cell.failure = f"{run.wrong} wrong answers and {run.failed} failures in {run.requests} requests"
    cell.rates.append(run.rate)
    cell.p50.append(run.p50)
    cell.p99.append(run.p99)


def _run_bare(bare: Server, row: Row, sizes: Sequence[int], seconds: int) -> float:
    paths = ["/not-modified"] if row.expected == 304 else [f"/{size}" for size in sizes]
    bare.warm_up(paths, {})
    run: Run = drive(bare.port, paths, seconds, expected=row.expected)
    if run.wrong or run.failed:
        raise WrongAnswerError("the bare server failed")
    return run.rate


class _Truth:
    """Our server's answers to some questions of a row."""

    def __init__(self, row: Row, asker: Asker, running: Sequence[Running]) -> None:
        self.row = row
        number = CHECKED if row.once else 1
        self.questions = list(islice(row.ask(asker), number))
        if not self.questions:
            raise WrongAnswerError(f"{row.name}: the corpus is too small to ask about")
        ours = next((one for one in running if one.peer.name == "ours"), None)
        self._answers = [self._answer(ours, question)[0] for question in self.questions] if ours else []

    def check(self, one: Running) -> list[int]:
        """Return the sizes of a server's answers. Raises `WrongAnswerError` where one is not as ours."""
        sizes = []
        for number, question in enumerate(self.questions):
            answer, size = self._answer(one, question)
            sizes.append(size)
            if self._answers and (problem := difference(question, answer, self._answers[number])):
                asked = one.peer.ask(question)
                raise WrongAnswerError(f"{asked.path if asked else question}: {problem}")
        if self.row.once:
            one.restart()  # so that nothing of it has been asked
        return sizes

    def _answer(self, one: Running, question: Question) -> tuple[Answer, int]:
        request = one.peer.ask(question)
        assert request
        status, headers, body = one.server.get(request.path, dict(request.headers))
        if status != self.row.expected:
            raise WrongAnswerError(f"{request.path}: status {status}: {body[:100]!r}")
        if status == 304:
            return Answer(None), 0
        size = len(body)
        if question.gzip:
            body = _unpacked(headers, body)
        return one.peer.read(question, body), size


def _unpacked(headers: Mapping[str, str], body: bytes) -> bytes:
    if headers.get("content-encoding") != "gzip":
        raise WrongAnswerError("it does not compress")
    return gzip.decompress(body)


def difference(question: Question, answer: Answer, truth: Answer) -> str | None:
    """Return how an answer differs from ours, or None if it does not.

    Which words of a figure are searched is each server's own choice, so a search has to find something; facets have to
    count the same figures.
    """
    said: Any
    expected: Any
    same_total = None in (answer.total, truth.total) or answer.total == truth.total
    if truth.ids is None or answer.ids is None:
        said = expected = None
    elif question.words:
        said, expected = bool(answer.ids), True
    elif question.what == "facets" or not same_total:
        said, expected = answer.total, truth.total
    elif question.falling:
        said, expected = _numbers(answer), _numbers(truth)[: len(_numbers(answer))]
    else:
        said, expected = list(answer.ids), list(truth.ids)
    if said == expected:
        return None
    return "nothing is found" if question.words else f"{said} where we have {expected}"


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, ServerError) else f"{type(error).__name__}: {error}"


def _numbers(answer: Answer) -> list[float]:
    """Return the numbers in order; whether figures without one come first, last or never is each server's choice."""
    return [amount for amount in answer.amounts or () if amount is not None]
