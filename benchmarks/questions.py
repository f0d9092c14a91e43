"""Questions about the figures of the corpus, independent of the query language of any server."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FILTERS = {
    "kind": "kind",
    "unit": "quantity_unit",
    "currency": "quantity_currency",
    "comparator": "quantity_comparator",
    "place": "place_id",
    "about": "about_id",
    "event": "event_id",
    "attribution": "attribution_kind",
}
"""Filters, each with its column in a flat table."""

AMOUNT, LOWER, APPROXIMATE = "quantity_amount", "quantity_lower", "quantity_approximate"

FACETS = {name: FILTERS[name] for name in ("kind", "comparator", "currency", "attribution", "unit")} | {
    "status": "status",
    "approximate": APPROXIMATE,
}
"""Facets, each with its column in a flat table."""


@dataclass(frozen=True)
class Question:
    """One question; the answer to a list is its first 20 rows, in the order of the text unless it says otherwise."""

    what: Literal["item", "list", "search", "search everything", "facets"] = "list"
    id: str = ""
    """Id of the figure."""
    filters: tuple[tuple[str, str], ...] = ()
    """Filters of a list, as pairs of a name in `FILTERS` and a value."""
    at_least: int | None = None
    """Number that the figures certainly reach."""
    falling: bool = False
    """Whether the largest number comes first."""
    after: int = 0
    """Number of rows to skip."""
    words: tuple[str, ...] = ()
    """Search words."""
    facets: tuple[str, ...] = ()
    """By what to count all figures, by the names in `FACETS`."""
    format: Literal["json", "csv"] = "json"
    gzip: bool = False
    known: bool = False
    """Whether the asker has the answer already, and asks if it still holds."""


@dataclass(frozen=True)
class Request:
    """A question in the language of one server."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """Content of an answer, whatever its format; None where the server does not give it."""

    ids: Sequence[str] | None
    """The figures, in order."""
    amounts: Sequence[Any] | None = None
    """Their numbers; where these decide the order, figures with the same number may stand in any."""
    total: int | None = None
    """Total number of matches."""


@dataclass(frozen=True)
class Export:
    """The rows of a corpus as flat tables, a file for each: a JSON object a line; and as our API writes them."""

    folder: Path

    def flat(self, table: str) -> Path:
        """Return the file of a table, in which every value is a column of its own; `seq` is its place in the text."""
        return self.folder / f"{table}.ndjson"

    def nested(self, table: str) -> Path:
        """Return the file of a table as the API gives it."""
        return self.folder / f"{table}.nested.ndjson"

    def size(self) -> int:
        """Return how many rows there are in all tables."""
        return sum(self.flat(table).read_bytes().count(b"\n") for table in TABLES)

    def metrics(self) -> list[dict[str, Any]]:
        """Return what questions are made of: some columns of the figures."""
        wanted = ("id", "name", "subject", "about_name", "place_name", AMOUNT, LOWER, *FILTERS.values())
        with self.flat("metrics").open(encoding="utf-8") as lines:
            return [{name: row[name] for name in wanted} for row in map(json.loads, lines)]


TABLES = ("sources", "speakers", "statements", "events", "signed_projects", "metrics", "entities")
