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
    """The one whose figure it is: the article, an outlet, a speaker or an organization."""

    kind: Attributor
    """Who gives it: the `article` itself, or another that the article cites."""
    name: str | None
    """The name of the one who gives it; null for the article."""
    ref: Reference
    """The one who gives it: an entity, a speaker, or the source itself."""
    text: str | None
    """The words that attribute it; null where none do, so that it is the article's."""
    basis: Basis
    """`stated`: in the figure's own sentence; `inferred`: beyond it."""


class Change(Model):
    """The change that the figure is the end of."""

    direction: Direction
    """Which way it went."""
    from_: Reference | None = Field(alias="from")
    """The metric that it changed from, where stated."""


class Metric(Fact):
    """A figure, as the source qualifies it."""

    type: Literal["metric"] = "metric"
    """Always `metric`."""
    name: str
    """What it is, in words of ours."""
    kind: MetricKind
    """What sort of figure it is."""
    subject: str
    """Who or what is counted or measured, in the source's words."""
    about: Reference | None
    """The entity that it is about."""
    quantity: Quantity
    """The number and the words around it."""
    period: Dates | None
    """The time that the figure is for; null where the source leaves that open: an event's dates are not copied."""
    status: Status
    """Whether it is a fact (`actual`), or said to be `expected` or `planned`."""
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
