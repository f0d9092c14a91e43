"""Entities: the organizations, places, documents and topics that facts are about."""

from typing import ClassVar, Literal, get_args

from app.models.columns import Filter, filtered, sortable
from app.models.fact import Fact, FactRow, Reference

EntityKind = Literal["organization", "place", "document", "topic"]


class Entity(Fact):
    """An organization, a place, a document or a topic that a source names."""

    type: Literal["entity"] = "entity"
    """Always `entity`."""
    name: str
    """Its name, verbatim."""
    kind: EntityKind
    """Kind of thing."""
    aliases: list[str]
    """Other words by which sources call it."""
    part_of: Reference | None
    """The entity that it is a part of, where stated."""
    description: str | None
    """Words of a source that say what it is, verbatim."""

    questions: ClassVar[str] = (
        "Whom and what do the facts speak of, and by which id does one filter for it? `q` finds it by its name and by "
        "other words for it, `kind` tells places from organizations; `mentions`, `place` and `about` of other lists "
        "take the ids."
    )
    call: ClassVar[str] = "kind=place&fields=id,name,aliases"


class EntityRow(FactRow, table=True):
    """A stored entity."""

    __tablename__ = "entities"

    name: str = sortable("name")
    kind: str = filtered("kind", "Entities of these kinds", values=get_args(EntityKind))
    part_of: str | None = filtered("part_of.id", "Entities that are parts of these", refers="entities")

    filters: ClassVar[dict[str, Filter]] = {**FactRow.filters}
