"""Small seeds: two stories of ours about one fair, which a test may break."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.seed.files.problems import SeedError
from tests.whole import Dataset, read_dataset

TEXT = """\
Silk Road Fair closes in Urumqi’s new hall

The 4th Silk Road Fair, held from June 12 to 16 in Urumqi, drew fewer than 900 exhibitors and contracts worth \
approximately RMB 319 billion, Xinjiang Trade Daily reported. “Trade is our bridge,” said Aigerim Sadyk of Almaty \
Rail, which spent $40 million on its terminal.
"""

FACTS = """\
source:
  title: Silk Road Fair closes in Urumqi’s new hall
  language: en
  text_sha256: SHA256
  evidence:
    - {quote: Silk Road Fair closes in Urumqi’s new hall, supports: title}
entities:
  - id: urumqi
    name: Urumqi
    kind: place
    evidence:
      - {quote: Urumqi, suffix: ","}
  - id: almaty-rail
    name: Almaty Rail
    kind: organization
    evidence: [Almaty Rail]
speakers:
  - id: aigerim-sadyk
    name: Aigerim Sadyk
    affiliation: almaty-rail
    evidence: [Aigerim Sadyk of Almaty Rail]
statements:
  - id: bridge
    speaker: aigerim-sadyk
    mode: direct
    text: Trade is our bridge,
    cue: said Aigerim Sadyk
    event: fair
    evidence: ["“Trade is our bridge,” said Aigerim Sadyk of Almaty Rail", {quote: The 4th Silk Road Fair, \
supports: event, basis: inferred, note: The story is of the fair.}]
events:
  - id: fair
    name: 4th Silk Road Fair
    kind: fair
    edition: 4
    place: urumqi
    dates: {quote: June 12 to 16, edtf: XXXX-06-12/XXXX-06-16}
    evidence:
      - The 4th Silk Road Fair, held from June 12 to 16 in Urumqi, drew fewer than 900 exhibitors and contracts
metrics:
  - id: exhibitors
    name: Exhibitors at the fair
    kind: count
    subject: exhibitors
    event: fair
    quantity:
      quote: fewer than 900 exhibitors
      amount: 900
      comparator: lt
    evidence: [drew fewer than 900 exhibitors]
  - id: contracts
    name: Contracts of the fair
    kind: money
    subject: contracts
    event: fair
    quantity:
      quote: approximately RMB 319 billion
      amount: 319_000_000_000
      approximate: true
      currency: CNY
    evidence: [contracts worth approximately RMB 319 billion]
"""

LATER_TEXT = (
    "Almaty Rail says the 5th Silk Road Fair of 2024 paid off: its stand at the fair in Urumqi drew 1,200 visitors.\n"
)

LATER_FACTS = """\
source:
  title: Almaty Rail says the 5th Silk Road Fair of 2024 paid off
  language: en
  text_sha256: SHA256
  evidence: [Almaty Rail says the 5th Silk Road Fair of 2024 paid off]
entities:
  - id: almaty-rail
    aliases: [Rail]
    evidence: [Almaty Rail]
events:
  - id: fair
    dates: {quote: "2024", edtf: 2024}
    evidence: [the 5th Silk Road Fair of 2024, the fair]
metrics:
  - id: visitors
    name: Visitors of the stand of Almaty Rail
    kind: count
    subject: visitors
    event: fair
    quantity: {quote: "1,200 visitors", amount: 1200}
    evidence: ["its stand at the fair in Urumqi drew 1,200 visitors"]
"""


ONE = "\n\n1 problem in 1 file; nothing was loaded."
"""How a report of one problem ends."""


@dataclass
class Seed:
    """A seed to be written, broken and read."""

    path: Path

    def add(
        self, name: str = "a", facts: str = FACTS, *, text: str = TEXT, change: tuple[str, str] = ("", "")
    ) -> "Seed":
        """Write a story; `change` replaces a part of its facts that stands there once."""
        folder = self.path / name
        folder.mkdir(parents=True)
        (folder / "article.txt").write_text(text, "utf-8", newline="\n")
        old, new = change
        assert not old or facts.count(old) == 1, f"{old!r} must stand in the facts once"
        facts = facts.replace(old, new) if old else facts
        (folder / "facts.yaml").write_text(facts.replace("SHA256", sha256(text)), "utf-8", newline="\n")
        return self

    def add_later(self, name: str = "b", change: tuple[str, str] = ("", "")) -> "Seed":
        """Write the second story."""
        return self.add(name, LATER_FACTS, text=LATER_TEXT, change=change)

    def add_many(self, count: int) -> "Seed":
        """Write the first story, and the second so many times, each with a figure of its own."""
        self.add()
        for number in range(count):
            self.add_later(f"b{number:04}", change=("id: visitors", f"id: visitors-{number}"))
        return self

    def read(self) -> Dataset:
        return read_dataset(self.path)

    def fact(self, collection: str, name: str) -> Any:
        """Return one fact as it is served."""
        bodies = (json.loads(item.body) for item in self.read().items[collection])
        return next(body for body in bodies if body["id"] == name)

    def ids(self, collection: str) -> list[str]:
        """Return the ids of a collection in the order of the text."""
        return [item.fact.id for item in self.read().items[collection]]

    def report(self) -> str:
        """Return the whole report of what is wrong."""
        with pytest.raises(SeedError) as error:
            self.read()
        return str(error.value)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
