"""The tables of a dataset while it is written: rows come in batches, and what finds them is built at the end."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, text
from sqlmodel import SQLModel

from app.dataset_version import digest_of, version_from_digests
from app.facts.verification import Verification
from app.models import COLLECTIONS
from app.models.fact import DatasetRow
from app.models.search import TSVECTORS
from app.seed.writing.bitmaps import Postings, SeqsByValue, insert_bitmaps
from app.seed.writing.insert import Row, insert_rows

Rows = dict[str, list[Row]]
"""Rows by the name of their table."""

ROWS_PER_INSERT = 1000
"""How many rows of a table are written at a time."""


@dataclass(frozen=True)
class StoryRows:
    """Rows that some stories add to the tables."""

    rows: Rows
    found: SeqsByValue
    """By which values its facts and its documents are found."""


class TableWriter:
    """The tables of a dataset that is being written: rows in batches, and what finds them when all are there.

    On SQLite, where the file is new, the indexes are built last, and what an index orders by something else than the
    order of the stories is staged, so that it is filled from its one end to the other. On PostgreSQL others read the
    tables meanwhile, so that their indexes stay.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: Rows = defaultdict(list)
        self._postings = Postings()
        self._digests = {name: bytearray() for name in COLLECTIONS}
        self._staged = _STAGED if connection.dialect.name == "sqlite" else {}
        self._indexes = [index for one in SQLModel.metadata.sorted_tables for index in sorted(one.indexes, key=str)]
        for target in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(target.delete())
        if self._staged:
            for index in self._indexes:
                index.drop(connection)
            for name, (staged, _) in self._staged.items():
                connection.exec_driver_sql(f"CREATE TEMPORARY TABLE staged_{name} ({staged})")
        else:
            connection.execute(TSVECTORS.delete())

    def add(self, addition: StoryRows) -> None:
        """Write rows, once there are enough of a table."""
        self._postings.add(addition.found)
        for name, some in addition.rows.items():
            self._waiting[name] += some
            if name in self._digests:
                self._digests[name] += b"".join(digest_of(row["body"]) for row in some)
            if len(self._waiting[name]) >= ROWS_PER_INSERT:
                self._write(name)

    def complete(self) -> None:
        """Write what waits, and build what finds it."""
        for name in list(self._waiting):
            self._write(name)
        for _, fill in self._staged.values():
            self._connection.exec_driver_sql(fill)
        if self._staged:
            for index in self._indexes:
                index.create(self._connection)
        insert_bitmaps(self._connection, self._postings)
        # or the planner takes the new rows for few, and one index for as good as another
        self._connection.execute(text("ANALYZE"))

    def version(self) -> str:
        """Return the version of the dataset that was written."""
        return version_from_digests(self._digests.values())

    def describe(self, version: str, fingerprint: str, counts: Mapping[str, int], verification: Verification) -> None:
        """Write what is known of the dataset as a whole."""
        summary = json.dumps({"counts": counts, "verification": asdict(verification)}, separators=(",", ":"))
        row = {"version": version, "fingerprint": fingerprint, "summary": summary}
        self._connection.execute(insert(DatasetRow), row)

    def _write(self, name: str) -> None:
        insert_rows(self._connection, f"staged_{name}" if name in self._staged else name, self._waiting.pop(name))


_STAGED = {
    "search": (
        "rowid INTEGER PRIMARY KEY, name, words, related",
        "INSERT INTO search (rowid, name, words, related) SELECT rowid, name, words, related FROM staged_search",
    ),
}
"""The columns that are staged, in a table that goes with the connection, and how the table is filled from them."""
