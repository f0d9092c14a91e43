import hashlib
import sqlite3
from contextlib import closing
from io import BufferedReader
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.storage.connections import Database
from app.storage.reader import Reader
from tests.conftest import counted_statements
from tests.serving import SECURITY, problem_of, serving
from tests.whole import Dataset, store


def test_the_catalogue(client: TestClient, dataset: Dataset) -> None:
    with counted_statements() as statements:
        body = client.get("/v1").json()
    assert len(statements) == 1
    counts = {
        "sources": 1,
        "speakers": 1,
        "statements": 18,
        "events": 3,
        "signed_projects": 4,
        "metrics": 7,
        "entities": 29,
    }
    assert body == {
        "title": "Expo Facts",
        "description": "The facts of news stories about trade expos and digital trade: speakers, statements, events, "
        "signed projects, metrics, and the entities that they are about.",
        "version": dataset.version,
        "counts": counts,
        "collections": {
            name: {"total": total, "href": f"/v1/{name.replace('_', '-')}"} for name, total in counts.items()
        },
        "links": {
            "search": "/v1/search",
            "download": "/v1/dataset.sqlite",
            "citation": "/v1/citation",
            "verification": "/v1/verification",
            "documentation": "/docs",
            "openapi": "/openapi.json",
            "llms": "/llms.txt",
        },
        "citation": f"Expo Facts, dataset {dataset.version}, /v1/@{dataset.version}",
    }


def test_every_link_of_the_catalogue_leads_somewhere(client: TestClient) -> None:
    body: dict[str, Any] = client.get("/v1").json()
    searched = body["links"].pop("search")
    assert client.get(searched, params={"q": "expo"}).status_code == 200
    assert [client.get(link).status_code for link in body["links"].values()] == [200] * 6
    for relation in body["collections"].values():
        assert client.get(relation["href"]).json()["total"] == relation["total"]


def test_the_verification_at_load(client: TestClient, dataset: Dataset) -> None:
    with counted_statements() as statements:
        body = client.get("/v1/verification").json()
    assert len(statements) == 1
    assert body == {"verified": True, "checked": dataset.verification.checked, "failures": []}


def test_the_catalogue_as_a_dcat_entry(client: TestClient, dataset: Dataset) -> None:
    response = client.get("/v1", headers={"Accept": "application/ld+json"})
    assert response.headers["Content-Type"] == "application/ld+json"
    assert response.headers["Content-Location"] == f"/v1/@{dataset.version}?format=jsonld"
    entry = response.json()
    assert (entry["@type"], entry["dcat:version"]) == ("dcat:Dataset", dataset.version)
    service, *downloads = entry["dcat:distribution"]
    assert service["dcat:accessService"]["@type"] == "dcat:DataService"
    assert len(downloads) == 15
    for one in downloads:
        download = client.get(one["dcat:downloadURL"]["@id"])
        assert download.headers["Content-Type"].startswith(one["dcterms:format"]["rdf:value"])
        is_file = one["dcterms:title"] == "everything as SQLite"
        kept = "public, no-cache" if is_file else "public, max-age=31536000, immutable"
        assert download.headers["Cache-Control"] == kept


def test_the_file_among_the_downloads(client: TestClient, dataset: Dataset) -> None:
    address = f"/v1/@{dataset.version}/dataset.sqlite"
    content = client.get(address).content
    entry = client.get("/v1?format=jsonld").json()
    assert entry["dcat:distribution"][1] == {
        "@type": "dcat:Distribution",
        "dcterms:title": "everything as SQLite",
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcterms:format": {
            "@type": "dcterms:MediaTypeOrExtent",
            "rdfs:label": "SQLite",
            "rdf:value": "application/vnd.sqlite3",
        },
        "dcat:mediaType": {"@id": "http://www.iana.org/assignments/media-types/application/vnd.sqlite3"},
        "dcat:byteSize": len(content),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": hashlib.sha256(content).hexdigest(),
        },
    }


def test_the_headers_of_the_download(client: TestClient, dataset: Dataset) -> None:
    whole = client.get("/v1/dataset.sqlite")
    location = f"/v1/@{dataset.version}/dataset.sqlite"
    known_by = {
        "etag": f'"{hashlib.sha256(whole.content).hexdigest()}"',
        "cache-control": "public, no-cache",
        "content-location": location,
        "content-disposition": f'attachment; filename="expo-facts-{dataset.version}.sqlite"',
    }
    body = {
        "content-type": "application/vnd.sqlite3",
        "accept-ranges": "bytes",
        "content-length": str(len(whole.content)),
    }
    assert own(whole) == {**known_by, **body}
    known = client.get("/v1/dataset.sqlite", headers={"If-None-Match": known_by["etag"]})
    assert (known.status_code, known.content, own(known)) == (304, b"", known_by)
    kept = client.get(location)
    assert kept.content == whole.content
    assert own(kept) == {**known_by, **body}  # revalidated, since another load may write another file


def own(response: Response) -> dict[str, str]:
    """Return the headers without those that every response has."""
    edge = {*SECURITY, "content-security-policy", "x-request-id", "vary"}
    return {name: value for name, value in response.headers.items() if name not in edge}


@pytest.mark.parametrize("path", ["", "/dataset.sqlite", "/verification", "/citation"])
def test_another_version_of_the_dataset_is_not_found(client: TestClient, dataset: Dataset, path: str) -> None:
    assert problem_of(client, client.get(f"/v1/@0123{path}")) == {
        "problem": "404 not-found",
        "detail": f"The dataset '0123' is not served here; the current one is {dataset.version}.",
        "instance": f"/v1/@0123{path}",
        "errors": [],
        "see": f"/v1/@{dataset.version}{path}",
    }


def test_the_verification_has_the_tag_of_the_dataset(client: TestClient, dataset: Dataset) -> None:
    whole = client.get("/v1/verification", headers={"Accept-Encoding": "identity"})
    assert own(whole) == {
        "etag": whole.headers["ETag"],
        "cache-control": "public, no-cache",
        "content-location": f"/v1/@{dataset.version}/verification",
        "content-type": "application/json",
        "content-length": str(len(whole.content)),
    }
    known = client.get("/v1/verification", headers={"If-None-Match": whole.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_the_dataset_as_a_file(client: TestClient, dataset: Dataset, tmp_path: Path) -> None:
    whole = client.get("/v1/dataset.sqlite")
    (tmp_path / "facts.sqlite").write_bytes(whole.content)
    with closing(sqlite3.connect(tmp_path / "facts.sqlite")) as copy:
        assert copy.execute("SELECT version FROM dataset").fetchall() == [(dataset.version,)]
        assert copy.execute("SELECT count(*) FROM metrics").fetchall() == [(7,)]
    rest = client.get("/v1/dataset.sqlite", headers={"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.content) == (206, whole.content[1000:])


def test_a_resumed_download_is_never_of_two_files(dataset: Dataset, tmp_path: Path) -> None:
    with serving(dataset, tmp_path) as client:
        first = client.get("/v1/dataset.sqlite")
        store(dataset, "of the same facts", f"sqlite:///{tmp_path}/facts.db")
        rest = client.get("/v1/dataset.sqlite", headers={"Range": "bytes=1000-", "If-Range": first.headers["ETag"]})
        assert (rest.status_code, rest.content) == (200, (tmp_path / "facts.db").read_bytes())
        assert rest.content != first.content
        assert rest.headers["Content-Location"] == first.headers["Content-Location"]


def test_a_file_that_is_replaced_under_its_name_is_served_to_its_end(dataset: Dataset, tmp_path: Path) -> None:
    store(dataset, "fingerprint", f"sqlite:///{tmp_path}/facts.db")
    database = Database(f"sqlite:///{tmp_path}/facts.db")
    with database.reader() as reader:
        store(dataset, "fingerprint", f"sqlite:///{tmp_path}/facts.db")
        assert database.open_file(reader) is None
    database.close()


@pytest.mark.parametrize(("times", "status"), [(2, 200), (3, 404)])
def test_a_download_restarts_if_the_file_is_replaced(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, status: int
) -> None:
    opened, left = Database.open_file, [*range(times)]

    def replaced(self: Database, reader: Reader) -> BufferedReader | None:
        if left:
            left.pop()
            store(dataset, "again", f"sqlite:///{tmp_path}/facts.db")
        return opened(self, reader)

    with serving(dataset, tmp_path) as client:
        monkeypatch.setattr(Database, "open_file", replaced)
        assert client.get("/v1/dataset.sqlite").status_code == status


def test_the_tag_of_the_dcat_entry_depends_on_the_file(dataset: Dataset, tmp_path: Path) -> None:
    pinned = f"/v1/@{dataset.version}?format=jsonld"
    with serving(dataset, tmp_path) as client:
        first = client.get(pinned)
        assert first.headers["cache-control"] == "public, no-cache"
        assert client.get(pinned, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        store(dataset, "of the same facts", f"sqlite:///{tmp_path}/facts.db")
        second = client.get(pinned, headers={"If-None-Match": first.headers["etag"]})
        (file,) = [one for one in second.json()["dcat:distribution"] if one["dcterms:title"] == "everything as SQLite"]
        content = client.get(file["dcat:downloadURL"]["@id"]).content
        assert file["spdx:checksum"]["spdx:checksumValue"] == hashlib.sha256(content).hexdigest()


def test_the_citation_of_the_dataset(client: TestClient, dataset: Dataset) -> None:
    citation = client.get("/v1/citation").json()
    assert citation["text"] == client.get("/v1").json()["citation"]
    assert citation["permalink"] == f"/v1/@{dataset.version}"
    assert client.get(citation["permalink"]).json() == client.get("/v1").json()


def test_parameters_are_refused(client: TestClient) -> None:
    for path in ("/v1/citation", "/v1/verification"):
        assert problem_of(client, client.get(f"{path}?a=1&b="))["errors"] == [
            {"parameter": "a", "detail": "This address takes no parameters."},
            {"parameter": "b", "detail": "This address takes no parameters."},
        ]


def test_without_a_database(empty_client: TestClient) -> None:
    for path in ("/v1", "/v1/verification"):
        response = empty_client.get(path)
        assert response.headers["retry-after"] == "5"
        assert problem_of(empty_client, response) == {
            "problem": "503 not-ready",
            "detail": "The database can't be read at the moment.",
            "instance": path,
            "errors": [],
        }
