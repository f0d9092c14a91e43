"""The types of a seed record's fields. Each says how the loader proves the value.

`Text` must stand in the evidence of their fact, the id of a fact must lead to one, an EDTF date and a currency must
exist. (A quantity and a date are records of their own, as they bring their own quote.)
"""

from decimal import Decimal
from typing import Annotated, ClassVar

from iso4217 import Currency
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from app.facts.date.parse import check_edtf
from app.models.columns import SLUG

CURRENCIES = {currency.code for currency in Currency}


class Text(str):
    """Words that must stand in the evidence of their fact."""

    __slots__ = ()


class Ordinal(int):
    """A number that must stand in the evidence of its fact as an ordinal."""

    __slots__ = ()


class Passage(Text):
    """Words that stand in the evidence of their fact and are evidence of their own."""

    __slots__ = ()


class Ref(str):
    """The id of another fact."""

    __slots__ = ()
    collection: ClassVar[str]
    kind: ClassVar[str | None] = None


class EntityRef(Ref):
    """The id of an entity."""

    __slots__ = ()
    collection = "entities"


class PlaceRef(EntityRef):
    """The id of an entity that is a place."""

    __slots__ = ()
    kind = "place"


class OrganizationRef(EntityRef):
    """The id of an entity that is an organization."""

    __slots__ = ()
    kind = "organization"


class SpeakerRef(Ref):
    """The id of a speaker."""

    __slots__ = ()
    collection = "speakers"


class EventRef(Ref):
    """The id of an event."""

    __slots__ = ()
    collection = "events"


class MetricRef(Ref):
    """The id of a metric."""

    __slots__ = ()
    collection = "metrics"


FORMS = {
    SLUG: "write it in small letters, digits and hyphens",
    (LANGUAGE := r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"): "write a language tag of BCP 47, such as en or zh-Hans",
    (SHA256 := r"^[0-9a-f]{64}$"): "write the 64 digits that `sha256sum article.txt` prints",
    (DAY := r"^\d{4}-\d{2}-\d{2}$"): "write a day, such as 2024-09-25",
    (URL := r"^https?://\S+$"): "write an address that starts with https://",
}
"""The advice for a value that does not match its pattern."""


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("write a code of ISO 4217, such as CNY or USD")
    return code


def _year(value: object) -> object:
    """Take the number that YAML makes of a bare year for the word that it is."""
    return str(value) if type(value) is int else value


def _edtf(value: str) -> str:
    check_edtf(value)
    return value


Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=100)]
EntityId = Annotated[Slug, AfterValidator(EntityRef)]
PlaceId = Annotated[Slug, AfterValidator(PlaceRef)]
OrganizationId = Annotated[Slug, AfterValidator(OrganizationRef)]
SpeakerId = Annotated[Slug, AfterValidator(SpeakerRef)]
EventId = Annotated[Slug, AfterValidator(EventRef)]
MetricId = Annotated[Slug, AfterValidator(MetricRef)]
Verbatim = Annotated[str, Field(min_length=1), AfterValidator(Text)]
CuratorText = Annotated[str, Field(min_length=1), AfterValidator(Passage)]
Edition = Annotated[int, Field(ge=1, le=9999), AfterValidator(Ordinal)]
FreeText = Annotated[str, Field(min_length=1)]
CurrencyCode = Annotated[str, AfterValidator(_currency)]
Day = Annotated[str, Field(pattern=DAY), AfterValidator(_edtf)]
DecimalNumber = Annotated[Decimal, Field(max_digits=30)]
Edtf = Annotated[str, BeforeValidator(_year), AfterValidator(_edtf)]
