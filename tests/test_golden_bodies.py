"""A dataset's version names its bytes: the same dataset in the same format is served as the same bytes."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import dataset_version
from app.dataset_version import digest_of, version_from_digests, version_of
from tests.golden import GOLDEN, changes, golden_of


def test_bodies_are_those_of_this_format(client: TestClient) -> None:
    problem = changes(json.loads(GOLDEN.read_text("utf-8")), golden_of(client))
    assert problem is None, problem


BEFORE: dict[str, Any] = {"format": 1, "seed": "s", "bodies": {"/v1": "1 a", "/v1/metrics": "2 b"}}


@pytest.mark.parametrize(
    ("changed", "advice"),
    [
        ({}, None),
        ({"seed": "t"}, "The seed has changed: write its new bytes with `python -m tests.golden`."),
        ({"format": 2}, "FORMAT was raised: write the new bytes with `python -m tests.golden`."),
        (
            {"bodies": {"/v1": "1 a", "/v1/metrics": "2 c"}},
            "The same dataset is served as other bytes: /v1/metrics. If that is meant, raise FORMAT in "
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
