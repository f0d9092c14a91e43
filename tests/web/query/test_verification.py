"""Verification on request reports errors in the current database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from app.models.fact import Dispute
from app.seed.merging.parts import render
from app.storage.connections import Database
from app.web.query.verification import verify_everything
from tests.serving import serving
from tests.whole import Dataset

SOURCE = "/v1/sources/consul-general-pakistan-digital"
METRIC = "/v1/metrics/hangzhou-cross-border-e-commerce-sellers"


@pytest.fixture
def tampered(dataset: Dataset, tmp_path: Path) -> Iterator[TestClient]:
    """A client of a server with one changed number in its database."""
    with serving(dataset, tmp_path, public_url="https://facts.example") as client:
        engine = create_engine(f"sqlite:///{tmp_path}/facts.db")
        with engine.begin() as connection:
            change = text("UPDATE metrics SET body = replace(body, :was, :now)")
            connection.execute(change, {"was": '"amount":63000', "now": '"amount":63001'})
        engine.dispose()
        yield client


def test_one_fact_is_verified(tampered: TestClient) -> None:
    found = tampered.get(f"{METRIC}/verification").json()
    assert found == {
        "verified": False,
        "checked": found["checked"],
        "failures": [
            {
                "item": f"https://facts.example{METRIC}",
                "field": "quantity.amount",
                "expected": "63000",
                "found": "63001",
            }
        ],
    }


def test_a_source_is_verified_with_all_that_rests_on_it(tampered: TestClient, client: TestClient) -> None:
    found = tampered.get(f"{SOURCE}/verification").json()
    assert [failure["field"] for failure in found["failures"]] == ["quantity.amount"]
    assert found["checked"] == client.get("/v1/verification").json()["checked"]
    assert client.get(f"{SOURCE}/verification").json() == client.get("/v1/verification").json()


@pytest.mark.usefixtures("tampered")
def test_everything_is_verified(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/facts.db")
    with database.stream() as reader:
        found = verify_everything(reader)
    database.close()
    assert [failure.item for failure in found.failures] == [METRIC, "/v1"]


def test_the_evidence_of_a_dispute_is_verified(dataset: Dataset, tmp_path: Path) -> None:
    first, *rest = dataset.items["events"]
    proof = first.fact.evidence[0].model_copy(update={"prefix": "wrong"})
    fact = first.fact.model_copy(update={"disputed": [Dispute(field="edition", value=4, evidence=[proof])]})
    disputed = replace(dataset, items=dataset.items | {"events": [replace(first, fact=fact, body=render(fact)), *rest]})
    with serving(disputed, tmp_path) as client:
        (failure,) = client.get(f"{fact.href}/verification").json()["failures"]
        assert (failure["field"], failure["found"]) == ("disputed.evidence.prefix", "wrong")
