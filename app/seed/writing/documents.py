"""Documents: what search finds of a dataset, a fact or a sentence each, and the words by which it does."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, get_args

from pydantic import BaseModel

from app.facts.evidence import Span
from app.facts.quantity.parse import Quantity
from app.facts.search_words import number_words, scaled_numbers
from app.facts.sentences import split_sentences
from app.facts.verification import StoredText
from app.models import COLLECTIONS, Fact
from app.models.fact import Reference
from app.models.sources import Source
from app.seed.merging.parts import RenderedFact, StoryPart
from app.seed.merging.story_store import SENTENCES


@dataclass(frozen=True)
class SearchDocument:
    """A fact or a sentence as search finds it; the passages of its fields are there once each."""

    type: str
    """The fact's type, or `sentence`."""
    body: str
    """Its `type`, `id`, `name` and `href` as JSON."""
    text: str
    """The text that its snippets are cut from."""
    name: tuple[str, ...]
    """Its names, and the words of its quantity."""
    words: tuple[str, ...]
    """Its words in the sources."""
    related: tuple[str, ...]
    """The names of the facts that it refers to; of a source also what it does not state."""
    meant: tuple[str, ...] = ()
    """The words for what the number of its quantity means."""
    scaled: tuple[str, ...] = ()
    """The words for what other numbers mean, which the sources write with a scale."""


@dataclass(frozen=True)
class _Paths:
    """Where a fact of some type has what search reads, beside its evidence."""

    names: tuple[str, ...] = ("name",)
    words: tuple[str, ...] = ()
    quantity: str | None = None
    """Its number, which is as good as a name: who looks for "63,000" means the figure, not what else rests on it."""


_PATHS = {
    "source": _Paths(("title",), ("publisher", "cited_outlets.text")),
    "speaker": _Paths(("name", "aliases"), ("roles.title",)),
    "statement": _Paths((), ("text", "cue", "question")),
    "event": _Paths(words=("dates.text", "aim")),
    "signed_project": _Paths(words=("value.unit", "value.currency"), quantity="value"),
    "metric": _Paths(
        ("name", "subject"),
        ("quantity.unit", "quantity.currency", "period.text", "attribution.text"),
        quantity="quantity",
    ),
    "entity": _Paths(("name", "aliases"), ("description",)),
}
_PROOFS = ("evidence.exact", "disputed.evidence.exact")


Names = Callable[[str, str], Iterable[str]]
"""Gives the names of a fact, by its type and its id."""


def numbered_documents(part: StoryPart) -> Iterator[tuple[int, SearchDocument]]:
    """Yield the documents of a part of a dataset, each with its number among those of all."""
    texts = _Split(part.texts)
    before = 0
    for name, items in part.items.items():
        for item in items:
            yield before + item.seq, _document(item, part.names, texts)
        before += part.counts[name]
    before += part.before[SENTENCES]
    yield from enumerate(_sentences(part.source, texts[part.source]), start=before + 1)


def _document(item: RenderedFact, names: Names, texts: dict[str, "_Sentences"]) -> SearchDocument:
    fact = item.fact
    paths = _PATHS[fact.type]
    own = _at(fact, paths.names)
    quantities = _at(fact, [paths.quantity] if paths.quantity else [])
    others = (name for one in _references(fact) for name in (one.name, *names(one.type, one.id)))
    related = _once([*others, *_not_stated(fact)])
    said = _once(_at(fact, [*_PROOFS, *paths.words]))
    return SearchDocument(
        type=fact.type,
        body=_body(fact.type, fact.id, (own or _at(fact, ["text"]))[0], fact.href),
        text="\n".join(_once([*_passages(fact, texts), *own, *related])),
        name=_once([*own, *(one.text for one in quantities)]),
        words=said,
        related=related,
        meant=_once(word for one in quantities for word in number_words(_numbers(one), one.currency, one.unit)),
        scaled=_scaled(said),
    )


def _numbers(quantity: Quantity) -> list[Decimal]:
    """Return the numbers of a quantity, each once."""
    return sorted({one for one in (quantity.amount, quantity.lower, quantity.upper) if one is not None})


def _sentences(source: str, text: "_Sentences") -> Iterator[SearchDocument]:
    for number, span in enumerate(text.spans, start=1):
        words = text.at(span)
        href = f"{COLLECTIONS['sources'].path}/{source}/text#char={span.start},{span.end}"
        body = _body("sentence", f"{source}-sentence-{number}", words, href)
        yield SearchDocument("sentence", body, words, name=(), words=(words,), related=(), scaled=_scaled((words,)))


def values_at(value: Any, path: str) -> Iterator[Any]:
    """Yield each value that stands at a path of field names, through lists, leaving out nulls."""
    parts = [value]
    for name in path.split("."):
        if not parts:
            break
        found: list[Any] = []
        for part in parts:
            inner = getattr(part, name)
            if isinstance(inner, list):
                found += inner
            elif inner is not None:
                found.append(inner)
        parts = found
    return iter(parts)


class _Split(dict[str, "_Sentences"]):
    """Texts that are split when they are asked for."""

    def __init__(self, texts: Mapping[str, StoredText]) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, source: str) -> "_Sentences":
        self[source] = split = _Sentences(self._texts[source].text)
        return split


class _Sentences:
    """A text that is split into its sentences once."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def spans(self) -> list[Span]:
        return split_sentences(self._text)

    def at(self, span: Span) -> str:
        return self._text[span.start : span.end]

    def around(self, span: Span) -> str:
        """Return the sentences that a span lies in."""
        met = [sentence for sentence in self.spans if sentence.meets(span)]
        return self.at(Span(met[0].start, met[-1].end))


def _passages(fact: Fact, texts: dict[str, _Sentences]) -> Iterator[str]:
    """Yield the sentences around the first words that a fact rests on, then whatever else it rests on."""
    proof = next((proof for proof in fact.evidence if proof.supports is None), fact.evidence[0])
    shown = texts[proof.source].around(Span(proof.start, proof.end))
    yield shown
    yield from (words for words in _at(fact, _PROOFS) if words not in shown)


def _not_stated(fact: Fact) -> Iterator[str]:
    """Yield what a source does not state, sentence by sentence, so that a snippet of each says that it is that."""
    for one in fact.not_stated if isinstance(fact, Source) else ():
        yield from (f"Not stated: {one.what}. {one.why[span.start : span.end]}" for span in split_sentences(one.why))


def _scaled(passages: Iterable[str]) -> tuple[str, ...]:
    """Return the words for the numbers that passages write with a scale."""
    return _once(number.folded for passage in passages for number in scaled_numbers(passage))


def _references(value: Any) -> Iterator[Reference]:
    """Yield the facts that a value refers to, but not its source: the headline is not about each of its facts."""
    match value:
        case Reference():
            if value.type != "source":
                yield value
        case BaseModel():
            for name in _referring(type(value)):
                yield from _references(getattr(value, name))
        case list():
            for item in value:
                yield from _references(item)


@cache
def _referring(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of a model that can hold what refers to facts; most are plain values."""
    return tuple(name for name, info in model.model_fields.items() if _may_refer(info.annotation))


def _may_refer(annotation: Any) -> bool:
    """Tell whether a value of a type such as `list[Evidence] | None` can hold what refers to facts."""
    parts = get_args(annotation)
    if parts:
        return any(map(_may_refer, parts))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return issubclass(annotation, Reference) or bool(_referring(annotation))
    return annotation is Any


def _at(fact: Fact, paths: Iterable[str]) -> list[Any]:
    return [value for path in paths for value in values_at(fact, path)]


def _once(passages: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(passages))


def _body(kind: str, name: str, label: str, href: str) -> str:
    body = {"type": kind, "id": name, "name": label, "href": href}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
