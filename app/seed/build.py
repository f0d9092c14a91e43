"""Building: merged facts become what is served, with their references, relations and mentions worked out."""

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import Any

from app.facts.evidence import Span
from app.models import COLLECTIONS, RELATIONS, Fact
from app.models.fact import Dispute, Reference
from app.seed.fields import Ref
from app.seed.merge import Key, MergedFact


class Builder:
    """Turns merged facts into served ones; what needs all of them together is worked out once."""

    def __init__(self, facts: dict[Key, MergedFact]) -> None:
        self._facts = facts
        self._stories = {fact.id: position for position, fact in enumerate(_of("sources", facts))}
        self._pointing = Counter(
            (fact.collection, field, str(value))
            for fact in facts.values()
            for field, value in fact.values.items()
            if isinstance(value, Ref)
        )
        self._resting = Counter(
            (source, COLLECTIONS[fact.collection].type) for fact in facts.values() for source in fact.sources
        )
        self._entities = _entity_spans(facts)

    def build(self, collection: str) -> list[Fact]:
        """Return the facts of a collection as they are served, in the order of the text."""
        return [self._build(fact) for fact in sorted(_of(collection, self._facts), key=self._place)]

    def _place(self, fact: MergedFact) -> tuple[int, int, int, str]:
        """Return where the first source speaks of a fact: its first evidence that states it, then its narrowest."""
        proofs = fact.claims[0].evidence
        stated = [proof for proof in proofs if proof.basis == "stated"] or proofs
        spans = [Span(proof.start, proof.end) for proof in stated] or [Span(0, 0)]
        narrowest = min(spans, key=lambda span: (span.end - span.start, span.start))
        return self._stories[fact.story.id], spans[0].start, narrowest.start, fact.id

    def _build(self, fact: MergedFact) -> Fact:
        collection = COLLECTIONS[fact.collection]
        values = {name: self._served(value) for name, value in fact.values.items()}
        values |= self._relations(fact)
        match fact.collection:
            case "sources":
                values |= self._text(fact)
            case "events":
                values["signed_projects"] |= self._signed(fact)
            case "metrics":
                values["attribution"] = self._attribution(fact)
        return collection.fact.model_validate(
            {
                **values,
                "type": collection.type,
                "id": fact.id,
                "href": f"{collection.path}/{fact.id}",
                "evidence": fact.evidence,
                "mentions": self._mentions(fact),
                "disputed": [
                    Dispute(field=one.field, value=self._served(one.value), evidence=one.evidence)
                    for one in fact.disputed
                ],
            }
        )

    def _served(self, value: Any) -> Any:
        """Put references where ids stand."""
        match value:
            case Ref():
                return self._reference(value.collection, value)
            case dict():
                return {name: self._served(item) for name, item in value.items()}
            case list():
                return [self._served(item) for item in value]
            case _:
                return value

    def _reference(self, collection: str, name: str) -> Reference:
        fact = self._facts[collection, name]
        label = fact.values["title" if collection == "sources" else "name"]
        kind = COLLECTIONS[collection]
        return Reference(type=kind.type, id=str(name), name=label, href=f"{kind.path}/{name}")

    def _relations(self, fact: MergedFact) -> dict[str, Any]:
        """Count the facts that point at this one."""
        relations = {}
        for (collection, field), (other, pointer) in RELATIONS.items():
            if collection == fact.collection:
                href = f"{COLLECTIONS[other].path}?{pointer}={fact.id}"
                relations[field] = {"total": self._pointing[other, pointer, fact.id], "href": href}
        return relations

    def _signed(self, event: MergedFact) -> dict[str, Any]:
        """Say how many projects were signed at an event, and whether those named are all."""
        stated = event.values["signed_projects"] or {"stated_total": None, "exhaustive": None}
        metric = stated["stated_total"]
        if metric:
            quantity = self._facts["metrics", metric].values["quantity"]
            return {
                **stated,
                "stated_total": {**self._reference("metrics", metric).model_dump(), "quantity": quantity},
            }
        return dict(stated)

    def _attribution(self, metric: MergedFact) -> dict[str, Any]:
        """Say whose figure it is: one whom the article cites, else the article itself."""
        cited = metric.values["attribution"]
        if cited:
            reference = self._served(cited["ref"])
            return {**cited, "ref": reference, "name": reference.name}
        source = self._reference("sources", metric.story.id)
        return {"kind": "article", "name": None, "ref": source, "text": None, "basis": "stated"}

    def _text(self, source: MergedFact) -> dict[str, Any]:
        """Say how long a source's text is and what rests on it."""
        types = [collection.type for name, collection in COLLECTIONS.items() if name != "sources"]
        counts = {kind: self._resting[source.id, kind] for kind in types}
        outlets = [
            {**outlet, "date": outlet["date"] and outlet["date"].start} for outlet in source.values["cited_outlets"]
        ]
        return {"length": len(source.story.text), "counts": counts, "cited_outlets": self._served(outlets)}

    def _mentions(self, fact: MergedFact) -> list[Reference]:
        """Name the entities whose evidence lies inside this fact's; the evidence of a source is all of its text."""
        wholes = [(proof.source, Span(proof.start, proof.end)) for proof in fact.evidence]
        if fact.collection == "sources":
            wholes = [(fact.id, Span(0, len(fact.story.text)))]
        found: dict[str, None] = {}
        for source, whole in wholes:
            places = self._entities[source]
            first = bisect_left(places, whole.start, key=_start)
            after = bisect_left(places, whole.end, key=_start)
            found |= {entity: None for span, entity in places[first:after] if whole.holds(span)}
        if fact.collection == "entities":
            found.pop(fact.id, None)
        return [self._reference("entities", entity) for entity in found]


def _start(place: tuple[Span, str]) -> int:
    return place[0].start


def _of(collection: str, facts: dict[Key, MergedFact]) -> list[MergedFact]:
    return [fact for fact in facts.values() if fact.collection == collection]


def _entity_spans(facts: dict[Key, MergedFact]) -> dict[str, list[tuple[Span, str]]]:
    """Return, for each source, where its text speaks of which entity, in the order of the text."""
    spans = defaultdict(list)
    for entity in _of("entities", facts):
        for proof in entity.evidence:
            if proof.supports is None:
                spans[proof.source].append((Span(proof.start, proof.end), entity.id))
    return defaultdict(list, {source: sorted(places) for source, places in spans.items()})
