"""The bytes that the real seed is served as, in each route and format, as hashes in `golden.json`.

`python -m tests.golden` writes the file anew. It refuses where the same seed is served as other bytes under the same
`app.dataset_version.FORMAT`: caches and citations would then name two answers by one version.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.dataset_version import FORMAT
from app.main import create_app
from app.models import COLLECTIONS
from app.seed.files.fingerprint import fingerprint
from app.settings import ROOT, Settings
from tests.whole import read_dataset, store

GOLDEN = Path(__file__).with_name("golden.json")
SEED = ROOT / "seed_data"
SOURCE = "/v1/sources/consul-general-pakistan-digital"
FORMATS = {"list": ("json", "csv", "csvw", "ndjson", "jsonld"), "item": ("json", "csv", "csvw", "jsonld")}


def addresses(client: TestClient) -> list[str]:
    """Return an address of every route and format whose bytes follow from the dataset alone.

    Left out are the SQLite file and what speaks of it, which depend on SQLite's version, and search, whose scores do.
    """
    found = ["/v1", "/v1/citation", "/v1/verification", f"{SOURCE}/text", f"{SOURCE}/coverage"]
    for collection in COLLECTIONS.values():
        first = client.get(f"{collection.path}?limit=1").json()["items"][0]["href"]
        found += [f"{collection.path}?format={one}" for one in FORMATS["list"]]
        found += [f"{first}?format={one}" for one in FORMATS["item"]]
        found += [f"{collection.path}?limit=2", f"{first}/citation", f"{first}/verification"]
    found += ["/v1/metrics?sort=-amount&fields=id,quantity&facet=kind,basis", "/v1/metrics?embed=event,place&limit=3"]
    return found


def golden_of(client: TestClient) -> dict[str, Any]:
    """Return what `golden.json` should hold for the dataset that is served."""
    bodies = {}
    for address in addresses(client):
        response = client.get(address, headers={"Accept-Encoding": "identity"})
        assert response.status_code == 200, address
        bodies[address] = f"{len(response.content)} {hashlib.sha256(response.content).hexdigest()[:16]}"
    return {"format": FORMAT, "seed": fingerprint(SEED).partition("-")[2], "bodies": bodies}


def changes(before: dict[str, Any], now: dict[str, Any]) -> str | None:
    """Say what to do about bytes that differ from `golden.json`; None where they are as it says."""
    if before == now:
        return None
    if before["seed"] != now["seed"]:
        return "The seed has changed: write its new bytes with `python -m tests.golden`."
    differing = sorted({*before["bodies"].items()} ^ {*now["bodies"].items()})
    if before["format"] == now["format"]:
        addresses = ", ".join(dict.fromkeys(address for address, _ in differing))
        return (
            f"The same dataset is served as other bytes: {addresses}. If that is meant, raise FORMAT in "
            "app/dataset_version.py, then run `python -m tests.golden`."
        )
    return "FORMAT was raised: write the new bytes with `python -m tests.golden`."


def main() -> int:
    """Write `golden.json`; 1 where `FORMAT` has to be raised first."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/facts.db")
        store(read_dataset(SEED), fingerprint(SEED), settings.database_url)
        with TestClient(create_app(settings)) as client:
            now = golden_of(client)
    told = changes(json.loads(GOLDEN.read_text("utf-8")), now) if GOLDEN.exists() else None
    if told and told.startswith("The same dataset"):
        sys.stderr.write(f"{told}\n")
        return 1
    GOLDEN.write_text(f"{json.dumps(now, indent=1)}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
