"""A version stands for bytes: the same seed in the same format has the same rows and the same bodies."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import dataset_version
from app.dataset_version import digest_of, version_from_digests, version_of
from app.main import create_api
from app.settings import Settings
from app.storage.connections import Database
from app.web.docs.endpoints import DirectRoute
from tests.golden import GOLDEN, addresses, changes, golden_of

OF_NO_VERSION = {"/health/live", "/health/ready", "/v1/dataset.sqlite"}
"""Routes whose responses are not cached, or have a hash of their own as ETag."""


def test_bodies_and_tables_are_those_of_this_format(client: TestClient, settings: Settings) -> None:
    problem = changes(json.loads(GOLDEN.read_text("utf-8")), golden_of(client, settings))
    assert problem is None, problem


def test_every_route_has_a_golden_body(client: TestClient, settings: Settings) -> None:
    routes = create_api(settings, Database(settings.database_url)).routes
    direct = {route.path: route.path_regex for route in routes if isinstance(route, DirectRoute)}
    paths = [address.partition("?")[0] for address in addresses(client)]
    matched = {route for route, pattern in direct.items() if any(re.match(pattern, path) for path in paths)}
    assert set(direct) - matched == OF_NO_VERSION


BEFORE: dict[str, Any] = {
    "format": 1,
    "seed": "s",
    "tables": {"metrics": "7 a", "events": "3 b"},
    "bodies": {"/v1": "1 a", "/v1/metrics": "2 b"},
}


@pytest.mark.parametrize(
    ("changed", "advice"),
    [
        ({}, None),
        ({"seed": "t"}, "The seed has changed: write its new bytes with `python -m tests.golden`."),
        ({"format": 2}, "FORMAT was raised: write the new bytes with `python -m tests.golden`."),
        (
            {"bodies": {"/v1": "1 a", "/v1/metrics": "2 c"}},
            "The same seed is stored or served as other bytes: /v1/metrics. If that is meant, raise FORMAT in "
            "app/dataset_version.py, then run `python -m tests.golden`.",
        ),
        (
            {"tables": {"metrics": "7 b"}},
            "The same seed is stored or served as other bytes: events, metrics. If that is meant, raise FORMAT in "
            "app/dataset_version.py, then run `python -m tests.golden`.",
        ),
    ],
)
def test_changed_bytes_say_what_to_do(changed: dict[str, Any], advice: str | None) -> None:
    assert changes(BEFORE, {**BEFORE, **changed}) == advice


def test_version_hashes_content_and_format(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = ['{"id":"a"}', '{"id":"b"}']
    version = version_of(bodies)
    assert len(version) == 16
    assert version == version_from_digests([digest_of(bodies[0]) + digest_of(bodies[1])])
    assert version != version_of(bodies[::-1])
    assert version != version_of([bodies[0], '{"id":"c"}'])
    monkeypatch.setattr(dataset_version, "FORMAT", dataset_version.FORMAT + 1)
    assert version != version_of(bodies)
