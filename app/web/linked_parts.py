"""The words of standards for the parts of items: quantities, dates, evidence and relations.

Like the functions of `app.web.representations.schema_org`, each takes out of a part the fields that a standard has
words for, and returns them under these: schema.org 30.0, W3C Web Annotation, DCAT 3 and W3C Activity Streams.
"""

from collections.abc import Callable
from typing import Any

Item = dict[str, Any]


def quantity(item: Item) -> Item:
    """Say a quantity: in schema.org's words what these can say of it, and in ours the whole of it.

    A `schema:value` is the number itself, and `minValue` and `maxValue` are numbers that it may have: "over 63,000" has
    none of the three, "at least 20" a `minValue`, and an approximation none. A currency that is inferred is ours.
    """
    equal = item["comparator"] == "eq"
    bounds = not (equal or item["approximate"])
    return {
        "@type": "schema:QuantitativeValue" if item["currency_text"] is None else "schema:MonetaryAmount",
        "schema:description": item.pop("text"),
        "schema:value": item["amount"] if equal else None,
        "schema:minValue": item["lower"] if bounds and item["lower_inclusive"] else None,
        "schema:maxValue": item["upper"] if bounds and item["upper_inclusive"] else None,
        "schema:unitText": item.pop("unit"),
        "schema:currency" if item["currency_basis"] == "stated" else "ef:currency": item.pop("currency"),
    }


def evidence(item: Item) -> Item:
    """Say an evidence: an annotation whose target are the words; its body is the fact, which has it as `evidence`.

    Its motivation is `oa:identifying`: to say what the words describe. The other ones comment on the words, or go on
    from them. The selectors are two ways to find the same words, in the text that the target has as its source.
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
                {"@type": "oa:TextQuoteSelector", **_under("oa:", item, "exact", "prefix", "suffix")},
                {"@type": "oa:TextPositionSelector", **_under("oa:", item, "start", "end")},
            ],
        },
    }


def dates(item: Item) -> Item:
    """Say a date or a span of dates."""
    return {
        "@type": "dcterms:PeriodOfTime",
        "schema:description": item.pop("text"),
        "dcat:startDate": item.pop("start"),
        "dcat:endDate": item.pop("end"),
    }


def relation(item: Item) -> Item:
    """Say a relation: a collection, with its items where they are embedded."""
    more = item.pop("next", None)
    return {
        "@type": "as:Collection",
        "as:totalItems": item.pop("total"),
        "as:items": item.pop("items", None),
        "ef:next": {"@id": more} if more else None,
    }


PARTS: dict[str, Callable[[Item], Item]] = {
    "exact": evidence,
    "comparator": quantity,
    "edtf": dates,
    "total": relation,
}
"""How each part of an item is said, by a field that no other part has."""


def _under(prefix: str, item: Item, *fields: str) -> Item:
    return {prefix + field: item.pop(field) for field in fields}
