"""The facts as they are served, and the tables that they are stored in: one module for each type of fact."""

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
    """A collection of the API: the model that it serves, and the table of its rows."""

    fact: type[Fact]
    row: type[FactRow]

    @cached_property
    def name(self) -> str:
        """Name of its table, and of its lists in a seed file: `signed_projects`."""
        return str(self.row.__tablename__)

    @cached_property
    def path(self) -> str:
        """Path of its list: `/v1/signed-projects`."""
        return f"/v1/{self.name.replace('_', '-')}"

    @cached_property
    def type(self) -> str:
        """Value of `type` in its items: `signed_project`."""
        return str(self.fact.model_fields["type"].default)

    @cached_property
    def table(self) -> Table:
        """Its table, as SQLAlchemy has it."""
        return self.row.metadata.tables[self.name]

    @cached_property
    def label(self) -> Column[Any]:
        """The column with the name of a fact, as references to it have it."""
        return self.table.c["title" if self.name == "sources" else "name"]

    @cached_property
    def paths(self) -> dict[str, str]:
        """The path of each column's value in an item, by the name of the column: `{"unit": "quantity.unit"}`."""
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
        """The columns with postings (`app.models.bitmaps`): filters, and columns that are true or false."""
        return [c.name for c in self.table.columns if c.name in self.filters or isinstance(c.type, Boolean)]

    @cached_property
    def compared(self) -> list[str]:
        """The indexed columns of numbers, which `value_min` and `value_max` are compared with."""
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
"""All collections by name, in the order in which they are listed."""

RELATIONS = {
    ("speakers", "statements"): ("statements", "speaker"),
    ("events", "parts"): ("events", "part_of"),
    ("events", "metrics"): ("metrics", "event"),
    ("events", "statements"): ("statements", "event"),
    ("events", "signed_projects"): ("signed_projects", "event"),
}
"""The collection and field that refer to a fact: the `statements` of a speaker are those with this `speaker`."""
