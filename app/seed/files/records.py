"""`facts.yaml` as a curator writes it; the docstrings become the JSON Schema that gives editors completion."""

from typing import Any, ClassVar

from pydantic import Field

from app.models.entities import EntityKind
from app.models.metrics import Direction, MetricKind, Status
from app.models.statements import Mode
from app.seed.files.fields import (
    LANGUAGE,
    SHA256,
    URL,
    CuratorText,
    Day,
    Edition,
    EntityId,
    EventId,
    FreeText,
    MetricId,
    PlaceId,
    Slug,
    SpeakerId,
    Verbatim,
)
from app.seed.files.quotes import (
    AttributionRecord,
    CitedOutletRecord,
    DatesRecord,
    Evidences,
    QuantityRecord,
    Record,
)


class NotStatedRecord(Record):
    """Something that readers might look for and the text does not give."""

    what: FreeText
    """The missing information, as a reader would look for it."""
    why: FreeText
    """The reason: the source says something else, or nothing can be concluded."""


class DisputeRecord(Record):
    """Another value of a field, with the passage that says it, against the value that is served."""

    field: str
    """The field in dispute."""
    value: Any
    """Its other value, written as the field itself is."""
    evidence: list[Evidences] = Field(default=[])
    """The words that say so; a value that brings its own quote needs no more."""


class ProvenRecord(Record):
    """Fields of both sources and facts."""

    required: ClassVar[tuple[str, ...]] = ()
    """Fields that one of the sources must give."""
    mergeable: ClassVar[bool] = False
    """Whether several sources may speak of the same one."""

    evidence: list[Evidences] = []
    """The words that it rests on."""
    disputed: list[DisputeRecord] = []
    """Contradictions that you declare."""


class FactRecord(ProvenRecord):
    """Fields of every fact."""

    id: Slug
    """A slug, unique in its collection over all sources."""
    evidence: list[Evidences] = Field(min_length=1)
    """The words that it rests on."""


class EntityRecord(FactRecord):
    """An organization, a place, a document or a topic; a later source may add to it."""

    required = ("name", "kind")
    mergeable = True

    name: Verbatim | None = None
    """Its name, verbatim."""
    kind: EntityKind | None = None
    """Its kind: organization, place, document or topic."""
    aliases: list[Verbatim] = []
    """Other words by which the source calls it."""
    part_of: EntityId | None = None
    """The entity that it is a part of, where stated."""
    description: Verbatim | None = None
    """Its description in the source, verbatim."""


class RoleRecord(Record):
    """An office of a speaker."""

    title: Verbatim
    """The title, verbatim."""
    represents: EntityId | None = None
    """The entity that the speaker represents in it."""
    place: PlaceId | None = None
    """Where the office is."""


class SpeakerRecord(FactRecord):
    """A person who says something; a later source may add to it."""

    required = ("name",)
    mergeable = True

    name: Verbatim | None = None
    """The fullest name in the source, verbatim."""
    aliases: list[Verbatim] = []
    """Other words by which the source calls the person."""
    roles: list[RoleRecord] = []
    """The offices that the source gives the person."""
    affiliation: EntityId | None = None
    """The organization that the source says the person belongs to."""


class StatementRecord(FactRecord):
    """Something that the source says, or says that somebody said."""

    speaker: SpeakerId | None = None
    """The speaker; left out: the article itself."""
    mode: Mode
    """`direct` (only what stands in quotation marks), `indirect`, `narrated` or `article`."""
    text: CuratorText
    """The words, verbatim, without quotation marks."""
    cue: Verbatim | None = None
    """The words that attribute it, such as "he said"."""
    event: EventId | None = None
    """The event at which it was said, only if the text says so."""
    question: Verbatim | None = None
    """The subject of the question to the speaker, verbatim."""


class SignedProjectsRecord(Record):
    """All the projects signed at or through an event, beside those that the source names."""

    stated_total: MetricId | None = None
    """The metric that says how many were signed."""
    exhaustive: bool | None = None
    """Whether those named are all; left out where the source does not say."""


class EventRecord(FactRecord):
    """Something that took place; a later source may add to it or make it more precise."""

    required = ("name", "kind")
    mergeable = True

    name: Verbatim | None = None
    """Its name, or the words by which the source calls it."""
    kind: Slug | None = None
    """`expo`, `ceremony`, `milestone`, ..."""
    edition: Edition | None = None
    """Its number in a series: 3 for "3rd"."""
    place: PlaceId | None = None
    """The place where it took place."""
    venue: PlaceId | None = None
    """The building or ground where it took place."""
    dates: DatesRecord | None = None
    """When it took place."""
    part_of: EventId | None = None
    """The event that it is a part of."""
    aim: Verbatim | None = None
    """Its aim, verbatim."""
    signed_projects: SignedProjectsRecord | None = None
    """Statements of the source on all projects that were signed."""


class SignedProjectRecord(FactRecord):
    """A project that the source names as signed; a later source may add to it."""

    required = ("name",)
    mergeable = True

    name: Verbatim | None = None
    """Its name, verbatim."""
    event: EventId | None = None
    """The event that its signing belongs to: it took place there, or the event brought it about."""
    parties: list[EntityId] = []
    """The parties that signed it, only where stated: a country inside the name is no party."""
    place: PlaceId | None = None
    """Where the project is, only where stated."""
    value: QuantityRecord | None = None
    """Its value."""


class ChangeRecord(Record):
    """The change that a figure is the end of."""

    direction: Direction
    """Which way it went."""
    from_: MetricId | None = Field(default=None, alias="from")
    """The metric that it changed from."""


class MetricRecord(FactRecord):
    """A figure. Figures that disagree are two metrics."""

    name: FreeText
    """A name for the figure, in your words."""
    kind: MetricKind
    """The kind of figure."""
    subject: Verbatim
    """The thing or the people counted or measured, verbatim."""
    about: EntityId | None = None
    """The entity that it is about."""
    quantity: QuantityRecord
    """The number and the words around it; quote no more than these."""
    period: DatesRecord | None = None
    """The time that it is for; left out where the source leaves that open."""
    status: Status = "actual"
    """`actual`, `expected` or `planned`."""
    place: PlaceId | None = None
    """The place that it is for."""
    event: EventId | None = None
    """The event that it is about."""
    attribution: AttributionRecord | None = None
    """The one who gives the figure; left out: the article itself."""
    change: ChangeRecord | None = None
    """The change that it is the end of."""
    of: MetricId | None = None
    """The metric that it is a share or an attribute of."""


class SourceRecord(ProvenRecord):
    """The document itself; what it does not say is left out."""

    title: Verbatim
    """Its headline, verbatim."""
    language: str = Field(pattern=LANGUAGE)
    """The language it is written in (BCP 47)."""
    text_sha256: str = Field(pattern=SHA256)
    """SHA-256 of article.txt, so that no later edit of it goes unnoticed."""
    dateline: PlaceId | None = None
    """The place in its dateline."""
    publisher: FreeText | None = None
    """The publisher."""
    published: Day | None = None
    """When it was published (ISO 8601)."""
    url: str | None = Field(default=None, pattern=URL)
    """The address at which it was published."""
    cited_outlets: list[CitedOutletRecord] = []
    """Outlets whose reports it cites."""
    not_stated: list[NotStatedRecord] = []
    """Information that readers might look for and the text does not give."""


class SeedFile(Record):
    """`facts.yaml`: one source and the facts that it states."""

    source: SourceRecord
    """The document."""
    entities: list[EntityRecord] = []
    """Organizations, places, documents and topics."""
    speakers: list[SpeakerRecord] = []
    """The people who say something."""
    statements: list[StatementRecord] = []
    """Statements of the source and of its speakers."""
    events: list[EventRecord] = []
    """Events."""
    signed_projects: list[SignedProjectRecord] = []
    """Signed projects that the source names."""
    metrics: list[MetricRecord] = []
    """Every figure."""


def seed_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `facts.yaml` and `facts.json`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **SeedFile.model_json_schema()}
