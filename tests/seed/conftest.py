from collections.abc import Callable
from pathlib import Path

import pytest

from tests.seed.small import Seed


@pytest.fixture
def seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Seed:
    monkeypatch.chdir(tmp_path)
    return Seed(Path("seed"))


@pytest.fixture
def broken(seed: Seed) -> Callable[[str, str], str]:
    """Replace a part of the first story's facts and return the report."""
    return lambda old, new: seed.add(change=(old, new)).report()
