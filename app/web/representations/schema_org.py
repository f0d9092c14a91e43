"""The words of schema.org for each type of item: what it is there, and which of its fields have a property there.

A function for each type takes out of an item the fields that schema.org has words for, and returns them under these,
their values as they were. What it leaves keeps its own name (`app.web.representations.jsonld`). The classes and
properties, and what they can be said of, are those of schema.org 30.0.
"""

import re
from collections.abc import Callable

from app.web.linked_parts import Item

ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")
"""The EDTF that is a date of ISO 8601-1 too, as schema.org asks for: `2023`, but not `2023-21`, a spring."""

ENTITIES = {"organization": "schema:Organization", "place": "schema:Place", "document": "schema:CreativeWork"}
"""What kinds of entity are. A topic is no `schema:DefinedTerm`: no source defines it."""


def _source(item: Item) -> Item:
    url = item.pop("url", None)
    text = {"schema:sha256": item.pop("text_sha256", None), "ef:length": item.pop("length", None)}
    encoding = {"@type": "schema:MediaObject", "schema:encodingFormat": "text/plain", **text}
    return {
        "@type": ["schema:NewsArticle"],
        "schema:headline": item.pop("title", None),
        "schema:inLanguage": item.pop("language", None),
        "schema:dateline": (item.get("dateline") or {}).get("name"),
        "schema:publisher": item.pop("publisher", None),
        "schema:datePublished": item.pop("published", None),
        "schema:url": {"@id": url} if url else None,
        "schema:mentions": item.pop("mentions", None),
        "schema:encoding": {**_address(item, "/text"), **encoding} if any(text.values()) else None,
    }


def _speaker(item: Item) -> Item:
    roles = item.pop("roles", [])
    return {
        "@type": ["schema:Person"],
        "schema:jobTitle": [role["title"] for role in roles],
        "schema:affiliation": item.pop("affiliation", None),
        "ef:roles": [
            {
                "@type": "schema:Role",
                "schema:roleName": role["title"],
                **{field: value for field, value in role.items() if field != "title"},
            }
            for role in roles
        ],
    }


def _statement(item: Item) -> Item:
    """Say a statement; only what was said in these words is a quotation, the rest being in words of the article."""
    mode, speaker = item.get("mode"), item.pop("speaker", None)
    quoted = mode == "direct"
    return {
        "@type": ["schema:Quotation" if quoted else "schema:Statement" if mode else "schema:CreativeWork"],
        "schema:text": item.pop("text", None),
        "schema:spokenByCharacter": speaker if quoted else None,
        "ef:speaker": _pointer(speaker) if quoted else speaker,
        "schema:mentions": item.pop("mentions", None),
    }


def _event(item: Item) -> Item:
    dates, venue = item.pop("dates", None) or {}, item.pop("venue", None)
    return {
        "@type": ["schema:Event"],
        "schema:startDate": dates.get("start"),
        "schema:endDate": dates.get("end"),
        "dcterms:temporal": dates,
        "schema:location": [place for place in (item.pop("place", None), venue) if place],
        "ef:venue": _pointer(venue),
        "schema:superEvent": item.pop("part_of", None),
        "schema:subEvent": [_pointer(part) for part in item.get("parts", {}).get("items", [])],
    }


def _signed_project(item: Item) -> Item:
    return {"@type": ["schema:Project"], "schema:location": item.pop("place", None)}


def _metric(item: Item) -> Item:
    """Say a metric; its quantity is no `schema:value` where that hides a fall, or that it is only expected."""
    whole = item.get("status") == "actual" and item.get("kind") not in (None, "change")
    objects = {field: item.pop(field) for field in ("about", "place", "event") if item.get(field)}
    period = item.pop("period", None) or {}
    date = period.get("edtf") or ""
    return {
        "@type": ["schema:Observation"],
        "schema:variableMeasured": item.pop("subject", None),
        "schema:observationAbout": [*objects.values()],
        **{f"ef:{field}": _pointer(one) for field, one in objects.items()},
        "schema:observationDate": date if ISO_DATE.fullmatch(date) else None,
        "dcterms:temporal": period,
        "schema:value" if whole else "ef:quantity": item.pop("quantity", None),
    }


def _entity(item: Item) -> Item:
    kind = item.get("kind")
    return {
        "@type": [ENTITIES.get(kind or "", "schema:Thing")],
        "schema:containedInPlace" if kind == "place" else "dcterms:isPartOf": item.pop("part_of", None),
    }


TYPES: dict[str, Callable[[Item], Item]] = {
    "source": _source,
    "speaker": _speaker,
    "statement": _statement,
    "event": _event,
    "signed_project": _signed_project,
    "metric": _metric,
    "entity": _entity,
}
"""How each type of item is said."""


def _address(item: Item, below: str = "") -> Item:
    return {"@id": item["href"] + below} if "href" in item else {}


def _pointer(item: Item | None) -> Item | None:
    """Return the mere address of an item that is told in full elsewhere, or the item where it has none."""
    return item and (_address(item) or item)
