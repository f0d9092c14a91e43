"""Change any one value of the real seed, and it must not load."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.seed.files.problems import Loc, SeedError
from app.seed.files.yaml_lines import SeedDocument
from app.settings import ROOT
from tests.whole import read_dataset

STORY = ROOT / "seed_data" / "consul-general-pakistan-digital"
FACTS = SeedDocument((STORY / "facts.yaml").read_text(), is_json=False).data

OTHERS = {
    "kind": ("money", "organization"),
    "mode": ("direct", "indirect"),
    "direction": ("up", "down"),
    "comparator": ("gt", "lt"),
    **dict.fromkeys(("place", "represents", "about", "dateline"), ("beijing", "pakistani-government")),
    **dict.fromkeys(("outlet", "ref"), ("pakistani-government",)),
    **dict.fromkeys(("of", "from", "stated_total"), tuple(metric["id"] for metric in FACTS["metrics"])),
    **dict.fromkeys(("event", "part_of"), tuple(event["id"] for event in FACTS["events"])[::-1]),
}
"""Other values of fields that hold ids or words of ours."""

OURS = {"id", "note", "what", "why", "prefix", "suffix", "basis", "language"}
"""Fields that say nothing of what the source states."""


def leaves(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*loc, step))
    else:
        yield loc, value


def changed(loc: Loc, value: Any) -> Any:
    if loc[-1] in OTHERS and loc[:2] != ("entities", 0):
        return next(other for other in OTHERS[str(loc[-1])] if other != value)
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else value[:-1]


@pytest.mark.parametrize("part", ["source", "speakers", "statements", "events", "signed_projects", "metrics"])
def test_no_value_can_be_changed(part: str, tmp_path: Path) -> None:
    story = tmp_path / "seed" / "story"
    story.mkdir(parents=True)
    shutil.copy(STORY / "article.txt", story)
    survived = []
    for loc, value in leaves(FACTS[part], (part,)):
        if loc[-1] in OURS or "evidence" in loc or (part == "metrics" and loc[-1] == "name"):
            continue
        facts = json.loads(json.dumps(FACTS))
        holder = facts
        for step in loc[:-1]:
            holder = holder[step]
        holder[loc[-1]] = changed(loc, value)
        (story / "facts.json").write_text(json.dumps(facts))
        try:
            read_dataset(tmp_path / "seed")
            survived.append((loc, value))
        except SeedError:
            continue
    # What sort of event it is, and whether a list is whole, are judgements of ours; a full stop may be left out.
    judged = {"kind", "exhaustive"} if part == "events" else set()
    assert [
        (loc, value)
        for loc, value in survived
        if loc[-1] not in judged and not (loc[-1] == "text" and value[-1] == ".")
    ] == []
