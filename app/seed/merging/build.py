"""Building: merged facts become what is served, with their references, relations and mentions worked out."""

from collections import Counter
from typing import Any

from app.facts.evidence import Span
from app.models import COLLECTIONS, RELATIONS, Fact
from app.models.fact import Dispute, Evidence, Reference
from app.seed.files.fields import Ref
from app.seed.merging.merge import MergedFact
from app.seed.merging.story_facts import StoryFacts


class FactBuilder:
    """Turns the facts that a story states first into served ones."""

    def __init__(self, facts: StoryFacts, references: Counter[tuple[str, str, str]]) -> None:
        self._facts = facts
        self._references = references
        self._resting = Counter(COLLECTIONS[fact.collection].type for fact in facts.own)

    def build(self) -> dict[str, list[Fact]]:
        """Return the facts as they are served, by collection, in the order of the text."""
        built: dict[str, list[Fact]] = {name: [] for name in COLLECTIONS}
        for fact in sorted(self._facts.first, key=_place):
            self._facts.complete(fact)
            built[fact.collection].append(self._build(fact))
        return built

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
                "evidence": [proof._asdict() for proof in fact.evidence],
                "mentions": self._mentions(fact),
                "disputed": [
                    Dispute(
                        field=one.field,
                        value=self._served(one.value),
                        evidence=[Evidence(**proof._asdict()) for proof in one.evidence],
                    )
                    for part in fact.parts
                    for one in part.disputed
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
                relations[field] = {"total": self._references[other, pointer, fact.id], "href": href}
        return relations

    def _signed(self, event: MergedFact) -> dict[str, Any]:
        """Say how many projects were signed at or through an event, and whether those named are all."""
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
        source = self._reference("sources", metric.source)
        return {"kind": "article", "name": None, "ref": source, "text": None, "basis": "stated"}

    def _text(self, source: MergedFact) -> dict[str, Any]:
        """Say how long a source's text is and what rests on it."""
        types = [collection.type for name, collection in COLLECTIONS.items() if name != "sources"]
        counts = {kind: self._resting[kind] for kind in types}
        outlets = [
            {**outlet, "date": outlet["date"] and outlet["date"].start} for outlet in source.values["cited_outlets"]
        ]
        return {"length": len(self._facts.story.text), "counts": counts, "cited_outlets": self._served(outlets)}

    def _mentions(self, fact: MergedFact) -> list[Reference]:
        """Name the entities whose evidence lies inside this fact's, source by source."""
        found = dict.fromkeys(entity for part in fact.parts for entity in part.mentions)
        return [self._reference("entities", entity) for entity in found]


def _place(fact: MergedFact) -> tuple[int, int, str]:
    """Return where the source speaks of a fact: its first evidence that states it, then its narrowest."""
    stated = [proof for proof in fact.evidence if proof.basis == "stated"] or fact.evidence
    spans = [Span(proof.start, proof.end) for proof in stated] or [Span(0, 0)]
    narrowest = min(spans, key=lambda span: (span.end - span.start, span.start))
    return spans[0].start, narrowest.start, fact.id
