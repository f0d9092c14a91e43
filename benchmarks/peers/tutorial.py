"""The app of the FastAPI and SQLModel tutorials (`benchmarks/tutorial.py`), on uvicorn as `fastapi run` starts it."""

import json
import sys
from collections.abc import Mapping
from importlib.metadata import version
from urllib.parse import urlencode

from benchmarks.peers.peer import Peer
from benchmarks.processes import run
from benchmarks.questions import FILTERS, Answer, Export, Question, Request


class Tutorial(Peer):
    """A list, an item, filters: `offset` and `limit` as the tutorial has them."""

    name = "tutorial"
    title = "tutorial app"

    def install(self) -> str:
        """Return the versions."""
        return f"FastAPI {version('fastapi')}, SQLModel {version('sqlmodel')}"

    def feed(self, export: Export) -> None:
        """Fill its table."""
        (self.folder / "database.db").unlink(missing_ok=True)
        run([sys.executable, "-m", "benchmarks.tutorial", str(export.flat("metrics"))], environment=self.environment())

    def command(self) -> list[str]:
        """Return how it is started."""
        options = ["--no-access-log", "--log-level", "warning"]
        return [sys.executable, "-m", "uvicorn", "benchmarks.tutorial:app", "--port", "{port}", *options]

    def environment(self) -> Mapping[str, str]:
        """Return where its database is."""
        return {"TUTORIAL_DATABASE": str(self.folder / "database.db")}

    @property
    def ready(self) -> str:
        """A page of the list."""
        return "/metrics/?limit=1"

    def ask(self, question: Question) -> Request | None:
        """Put a question into its parameters."""
        if question.what not in ("item", "list") or question.format != "json" or question.known:
            return None
        if question.at_least is not None:
            return None
        headers = (("Accept-Encoding", "gzip"),) if question.gzip else ()
        if question.what == "item":
            return Request(f"/metrics/{question.id}", headers)
        given = {FILTERS[name]: value for name, value in question.filters} | {"limit": "20"}
        given |= {"offset": str(question.after)} if question.after else {}
        given |= {"sort": "-quantity_amount"} if question.falling else {}
        return Request(f"/metrics/?{urlencode(given)}", headers)

    def read(self, question: Question, body: bytes) -> Answer:
        """Read an answer."""
        said = json.loads(body)
        if question.what == "item":
            return Answer([said["id"]])
        return Answer([one["id"] for one in said], [one["quantity_amount"] for one in said])
