import pickle
from pathlib import Path

from app.seed.merging.proven_story import prove_story
from app.seed.merging.story_store import IN_MEMORY, SENTENCES, StoryStoreWriter
from tests.seed.small import Seed


def test_another_process_opens_a_store_by_its_path(seed: Seed, tmp_path: Path) -> None:
    seed.add().add_later()
    writer = StoryStoreWriter(f"{tmp_path}/store")
    for name in "ab":
        writer.add(*prove_story(seed.path / name))
    store = pickle.loads(pickle.dumps(writer.close()))
    proven, before = store.story(2)
    assert (proven.story.id, before["metrics"], before[SENTENCES]) == ("b", 2, 3)
    assert [claim.id for claim in proven.claims] == ["b", "fair", "visitors", "almaty-rail"]
    fair = store.known("events", "fair")
    assert fair
    assert (fair.source, fair.values["dates"].edtf) == ("a", "2024-06-12/2024-06-16")
    assert store.known("events", "forum") is None
    assert [later.source for later in store.later_evidence(("events", "fair"))] == ["b"]
    assert store.ids("metrics") == ["contracts", "exhibitors", "visitors"]
    assert store.totals.references["metrics", "event", "fair"] == 3
    assert store.texts["b"].text.startswith("Almaty Rail says")
    assert (list(store.texts), len(store.texts)) == (["a", "b"], 2)
    assert "c" not in store.texts
    assert store.texts.get("c") is None
    store.close()


def test_a_reference_that_several_later_stories_add_is_counted_once(seed: Seed) -> None:
    seed.add()
    writer = StoryStoreWriter(IN_MEMORY)
    writer.add(*prove_story(seed.path / "a"))
    for name in "bc":
        seed.add_later(name, change=("  - id: fair\n", "  - id: fair\n    part_of: forum\n"))
        writer.add(*prove_story(seed.path / name))
    store = writer.close()
    assert store.totals.references["events", "part_of", "forum"] == 1
    store.close()
