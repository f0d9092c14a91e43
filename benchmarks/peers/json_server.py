"""json-server: a JSON file as a REST API, held in memory."""

import json
import shutil
from collections.abc import Sequence
from urllib.parse import urlencode

from benchmarks.peers.peer import INSTALLED, NotInstalledError, Peer, execute
from benchmarks.processes import Server
from benchmarks.questions import AMOUNT, APPROXIMATE, FILTERS, LOWER, Answer, Export, Question, Request

VERSION = "0.17.4"


class JsonServer(Peer):
    """A server of one JSON file."""

    name = "json-server"
    title = "json-server"

    def install(self) -> str:
        """Install it by npm."""
        if not shutil.which("node") or not shutil.which("npm"):
            raise NotInstalledError("node and npm are not installed")
        program = self._program = INSTALLED / self.name / "node_modules" / ".bin" / "json-server"
        if not program.exists() or execute(str(program), "--version") != VERSION:
            (INSTALLED / self.name).mkdir(parents=True, exist_ok=True)
            options = ("--no-fund", "--no-audit", "--ignore-scripts", "--prefix", str(INSTALLED / self.name))
            execute("npm", "install", *options, f"json-server@{VERSION}")
        return execute(str(program), "--version")

    def feed(self, export: Export) -> None:
        """Write the rows into one file."""
        with (
            export.flat("metrics").open(encoding="utf-8") as lines,
            (self.folder / "db.json").open("w", encoding="utf-8") as file,
        ):
            file.write('{"metrics":[')
            for number, line in enumerate(lines):
                file.write(("," if number else "") + json.dumps(json.loads(line), ensure_ascii=False) + "\n")
            file.write("]}")

    def command(self) -> list[str]:
        """Return how it is started."""
        return [
            str(self._program),
            "--host",
            "127.0.0.1",
            "--port",
            "{port}",
            "--quiet",
            "--read-only",
            str(self.folder / "db.json"),
        ]

    @property
    def ready(self) -> str:
        """A page of a list."""
        return "/metrics?_limit=1"

    def meet(self, server: Server, after: Sequence[int]) -> None:
        """Take the tag of the first page."""
        del after
        self._tag = server.get("/metrics?_limit=20")[1]["etag"]

    def ask(self, question: Question) -> Request | None:
        """Put a question into its language."""
        if question.format != "json" or question.what not in ("item", "list"):
            return None
        headers = [("Accept-Encoding", "gzip")] if question.gzip else []
        headers += [("If-None-Match", self._tag)] if question.known else []
        if question.what == "item":
            return Request(f"/metrics/{question.id}", tuple(headers))
        pairs = [(FILTERS[name], value) for name, value in question.filters]
        pairs += [(f"{LOWER}_gte", str(question.at_least)), (APPROXIMATE, "false")] if question.at_least else []
        pairs += [("_sort", AMOUNT), ("_order", "desc")] if question.falling else []
        pairs += [("_start", str(question.after))] if question.after else []
        return Request(f"/metrics?{urlencode([*pairs, ('_limit', '20')])}", tuple(headers))

    def read(self, question: Question, body: bytes) -> Answer:
        """Read an answer; how many there are altogether stands in its headers."""
        said = json.loads(body)
        if question.what == "item":
            return Answer([said["id"]])
        return Answer([one["id"] for one in said], [one[AMOUNT] for one in said])
