"""Ours, as the README starts it."""

import csv
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import TextIO
from urllib.parse import urlencode

from app import __version__
from benchmarks.peers.peer import Peer
from benchmarks.processes import Cost, Server, run
from benchmarks.questions import TABLES, Answer, Export, Question, Request

LISTED = "/v1/metrics"
FLAT_NUMBERS = ("amount", "lower", "upper", "start", "end", "total", "length", "edition")
_LARGEST = 500


class Ours(Peer):
    """Expo Facts."""

    name = "ours"
    title = "Expo Facts"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.seed = Path()
        self._tag = ""
        self._cursors: dict[int, str] = {}

    def install(self) -> str:
        """Return the version."""
        return __version__

    def load(self, seed: Path) -> tuple[str, Cost]:
        """Load a seed into a database of its own; return what the loader says and what that took."""
        self.seed = seed
        for old in self.folder.glob("facts.db*"):
            old.unlink()
        return run([sys.executable, "-m", "app", "load"], environment=self.environment())

    def feed(self, export: Export) -> None:
        """Write the rows of its database as the export that feeds the others."""
        export.folder.mkdir(parents=True, exist_ok=True)
        server = self.start(is_pinned=False)
        try:
            for table in TABLES:
                path = f"/v1/{table.replace('_', '-')}"
                with server.reading(f"{path}?format=ndjson") as body, export.nested(table).open("wb") as file:
                    shutil.copyfileobj(body, file)
                with server.reading(f"{path}?format=csv") as body:
                    _write_flat(TextIOWrapper(body, "utf-8-sig", newline=""), export.flat(table))
        finally:
            server.stop()

    def command(self) -> list[str]:
        """Return how it is started."""
        return [sys.executable, "-m", "app", "--port", "{port}"]

    def environment(self) -> Mapping[str, str]:
        """Return where its database and its seed are."""
        return {
            "EXPO_FACTS_DATABASE_URL": f"sqlite:///{self.folder / 'facts.db'}",
            "EXPO_FACTS_SEED_DIR": str(self.seed),
        }

    @property
    def ready(self) -> str:
        """A page of a list."""
        return f"{LISTED}?limit=1"

    def meet(self, server: Server, after: Sequence[int]) -> None:
        """Take the tag of the first page, and go from page to page for the cursors."""
        self._tag = server.get(self._path(Question()))[1]["etag"]
        at, cursor = 0, ""
        for row in sorted(set(after) - {0}):
            while at < row:
                limit = min(_LARGEST, row - at)
                given = {"limit": limit, **({"cursor": cursor} if cursor else {})}
                cursor = json.loads(server.get(f"{LISTED}?{urlencode(given)}")[2])["next"].rpartition("cursor=")[2]
                at += limit
            self._cursors[row] = cursor

    def ask(self, question: Question) -> Request | None:
        """Put a question into the language of the API."""
        headers = [("Accept-Encoding", "gzip")] if question.gzip else []
        headers += [("If-None-Match", self._tag)] if question.known else []
        return Request(self._path(question), tuple(headers))

    def _path(self, question: Question) -> str:
        if question.what == "item":
            return f"{LISTED}/{question.id}"
        given = {"limit": "20", **dict(question.filters)}
        if question.what == "facets":
            given = {"limit": "1", "facet": ",".join(question.facets)}
        if question.words:
            given["q"] = " ".join(question.words)
        if question.at_least is not None:
            given |= {"value_min": str(question.at_least), "certainty": "certain"}
        if question.falling:
            given["sort"] = "-amount"
        if question.after:
            given["cursor"] = self._cursors[question.after]
        if question.format == "csv":
            given["format"] = "csv"
        where = "/v1/search" if question.what == "search everything" else LISTED
        return f"{where}?{urlencode(given, safe=',')}"

    def read(self, question: Question, body: bytes) -> Answer:
        """Read an answer."""
        if question.format == "csv":
            return Answer([row["id"] for row in csv.DictReader(StringIO(body.decode("utf-8-sig")))])
        said = json.loads(body)
        if question.what == "item":
            return Answer([said["id"]])
        amounts = [one["quantity"]["amount"] for one in said["items"]] if question.falling else None
        return Answer([one["id"] for one in said["items"]], amounts, said["total"])


def _write_flat(table: TextIO, file: Path) -> None:
    """Write a CSV as JSON lines: numbers as numbers, nothing as null."""
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        for seq, row in enumerate(csv.DictReader(table), start=1):
            typed = {name: _typed(name, cell) for name, cell in row.items()}
            lines.write(json.dumps({"seq": seq, **typed}, ensure_ascii=False) + "\n")


def _typed(name: str, cell: str) -> str | float | bool | None:
    if not cell:
        return None
    if cell in ("true", "false"):
        return cell == "true"
    if name.rpartition("_")[2] in FLAT_NUMBERS or name.startswith("counts_"):
        try:
            return int(cell) if cell.isdigit() else float(cell)
        except ValueError:
            return cell
    return cell
