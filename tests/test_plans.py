"""Query plans: no request reads a whole table of a large dataset."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.models import COLLECTIONS, Collection
from app.models.columns import in_words
from app.web.query.embedding import embeds
from tests.conftest import counted_statements
from tests.serving import enriched, serving
from tests.whole import Dataset

HARMLESS = ("SCAN CONSTANT ROW", "SCAN step", "SCAN anon_", "SCAN json_each", "SCAN dataset")
"""Scans that read no table: a constant row, the steps of a loose index scan, rows of a subquery, numbers in JSON, and
the one row of the dataset."""


class Plans:
    """A server, with the statements that it runs and their plans."""

    def __init__(self, client: TestClient, file: Path, statements: list[str]) -> None:
        self.client, self._statements = client, statements
        self._connection = sqlite3.connect(shutil.copy(file, file.with_suffix(".large")))
        self._connection.execute("DELETE FROM sqlite_stat1")  # so that it plans as for a million rows
        self._connection.commit()
        self._connection.close()
        self._connection = sqlite3.connect(file.with_suffix(".large"))

    @property
    def asked(self) -> set[str]:
        """The statements that the server has run."""
        return set(self._statements)

    def get(self, address: str, status: int = 200) -> None:
        """Send a request."""
        assert self.client.get(address).status_code == status, address

    def indexes(self) -> set[str]:
        """Return the indexes that the statements used, except those of keys."""
        return {name for step in self._steps() for name in re.findall(r"\bix_\w+", step)}

    def scans(self) -> list[str]:
        """Return each step of a plan that reads all of a table or an index."""
        return [step for step in self._steps() if "SCAN" in step and not step.startswith(HARMLESS)]

    def _steps(self) -> list[str]:
        return [
            f"{step} in {sql}"
            for sql in sorted(self.asked)
            for *_, step in self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?"))
        ]


@pytest.fixture
def plans(dataset: Dataset, tmp_path: Path) -> Iterator[Plans]:
    with serving(enriched(dataset), tmp_path) as client, counted_statements() as statements:
        yield Plans(client, next(tmp_path.rglob("*.db")), statements)


def filters(client: TestClient, collection: Collection) -> Iterator[str]:
    """Yield a question for each filter, with a value that some facts have; and without any."""
    yield ""
    for name in collection.filters:
        facet = client.get(collection.path, params={"facet": name, "limit": 1}).json()["facets"][name]
        yield from (f"{name}={in_words(one['value'])}" for one in facet[:1])


@pytest.mark.slow
@pytest.mark.parametrize("name", COLLECTIONS)
def test_filters_and_orders_use_indexes(plans: Plans, name: str) -> None:
    collection = COLLECTIONS[name]
    orders = ["", *(f"sort={sign}{column}" for column in collection.sorts for sign in ("", "-"))]
    bounds = ["", "value_min=1", "value_max=63000&certainty=possible"] if name == "metrics" else [""]
    for asked, order, bound in product([*filters(plans.client, collection)], orders, bounds):
        plans.get(f"{collection.path}?{'&'.join(filter(None, ['limit=1', asked, order, bound]))}")
    assert len(plans.asked) > 4
    assert plans.scans() == []


@pytest.mark.parametrize("name", COLLECTIONS)
def test_all_other_parameters_of_lists_use_indexes(plans: Plans, name: str) -> None:
    collection = COLLECTIONS[name]
    for asked in filters(plans.client, collection):
        for facet in collection.filters:
            plans.get(f"{collection.path}?{asked}&limit=1&facet={facet}".replace("?&", "?"))
    for one in embeds(collection):
        plans.get(f"{collection.path}?limit=2&embed={one}")
    for format_ in ("csv", "ndjson", "jsonld", "csvw"):
        plans.get(f"{collection.path}?format={format_}&sort=-id")
    open_filters = [one for one, spec in collection.filters.items() if spec.refers or not spec.values]
    for one in open_filters:
        if collection.filters[one].value_type is str:
            plans.get(f"{collection.path}?{one}={'XYZ' if one == 'currency' else 'no-such'}", 422)
    assert plans.scans() == []


@pytest.mark.parametrize("name", COLLECTIONS)
def test_items_and_their_subresources_use_indexes(plans: Plans, name: str) -> None:
    collection = COLLECTIONS[name]
    [first] = plans.client.get(f"{collection.path}?limit=1").json()["items"]
    for below in ("", "/citation", "/verification"):
        plans.get(f"{first['href']}{below}")
    plans.get(f"{collection.path}/no-such", 404)
    assert plans.scans() == []


def test_every_index_is_used(plans: Plans) -> None:
    for collection in COLLECTIONS.values():
        for name, spec in collection.filters.items():
            if spec.value_type is str and not spec.values:
                plans.get(f"{collection.path}?{name}={'XYZ' if name == 'currency' else 'no-such'}", 422)
        for one in embeds(collection):
            plans.get(f"{collection.path}?limit=20&embed={one}")
    plans.get("/v1/metrics?value_min=1&value_max=2&certainty=possible")
    assert plans.indexes() == {str(one.name) for table in SQLModel.metadata.sorted_tables for one in table.indexes}
