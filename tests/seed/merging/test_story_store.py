import pickle
from pathlib import Path

from app.seed.merging.proven_story import prove_story
from app.seed.merging.story_store import IN_MEMORY, SENTENCES, StoryStoreWriter
from tests.seed.small import Seed


def test_another_process_opens_a_ledger_by_its_path(seed: Seed, tmp_path: Path) -> None:
    seed.add().add_later()
    entries = StoryStoreWriter(f"{tmp_path}/ledger")
    for name in "ab":
        entries.enter(*prove_story(seed.path / name))
    ledger = pickle.loads(pickle.dumps(entries.close()))
    told, before = ledger.told(2)
    assert (told.story.id, before["metrics"], before[SENTENCES]) == ("b", 2, 3)
    assert [claim.id for claim in told.claims] == ["b", "fair", "visitors", "almaty-rail"]
    fair = ledger.known("events", "fair")
    assert fair
    assert (fair.source, fair.values["dates"].edtf) == ("a", "2024-06-12/2024-06-16")
    assert ledger.known("events", "forum") is None
    assert [share.source for share in ledger.shares(("events", "fair"))] == ["b"]
    assert ledger.ids("metrics") == ["contracts", "exhibitors", "visitors"]
    assert ledger.whole.pointing["metrics", "event", "fair"] == 3
    assert ledger.texts["b"].text.startswith("Almaty Rail says")
    assert (list(ledger.texts), len(ledger.texts)) == (["a", "b"], 2)
    assert "c" not in ledger.texts
    assert ledger.texts.get("c") is None
    ledger.close()


def test_a_pointer_that_later_stories_add_is_counted_once(seed: Seed) -> None:
    seed.add()
    entries = StoryStoreWriter(IN_MEMORY)
    entries.enter(*prove_story(seed.path / "a"))
    for name in "bc":
        seed.add_later(name, change=("  - id: fair\n", "  - id: fair\n    part_of: forum\n"))
        entries.enter(*prove_story(seed.path / name))
    ledger = entries.close()
    assert ledger.whole.pointing["events", "part_of", "forum"] == 1
    ledger.close()
