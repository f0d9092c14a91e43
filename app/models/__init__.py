"""The fact model: what is served, and the tables that keep it. One file per noun."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Boolean, Column, Table

from app.models.bitmaps import PostingRow as PostingRow
from app.models.bitmaps import SliceRow as SliceRow
from app.models.bitmaps import StepRow as StepRow
from app.models.columns import NUMBER, Filter
from app.models.entities import Entity, EntityRow
from app.models.events import Event, EventRow
from app.models.fact import Fact as Fact
from app.models.fact import FactRow
from app.models.metrics import Metric, MetricRow
from app.models.signed_projects import SignedProject, SignedProjectRow
from app.models.sources import Source, SourceRow
from app.models.speakers import Speaker, SpeakerRow
from app.models.statements import Statement, StatementRow


@dataclass(frozen=True, eq=False)
class Collection:
    """A collection of the API: what it serves and where that is stored."""

    fact: type[Fact]
    row: type[FactRow]

    @cached_property
    def name(self) -> str:
        """Name of its table and, as `signed_projects`, of its lists in a seed file."""
        return str(self.row.__tablename__)

    @cached_property
    def path(self) -> str:
        """Where it is served: `/v1/signed-projects`."""
        return f"/v1/{self.name.replace('_', '-')}"

    @cached_property
    def type(self) -> str:
        """The `type` of its items."""
        return str(self.fact.model_fields["type"].default)

    @cached_property
    def table(self) -> Table:
        """Its table."""
        return self.row.metadata.tables[self.name]

    @cached_property
    def label(self) -> Column[Any]:
        """The column by which its facts are called where others refer to them."""
        return self.table.c["title" if self.name == "sources" else "name"]

    @cached_property
    def paths(self) -> dict[str, str]:
        """Where the value of each column stands in the item."""
        return {column.name: column.info["path"] for column in self.table.columns if "path" in column.info}

    @cached_property
    def sorts(self) -> list[str]:
        """Fields to sort by."""
        return ["id", *(column.name for column in self.table.columns if "sortable" in column.info)]

    @cached_property
    def filters(self) -> dict[str, Filter]:
        """Filters of the list: columns first, then fields with several values."""
        columns = {c.name: c.info["filter"] for c in self.table.columns if "filter" in c.info}
        return columns | self.row.filters

    @cached_property
    def posted(self) -> list[str]:
        """The columns of whose values there are postings: what one can filter by, and what is true or false."""
        return [c.name for c in self.table.columns if c.name in self.filters or isinstance(c.type, Boolean)]

    @cached_property
    def compared(self) -> list[str]:
        """The columns of numbers that are compared with one that is asked for, which their index finds."""
        return [column.name for column in self.table.columns if column.type is NUMBER and column.index]


COLLECTIONS = {
    collection.name: collection
    for collection in (
        Collection(Source, SourceRow),
        Collection(Speaker, SpeakerRow),
        Collection(Statement, StatementRow),
        Collection(Event, EventRow),
        Collection(SignedProject, SignedProjectRow),
        Collection(Metric, MetricRow),
        Collection(Entity, EntityRow),
    )
}
"""All collections by name, in the order of the contract."""

RELATIONS = {
    ("speakers", "statements"): ("statements", "speaker"),
    ("events", "parts"): ("events", "part_of"),
    ("events", "metrics"): ("metrics", "event"),
    ("events", "statements"): ("statements", "event"),
    ("events", "signed_projects"): ("signed_projects", "event"),
}
"""Which field of which collection points back: a speaker's statements are those with this `speaker`."""
