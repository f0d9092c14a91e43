"""The results of a run: what the table and the plot are made of, and what is kept as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.costs import Held, Workers
from benchmarks.peers.ours import Ours
from benchmarks.processes import Cost
from benchmarks.rounds import Cell


@dataclass
class Measured:
    """A row of the table: the cells by the name of the server."""

    name: str
    title: str
    section: str
    cells: dict[str, Cell]


@dataclass
class Loaded:
    """Time and memory of loading a seed."""

    facts: int
    what: str
    ours: Cost
    inserted: Cost | str


@dataclass
class Results:
    """All of a run."""

    machine: dict[str, str]
    versions: dict[str, str]
    """The version of each server, by its title."""
    missing: dict[str, str] = field(default_factory=dict)
    """Why a server is left out, by its title."""
    rounds: int = 0
    seconds: int = 0
    rows: list[Measured] = field(default_factory=list)
    loaded: list[Loaded] = field(default_factory=list)
    held: dict[str, dict[str, Held | str]] = field(default_factory=dict)
    """By corpus and server."""
    workers: list[Workers] = field(default_factory=list)

    @property
    def failures(self) -> list[str]:
        """Wrong answers and errors, one line each. A query that a server does not have is none."""
        cells = [(row, name, cell) for row in self.rows for name, cell in row.cells.items()]
        wrong = [f"{row.section}, {row.title}, {name}: {cell.failure}" for row, name, cell in cells if cell.failure]
        return wrong + [f"{title}: {why}" for title, why in self.missing.items() if title == Ours.title]

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON writes it."""
        return asdict(self)
