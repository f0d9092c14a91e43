"""The interface of a compared server: install, feed with rows, start, build requests, read answers."""

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
"""Linux's flag for `mmap` on x86 and ARM, which Python does not name."""

MOST_LOCKED = 5
"""A file larger than the memory divided by this number is not locked in memory."""

INSTALLED = Path(__file__).parent.parent / ".peers"
"""Folder for programs installed for the benchmarks alone; git ignores it."""


class NotInstalledError(RuntimeError):
    """A server that can't be installed here; `str()` says why in one line."""


class Peer(ABC):
    """A server that is compared."""

    name: ClassVar[str]
    """Name on the command line."""
    title: ClassVar[str]
    """Title in the table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / self.name
        """Folder of its data."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._held: dict[Path, mmap | None] = {}
        """Its database files, each with the mapping that locks it in memory, or None."""

    def install(self) -> str:
        """Install it where it is missing, and return its version. Raises `NotInstalledError`."""
        return ""

    @abstractmethod
    def feed(self, export: Export) -> None:
        """Load the rows into the server."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command that starts it; `{port}` stands for the port."""

    def environment(self) -> Mapping[str, str]:
        """Return additional environment variables."""
        return {}

    @property
    @abstractmethod
    def ready(self) -> str:
        """Path that answers 200 once the server serves the rows."""

    @abstractmethod
    def ask(self, question: Question) -> Request | None:
        """Return the request for a question, or None if the server has no such query."""

    @abstractmethod
    def read(self, question: Question, body: bytes) -> Answer:
        """Read an answer."""

    def meet(self, server: Server, after: Sequence[int]) -> None:
        """Read entity tags, and the cursors of lists after some rows, from its answers."""
        del server, after

    def hold(self) -> None:
        """Bring its database into memory: lock it there, or else read it through.

        Some systems take back what was not read for a minute, also in the midst of a round.
        """
        for file in self.folder.glob("*.db"):
            if file not in self._held:
                self._held[file] = _locked(file)
            if self._held[file] is None:
                with file.open("rb") as database:
                    _read_through(database)

    def start(self, *, is_pinned: bool = True, more: tuple[str, ...] = ()) -> Server:
        """Start it. Raises `ServerError` if it does not start to serve."""
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
        # pages that were written one by one take twice as long to be found as pages read in sequence
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
    """Return the `bin` folder of a virtual environment with these packages, created if it is missing.

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
