"""The dataset as an entry of a data catalogue: W3C DCAT 3 in JSON-LD."""

from dataclasses import dataclass

from app.models import COLLECTIONS
from app.web.http.links import Links
from app.web.representations.schema_org import Item

CONTEXT: Item = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "as": "https://www.w3.org/ns/activitystreams#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "as:totalItems": {"@type": "xsd:nonNegativeInteger"},
    "dcat:byteSize": {"@type": "xsd:nonNegativeInteger"},
    "spdx:checksumValue": {"@type": "xsd:hexBinary"},
}
"""The JSON-LD context."""

IANA_MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
"""The URL under which IANA registers media types, as DCAT names them."""


@dataclass(frozen=True)
class Distribution:
    """A file that contains the whole dataset or a collection, in one format."""

    path: str
    """Its immutable path, so that the checksum stays true."""
    title: str
    media_type: str
    """Its media type, without parameters."""
    format: str
    """The name of its format: `CSV`."""
    size: int | None = None
    """Its size in bytes, uncompressed, where it is known."""
    sha256: str | None = None
    """SHA-256 of its bytes, in lower-case hexadecimal, where it is known."""

    def node(self, links: Links) -> Item:
        """Return the distribution as a node `dcat:Distribution`."""
        is_registered = "/x-" not in self.media_type
        return {
            "@type": "dcat:Distribution",
            "dcterms:title": self.title,
            "dcat:accessURL": {"@id": links(self.path)},
            "dcat:downloadURL": {"@id": links(self.path)},
            "dcterms:format": {
                "@type": "dcterms:MediaTypeOrExtent",
                "rdfs:label": self.format,
                "rdf:value": self.media_type,
            },
            **({"dcat:mediaType": {"@id": IANA_MEDIA_TYPES + self.media_type}} if is_registered else {}),
            **({"dcat:byteSize": self.size} if self.size is not None else {}),
            **({"spdx:checksum": _checksum(self.sha256)} if self.sha256 else {}),
        }


def _checksum(sha256: str) -> Item:
    return {
        "@type": "spdx:Checksum",
        "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
        "spdx:checksumValue": sha256,
    }


def catalogue(  # noqa: PLR0913  (each parameter is a property of the dataset)
    *,
    title: str,
    description: str,
    version: str,
    counts: dict[str, int],
    citation: str,
    rights: str,
    links: Links,
    distributions: list[Distribution],
) -> Item:
    """Return the dataset as a node `dcat:Dataset` that names its immutable current version.

    `counts` are the numbers of items by collection. The dataset has rights and no licence: no single licence applies to
    texts that belong to their publishers.
    """
    address = links("/v1")
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dcat:Dataset",
        "dcterms:title": title,
        "dcterms:description": description,
        "dcterms:identifier": address,
        "dcterms:bibliographicCitation": citation,
        "dcterms:rights": {"@type": "dcterms:RightsStatement", "rdfs:label": rights},
        "dcat:version": version,
        "dcat:hasCurrentVersion": {
            "@id": links(f"/v1/@{version}"),
            "@type": "dcat:Dataset",
            "dcterms:title": f"{title}, dataset {version}",
            "dcterms:identifier": version,
            "dcat:version": version,
        },
        "dcat:landingPage": {"@id": links("/")},
        "dcterms:hasPart": [
            {
                "@id": links(COLLECTIONS[name].path),
                "@type": "as:Collection",
                "dcterms:title": name.replace("_", " "),
                "as:totalItems": total,
            }
            for name, total in counts.items()
        ],
        "dcat:distribution": [_service(title, links), *(each.node(links) for each in distributions)],
    }


def _service(title: str, links: Links) -> Item:
    """Return the distribution that is queried rather than downloaded: the API."""
    address = links("/v1")
    return {
        "@type": "dcat:Distribution",
        "dcterms:title": f"{title} API",
        "dcat:accessURL": {"@id": address},
        "dcat:accessService": {
            "@type": "dcat:DataService",
            "dcterms:title": f"{title} API",
            "dcat:endpointURL": {"@id": address},
            "dcat:endpointDescription": {"@id": links("/openapi.json")},
            "dcat:servesDataset": {"@id": address},
        },
    }
