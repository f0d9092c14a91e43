"""Counted nouns in the singular: "professional buyers" -> "professional buyer".

The singular comes from regular spelling or a small table; a doubtful word gives None, never a guess.
"""

from functools import lru_cache


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in pairs.split())


def _words(words: str) -> set[str]:
    return set(words.split())


_IRREGULAR = _table(
    "people:person men:man women:woman children:child businessmen:businessman businesswomen:businesswoman "
    "businesspeople:businessperson salespeople:salesperson spokesmen:spokesman craftsmen:craftsman "
    "craftspeople:craftsperson fishermen:fisherman sportsmen:sportsman sportspeople:sportsperson feet:foot "
    "teeth:tooth mice:mouse geese:goose lives:life knives:knife wives:wife wolves:wolf shelves:shelf "
    "halves:half leaves:leaf loaves:loaf thieves:thief calves:calf scarves:scarf analyses:analysis "
    "crises:crisis theses:thesis hypotheses:hypothesis criteria:criterion phenomena:phenomenon "
    "matrices:matrix indices:index curricula:curriculum alumni:alumnus memoranda:memorandum "
    "heroes:hero potatoes:potato tomatoes:tomato cargoes:cargo mangoes:mango volcanoes:volcano "
    "embargoes:embargo vetoes:veto echoes:echo shoes:shoe movies:movie cookies:cookie calories:calorie "
    "ties:tie pies:pie selfies:selfie rookies:rookie prairies:prairie viruses:virus campuses:campus "
    "bonuses:bonus buses:bus minibuses:minibus choruses:chorus gases:gas lenses:lens bureaus:bureau "
    "caches:cache headaches:headache niches:niche avalanches:avalanche moustaches:moustache "
    "taxis:taxi skis:ski kiwis:kiwi safaris:safari bikinis:bikini menus:menu pakistanis:pakistani "
    "israelis:israeli iraqis:iraqi saudis:saudi bangladeshis:bangladeshi kuwaitis:kuwaiti omanis:omani "
    "qataris:qatari emiratis:emirati yemenis:yemeni nepalis:nepali azerbaijanis:azerbaijani "
    "clinics:clinic topics:topic critics:critic fabrics:fabric relics:relic metrics:metric "
    "epidemics:epidemic pandemics:pandemic academics:academic mechanics:mechanic"
)

_DOUBTFUL = _words(
    "series species news headquarters premises media data goods means works crossroads aircraft "
    "spacecraft sheep fish deer staff personnel police cattle crew offspring salmon shrimp clothes "
    "earnings savings proceeds arms customs logistics bases axes oases diagnoses biases atlases canvases "
    "aliases hooves elves sheaves wharves dwarves aches creches quiches attaches pies lies dies staves "
    "remains thanks troops odds stairs corps chassis debris innings tennis mathematics youth manpower "
    "livestock equipment software hardware furniture information glasses scissors trousers jeans pants "
    "petaflops teraflops exaflops spectacles binoculars outskirts surroundings belongings valuables economics "
    "politics talks sales"
)
"""Words that look the same in the singular, have no singular, or have two."""

_NOT_PLURAL = _words(
    "atlas canvas bias alias pancreas overseas whereas christmas texas chaos cosmos ethos pathos asbestos "
    "always towards besides perhaps sometimes nowadays afterwards versus minus plus unless lens afterward "
    "upwards downwards regardless nonetheless nevertheless indoors outdoors abroad yes gas"
)

_ENDINGS: dict[str, str | None] = {
    "ics": None,
    "oes": None,
    "zzes": None,
    "ouses": "ouse",
    "auses": "ause",
    "uses": None,
    "sses": "ss",
    "shes": "sh",
    "ches": "ch",
    "xes": "x",
    "tzes": "tz",
    "ies": "y",
    "ays": "ay",
    "eys": "ey",
    "oys": "oy",
    "uys": "uy",
    "ys": None,
    "s": "",
}
"""The singular's ending for each plural ending, the first that fits; None where it takes a dictionary."""

_ATTRIBUTES = _words("sports sales arms systems services goods customs news savings overseas communications")
"""Plural in form before a noun: "300 sales teams"."""


def unit_of(words: list[str], *, one: bool) -> str | None:
    """Return the unit for a counted noun: ["countries", "and", "regions"] -> "country or region".

    None where the singular is in doubt. Raises ValueError if the words end in no plural, so that they may be
    something else than a counted noun; `one` allows a singular ("one project").
    """
    if "of" in words:  # "letters of intent"
        of = words.index("of")
        head = unit_of(words[:of], one=one)
        return head and " ".join([head, *words[of:]])
    *before, last = words
    unit = singular(last)
    if unit == last and (not one or last.endswith(("ed", "ly"))):
        raise ValueError(last)
    if unit is None or not before:
        return unit
    if unit == last:  # "one joint venture" reads like "one project short"
        return None
    if "and" in before:
        return _either(before, unit)
    return None if any(map(_is_plural, before)) else " ".join([*before, unit])


def _either(before: list[str], unit: str) -> str | None:
    """Join "countries and" "region" as "country or region"; None where "and" may join two adjectives."""
    *first, conjunction = before
    if conjunction != "and" or not first or "and" in first or not _is_plural(first[-1]):
        return None
    either = unit_of(first, one=False)
    return either and f"{either} or {unit}"


def _is_plural(word: str) -> bool:
    return word not in _ATTRIBUTES and singular(word) not in (None, word)


@lru_cache(maxsize=4096)
def singular(word: str) -> str | None:
    """Return the singular of a plural; None for a doubtful word; the word itself where it is no plural.

    A compound turns its last word: "start-ups" -> "start-up".
    """
    head, hyphen, last = word.rpartition("-")
    one = _singular(last)
    return one if one is None else head + hyphen + one


def _singular(word: str) -> str | None:
    lower = word.lower()
    if lower in _DOUBTFUL or (word.isupper() and (lower in _IRREGULAR or lower.endswith("s"))):
        return None
    if lower in _IRREGULAR:
        return word[0] + _IRREGULAR[lower][1:]
    if len(word) < 3:
        return None if lower.endswith("s") else word
    if word[-2].isupper() and word[-1] == "s":  # SMEs, GPUs
        return word[:-1]
    if not lower.endswith("s") or lower.endswith(("ss", "us", "is", "'s", "’s")) or lower in _NOT_PLURAL:
        return word
    ending, replacement = next(rule for rule in _ENDINGS.items() if lower.endswith(rule[0]))
    return None if replacement is None else word.removesuffix(ending) + replacement
