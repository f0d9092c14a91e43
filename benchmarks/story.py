"""A generated story under construction: its text, its facts, and the world that it draws from."""

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from benchmarks.article import Article, Sentence, Words, filled
from benchmarks.figures import Phrase
from benchmarks.vocabulary import WEEKDAYS
from benchmarks.world import Entity, Event, Person, event, organization, outlet, person, place, rank, slug, topic

COLLECTIONS = ("entities", "speakers", "statements", "events", "signed_projects", "metrics")


class Story:
    """A generated story: its text, and the facts that the text states.

    `number` counts the stories from 1; the larger it is, the more places, people and events it is drawn from. The same
    number and seed give the same story.
    """

    def __init__(self, number: int, seed: int) -> None:
        self.rng = random.Random(f"{seed}-{number}")
        self.number = f"{number:07}"
        self._pool = number
        self.article = Article()
        self.facts: dict[str, list[dict[str, Any]]] = {name: [] for name in COLLECTIONS}
        self.weekday = self.rng.choice(WEEKDAYS)
        self.speaker: Person = person(self._rank(30, 0.2))
        self.event: Event = event(self._rank(8, 0.25))
        self._entities: dict[str, dict[str, Any]] = {}
        self.cited_outlets: list[dict[str, Any]] = []
        self._event: list[Words] = []
        self._dates: Words | None = None
        self._where: Words | None = None
        self.source: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """Id of the source; ids sort in the order of the stories."""
        return f"story-{self.number}-{slug(self.event.name)}"

    @property
    def ceremony_name(self) -> str:
        """Name of the opening ceremony of the event."""
        return f"opening ceremony of the {self.event.name}"

    @property
    def ceremony_id(self) -> str:
        """Id of the opening ceremony of the event."""
        return f"{self.event.id}-opening-ceremony"

    def place(self) -> Entity:
        """Draw a place."""
        return place(self._rank(60, 0.1))

    def topic(self) -> Entity:
        """Draw a topic."""
        return topic(self._rank(40, 0.2))

    def organization(self) -> Entity:
        """Draw a company."""
        return organization(self._rank(60, 0.6))

    def outlet(self) -> Entity:
        """Draw a newspaper."""
        return outlet(self._rank(12, 0.1))

    def year(self) -> str:
        """Draw a year, more often a recent one."""
        return str(2024 - rank(self.rng, 15))

    def _rank(self, least: int, growing: float) -> int:
        return rank(self.rng, least + int(self._pool * growing))

    def add(self, template: str, **values: str) -> Sentence:
        """Add a sentence to the text."""
        return self.article.add(template, **values)

    def speak_of(self, entity: Entity, words: Words) -> None:
        """Add evidence of an entity: the words that name it."""
        if entity.id not in self._entities:
            self._entities[entity.id] = {"id": entity.id, "name": entity.name, "kind": entity.kind, "evidence": []}
        self._entities[entity.id]["evidence"].append(words)

    def speak_of_event(self, sentence: Sentence, name: str) -> None:
        """Add evidence of the event: the words that name it."""
        self._event.append(sentence.at(name))

    def date_event(self, words: Words) -> None:
        """Set the words that date the event."""
        self._dates = words

    def cite(self, entity: Entity, words: Words) -> None:
        """Add an outlet that the text cites, with the words that cite it."""
        self.cited_outlets.append({"outlet": entity.id, "quote": words, "weekday": self.weekday})

    def metric(  # noqa: PLR0913  (one for each property of a figure)
        self,
        sentence: Sentence,
        name: str,
        phrase: Phrase,
        subject: str,
        *,
        kind: str = "count",
        unit: str | None = None,
        event: bool = False,
        **fields: Any,
    ) -> str:
        """Add a figure and return its id; `name` is the part of the sentence that holds its number."""
        number = len(self.facts["metrics"]) + 1
        quantity = {"quote": sentence.at(name), **phrase.means} | ({"unit": unit} if unit else {})
        fact = {
            "id": f"{slug(subject)}-{self.number}-{number}",
            "name": f"{subject[0].upper()}{subject[1:]} {self._scope(fields, event=event)}",
            "kind": kind,
            "subject": subject,
            "quantity": quantity,
            **({"event": self.event.id} if event else {}),
            **fields,
            "evidence": [sentence.whole],
        }
        self.facts["metrics"].append(fact)
        return str(fact["id"])

    def _scope(self, fields: dict[str, Any], *, event: bool) -> str:
        """Return the end of a figure's name: where or of what it is."""
        if event:
            return f"at the {self.event.name}"
        named = [self._entities[fields[field]]["name"] for field in ("place", "about") if field in fields]
        return f"in {named[0]}" if "place" in fields else f"of {named[0]}"

    def statement(self, sentence: Sentence, text: str, **fields: str) -> None:
        """Add the statement of a sentence."""
        number = len(self.facts["statements"]) + 1
        speaker = fields.get("speaker", "article")
        fact = {"id": f"{speaker}-{self.number}-{number}", **fields, "text": text, "evidence": [sentence.whole]}
        self.facts["statements"].append(fact)

    def claim(self, sentence: Sentence) -> None:
        """Add a sentence as a statement of the article itself."""
        self.statement(sentence, sentence.text, mode="article")

    def open_event(self, sentence: Sentence) -> None:
        """Add the opening ceremony of the event, with its city and country, as a sentence names them."""
        opening, city = sentence.at("ceremony"), self.event.city
        country = city.part_of
        assert country
        self.speak_of(city, sentence.at("city"))
        self.speak_of(country, sentence.at("country"))
        self._entities[city.id]["part_of"] = country.id
        self._entities[city.id]["evidence"].append(sentence.at("city", "country").supporting("part_of"))
        ceremony = {"id": self.ceremony_id, "name": self.ceremony_name, "kind": "ceremony", "part_of": self.event.id}
        self.facts["events"].append({**ceremony, "evidence": [opening]})
        name = Words(opening.end - len(self.event.name), opening.end)
        self._event.append(name)
        self._where = Words(name.start, sentence.at("city").end).supporting("place")

    def write(self, folder: Path) -> set[tuple[str, str]]:
        """Write the folder of the story and return the collection and id of each fact."""
        text = self.article.text
        folder.mkdir(exist_ok=True)
        (folder / "article.txt").write_text(text, "utf-8", newline="\n")
        record = filled({"source": self.source, **self.facts}, text)
        record["source"]["text_sha256"] = hashlib.sha256(text.encode()).hexdigest()
        (folder / "facts.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8", newline="\n")
        facts = {(name, fact["id"]) for name, group in self.facts.items() for fact in group}
        return facts | {("sources", self.id)}

    def complete(self, headline: Sentence) -> None:
        """Add the title, the event and the entities."""
        assert self._dates
        assert self._where
        self.source["title"] = headline.text
        self.source["evidence"].insert(0, headline.whole.supporting("title"))
        event = self.event
        fields = {
            "id": event.id,
            "name": event.name,
            "kind": event.kind,
            "edition": event.edition,
            "place": event.city.id,
        }
        dates = {"quote": self._dates, "edtf": event.edtf}
        self.facts["events"].insert(0, {**fields, "dates": dates, "evidence": [*self._event, self._where]})
        self.facts["entities"] = list(self._entities.values())
