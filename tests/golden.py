"""Hashes of the bodies that the real seed is served as and of the tables that it is stored in, in `golden.json`.

`python -m tests.golden` writes the file anew. It refuses if the same seed has other bodies or tables under the same
`app.dataset_version.FORMAT`: one version would then stand for different bytes in caches and citations.
"""

import hashlib
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pyroaring import BitMap
from sqlalchemy import make_url
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.dataset_version import FORMAT
from app.main import create_app
from app.models import COLLECTIONS
from app.models.fact import DatasetRow
from app.seed.files.fingerprint import fingerprint
from app.settings import ROOT, Settings
from app.web.request.media_types import FORMATS
from tests.whole import read_dataset, store

GOLDEN = Path(__file__).with_name("golden.json")
SEED = ROOT / "seed_data"
SOURCE = "/v1/sources/consul-general-pakistan-digital"


def addresses(client: TestClient) -> list[str]:
    """Return addresses of every route and format whose bytes follow from the seed alone.

    Left out are the SQLite file and the DCAT entry with its hash, which depend on the version of SQLite. They have
    ETags of their own.
    """
    found = ["/v1", "/v1/citation", "/v1/verification", f"{SOURCE}/text", f"{SOURCE}/coverage"]
    for collection in COLLECTIONS.values():
        first = client.get(f"{collection.path}?limit=1").json()["items"][0]["href"]
        found += [f"{address}?format={one.name}" for address in (collection.path, first) for one in FORMATS]
        found += [f"{collection.path}?limit=2", f"{first}/citation", f"{first}/verification"]
    found += ["/v1/metrics?sort=-amount&fields=id,quantity&facet=kind,basis", "/v1/metrics?embed=event,place&limit=3"]
    found += ["/v1/metrics?value_min=60000&certainty=possible", "/v1/statements?q=digital+trade&format=csv"]
    found += ["/v1/entities?q=china&limit=1", "/v1/search?q=319+billion", '/v1/search?q="digital trade" expo*&limit=3']
    return found


def bodies_of(client: TestClient) -> Iterator[tuple[str, str]]:
    """Yield each address with the length and the hash of its body."""
    for address in addresses(client):
        response = client.get(address, headers={"Accept-Encoding": "identity"})
        assert response.status_code == 200, address
        yield address, f"{len(response.content)} {_hash(response.content)}"


def tables_of(file: str) -> Iterator[tuple[str, str]]:
    """Yield each table but that of the dataset itself with the number of its rows and their hash, columns included.

    Bitmaps count by their numbers, and the search index by its words, whatever library or engine packs them.
    """
    queries = {name: f"SELECT * FROM {name}" for name in SQLModel.metadata.tables if name != DatasetRow.__tablename__}
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, instance)")
        for name, query in {**queries, "search": "SELECT * FROM temp.words"}.items():
            cursor = connection.execute(query)
            columns = [column[0] for column in cursor.description]
            rows = sorted(repr([_plain(value) for value in row]) for row in cursor)
            yield name, f"{len(rows)} {_hash(repr([columns, rows]).encode())}"


def golden_of(client: TestClient, settings: Settings) -> dict[str, Any]:
    """Return what `golden.json` should hold for the real seed as it is served by `client`."""
    tables = dict(tables_of(str(make_url(settings.database_url).database)))
    seed = fingerprint(SEED).partition("-")[2]
    return {"format": FORMAT, "seed": seed, "tables": tables, "bodies": dict(bodies_of(client))}


def changes(before: dict[str, Any], now: dict[str, Any]) -> str | None:
    """Return what to do about differences from `golden.json`; None if there are none."""
    if before == now:
        return None
    if before["seed"] != now["seed"]:
        return "The seed has changed: write its new bytes with `python -m tests.golden`."
    if before["format"] != now["format"]:
        return "FORMAT was raised: write the new bytes with `python -m tests.golden`."
    differing = [
        name for part in ("tables", "bodies") for name, _ in sorted({*before[part].items()} ^ {*now[part].items()})
    ]
    return (
        f"The same seed is stored or served as other bytes: {', '.join(dict.fromkeys(differing))}. If that is meant, "
        "raise FORMAT in app/dataset_version.py, then run `python -m tests.golden`."
    )


def _plain(value: Any) -> Any:
    return [*BitMap.deserialize(value)] if isinstance(value, bytes) else value


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def main() -> int:
    """Write `golden.json`; return 1 if `FORMAT` has to be raised first."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/facts.db")
        store(read_dataset(SEED), fingerprint(SEED), settings.database_url)
        with TestClient(create_app(settings)) as client:
            now = golden_of(client, settings)
    advice = changes(json.loads(GOLDEN.read_text("utf-8")), now) if GOLDEN.exists() else None
    if advice and advice.startswith("The same seed"):
        sys.stderr.write(f"{advice}\n")
        return 1
    GOLDEN.write_text(f"{json.dumps(now, indent=1)}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
