"""JSON-LD 1.1: items as linked data in the vocabulary of schema.org, with evidence as W3C Web Annotations.

An item keeps its structure. A field that schema.org, Dublin Core or another standard has a term for gets that term; any
other field keeps its name in the JSON, under the prefix `ef:`. Nulls and empty lists are left out.
"""

from typing import Any

from app.web.representations.schema_org import PARTS, TYPES, Item

CONTEXT: Item = {
    "schema": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "ef": "urn:expo-facts:",
    "evidence": {"@reverse": "oa:hasBody"},
    "oa:start": {"@type": "xsd:nonNegativeInteger"},
    "oa:end": {"@type": "xsd:nonNegativeInteger"},
    "as:totalItems": {"@type": "xsd:nonNegativeInteger"},
    "schema:startDate": {"@type": "xsd:date"},
    "schema:endDate": {"@type": "xsd:date"},
    "dcat:startDate": {"@type": "xsd:date"},
    "dcat:endDate": {"@type": "xsd:date"},
    "ef:page": {"@type": "@id"},
    "ef:edtf": {"@type": "http://id.loc.gov/datatypes/edtf/EDTF"},
}
"""The JSON-LD context, included in every document, so that a client needs no other request."""

TERMS = {
    "href": "@id",
    "id": "schema:identifier",
    "name": "schema:name",
    "aliases": "schema:alternateName",
    "kind": "schema:additionalType",
    "description": "schema:description",
    "evidence": "evidence",
}
"""The terms of fields that mean the same in every type of item."""


def document(content: Item) -> Item:
    """Return a node as a document, with its context."""
    return {"@context": CONTEXT, **content}


def page(nodes: list[Item], link: str, total: int, next_link: str | None) -> Item:
    """Return the node of a page of a list: an `OrderedCollectionPage` of W3C Activity Streams, as in Web Annotation.

    `total` is the number of items on all pages together; `next_link` is None for the last page.
    """
    return {
        "@id": link,
        "@type": "as:OrderedCollectionPage",
        "as:totalItems": total,
        **({"as:next": {"@id": next_link}} if next_link else {}),
        "as:items": {"@list": nodes},
    }


def node(item: Item) -> Item:
    """Return the node of an item, of a reference, or of a part of an item; any field may be missing."""
    rest = dict(item)
    terms = _standard_terms(rest) | {_term_for(field): value for field, value in rest.items()}
    return {term: _linked_value(value) for term, value in terms.items() if value not in (None, [], {})}


def _standard_terms(item: Item) -> Item:
    """Remove the fields with a term of their own from an item or a part, and return them by these terms."""
    kind = item.pop("type", None)
    if kind is None:
        part = next((part for field, part in PARTS.items() if field in item), None)
        return part(item) if part else {}
    terms = TYPES[kind](item) if kind in TYPES else {}
    own_type = "".join(word.capitalize() for word in kind.split("_"))
    return {"@id": item.pop("href", None), **terms, "@type": [*terms.get("@type", []), f"ef:{own_type}"]}


def _term_for(field: str) -> str:
    is_term = field.startswith("@") or ":" in field
    return field if is_term else TERMS.get(field, f"ef:{field}")


def _linked_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_linked_value(each) for each in value]
    return node(value) if isinstance(value, dict) else value
