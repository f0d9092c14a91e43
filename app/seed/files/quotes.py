"""The parts of a seed file that bring a quote: evidence, quantities, dates, attributions."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from app.facts.quantity.parse import Comparator
from app.models.fact import Basis
from app.seed.files.fields import (
    CurrencyCode,
    DecimalNumber,
    Edtf,
    OrganizationId,
    OrganizationRef,
    Ref,
    Slug,
    SpeakerRef,
    Verbatim,
)


class Record(BaseModel):
    """A part of a seed file; a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Quote(Record):
    """Words of the source, exactly as they stand there, and how they prove something."""

    quote: str
    """The words, code point for code point; they must occur exactly once, or be told apart by prefix or suffix."""
    prefix: str = ""
    """Words right before the quote, where it occurs more than once."""
    suffix: str = ""
    """Words right after the quote, where it occurs more than once."""
    basis: Basis = "stated"
    """`stated`: the words say it; `inferred`: it follows from them."""
    note: str | None = None
    """The premise of an inference, required for one; or a remark."""


class EvidenceRecord(Quote):
    """A span that supports the fact or one field of it; a plain string is a quote that supports the whole fact."""

    supports: str | None = None
    """The field that these words support; left out: the whole fact."""


def _quoted(value: Any) -> Any:
    return {"quote": value} if isinstance(value, str) else value


Evidences = Annotated[EvidenceRecord, BeforeValidator(_quoted, json_schema_input_type=EvidenceRecord | str)]
"""Evidence as a curator may write it: in full, or just the quote."""


class QuantityRecord(Quote):
    """A quantity, entered beside its quote: what you write and what the words say must agree.

    Where the words leave the currency open (a bare `$`, `Rs`, `¥`), `currency` is your inference: say why in `note`
    with `basis: inferred`, or write `currency: null`.
    """

    amount: DecimalNumber | None = None
    """The number, fully scaled: 319000000000 for "319 billion"; left out for a range."""
    comparator: Comparator | None = None
    """`eq`, `gt`, `lt`, `ge`, `le`; left out: `eq` for a plain number, none for an approximation or a range."""
    approximate: bool = False
    """Whether the words say so: "approximately", "nearly", ..."""
    lower: DecimalNumber | None = None
    """The lower end of a range."""
    upper: DecimalNumber | None = None
    """The upper end of a range."""
    unit: str | None = None
    """The counted noun, the singular of words of the evidence: `seller`, `%`; left out: the unit of the quote."""
    currency: CurrencyCode | None = None
    """ISO 4217 code, for money."""


class DatesRecord(Quote):
    """A date or a span of time, entered beside its quote: what you write and what the words say must agree.

    Evidence that `supports` the same field is read with it: "June 12 to 16" and "2024" say 2024-06-12/2024-06-16.
    """

    edtf: Edtf | None = None
    """ISO 8601-2 (EDTF): `2023`, `XXXX-09-25/XXXX-09-29`; left out where the words name no date."""


class AttributionRecord(Quote):
    """The outlet, speaker or organization that gives a figure, with the words that attribute it.

    Words from another sentence than the number need `basis: inferred` and a note.
    """

    kind: Literal["outlet", "speaker", "organization"]
    """The kind of the one who gives the figure."""
    ref: Slug
    """Id of the speaker, or of the organization, that gives it."""

    @model_validator(mode="after")
    def _typed(self) -> Self:
        kind: type[Ref] = SpeakerRef if self.kind == "speaker" else OrganizationRef
        self.ref = kind(self.ref)
        return self


class CitedOutletRecord(Quote):
    """An outlet that the source cites; the quote is the words that cite it."""

    outlet: OrganizationId
    """Id of the outlet."""
    weekday: Verbatim | None = None
    """The weekday that the words name."""
    date: DatesRecord | None = None
    """The date of that report, where the words give a full one."""
