"""Coverage: the sentences of a source, each with the facts that rest on it."""

import json
from typing import Any

from app.facts.evidence import Span
from app.facts.sentences import split_sentences
from app.models import COLLECTIONS
from app.models.fact import Model, Reference
from app.storage.reader import Reader
from app.web.http.links import Links
from app.web.query.facts import facts_resting_on, get_fact, get_source_text


class Sentence(Model):
    """A sentence or a headline, with the facts that rest on it."""

    text: str
    """The words of the sentence."""
    start: int
    """Its start in the text: Unicode code points, from 0."""
    end: int
    """Its end, excluded."""
    href: str
    """Link to it in the text (RFC 5147)."""
    covered: bool
    """Whether any fact rests on it."""
    facts: list[Reference]
    """The facts with evidence in it; the name of a statement is its text."""


class Coverage(Model):
    """How much of a source is covered by facts."""

    source: Reference
    """The source."""
    total: int
    """The number of its sentences."""
    covered: int
    """The number of sentences with a fact."""
    sentences: list[Sentence]
    """Every sentence, in order."""


def source_coverage(reader: Reader, source_id: str, links: Links) -> Coverage:
    """Return the coverage of the source with an id. Raises a 404 problem if there is none."""
    source = json.loads(get_fact(reader, COLLECTIONS["sources"], source_id))
    text = get_source_text(reader, source_id)
    facts = facts_resting_on(reader, source_id)
    spans = [(fact, _spans(fact, source_id)) for fact in facts]
    sentences = [_sentence(source_id, text, span, spans, links) for span in split_sentences(text)]
    return Coverage(
        source=_reference(source, links),
        total=len(sentences),
        covered=sum(sentence.covered for sentence in sentences),
        sentences=sentences,
    )


def _sentence(source_id: str, text: str, span: Span, spans: list[tuple[Any, list[Span]]], links: Links) -> Sentence:
    facts = [_reference(fact, links) for fact, evidence in spans if any(span.meets(proof) for proof in evidence)]
    return Sentence(
        text=text[span.start : span.end],
        start=span.start,
        end=span.end,
        href=links(f"/v1/sources/{source_id}/text#char={span.start},{span.end}"),
        covered=bool(facts),
        facts=facts,
    )


def _spans(fact: Any, source_id: str) -> list[Span]:
    return [Span(proof["start"], proof["end"]) for proof in fact["evidence"] if proof["source"] == source_id]


def _reference(item: Any, links: Links) -> Reference:
    label = item.get("name") or item.get("title") or item["text"]
    return Reference(type=item["type"], id=item["id"], name=label, href=links(item["href"]))
