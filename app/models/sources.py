"""Sources: the documents that facts come from."""

from typing import ClassVar, Literal

from sqlalchemy import Text
from sqlmodel import Field

from app.models.columns import WORDS, Filter, filtered, sortable
from app.models.fact import Fact, FactRow, Model, Reference


class CitedOutlet(Model):
    """A news outlet that the source cites as having reported something."""

    outlet: Reference
    """The outlet."""
    text: str
    """The words that cite it."""
    weekday: str | None
    """The weekday that the words name."""
    date: str | None
    """The date of that report as ISO 8601; null where the words give none."""


class NotStated(Model):
    """Something that a reader might look for and the source does not give."""

    what: str
    """Information that a reader might look for."""
    why: str
    """Words of the source on the subject, or the reason why nothing can be concluded."""


class Source(Fact):
    """A document with its facts, and with the information that it does not give."""

    type: Literal["source"] = "source"
    """Always `source`."""
    title: str
    """Its headline."""
    language: str
    """The language it is written in (BCP 47)."""
    dateline: Reference | None
    """The place in its dateline: where it was filed, not where anything took place."""
    publisher: str | None
    """Publisher."""
    published: str | None
    """Date of publication (ISO 8601)."""
    url: str | None
    """Address of the publication."""
    cited_outlets: list[CitedOutlet]
    """Outlets whose reports it cites."""
    text_sha256: str
    """SHA-256 of the text as UTF-8, in hexadecimal."""
    length: int
    """Length of the text in Unicode code points."""
    counts: dict[str, int]
    """Number of facts of each type that rest on it."""
    not_stated: list[NotStated]
    """Information that readers might look for and the text does not give."""

    questions: ClassVar[str] = (
        "Which documents are there, and what do they leave open? `mentions` finds those that speak of an entity, "
        "`outlet` those that cite one; the field `not_stated` is what one might look for in vain."
    )
    call: ClassVar[str] = "fields=title,not_stated"


class SourceRow(FactRow, table=True):
    """A stored source; `text` is the document itself."""

    __tablename__ = "sources"

    text: str = Field(sa_type=Text)
    text_sha256: str = Field(sa_type=WORDS)
    title: str = sortable("title")
    language: str = filtered("language", "Sources in these languages (BCP 47)", indexed=True, example="en")
    dateline: str | None = filtered("dateline.id", "Sources filed from these places", refers="entities")

    filters: ClassVar[dict[str, Filter]] = {
        "mentions": FactRow.filters["mentions"],
        "outlet": Filter("cited_outlets.outlet.id", "Sources that cite these outlets", refers="entities"),
    }
