"""The world of the generated stories: places, companies, topics, people and events.

Everything is numbered: number 0 is what stories speak of most, and the same number is the same thing in every story, so
that no two stories contradict each other.
"""

import random
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from benchmarks.vocabulary import (
    CITIES,
    COMPANIES,
    EVENTS,
    FIELDS,
    MEN,
    MONTHS,
    NAMES,
    PAPERS,
    QUALITIES,
    REACHES,
    SURNAMES,
    THEMES,
    TITLES,
    TRADES,
    WOMEN,
    ZONES,
)


@dataclass(frozen=True)
class Entity:
    """A place, an organization or a topic that stories speak of."""

    name: str
    kind: Literal["place", "organization", "topic"]
    part_of: "Entity | None" = None

    @property
    def id(self) -> str:
        """Slug of its name."""
        return slug(self.name)


@dataclass(frozen=True)
class Person:
    """A speaker."""

    name: str
    pronoun: str
    title: str
    organization: Entity

    @property
    def id(self) -> str:
        """Slug of the name."""
        return slug(self.name)


@dataclass(frozen=True)
class Event:
    """An edition of an expo, a fair, ..."""

    name: str
    kind: str
    edition: int
    city: Entity
    dates: str
    edtf: str

    @property
    def id(self) -> str:
        """Slug of its name."""
        return slug(self.name)


def slug(name: str) -> str:
    """Return the id for a name: small letters, digits and hyphens."""
    return re.sub("[^a-z0-9]+", "-", name.lower().replace("’", "").replace("ü", "u")).strip("-")


def rank(rng: random.Random, most: int) -> int:
    """Draw a number below `most` by a power law: the first are drawn most."""
    return int(most * rng.random() ** 2)


_PLACES = [
    Entity(city.replace("_", " "), "place", Entity(country, "place"))
    for country, _, cities in (line.partition(":") for line in CITIES.strip().splitlines())
    for city in cities.split()
]
random.Random("cities").shuffle(_PLACES)  # so that the first are not all of the first country
_MOST_COMPANIES = len(NAMES) * len(TRADES) * len(COMPANIES)
_MOST_EVENTS = len(REACHES) * len(THEMES) * len(EVENTS)


def city(number: int) -> Entity:
    """Return a city; each is part of a country."""
    return _PLACES[number % len(_PLACES)]


@cache
def place(number: int) -> Entity:
    """Return a place: all cities first, then `Hangzhou Free Trade Zone`, ..."""
    if number < len(_PLACES):
        return _PLACES[number]
    zone, of = divmod(number - len(_PLACES), len(_PLACES))
    return Entity(f"{_PLACES[of].name} {ZONES[zone % len(ZONES)]}", "place")


@cache
def topic(number: int) -> Entity:
    """Return a topic: `digital trade`, ..."""
    number = _mixed(number, len(QUALITIES) * len(FIELDS))
    quality, field = divmod(number, len(FIELDS))
    return Entity(f"{QUALITIES[quality]} {FIELDS[field]}", "topic")


@cache
def organization(number: int) -> Entity:
    """Return a company: `Zhongtai Logistics Group`, ...; those after the last have a number in their name."""
    series, number = divmod(number, _MOST_COMPANIES)
    number = _mixed(number, _MOST_COMPANIES)
    rest, company = divmod(number, len(COMPANIES))
    name, trade = divmod(rest, len(TRADES))
    number_of_it = f" {series + 1}" if series else ""
    return Entity(f"{NAMES[name]} {TRADES[trade]} {COMPANIES[company]}{number_of_it}", "organization")


@cache
def outlet(number: int) -> Entity:
    """Return a newspaper: `Hangzhou Trade Daily`, ..."""
    number = _mixed(number, len(_PLACES) * len(PAPERS))
    return Entity(f"{city(number // len(PAPERS)).name} {PAPERS[number % len(PAPERS)]}", "organization")


@cache
def person(number: int) -> Person:
    """Return a speaker, always of the same organization and title."""
    number = _mixed(number, len(MEN + WOMEN) * len(SURNAMES) ** 2)
    rest, last = divmod(number, len(SURNAMES))
    first, middle = divmod(rest, len(SURNAMES))
    pronoun, given = ("she", WOMEN[first - len(MEN)]) if first >= len(MEN) else ("he", MEN[first])
    names = dict.fromkeys([given, SURNAMES[middle], SURNAMES[last]])
    return Person(" ".join(names), pronoun, TITLES[number % len(TITLES)], organization(number % 997))


@cache
def event(number: int) -> Event:
    """Return an event, always in the same city on the same days."""
    rng = random.Random(f"event {number}")
    series, place = divmod(number, _MOST_EVENTS)
    rest, kind = divmod(_mixed(place, _MOST_EVENTS), len(EVENTS))
    reach, theme = divmod(rest, len(THEMES))
    edition = series * 12 + rank(rng, 12) + 1
    name = f"{ordinal(edition)} {REACHES[reach]} {THEMES[theme]} {list(EVENTS)[kind]}"
    month, day, length = rng.choice(list(MONTHS)), rng.randint(1, 24), rng.randint(1, 5)
    year = str(2010 + rank(rng, 15)) if rng.random() < 0.5 else None
    words = f"{month} {day} to {day + length}" + (f", {year}" if year else "")
    edtf = "/".join(f"{year or 'XXXX'}-{MONTHS[month]:02}-{one:02}" for one in (day, day + length))
    return Event(name, list(EVENTS.values())[kind], edition, city(rng.randrange(len(_PLACES))), words, edtf)


def ordinal(number: int) -> str:
    """Return `3rd` for 3."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _mixed(number: int, most: int) -> int:
    """Return another number below `most`, a different one for each, so that neighbours get unlike names."""
    return number * 7919 % most
