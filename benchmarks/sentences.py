"""What stories of the genre say: each function adds a sentence to a story, and the facts that it states."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from benchmarks.article import Sentence, Words
from benchmarks.figures import Phrase, count, money, percent
from benchmarks.vocabulary import CROWDS, PROJECTS, THINGS, VISITORS
from benchmarks.world import slug

if TYPE_CHECKING:
    from benchmarks.corpus import Story

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
"""What is said; each once in a story."""


def participation(story: "Story") -> None:
    """Say how many came to the event, with its dates."""
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


def signing(story: "Story") -> None:
    """Say how many projects were signed at the event, which, by whom and for how much."""
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


def surge(story: "Story") -> None:
    """Say of a city from how much to how much something rose or fell."""
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


def volume(story: "Story") -> None:
    """Give a volume of trade for a year, as an outlet reported it."""
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


def growth(story: "Story") -> None:
    """Say by how much something grew, and which share it has."""
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


def area(story: "Story") -> None:
    """Say how large the event was."""
    size = count(story.rng, 40_000)
    sentence = story.add(
        "With an exhibition area of {size} square metres, the {event} was the largest of its kind.",
        size=size.words,
        event=story.event.name,
    )
    story.speak_of_event(sentence, "event")
    story.metric(sentence, "size", size, "exhibition area", kind="area", unit="square metre", event=True)
    story.claim(sentence)


def plan(story: "Story") -> None:
    """Say what a company plans, and what it is to cost."""
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


def revenue(story: "Story") -> None:
    """Give figures of a company as its own."""
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


def distance(story: "Story") -> None:
    """Say how long something takes now."""
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


def indirect(story: "Story", clause: str) -> None:
    """Report what the speaker says."""
    _say(story, "{clause}, {cue}.", clause, mode="indirect")


def direct(story: "Story", clause: str) -> None:
    """Quote the speaker."""
    _say(story, "“{clause},” {cue}.", clause, mode="direct")


def at_the_event(story: "Story", clause: str) -> None:
    """Report what the speaker says at the opening of the event."""
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


def _say(story: "Story", template: str, clause: str, *, mode: str, **values: str) -> Sentence:
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


FIGURES: tuple[Callable[["Story"], None], ...] = (surge, volume, growth, area, plan, revenue, distance)
"""What a story may report beside the event, again and again."""
