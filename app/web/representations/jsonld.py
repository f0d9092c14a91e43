"""JSON-LD: items as linked data, in the words of schema.org, with their evidence as annotations of the source's text.

An item keeps its shape. Where schema.org, Dublin Core or another standard has a word for a field, the field has that
name; what none has a word for is under `ef:` and keeps the name that it has in the JSON. Nulls and empty lists are left
out. See JSON-LD 1.1, and for the evidence W3C Web Annotation.
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
"""What the names mean, given with every document, so that reading one needs no other."""

TERMS = {
    "href": "@id",
    "id": "schema:identifier",
    "name": "schema:name",
    "aliases": "schema:alternateName",
    "kind": "schema:additionalType",
    "description": "schema:description",
    "evidence": "evidence",
}
"""The words for what fields mean in every type of item."""


def document(content: Item) -> Item:
    """Return a node as a document of its own."""
    return {"@context": CONTEXT, **content}


def page(nodes: list[Item], address: str, total: int, more: str | None) -> Item:
    """Return the node of a page of a list, in its order (W3C Activity Streams, as Web Annotation has its pages).

    `total` is how many items all pages have together, and `more` the link to the next page, if there is one.
    """
    return {
        "@id": address,
        "@type": "as:OrderedCollectionPage",
        "as:totalItems": total,
        **({"as:next": {"@id": more}} if more else {}),
        "as:items": {"@list": nodes},
    }


def node(item: Item) -> Item:
    """Return the node of an item, of a reference to one, or of a part of one; any field may have been left out."""
    rest = dict(item)
    said = _standard_terms(rest) | {_term_for(field): value for field, value in rest.items()}
    return {term: _linked_value(value) for term, value in said.items() if value not in (None, [], {})}


def _standard_terms(item: Item) -> Item:
    """Take out of an item or a part what a standard has words for, and return it under these."""
    kind = item.pop("type", None)
    if kind is None:
        part = next((part for field, part in PARTS.items() if field in item), None)
        return part(item) if part else {}
    said = TYPES[kind](item) if kind in TYPES else {}
    own = "".join(word.capitalize() for word in kind.split("_"))
    return {"@id": item.pop("href", None), **said, "@type": [*said.get("@type", []), f"ef:{own}"]}


def _term_for(field: str) -> str:
    is_term = field.startswith("@") or ":" in field
    return field if is_term else TERMS.get(field, f"ef:{field}")


def _linked_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_linked_value(one) for one in value]
    return node(value) if isinstance(value, dict) else value
