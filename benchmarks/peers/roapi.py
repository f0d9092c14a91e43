"""ROAPI: read-only APIs of static data sets, which it holds in memory."""

import csv
import json
from io import StringIO
from urllib.parse import quote

from benchmarks.peers.peer import Peer, environment_with, execute
from benchmarks.questions import AMOUNT, FILTERS, Answer, Export, Question, Request

REQUIREMENTS = ("roapi==0.12.7",)


class Roapi(Peer):
    """A server of tables, in Rust."""

    name = "roapi"
    title = "ROAPI"

    def install(self) -> str:
        """Install its wheel."""
        self._programs = environment_with(self.name, *REQUIREMENTS)
        return execute(str(self._programs / "roapi"), "--version").rpartition(" ")[2]

    def feed(self, export: Export) -> None:
        """Name the table that it is to read at its start."""
        self._table = f"metrics={export.flat('metrics')}"

    def command(self) -> list[str]:
        """Return how it is started."""
        command = [str(self._programs / "roapi"), "--addr-http", "127.0.0.1:{port}", "--table", self._table]
        return [*command, "--addr-postgres", "127.0.0.1:0", "--addr-flight-sql", "127.0.0.1:0"]

    @property
    def ready(self) -> str:
        """A page of a list."""
        return "/api/tables/metrics?limit=1"

    def ask(self, question: Question) -> Request | None:
        """Put a question into its language, whose filters have no words for true and false."""
        if question.gzip or question.known or question.what not in ("item", "list"):
            return None
        if question.at_least is not None:
            return None
        asked = [f"filter[{FILTERS[name]}]={quote(repr(value))}" for name, value in question.filters]
        asked += [f"filter[id]={quote(repr(question.id))}"] if question.id else []
        asked += [f"filter[seq]gt={question.after}"] if question.after else []
        asked += [] if question.id else [f"sort={'-' + AMOUNT if question.falling else 'seq'}", "limit=20"]
        headers = (("Accept", "application/csv"),) if question.format == "csv" else ()
        return Request(f"/api/tables/metrics?{'&'.join(asked)}", headers)

    def read(self, question: Question, body: bytes) -> Answer:
        """Read an answer."""
        if question.format == "csv":
            return Answer([row["id"] for row in csv.DictReader(StringIO(body.decode()))])
        said = json.loads(body)
        return Answer([one["id"] for one in said], [one.get(AMOUNT) for one in said])
