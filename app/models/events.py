"""Events: expos, ceremonies, milestones and the like, past and planned."""

from typing import ClassVar, Literal

from app.facts.date.parse import Dates
from app.facts.quantity.parse import Quantity
from app.models.columns import Filter, filtered, sortable
from app.models.fact import Fact, FactRow, Reference, Relation


class StatedTotal(Reference):
    """The metric that says how many there are altogether."""

    quantity: Quantity
    """The total, as the source qualifies it."""


class SignedProjects(Relation):
    """The signed projects that a source names, beside the total that it states."""

    stated_total: StatedTotal | None
    """Number of projects that were signed, where a source states it."""
    exhaustive: bool | None
    """Whether those named are all of them; null where no source says."""


class Event(Fact):
    """Something that took place, at the precision at which the source gives it."""

    type: Literal["event"] = "event"
    """Always `event`."""
    name: str
    """Its name, or the words by which the source calls it."""
    kind: str
    """Kind of event: `expo`, `ceremony`, `milestone`, ..."""
    edition: int | None
    """Its number in a series: 3 for "3rd"."""
    place: Reference | None
    """The place where it took place."""
    venue: Reference | None
    """The building or ground where it took place."""
    dates: Dates | None
    """Dates on which it took place."""
    part_of: Reference | None
    """The event that it is a part of."""
    aim: str | None
    """Purpose of the event, verbatim."""
    parts: Relation
    """The events that are parts of it."""
    metrics: Relation
    """The figures about it."""
    statements: Relation
    """The statements made at it."""
    signed_projects: SignedProjects
    """The projects signed at it or through it."""

    questions: ClassVar[str] = (
        "What took place, where and when, and what was counted, said and signed there? `place`, `kind` and `year` "
        "narrow the list, the last by stated years only; `embed=metrics,signed_projects` gives figures and projects in "
        "the same answer."
    )
    call: ClassVar[str] = "embed=metrics,signed_projects&fields=name,dates,metrics.quantity"


class EventRow(FactRow, table=True):
    """A stored event."""

    __tablename__ = "events"

    name: str = sortable("name")
    kind: str = filtered("kind", "Events of these kinds", indexed=True, example="expo")
    edition: int | None = filtered("edition", "Events with this number in their series", value_type=int, example=3)
    place: str | None = filtered("place.id", "Events in these places", refers="entities", example="hangzhou")
    venue: str | None = filtered("venue.id", "Events at these venues", refers="entities")
    part_of: str | None = filtered("part_of.id", "Events that are parts of these", indexed=True, refers="events")
    start: str | None = sortable("dates.start")
    end: str | None = sortable("dates.end")

    filters: ClassVar[dict[str, Filter]] = {
        **FactRow.filters,
        "year": Filter("dates.years", "Events whose stated dates cover these years", value_type=int, example=2015),
    }
