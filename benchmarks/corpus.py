"""A seed of any size for the real loader: made stories of the real one's genre, the same bytes for the same seed.

A story has about fifty facts. Its cities, companies, topics, speakers and events are drawn by a power law from pools
that grow with the number of stories, so that stories share a few of them often and most of them seldom.
"""

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from benchmarks.article import Article, Sentence, Words, filled
from benchmarks.figures import Phrase
from benchmarks.sentences import CLAUSES, FIGURES, at_the_event, direct, indirect, participation, signing
from benchmarks.vocabulary import WEEKDAYS
from benchmarks.world import Entity, Event, Person, event, organization, outlet, person, place, rank, slug, topic

COLLECTIONS = ("entities", "speakers", "statements", "events", "signed_projects", "metrics")
REPORTED = 7
"""How many further figures a story reports."""

NOT_STATED = (
    ("The venue of the event", "The text names the city and no building or ground."),
    ("Who signed for the other side", "One party of each project is named; any other is not."),
    ("The exact numbers behind the rounded ones", "The text gives the rounded figures only."),
    ("The organiser of the event", "No organiser, host or sponsor is named."),
)


def write_corpus(folder: Path, facts: int, seed: int = 1) -> int:
    """Write stories into a folder until they have this many facts together; return how many they have.

    The first stories of a corpus are those of any smaller one of the same seed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known: set[tuple[str, str]] = set()
    number = 0
    while len(known) < facts:
        number += 1
        story = Story(number, seed)
        known |= story.write(folder / story.id)
    return len(known)


class Story:
    """One made story: its text, and the facts that it states."""

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
        self._outlets: list[dict[str, Any]] = []
        self._event: list[Words] = []
        self._dates: Words | None = None
        self._where: Words | None = None
        self._write_text()

    @property
    def id(self) -> str:
        """The id of the source; in the order of the stories."""
        return f"story-{self.number}-{slug(self.event.name)}"

    @property
    def ceremony_name(self) -> str:
        """How the opening of the event is called."""
        return f"opening ceremony of the {self.event.name}"

    @property
    def ceremony_id(self) -> str:
        """The id of the opening of the event."""
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
        """Draw a year, a late one rather."""
        return str(2024 - rank(self.rng, 15))

    def _rank(self, least: int, growing: float) -> int:
        return rank(self.rng, least + int(self._pool * growing))

    def add(self, template: str, **values: str) -> Sentence:
        """Add a sentence to the text."""
        return self.article.add(template, **values)

    def speak_of(self, entity: Entity, words: Words) -> None:
        """Note where the text names an entity."""
        if entity.id not in self._entities:
            self._entities[entity.id] = {"id": entity.id, "name": entity.name, "kind": entity.kind, "evidence": []}
        self._entities[entity.id]["evidence"].append(words)

    def speak_of_event(self, sentence: Sentence, name: str) -> None:
        """Note where the text names the event."""
        self._event.append(sentence.at(name))

    def date_event(self, words: Words) -> None:
        """Note where the text says when the event was."""
        self._dates = words

    def cite(self, entity: Entity, words: Words) -> None:
        """Note which words cite an outlet."""
        self._outlets.append({"outlet": entity.id, "quote": words, "weekday": self.weekday})

    def metric(  # noqa: PLR0913  (what a figure can have)
        self,
        sentence: Sentence,
        name: str,
        phrase: Phrase,
        subject: str,
        *,
        kind: str = "count",
        unit: str | None = None,
        event: bool = False,
        **said: Any,
    ) -> str:
        """Add a figure, whose number is in the sentence at a name; return its id."""
        number = len(self.facts["metrics"]) + 1
        quantity = {"quote": sentence.at(name), **phrase.means} | ({"unit": unit} if unit else {})
        fact = {
            "id": f"{slug(subject)}-{self.number}-{number}",
            "name": f"{subject[0].upper()}{subject[1:]} {self._scope(said, event=event)}",
            "kind": kind,
            "subject": subject,
            "quantity": quantity,
            **({"event": self.event.id} if event else {}),
            **said,
            "evidence": [sentence.whole],
        }
        self.facts["metrics"].append(fact)
        return str(fact["id"])

    def _scope(self, said: dict[str, Any], *, event: bool) -> str:
        """Say in the name of a figure what it is for."""
        if event:
            return f"at the {self.event.name}"
        named = [self._entities[said[field]]["name"] for field in ("place", "about") if field in said]
        return f"in {named[0]}" if "place" in said else f"of {named[0]}"

    def statement(self, sentence: Sentence, text: str, **said: str) -> None:
        """Add what a sentence says."""
        number = len(self.facts["statements"]) + 1
        said_by = said.get("speaker", "article")
        fact = {"id": f"{said_by}-{self.number}-{number}", **said, "text": text, "evidence": [sentence.whole]}
        self.facts["statements"].append(fact)

    def claim(self, sentence: Sentence) -> None:
        """Add a sentence as what the article itself says."""
        self.statement(sentence, sentence.text, mode="article")

    def open_event(self, sentence: Sentence) -> None:
        """Add the event and its opening, as the sentence has them, in their city."""
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
        """Write the folder of the story; return the collection and id of each fact."""
        text = self.article.text
        folder.mkdir(exist_ok=True)
        (folder / "article.txt").write_text(text, "utf-8", newline="\n")
        record = filled({"source": self._source, **self.facts}, text)
        record["source"]["text_sha256"] = hashlib.sha256(text.encode()).hexdigest()
        (folder / "facts.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8", newline="\n")
        facts = {(name, fact["id"]) for name, group in self.facts.items() for fact in group}
        return facts | {("sources", self.id)}

    def _write_text(self) -> None:
        place, theme = self.place(), self.topic()
        headline = self.add(
            f"{place.name} seeks partners in {{theme}} as the {{event}} opens", theme=theme.name, event=self.event.name
        )
        self.speak_of(theme, headline.at("theme"))
        self.article.end_paragraph()
        self.article.end_paragraph()
        clauses = self.rng.sample(CLAUSES, 6)
        self._introduce()
        at_the_event(self, clauses[0])
        self.article.end_paragraph()
        participation(self)
        signing(self)
        figures = [self.rng.choice(FIGURES) for _ in range(REPORTED)]
        for position, figure in enumerate(figures):
            if position % 2:
                self.article.end_paragraph()
            figure(self)
            if position < len(clauses) - 1:
                self.rng.choice((direct, indirect))(self, clauses[position + 1])
        self._source["title"] = headline.text
        self._source["evidence"] = [headline.whole.supporting("title"), *self._source["evidence"]]
        self._complete()

    def _introduce(self) -> None:
        """Open with the dateline and the speaker."""
        dateline, speaker, firm = self.place(), self.speaker, self.speaker.organization
        topic = self.topic()
        sentence = self.add(
            "{dateline}: {name}, {title} of {firm}, said the first steps in {topic} had been taken.",
            dateline=dateline.name,
            name=speaker.name,
            title=speaker.title,
            firm=firm.name,
            topic=topic.name,
        )
        for entity, name in ((dateline, "dateline"), (firm, "firm"), (topic, "topic")):
            self.speak_of(entity, sentence.at(name))
        roles = [{"title": speaker.title, "represents": firm.id}]
        person = {"id": speaker.id, "name": speaker.name, "roles": roles, "affiliation": firm.id}
        self.facts["speakers"].append({**person, "evidence": [sentence.at("name", "firm")]})
        text = f"the first steps in {topic.name} had been taken"
        self.statement(sentence, text, speaker=speaker.id, mode="indirect", cue="said")
        self._source: dict[str, Any] = {
            "language": "en",
            "dateline": dateline.id,
            "publisher": outlet(self._rank(12, 0.1)).name,
            "cited_outlets": self._outlets,
            "not_stated": [{"what": what, "why": why} for what, why in self.rng.sample(NOT_STATED, 2)],
            "evidence": [sentence.at("dateline").supporting("dateline")],
        }

    def _complete(self) -> None:
        assert self._dates
        assert self._where
        one = self.event
        whole = {"id": one.id, "name": one.name, "kind": one.kind, "edition": one.edition, "place": one.city.id}
        dates = {"quote": self._dates, "edtf": one.edtf}
        self.facts["events"].insert(0, {**whole, "dates": dates, "evidence": [*self._event, self._where]})
        self.facts["entities"] = list(self._entities.values())
