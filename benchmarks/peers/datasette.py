"""Datasette: the tables by `sqlite-utils`, with indexes and full-text search as its documentation sets them up.

It serves an immutable file with its counts taken beforehand (`datasette inspect`) and without suggested facets, and
has uvicorn's faster loop and parser installed beside it.
"""

import csv
import json
from io import StringIO
from urllib.parse import urlencode

from benchmarks.peers.peer import Peer, environment_with, execute
from benchmarks.processes import run
from benchmarks.questions import AMOUNT, APPROXIMATE, FACETS, FILTERS, LOWER, TABLES, Answer, Export, Question, Request

REQUIREMENTS = ("datasette==0.65.5", "sqlite-utils==4.2.1", "uvicorn==0.54.0", "uvloop==0.23.0", "httptools==0.9.0")
SEARCHED = ("name", "subject", "quantity_text", "quantity_unit", "about_name", "place_name", "event_name")
"""The columns that are searched."""


class Datasette(Peer):
    """A tool that publishes SQLite databases."""

    name = "datasette"
    title = "Datasette"

    def install(self) -> str:
        """Install it beside sqlite-utils."""
        self._programs = environment_with(self.name, *REQUIREMENTS)
        return execute(str(self._programs / "datasette"), "--version").rpartition(" ")[2]

    def feed(self, export: Export) -> None:
        """Insert the tables, index them, and describe them to Datasette."""
        database = self.folder / "facts.db"
        database.unlink(missing_ok=True)
        utils = str(self._programs / "sqlite-utils")
        for table in TABLES:
            run([utils, "insert", str(database), table, "-", "--nl", "--pk", "id"], stdin=export.flat(table))
            run([utils, "create-index", str(database), table, "seq"])
        for column in dict.fromkeys((*FILTERS.values(), *FACETS.values(), AMOUNT, LOWER)):
            run([utils, "create-index", str(database), "metrics", column])
        run([utils, "enable-fts", str(database), "metrics", *SEARCHED])
        run([utils, "analyze", str(database)])
        counts, _ = run([str(self._programs / "datasette"), "inspect", str(database)])
        (self.folder / "counts.json").write_text(counts, "utf-8")
        tables = {table: {"sort": "seq"} for table in TABLES}
        (self.folder / "metadata.json").write_text(json.dumps({"databases": {"facts": {"tables": tables}}}), "utf-8")

    def command(self) -> list[str]:
        """Return how it is started."""
        command = [str(self._programs / "datasette"), "serve", "-i", str(self.folder / "facts.db"), "-p", "{port}"]
        command += ["--inspect-file", str(self.folder / "counts.json"), "-m", str(self.folder / "metadata.json")]
        settings = {"suggest_facets": "off", "sql_time_limit_ms": "60000", "facet_time_limit_ms": "60000"}
        return [*command, *(word for pair in settings.items() for word in ("--setting", *pair))]

    @property
    def ready(self) -> str:
        """A page of a list."""
        return "/facts/metrics.json?_size=1"

    def ask(self, question: Question) -> Request | None:
        """Put a question into its language."""
        if question.gzip or question.known or question.what == "search everything":
            return None
        if question.what == "item":
            return Request(f"/facts/metrics/{question.id}.json?_shape=objects")
        given = {FILTERS[name]: value for name, value in question.filters} | {"_size": "20"}
        if question.format == "json":
            given["_shape"] = "objects"
        pairs = list(given.items())
        if question.what == "facets":
            pairs = [("_size", "1"), ("_shape", "objects"), *(("_facet", FACETS[name]) for name in question.facets)]
        if question.words:
            pairs.append(("_search", " ".join(question.words)))
        if question.at_least is not None:
            pairs += [(f"{LOWER}__gte", str(question.at_least)), (f"{APPROXIMATE}", "0")]
        if question.falling:
            pairs.append(("_sort_desc", AMOUNT))
        if question.after:
            pairs.append(("seq__gt", str(question.after)))
        return Request(f"/facts/metrics.{question.format}?{urlencode(pairs)}")

    def read(self, question: Question, body: bytes) -> Answer:
        """Read an answer."""
        if question.format == "csv":
            return Answer([row["id"] for row in csv.DictReader(StringIO(body.decode()))])
        said = json.loads(body)
        rows = said["rows"]
        total = None if question.what == "item" or question.after else said["filtered_table_rows_count"]
        return Answer([one["id"] for one in rows], [one[AMOUNT] for one in rows], total)
