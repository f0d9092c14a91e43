"""Metrics: every figure, with the words around it."""

from typing import ClassVar, Literal, get_args

from pydantic import Field
from sqlalchemy import Boolean

from app.facts.date.parse import Dates
from app.facts.quantity.parse import Comparator, Quantity
from app.models.columns import CURRENCY, NUMBER, Filter, filtered, sortable, stored
from app.models.fact import Basis, Fact, FactRow, Model, Reference

MetricKind = Literal["count", "money", "share", "change", "multiple", "area", "duration"]
Status = Literal["actual", "expected", "planned"]
Attributor = Literal["article", "outlet", "speaker", "organization"]
Direction = Literal["up", "down"]

CERTAINTIES = ("stated", "certain", "possible")
"""The values of the parameter `certainty`: how `value_min` and `value_max` compare with a quantity."""


class Attribution(Model):
    """The source of a figure: the article, an outlet, a speaker or an organization."""

    kind: Attributor
    """Kind of source of the figure: the `article` itself, or one that the article cites."""
    name: str | None
    """Name of the source of the figure; null for the article."""
    ref: Reference
    """Source of the figure: an entity, a speaker, or the source document itself."""
    text: str | None
    """Words that attribute the figure; null where none do, so that it is the article's own."""
    basis: Basis
    """`stated`: in the figure's own sentence; `inferred`: beyond it."""


class Change(Model):
    """A change of which the figure is the end."""

    direction: Direction
    """Direction of the change."""
    from_: Reference | None = Field(alias="from")
    """The metric that it changed from, where stated."""


class Metric(Fact):
    """A figure, as the source qualifies it."""

    type: Literal["metric"] = "metric"
    """Always `metric`."""
    name: str
    """Name of the figure, in our own words."""
    kind: MetricKind
    """Kind of figure."""
    subject: str
    """People or things that are counted or measured, in the source's words."""
    about: Reference | None
    """The entity that it is about."""
    quantity: Quantity
    """The number and the words around it."""
    period: Dates | None
    """The time that the figure is for; null where the source leaves that open: an event's dates are not copied."""
    status: Status
    """`actual` for a fact; `expected` or `planned` where the source says so."""
    place: Reference | None
    """The place that it is for."""
    event: Reference | None
    """The event that it is about."""
    attribution: Attribution
    change: Change | None
    """The change that it is the end of."""
    of: Reference | None
    """The metric that it is a share or an attribute of."""

    questions: ClassVar[str] = (
        "How many, how much, and who says so? `value_min`, `value_max` and `certainty` ask about the number as its "
        "words allow it, and `comparator=gt` finds what is only a lower bound; `unit` and `currency` say what is "
        "counted in, `attribution` whose figure it is."
    )
    call: ClassVar[str] = "value_min=60000&certainty=certain&fields=name,quantity,attribution"


class MetricRow(FactRow, table=True):
    """A stored metric."""

    __tablename__ = "metrics"

    name: str = sortable("name")
    kind: str = filtered("kind", "Figures of these kinds", values=get_args(MetricKind))
    about: str | None = filtered("about.id", "Figures about these entities", refers="entities", example="digital-trade")
    unit: str | None = filtered(
        "quantity.unit", "Figures in these units, each a singular noun", indexed=True, example="seller"
    )
    currency: str | None = filtered(
        "quantity.currency", "Figures in these currencies (ISO 4217)", indexed=True, pattern=CURRENCY, example="CNY"
    )
    comparator: str | None = filtered(
        "quantity.comparator",
        "Figures with these comparators: `gt` for “over”, `lt` for “fewer than”, `eq` for a plain number, ...",
        values=get_args(Comparator),
    )
    approximate: bool = filtered(
        "quantity.approximate", "Whether the words say that the figure is approximate", value_type=bool
    )
    status: str = filtered("status", "Figures of these statuses", values=get_args(Status))
    place: str | None = filtered("place.id", "Figures for these places", refers="entities", example="hangzhou")
    event: str | None = filtered(
        "event.id",
        "Figures about these events",
        indexed=True,
        refers="events",
        example="3rd-global-digital-trade-expo",
    )
    attribution: str = filtered("attribution.kind", "Figures given by these", values=get_args(Attributor))
    of: str | None = filtered("of.id", "Figures that are shares or attributes of these metrics", refers="metrics")
    amount: float | None = sortable("quantity.amount", NUMBER, indexed=True)
    lower: float | None = sortable("quantity.lower", NUMBER, indexed=True)
    lower_inclusive: bool | None = stored("quantity.lower_inclusive", Boolean())
    upper: float | None = sortable("quantity.upper", NUMBER, indexed=True)
    upper_inclusive: bool | None = stored("quantity.upper_inclusive", Boolean())

    filters: ClassVar[dict[str, Filter]] = {
        **FactRow.filters,
        "year": Filter("period.years", "Figures whose stated period covers these years", value_type=int, example=2023),
    }
