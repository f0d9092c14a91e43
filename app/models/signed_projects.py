"""Signed projects, each with a name."""

from typing import ClassVar, Literal

from app.facts.quantity.parse import Quantity
from app.models.columns import CURRENCY, NUMBER, Filter, filtered, sortable
from app.models.fact import Fact, FactRow, Reference


class SignedProject(Fact):
    """A project that the source names as signed."""

    type: Literal["signed_project"] = "signed_project"
    """Always `signed_project`."""
    name: str
    """Its name, verbatim."""
    event: Reference | None
    """The event that its signing belongs to: it took place there, or the event brought it about."""
    parties: list[Reference]
    """Parties that signed it, only where stated: a country inside the name is no party."""
    place: Reference | None
    """Place of the project, only where stated."""
    value: Quantity | None
    """Value of the project."""

    questions: ClassVar[str] = (
        "What was signed, at which event, by whom, and for how much? `event` and `party` narrow the list, but a "
        "party is one only where a source says so. How many were signed in all is "
        "`signed_projects.stated_total` of the event."
    )
    call: ClassVar[str] = "fields=name,event,parties,value"


class SignedProjectRow(FactRow, table=True):
    """A stored signed project."""

    __tablename__ = "signed_projects"

    name: str = sortable("name")
    event: str | None = filtered(
        "event.id",
        "Projects signed at or through these events",
        indexed=True,
        refers="events",
        example="3rd-global-digital-trade-expo",
    )
    place: str | None = filtered("place.id", "Projects in these places", refers="entities")
    currency: str | None = filtered(
        "value.currency", "Projects valued in these currencies", indexed=True, pattern=CURRENCY
    )
    amount: float | None = sortable("value.amount", NUMBER)

    filters: ClassVar[dict[str, Filter]] = {
        **FactRow.filters,
        "party": Filter("parties.id", "Projects that these entities signed", refers="entities"),
    }
