"""Claims: each is one fact as one source states it, with every value proven by the words of that source."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import ValidationError

from app.facts.date.parse import DateError, Dates, parse_dates
from app.facts.evidence import QuoteError, Span, context, locate
from app.facts.quantity.parse import Quantity, QuantityError, parse_quantity
from app.facts.quote_context import cut_token, narrow_dates, narrow_quantity
from app.facts.text_fragments import page_link
from app.models import COLLECTIONS
from app.models.fact import Basis
from app.seed.files.fields import Ordinal, Passage, Text
from app.seed.files.problems import Loc, one_of
from app.seed.files.quotes import DatesRecord, QuantityRecord, Quote, Record
from app.seed.files.records import DisputeRecord, ProvenRecord
from app.seed.files.stories import Story
from app.seed.files.validation import words_for
from app.seed.proof.double_entry import Mismatch, agreed_quantity, check_dates, check_quantity
from app.seed.proof.verbatim import contains_words, find_whole, missing_words

FactKey = tuple[str, str]
"""A collection and an id in it."""

PROOF_FIELDS = {"evidence", "disputed"}
"""Fields of a record that prove its values rather than being some."""


class Proof(NamedTuple):
    """Words of a story that prove something: `app.models.fact.Evidence`, which is slow to send to another process."""

    source: str
    supports: str | None
    basis: Basis
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    href: str
    page: str | None
    note: str | None


@dataclass
class Disputed:
    """A value that contradicts the one that is served, with the words that say it."""

    loc: Loc
    field: str
    value: Any
    evidence: list[Proof]


@dataclass
class Claim:
    """One fact as one story states it. Values are as they will be served, except that ids are still ids."""

    collection: str
    id: str
    story: Story
    loc: Loc
    kind: type[ProvenRecord]
    values: dict[str, Any]
    evidence: list[Proof]
    disputed: list[Disputed]
    quoted: dict[Loc, Span]
    """Where the text has the quote, or the passage, that stands at a place of the record."""
    mentions: list[str] = field(default_factory=list)
    """Ids of the entities that its evidence mentions."""

    @property
    def key(self) -> FactKey:
        """The collection and id of its fact."""
        return self.collection, self.id

    def notes(self, span: Span) -> list[str]:
        """Return the notes on the words at a place of the text."""
        return [
            proof.note for proof in self.evidence if proof.note and (proof.start, proof.end) == (span.start, span.end)
        ]

    def passage(self, field: str) -> str:
        """Return the words by which the story supports a field; none if they are misquoted."""
        own = [proof.exact for proof in self.evidence if proof.supports == field]
        return next(iter(own or [proof.exact for proof in self.evidence]), "")


def claims(story: Story) -> Iterator[Claim]:
    """Yield what a story states, its source first, and report what its words do not bear out."""
    yield _claim(story, "sources", story.id, ("source",), story.record.source)
    for collection in list(COLLECTIONS)[1:]:
        seen = set()
        for position, record in enumerate(getattr(story.record, collection)):
            loc = (collection, position)
            claim = _claim(story, collection, record.id, loc, record)
            if record.id in seen:
                story.report((*loc, "id"), f"{record.id!r} for the second time", "give each fact an id of its own")
            else:
                yield claim
            seen.add(record.id)


def leaves(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """Yield every simple value inside a value, with its place."""
    if isinstance(value, dict):
        steps: Iterable[tuple[str | int, Any]] = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    else:
        yield loc, value
        return
    for step, item in steps:
        if isinstance(item, (dict, list)):
            yield from leaves(item, (*loc, step))
        else:  # as nearly always; to ask it for its leaves would take as long again
            yield (*loc, step), item


def _claim(story: Story, collection: str, name: str, loc: Loc, record: ProvenRecord) -> Claim:
    fields = [field for field in type(record).model_fields if field not in {*PROOF_FIELDS, "id"}]
    prover = _Prover(story)
    for position, proof in enumerate(record.evidence):
        place = (*loc, "evidence", position)
        if proof.supports is not None and proof.supports not in fields:
            story.report((*place, "supports"), repr(proof.supports), one_of(proof.supports, fields))
        prover.cite(proof, place, proof.supports)
    values = {field: prover.value(getattr(record, field), (*loc, field), field) for field in fields}
    prover.check_words(values, loc)
    disputed = [
        _dispute(prover, record, fields, (*loc, "disputed", position), dispute)
        for position, dispute in enumerate(record.disputed)
    ]
    disputes = [one for one in disputed if one]
    return Claim(collection, name, story, loc, type(record), values, prover.evidence, disputes, prover.quoted)


def _dispute(
    fact: "_Prover", record: ProvenRecord, fields: list[str], loc: Loc, dispute: DisputeRecord
) -> Disputed | None:
    """Prove a disputed value in the way in which the field's own value is proven."""
    story = fact.story
    if dispute.field not in fields:
        story.report((*loc, "field"), repr(dispute.field), one_of(dispute.field, fields))
        return None
    try:
        other = type(record).model_validate(record.model_dump(by_alias=True) | {dispute.field: dispute.value})
    except ValidationError as invalid:
        for error in invalid.errors():
            story.report((*loc, "value", *error["loc"][1:]), *words_for(error, (*loc[:-2], *error["loc"])))
        return None
    prover = _Prover(story)
    for position, proof in enumerate(dispute.evidence):
        prover.cite(proof, (*loc, "evidence", position), dispute.field)
    value = prover.value(getattr(other, dispute.field), (*loc, "value"), dispute.field)
    if not prover.evidence:
        if not prover.misquotes:
            story.report(loc, "no words that say so", "quote them as its evidence")
        return None
    prover.check_words(value, (*loc, "value"), dispute.field)
    fact.quoted |= prover.quoted
    return Disputed((*loc, "value"), dispute.field, value, prover.evidence)


class _Prover:
    """Turns the record of one fact into values, and collects the evidence on the way."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.evidence: list[Proof] = []
        self.quoted: dict[Loc, Span] = {}
        self.misquotes = False

    def cite(self, quote: Quote, loc: Loc, supports: str | None) -> None:
        """Find a quote in the text and keep it as evidence."""
        if quote.basis == "inferred" and not quote.note:
            self.story.report((*loc, "note"), "nothing", "name the premise from which this is inferred")
        try:
            span = locate(quote.quote, self.story.text, quote.prefix, quote.suffix)
        except QuoteError as error:
            todo = "copy the words exactly as the source has them; where they occur twice, add a prefix or a suffix"
            self.story.report((*loc, "quote"), f"{quote.quote!r}: {error}", todo)
            self.misquotes = True
            return
        cut = cut_token(span, self.story.text)
        if cut and not isinstance(quote, QuantityRecord | DatesRecord):  # theirs is reported with what it makes of them
            self.story.report((*loc, "quote"), f"{quote.quote!r}, which cuts “{cut}” in two", "quote whole words")
        self.quoted[loc] = span
        self.evidence.append(_evidence(self.story, span, quote, supports))

    def value(self, value: Any, loc: Loc, supports: str) -> Any:
        """Return one value, proven; `supports` is the field of the fact that it belongs to."""
        match value:
            case QuantityRecord():
                self.cite(value, loc, supports)
                return self._quantity(value, loc)
            case DatesRecord():
                self.cite(value, loc, supports)
                return self._dates(value, loc, supports)
            case Quote():
                self.cite(value, loc, supports)
                own = type(value).model_fields.keys() - Quote.model_fields.keys()
                parts = {name: self.value(getattr(value, name), (*loc, name), supports) for name in sorted(own)}
                return {**parts, "text": value.quote, "basis": value.basis}
            case Record():
                return {
                    info.alias or name: self.value(getattr(value, name), (*loc, info.alias or name), supports)
                    for name, info in type(value).model_fields.items()
                }
            case list():
                return [self.value(item, (*loc, position), supports) for position, item in enumerate(value)]
            case _:
                return value

    def check_words(self, value: Any, loc: Loc, supports: str | None = None) -> None:
        """Report each of the words that the evidence does not have; add where those stand that are evidence too."""
        for place, words in leaves(value, loc):
            if not isinstance(words, Text | Ordinal):
                continue
            around = next((proof for proof in self.evidence if contains_words(proof.exact, words)), None)
            if around is None and self.misquotes and contains_words(self.story.text, words):
                continue  # the evidence that has them is reported already
            if around is None:
                passages = [proof.exact for proof in self.evidence]
                self.story.report(
                    place, *missing_words(words, supports or str(place[len(loc)]), passages, self.story.text)
                )
            elif isinstance(words, Passage):
                start = around.start + (find_whole(words, around.exact) or 0)
                span = self.quoted[place] = Span(start, start + len(words))
                if words != around.exact:
                    self.evidence.append(_evidence(self.story, span, Quote(quote=words), supports or str(place[-1])))

    def _quantity(self, record: QuantityRecord, loc: Loc) -> Quantity | None:
        try:
            words = parse_quantity(record.quote)
        except QuantityError as error:
            self.story.report((*loc, "quote"), str(error), "quote the number phrase alone")
            return None
        self._report(check_quantity(record, words), loc)
        self._check_surroundings(record, loc, narrow_quantity)
        return agreed_quantity(record, words)

    def _dates(self, record: DatesRecord, loc: Loc, supports: str) -> Dates | None:
        """Read a date; other evidence of the same field may make it more precise, such as by a year."""
        try:
            parse_dates(record.quote)
        except DateError as error:
            self.story.report((*loc, "quote"), str(error), "quote the date alone")
            return None
        proofs = [proof for proof in self.evidence if proof.supports == supports and loc[-1] in (supports, "value")]
        words = dict.fromkeys([record.quote, *(proof.exact for proof in proofs)])
        self._report(check_dates(record, list(words)), loc)
        self._check_surroundings(record, loc, narrow_dates)
        inferred = record.basis == "inferred" or any(proof.basis == "inferred" for proof in proofs)
        return Dates.of(record.quote, record.edtf, "inferred" if inferred else "stated")

    def _check_surroundings(self, record: Quote, loc: Loc, narrow: Callable[..., str | None]) -> None:
        """Report a quote that leaves out words which make another number or date of it.

        A note may say why they do not belong to it, unless the quote is only the beginning of another amount, or cuts
        a word or a number.
        """
        span = self.quoted.get(loc)
        wider = span and narrow(span, self.story.text, excused=bool(record.note))
        if wider:
            found = f"{record.quote!r}, where the words around it make it {wider!r}"
            excuse = "" if record.note else "; or say in `note` why they do not belong to it"
            self.story.report((*loc, "quote"), found, f"quote them too{excuse}")

    def _report(self, mismatches: Iterator[Mismatch], loc: Loc) -> None:
        for name, found, todo in mismatches:
            self.story.report((*loc, name), found, todo)


def _evidence(story: Story, span: Span, quote: Quote, supports: str | None) -> Proof:
    prefix, suffix = context(span, story.text)
    url = story.record.source.url
    return Proof(
        source=story.id,
        supports=supports,
        basis=quote.basis,
        exact=quote.quote,
        prefix=prefix,
        suffix=suffix,
        start=span.start,
        end=span.end,
        href=f"/v1/sources/{story.id}/text#char={span.start},{span.end}",
        page=page_link(url, span, story.text) if url else None,
        note=quote.note,
    )
