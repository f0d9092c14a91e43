"""What is the same of every server: it is installed, fed, started, asked, and its answers are read."""

import os
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from mmap import MAP_SHARED, PROT_READ, mmap
from pathlib import Path
from typing import BinaryIO, ClassVar

from benchmarks.processes import MEMORY, Server
from benchmarks.questions import Answer, Export, Question, Request

MAP_LOCKED = 0x2000
"""What Linux calls so, on x86 and ARM, and Python does not name."""

MOST_LOCKED = 5
"""The largest file that is locked in memory is one of so many that would fill it."""

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
        self._held: dict[Path, mmap | None] = {}
        """Its files, those that are locked in the system's memory with what does so."""

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

    def hold(self) -> None:
        """Have its database in the system's memory: locked there, or else read through each time.

        Some systems take back what was not read for a minute, also in the midst of a round.
        """
        for file in self.folder.glob("*.db"):
            if file not in self._held:
                self._held[file] = _locked(file)
            if self._held[file] is None:
                with file.open("rb") as database:
                    _read_through(database)

    def start(self, *, is_pinned: bool = True, more: tuple[str, ...] = ()) -> Server:
        """Start it. Raises `ServerError` where it does not come to serve."""
        return Server(
            [*self.command(), *more],
            self.ready,
            self.folder / "log",
            environment=self.environment(),
            is_pinned=is_pinned,
        )


def _locked(file: Path) -> mmap | None:
    """Lock a file in memory, if that is allowed and leaves enough to others."""
    if file.stat().st_size > MEMORY / MOST_LOCKED:
        return None
    with file.open("rb") as database:
        # what was written page by page lies in memory so, and takes twice as long to be found
        os.posix_fadvise(database.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        _read_through(database)
        try:
            return mmap(database.fileno(), 0, flags=MAP_SHARED | MAP_LOCKED, prot=PROT_READ)
        except OSError:  # who is not root may lock little
            return None


def _read_through(file: BinaryIO) -> None:
    while file.read(1024 * 1024):
        pass


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
