"""What is the same of every server: it is installed, fed, started, asked, and its answers are read."""

import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from benchmarks.processes import Server
from benchmarks.questions import Answer, Export, Question, Request

INSTALLED = Path(__file__).parent.parent / ".peers"
"""Where what is installed for the benchmarks alone is kept; git ignores it."""


class NotInstalledError(RuntimeError):
    """A server that can't be installed here; `str()` says why in one line."""


class Peer(ABC):
    """A server that is compared."""

    name: ClassVar[str]
    """What it is called on the command line."""
    title: ClassVar[str]
    """What it is called in the table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / self.name
        """Where what it is fed with is kept."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def install(self) -> str:
        """Install it where it is missing, and return its version. Raises `NotInstalledError`."""
        return ""

    @abstractmethod
    def feed(self, export: Export) -> None:
        """Give it the rows."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return how it is started; `{port}` stands for the port."""

    def environment(self) -> Mapping[str, str]:
        """Return what its environment has beside ours."""
        return {}

    @property
    @abstractmethod
    def ready(self) -> str:
        """Where it answers 200 once it serves the rows."""

    @abstractmethod
    def ask(self, question: Question) -> Request | None:
        """Put a question into its language; None if that has no words for it."""

    @abstractmethod
    def read(self, question: Question, body: bytes) -> Answer:
        """Read an answer."""

    def meet(self, server: Server, after: Sequence[int]) -> None:
        """Find out what only its answers say: tags, and where lists go on after some rows."""
        del server, after

    def read_through(self) -> None:
        """Read its database, so that the system has it in memory: some take back what was not read for a minute."""
        for file in self.folder.glob("*.db"):
            with file.open("rb") as database:
                while database.read(1024 * 1024):
                    pass

    def start(self, *, is_pinned: bool = True, more: tuple[str, ...] = ()) -> Server:
        """Start it. Raises `ServerError` where it does not come to serve."""
        return Server(
            [*self.command(), *more],
            self.ready,
            self.folder / "log",
            environment=self.environment(),
            is_pinned=is_pinned,
        )


def environment_with(name: str, *requirements: str) -> Path:
    """Return the programs of a virtual environment with packages, made where it is missing.

    Raises `NotInstalledError` where one can't be installed.
    """
    folder = INSTALLED / name
    stamp = folder / "requirements.txt"
    wanted = "\n".join(requirements)
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        execute(sys.executable, "-m", "venv", "--clear", str(folder))
        execute(str(folder / "bin" / "pip"), "install", "--quiet", "--only-binary", ":all:", *requirements)
        stamp.write_text(wanted, "utf-8")
    return folder / "bin"


def execute(*command: str) -> str:
    """Run a program that installs something, or reads a version. Raises `NotInstalledError` where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise NotInstalledError(f"{command[0]} is not installed") from None
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).strip().splitlines() if "ERROR" in line.upper()]
        raise NotInstalledError(f"{Path(command[0]).name} {command[1]}: {(said or ['failed'])[-1][:200]}")
    return done.stdout.strip()
