from typing import Any

import pytest

from app.models import COLLECTIONS
from app.web.http.links import Links
from app.web.representations.dcat import Distribution, catalogue
from tests.web.triples import BASE, objects, triples

CSV = Distribution("/v1/@v1/metrics?format=csv", "Metrics", "text/csv", "CSV", 1234, "ab" * 32)
LINES = Distribution("/v1/@v1/metrics?format=ndjson", "Metrics by line", "application/x-ndjson", "NDJSON")


def entry(links: Links) -> dict[str, Any]:
    return catalogue(
        title="Expo Facts",
        description="The facts of news stories.",
        version="v1",
        counts=dict.fromkeys(COLLECTIONS, 7),
        citation="Expo Facts, dataset v1",
        rights="The text of a source belongs to its publisher.",
        links=links,
        distributions=[CSV, LINES],
    )


def test_the_dataset_and_its_current_version() -> None:
    found = triples(entry(Links()))
    assert {one[1:] for one in found if one[0] == "/v1" and one[2].startswith(("Expo", "The facts", "v1", "dcat"))} == {
        ("rdf:type", "dcat:Dataset", ""),
        ("dcterms:title", "Expo Facts", "xsd:string"),
        ("dcterms:description", "The facts of news stories.", "xsd:string"),
        ("dcterms:bibliographicCitation", "Expo Facts, dataset v1", "xsd:string"),
        ("dcat:version", "v1", "xsd:string"),
    }
    assert objects(found, "/v1", "dcat:hasCurrentVersion") == {"/v1/@v1"}
    assert objects(found, "/v1/@v1", "rdf:type") == {"dcat:Dataset"}
    assert objects(found, "/v1/@v1", "dcat:version") == {"v1"}
    assert objects(found, "/v1/@v1", "dcterms:identifier") == {"v1"}
    assert objects(found, "/v1", "dcat:landingPage") == {"/"}


def test_the_dataset_has_rights_and_no_licence() -> None:
    found = triples(entry(Links()))
    [rights] = objects(found, "/v1", "dcterms:rights")
    assert objects(found, rights, "rdf:type") == {"dcterms:RightsStatement"}
    assert objects(found, rights, "rdfs:label") == {"The text of a source belongs to its publisher."}
    assert not [one for one in found if one[1] == "dcterms:license"]


def test_the_collections_are_parts_of_the_dataset() -> None:
    found = triples(entry(Links()))
    assert objects(found, "/v1", "dcterms:hasPart") == {collection.path for collection in COLLECTIONS.values()}
    assert ("/v1/signed-projects", "dcterms:title", "signed projects", "xsd:string") in found
    assert ("/v1/signed-projects", "as:totalItems", "7", "xsd:nonNegativeInteger") in found


@pytest.mark.parametrize("one", [CSV, LINES])
def test_a_distribution_names_its_format(one: Distribution) -> None:
    found = triples(entry(Links()))
    [address] = [triple[0] for triple in found if triple[1:3] == ("dcat:downloadURL", one.path)]
    assert address in objects(found, "/v1", "dcat:distribution")
    assert objects(found, address, "rdf:type") == {"dcat:Distribution"}
    assert objects(found, address, "dcterms:title") == {one.title}
    assert objects(found, address, "dcat:accessURL") == {one.path}
    [form] = objects(found, address, "dcterms:format")
    assert objects(found, form, "rdfs:label") == {one.format}
    assert objects(found, form, "rdf:value") == {one.media_type}


def test_a_file_has_size_and_checksum() -> None:
    found = triples(entry(Links()))
    [csv] = [one[0] for one in found if one[1:3] == ("dcat:downloadURL", CSV.path)]
    assert objects(found, csv, "dcat:mediaType") == {"http://www.iana.org/assignments/media-types/text/csv"}
    assert (csv, "dcat:byteSize", "1234", "xsd:nonNegativeInteger") in found
    [checksum] = objects(found, csv, "spdx:checksum")
    assert objects(found, checksum, "rdf:type") == {"spdx:Checksum"}
    assert objects(found, checksum, "spdx:algorithm") == {"spdx:checksumAlgorithm_sha256"}
    assert (checksum, "spdx:checksumValue", "ab" * 32, "xsd:hexBinary") in found


def test_an_unknown_size_or_checksum_is_left_out() -> None:
    found = triples(entry(Links()))
    [lines] = [one[0] for one in found if one[1:3] == ("dcat:downloadURL", LINES.path)]
    terms = {one[1] for one in found if one[0] == lines}
    assert not terms & {"dcat:mediaType", "dcat:byteSize", "spdx:checksum"}


def test_the_api_is_a_distribution() -> None:
    found = triples(entry(Links()))
    [api] = {one[2] for one in found if one[1] == "dcat:accessService"}
    assert objects(found, api, "rdf:type") == {"dcat:DataService"}
    assert objects(found, api, "dcat:endpointURL") == {"/v1"}
    assert objects(found, api, "dcat:endpointDescription") == {"/openapi.json"}
    assert objects(found, api, "dcat:servesDataset") == {"/v1"}


def test_a_public_url_is_in_every_link() -> None:
    assert triples(entry(Links(BASE))) >= {
        ("/v1", "dcat:hasCurrentVersion", "/v1/@v1", ""),
        ("/v1", "dcterms:hasPart", "/v1/metrics", ""),
    }
    assert entry(Links(BASE))["@id"] == f"{BASE}/v1"
