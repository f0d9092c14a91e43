"""A bare ASGI app on uvicorn with uvloop and httptools, one worker and no access log."""

import sys

import uvicorn

from benchmarks.peers.peer import Peer
from benchmarks.questions import Answer, Export, Question, Request


class Bare(Peer):
    """The measure of all others: prepared bytes."""

    name = "bare"
    title = "bare ASGI app"

    def install(self) -> str:
        """Return the version of its server."""
        return f"uvicorn {uvicorn.__version__}"

    def feed(self, export: Export) -> None:
        """Do nothing: it has no rows."""
        del export

    def command(self) -> list[str]:
        """Return how it is started."""
        options = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
        return [sys.executable, "-m", "uvicorn", "benchmarks.bare:app", "--port", "{port}", *options]

    @property
    def ready(self) -> str:
        """Any size."""
        return "/1"

    def ask(self, question: Question) -> Request | None:
        """Return nothing: it is asked for sizes only."""
        del question
        return None

    def read(self, question: Question, body: bytes) -> Answer:
        """Return nothing: it says nothing."""
        del question, body
        return Answer(None)
