"""Triples of a JSON-LD document, by an independent JSON-LD processor."""

from typing import Any

from pyld import jsonld  # type: ignore[import-untyped]

BASE = "https://facts.example"
"""The base URL of the API in these tests."""

PREFIXES = {
    "schema": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "spdx": "http://spdx.org/rdf/terms#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "ef": "urn:expo-facts:",
}

Triple = tuple[str, str, str, str]


def expanded(content: dict[str, Any]) -> list[Any]:
    """Expand a document without a network, and check that every term in it is defined."""
    dropped: list[Any] = []
    options = {"base": f"{BASE}/", "documentLoader": None}
    found: list[Any] = jsonld.expand(content, options, on_property_dropped=dropped.append)
    assert dropped == []
    return found


def triples(content: dict[str, Any]) -> set[Triple]:
    """Return the triples of a document: subject, predicate, object and its datatype, in short names."""
    found = jsonld.to_rdf(expanded(content), {"base": f"{BASE}/", "documentLoader": None})["@default"]
    return {
        (
            _short(one["subject"]["value"]),
            _short(one["predicate"]["value"]),
            _short(one["object"]["value"]),
            _short(one["object"].get("datatype", "")),
        )
        for one in found
    }


def objects(found: set[Triple], subject: str, predicate: str) -> set[str]:
    return {one[2] for one in found if one[:2] == (subject, predicate)}


def _short(iri: str) -> str:
    for name, meaning in PREFIXES.items():
        if iri.startswith(meaning):
            return f"{name}:{iri.removeprefix(meaning)}"
    return iri.removeprefix(BASE)
