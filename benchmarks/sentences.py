"""The sentences of generated stories: each function adds one to a story, with the facts that it states."""

from collections.abc import Callable
from typing import Any

from benchmarks.article import Sentence, Words
from benchmarks.figures import Phrase, count, money, percent
from benchmarks.story import Story
from benchmarks.vocabulary import CROWDS, PROJECTS, THINGS, VISITORS
from benchmarks.world import slug

CLAUSES = (
    "the demand for {topic} in {place} is growing rapidly",
    "{place} offers immense potential for investors in {topic}",
    "enterprises of {place} are eager to tap the full potential of {topic}",
    "both sides are working together on {topic} and look to {place} as a partner",
    "the future of {topic} depends on partners in {place}",
    "{place} is viewed as a pioneer in {topic}",
    "policies that support {topic} have opened new markets in {place}",
    "small firms in {place} need better access to {topic}",
    "a new generation of experts in {topic} is being trained in {place}",
    "cooperation in {topic} extends beyond {place}",
    "{place} is rapidly transforming its {topic}",
    "the success of {place} in {topic} is worth learning from",
)
"""Clauses of statements; a story uses each at most once."""

NOT_STATED = (
    ("The venue of the event", "The text names the city and no building or ground."),
    ("Who signed for the other side", "One party of each project is named; any other is not."),
    ("The exact numbers behind the rounded ones", "The text gives the rounded figures only."),
    ("The organiser of the event", "No organiser, host or sponsor is named."),
)
"""Things that a story does not state, each with the reason."""


def headline(story: Story) -> Sentence:
    """Add the headline and return it."""
    place, theme = story.place(), story.topic()
    sentence = story.add(
        f"{place.name} seeks partners in {{theme}} as the {{event}} opens", theme=theme.name, event=story.event.name
    )
    story.speak_of(theme, sentence.at("theme"))
    story.article.end_paragraph()
    story.article.end_paragraph()
    return sentence


def introduction(story: Story) -> None:
    """Open with the dateline and the speaker."""
    dateline, speaker, firm = story.place(), story.speaker, story.speaker.organization
    topic = story.topic()
    sentence = story.add(
        "{dateline}: {name}, {title} of {firm}, said the first steps in {topic} had been taken.",
        dateline=dateline.name,
        name=speaker.name,
        title=speaker.title,
        firm=firm.name,
        topic=topic.name,
    )
    for entity, name in ((dateline, "dateline"), (firm, "firm"), (topic, "topic")):
        story.speak_of(entity, sentence.at(name))
    roles = [{"title": speaker.title, "represents": firm.id}]
    person = {"id": speaker.id, "name": speaker.name, "roles": roles, "affiliation": firm.id}
    story.facts["speakers"].append({**person, "evidence": [sentence.at("name", "firm")]})
    text = f"the first steps in {topic.name} had been taken"
    story.statement(sentence, text, speaker=speaker.id, mode="indirect", cue="said")
    story.source = {
        "language": "en",
        "dateline": dateline.id,
        "publisher": story.outlet().name,
        "cited_outlets": story.cited_outlets,
        "not_stated": [{"what": what, "why": why} for what, why in story.rng.sample(NOT_STATED, 2)],
        "evidence": [sentence.at("dateline").supporting("dateline")],
    }


def participation(story: Story) -> None:
    """Add the numbers of participants of the event, and its dates."""
    crowd, one = story.rng.choice(CROWDS)
    visitors, visitor = story.rng.choice(VISITORS)
    came, countries, registered = count(story.rng, 700), count(story.rng, 25), count(story.rng, 9000)
    sentence = story.add(
        "The {event}, which ran from {dates}, saw the participation of {came} {crowd} from {countries} countries and"
        " regions, attracting {registered} {visitors} who registered to attend the event.",
        event=story.event.name,
        dates=story.event.dates,
        came=came.words,
        crowd=crowd,
        countries=countries.words,
        registered=registered.words,
        visitors=visitors,
    )
    story.speak_of_event(sentence, "event")
    story.date_event(sentence.at("dates"))
    first = story.metric(sentence, "came", came, crowd, unit=one, event=True)
    story.metric(
        sentence, "countries", countries, "countries and regions", unit="country or region", event=True, of=first
    )
    story.metric(sentence, "registered", registered, f"{visitors} who registered", unit=visitor, event=True)


def signing(story: Story) -> None:
    """Add the number of projects signed at the event, and three of them with their party, place and value."""
    signed = count(story.rng, 60)
    sentence = story.add(
        "The {event} facilitated the signing of {signed} projects.", event=story.event.name, signed=signed.words
    )
    story.speak_of_event(sentence, "event")
    story.metric(sentence, "signed", signed, "projects", unit="project", event=True)
    for kind in story.rng.sample(PROJECTS, 3):
        party, place, worth = story.organization(), story.place(), money(story.rng, 80_000_000)
        name = f"{(place.part_of or place).name} {kind}"
        sentence = story.add(
            "At the {event}, {party} signed the {name} in {place}, worth {worth}.",
            event=story.event.name,
            party=party.name,
            name=name,
            place=place.name,
            worth=worth.words,
        )
        story.speak_of_event(sentence, "event")
        story.speak_of(party, sentence.at("party"))
        story.speak_of(place, sentence.at("place"))
        story.facts["signed_projects"].append(
            {
                "id": f"{slug(name)}-{story.number}",
                "name": name,
                "event": story.event.id,
                "parties": [party.id],
                "place": place.id,
                "value": {"quote": sentence.at("worth"), **worth.means},
                "evidence": [sentence.whole],
            }
        )


def surge(story: Story) -> None:
    """Add a rise or fall of a count in a city, with both of its ends."""
    city, topic, (things, one) = story.place(), story.topic(), story.rng.choice(THINGS)
    before, after = count(story.rng, 200), count(story.rng, 5000)
    printed = [phrase.means.get("amount") for phrase in (before, after)]
    if not isinstance(printed[0], int) or not isinstance(printed[1], int) or printed[0] == printed[1]:
        return
    up = printed[1] > printed[0]
    sentence = story.add(
        f"{{city}} has experienced a {'surge' if up else 'decline'} in {{things}} for {{topic}},"
        " from {before} a few years earlier to {after}.",
        city=city.name,
        things=things,
        topic=topic.name,
        before=before.words,
        after=after.words,
    )
    story.speak_of(city, sentence.at("city"))
    story.speak_of(topic, sentence.at("topic"))
    said: dict[str, Any] = {"unit": one, "place": city.id, "about": topic.id}
    first = story.metric(sentence, "before", before, things, **said)
    change = {"direction": "up" if up else "down", "from": first}
    story.metric(sentence, "after", after, things, **said, change=change)
    story.claim(sentence)


def volume(story: Story) -> None:
    """Add the volume of trade of a year, attributed to an outlet."""
    city, topic, outlet = story.place(), story.topic(), story.outlet()
    volume, year = money(story.rng, 3_000_000_000), story.year()
    sentence = story.add(
        "In {year}, the volume of {topic} in {city} amounted to {volume}, {cite}.",
        year=year,
        topic=topic.name,
        city=city.name,
        volume=volume.words,
        cite=f"{outlet.name} reported on {story.weekday}",
    )
    story.speak_of(topic, sentence.at("topic"))
    story.speak_of(city, sentence.at("city"))
    cited = sentence.at("cite")
    story.speak_of(outlet, Words(cited.start, cited.start + len(outlet.name)))
    story.metric(
        sentence,
        "volume",
        volume,
        "volume",
        kind="money",
        about=topic.id,
        place=city.id,
        period={"quote": sentence.at("year"), "edtf": year},
        attribution={"kind": "outlet", "ref": outlet.id, "quote": cited},
    )
    story.cite(outlet, cited)
    story.claim(sentence)


def growth(story: Story) -> None:
    """Add the growth of exports and their share of foreign trade."""
    city, topic = story.place(), story.topic()
    rise, share, year = percent(story.rng), percent(story.rng), story.year()
    sentence = story.add(
        "Exports of {topic} from {city} grew {rise} in {year} and made up {share} of its foreign trade.",
        topic=topic.name,
        city=city.name,
        rise=rise.words,
        year=year,
        share=share.words,
    )
    story.speak_of(topic, sentence.at("topic"))
    story.speak_of(city, sentence.at("city"))
    said: dict[str, Any] = {"about": topic.id, "place": city.id, "period": {"quote": sentence.at("year"), "edtf": year}}
    story.metric(sentence, "rise", rise, "Exports", kind="change", change={"direction": "up"}, **said)
    story.metric(sentence, "share", share, "foreign trade", kind="share", **said)
    story.claim(sentence)


def area(story: Story) -> None:
    """Add the exhibition area of the event."""
    size = count(story.rng, 40_000)
    sentence = story.add(
        "With an exhibition area of {size} square metres, the {event} was the largest of its kind.",
        size=size.words,
        event=story.event.name,
    )
    story.speak_of_event(sentence, "event")
    story.metric(sentence, "size", size, "exhibition area", kind="area", unit="square metre", event=True)
    story.claim(sentence)


def plan(story: Story) -> None:
    """Add a plan of a company and its cost."""
    firm, city, (things, one) = story.organization(), story.place(), story.rng.choice(THINGS)
    number, cost, year = count(story.rng, 300), money(story.rng, 90_000_000), story.year()
    sentence = story.add(
        "{firm} plans to open {number} {things} in {city}, an investment of {cost} that is expected to be complete"
        " in {year}.",
        firm=firm.name,
        number=number.words,
        things=things,
        city=city.name,
        cost=cost.words,
        year=year,
    )
    story.speak_of(firm, sentence.at("firm"))
    story.speak_of(city, sentence.at("city"))
    said: dict[str, Any] = {"about": firm.id, "place": city.id, "status": "planned"}
    story.metric(sentence, "number", number, things, unit=one, **said)
    story.metric(sentence, "cost", cost, "investment", kind="money", **said)
    story.claim(sentence)


def revenue(story: Story) -> None:
    """Add two figures that are attributed to a company."""
    firm, (things, one), year = story.organization(), story.rng.choice(THINGS), story.year()
    revenue, number = money(story.rng, 400_000_000), count(story.rng, 120)
    sentence = story.add(
        "Revenue reached {revenue} in {year} and {number} {things} were added, according to {firm}.",
        revenue=revenue.words,
        year=year,
        number=number.words,
        things=things,
        firm=firm.name,
    )
    story.speak_of(firm, sentence.at("firm"))
    said: dict[str, Any] = {
        "about": firm.id,
        "period": {"quote": sentence.at("year"), "edtf": year},
        "attribution": {"kind": "organization", "ref": firm.id, "quote": sentence.at("firm")},
    }
    story.metric(sentence, "revenue", revenue, "Revenue", kind="money", **said)
    story.metric(sentence, "number", number, things, unit=one, **said)
    story.claim(sentence)


def distance(story: Story) -> None:
    """Add the duration of freight between two places."""
    here, there = story.place(), story.place()
    days = story.rng.randint(3, 40)
    sentence = story.add(
        "Freight from {here} now takes {days} to reach {there}.", here=here.name, days=f"{days} days", there=there.name
    )
    story.speak_of(here, sentence.at("here"))
    story.speak_of(there, sentence.at("there"))
    phrase = Phrase(f"{days} days", {"amount": days, "comparator": "eq", "unit": "day"})
    story.metric(sentence, "days", phrase, "Freight", kind="duration", place=here.id)
    story.claim(sentence)


def indirect(story: Story, clause: str) -> None:
    """Add an indirect statement of the speaker."""
    _say(story, "{clause}, {cue}.", clause, mode="indirect")


def direct(story: Story, clause: str) -> None:
    """Add a direct quotation of the speaker."""
    _say(story, "“{clause},” {cue}.", clause, mode="direct")


def at_the_event(story: Story, clause: str) -> None:
    """Add an indirect statement of the speaker, made at the opening of the event."""
    sentence = _say(
        story,
        "{clause}, {cue} at {ceremony} held in {city}, {country}.",
        clause,
        mode="indirect",
        ceremony=f"the {story.ceremony_name}",
        city=story.event.city.name,
        country=story.event.city.part_of.name if story.event.city.part_of else "",
    )
    story.open_event(sentence)


def _say(story: Story, template: str, clause: str, *, mode: str, **values: str) -> Sentence:
    topic, place = story.topic(), story.place()
    said = clause.format(topic=topic.name, place=place.name)
    said = said[0].upper() + said[1:]
    cue = f"{story.speaker.pronoun} {story.rng.choice(('said', 'added', 'noted', 'stressed'))}"
    sentence = story.add(template, clause=said, cue=cue, **values)
    at = sentence.at("clause").start
    for entity in (topic, place):
        start = at + said.index(entity.name)
        story.speak_of(entity, Words(start, start + len(entity.name)))
    story.statement(
        sentence,
        said,
        speaker=story.speaker.id,
        mode=mode,
        cue=cue,
        **({"event": story.ceremony_id} if "ceremony" in values else {}),
    )
    return sentence


FIGURES: tuple[Callable[[Story], None], ...] = (surge, volume, growth, area, plan, revenue, distance)
"""Sentences with figures that a story may repeat."""
