"""The classes and properties of schema.org 30.0 for each type of item.

The function of a type removes from an item the fields that schema.org has a property for, and returns them by property,
with unchanged values. The other fields keep their names (`app.web.representations.jsonld`).
"""

import re
from collections.abc import Callable
from typing import Any

Item = dict[str, Any]


ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")
"""An EDTF date that is valid in ISO 8601-1 too, as schema.org requires: `2023`, but not `2023-21`, a spring."""

ENTITIES = {"organization": "schema:Organization", "place": "schema:Place", "document": "schema:CreativeWork"}
"""The class of each kind of entity. A topic is no `schema:DefinedTerm`, since no source defines it."""


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
        "schema:encoding": {**_id_node(item, "/text"), **encoding} if any(text.values()) else None,
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
    """Return the properties of a statement; only direct speech is a quotation, the rest is in the article's words."""
    mode, speaker = item.get("mode"), item.pop("speaker", None)
    quoted = mode == "direct"
    return {
        "@type": ["schema:Quotation" if quoted else "schema:Statement" if mode else "schema:CreativeWork"],
        "schema:text": item.pop("text", None),
        "schema:spokenByCharacter": speaker if quoted else None,
        "ef:speaker": _reference(speaker) if quoted else speaker,
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
        "ef:venue": _reference(venue),
        "schema:superEvent": item.pop("part_of", None),
        "schema:subEvent": [_reference(part) for part in item.get("parts", {}).get("items", [])],
    }


def _signed_project(item: Item) -> Item:
    return {"@type": ["schema:Project"], "schema:location": item.pop("place", None)}


def _metric(item: Item) -> Item:
    """Return the properties of a metric; a change or an expected figure has no `schema:value`, which would mislead."""
    is_plain = item.get("status") == "actual" and item.get("kind") not in (None, "change")
    objects = {field: item.pop(field) for field in ("about", "place", "event") if item.get(field)}
    period = item.pop("period", None) or {}
    date = period.get("edtf") or ""
    return {
        "@type": ["schema:Observation"],
        "schema:variableMeasured": item.pop("subject", None),
        "schema:observationAbout": [*objects.values()],
        **{f"ef:{field}": _reference(value) for field, value in objects.items()},
        "schema:observationDate": date if ISO_DATE.fullmatch(date) else None,
        "dcterms:temporal": period,
        "schema:value" if is_plain else "ef:quantity": item.pop("quantity", None),
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
"""The function of each type of item."""


def _id_node(item: Item, below: str = "") -> Item:
    return {"@id": item["href"] + below} if "href" in item else {}


def _reference(item: Item | None) -> Item | None:
    """Return a reference to an item that the document describes elsewhere; the item itself if it has no link."""
    return item and (_id_node(item) or item)


def quantity(item: Item) -> Item:
    """Return the properties of a quantity: those that schema.org can express exactly, and all fields under `ef:`.

    A `schema:value` is the exact number; `minValue` and `maxValue` are numbers that it can have. "over 63,000" has none
    of the three, "at least 20" has a `minValue`, an approximation has none. An inferred currency is `ef:currency`.
    """
    is_exact = item["comparator"] == "eq"
    has_bounds = not (is_exact or item["approximate"])
    return {
        "@type": "schema:QuantitativeValue" if item["currency_text"] is None else "schema:MonetaryAmount",
        "schema:description": item.pop("text"),
        "schema:value": item["amount"] if is_exact else None,
        "schema:minValue": item["lower"] if has_bounds and item["lower_inclusive"] else None,
        "schema:maxValue": item["upper"] if has_bounds and item["upper_inclusive"] else None,
        "schema:unitText": item.pop("unit"),
        "schema:currency" if item["currency_basis"] == "stated" else "ef:currency": item.pop("currency"),
    }


def evidence(item: Item) -> Item:
    """Return the properties of an evidence: an annotation of the source's text, with the fact as its body.

    The motivation `oa:identifying` says that the fact is what the words describe. The two selectors locate the same
    words in the text: by their content, and by their position.
    """
    href = item.pop("href")
    return {
        "@type": "oa:Annotation",
        "oa:motivatedBy": {"@id": "oa:identifying"},
        "oa:hasTarget": {
            "@id": href,
            "@type": "oa:SpecificResource",
            "oa:hasSource": {"@id": href.partition("#")[0]},
            "oa:hasSelector": [
                {"@type": "oa:TextQuoteSelector", **_with_prefix("oa:", item, "exact", "prefix", "suffix")},
                {"@type": "oa:TextPositionSelector", **_with_prefix("oa:", item, "start", "end")},
            ],
        },
    }


def dates(item: Item) -> Item:
    """Return the properties of a date or of a span of dates."""
    return {
        "@type": "dcterms:PeriodOfTime",
        "schema:description": item.pop("text"),
        "dcat:startDate": item.pop("start"),
        "dcat:endDate": item.pop("end"),
    }


def relation(item: Item) -> Item:
    """Return the properties of a relation: a collection, with its items if they are embedded."""
    next_link = item.pop("next", None)
    return {
        "@type": "as:Collection",
        "as:totalItems": item.pop("total"),
        "as:items": item.pop("items", None),
        "ef:next": {"@id": next_link} if next_link else None,
    }


PARTS: dict[str, Callable[[Item], Item]] = {
    "exact": evidence,
    "comparator": quantity,
    "edtf": dates,
    "total": relation,
}
"""The function of each part of an item, by a field that no other part has."""


def _with_prefix(prefix: str, item: Item, *fields: str) -> Item:
    return {prefix + field: item.pop(field) for field in fields}
