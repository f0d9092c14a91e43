"""Speakers: people whose words a source reports."""

from typing import ClassVar, Literal

from app.models.columns import Filter, filtered, sortable
from app.models.fact import Fact, FactRow, Model, Reference, Relation


class Role(Model):
    """An office that a speaker holds, as the source words it."""

    title: str
    """The title, verbatim."""
    represents: Reference | None
    """Entity that the speaker represents in this office."""
    place: Reference | None
    """Place of the office."""


class Speaker(Fact):
    """A person who says something."""

    type: Literal["speaker"] = "speaker"
    """Always `speaker`."""
    name: str
    """The fullest name that the source gives."""
    aliases: list[str]
    """Other words by which the source calls the person."""
    roles: list[Role]
    """The offices that the source gives the person."""
    affiliation: Reference | None
    """The organization that the source says the person belongs to."""
    statements: Relation
    """The person's statements."""

    questions: ClassVar[str] = (
        "Who speaks, in which office, and for whom? `represents` and `place` narrow the list by the office, and "
        "`embed=statements` gives what each says in the same answer."
    )
    call: ClassVar[str] = "embed=statements&fields=name,roles,statements.text"


class SpeakerRow(FactRow, table=True):
    """A stored speaker."""

    __tablename__ = "speakers"

    name: str = sortable("name")
    affiliation: str | None = filtered(
        "affiliation.id", "Speakers who belong to these organizations", refers="entities"
    )

    filters: ClassVar[dict[str, Filter]] = {
        **FactRow.filters,
        "represents": Filter(
            "roles.represents.id", "Speakers who represent these entities", refers="entities", example="pakistan"
        ),
        "place": Filter(
            "roles.place.id", "Speakers with an office in these places", refers="entities", example="shanghai"
        ),
    }
