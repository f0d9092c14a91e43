import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.dataset_version import FORMAT
from app.seed.files import fingerprint as module
from app.seed.files.fingerprint import fingerprint, has_same_format, hash_files
from tests.seed.small import Seed


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "data" / "facts.seed"


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take what was written just now for old."""
    monkeypatch.setattr(module, "SETTLED", -(10**12))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which files are read."""
    names: list[str] = []

    def note(base: Path, paths: list[Path]) -> str:
        names.extend(path.relative_to(base).as_posix() for path in paths)
        return hash_files(base, paths)

    monkeypatch.setattr(module, "hash_files", note)
    return names


def test_fingerprint_changes_with_every_file_that_the_loader_reads(seed: Seed) -> None:
    seen = [fingerprint(seed.add().path)]
    for name, content in (
        ("a/facts.json", "{}"),
        ("a/facts.json", "{ }"),
        ("a/article.txt", "x"),
        ("b/article.txt", "x"),
    ):
        (seed.path / name).parent.mkdir(exist_ok=True)
        (seed.path / name).write_text(content)
        seen.append(fingerprint(seed.path))
    assert len(set(seen)) == 5
    (seed.path / "b").rename(seed.path / "c")
    assert fingerprint(seed.path) not in seen
    assert fingerprint(seed.path) == fingerprint(seed.path)


def test_another_format_makes_a_seed_stale(seed: Seed, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(seed.add().path)
    assert has_same_format(before, fingerprint(seed.add_later().path))
    monkeypatch.setattr(module, "FORMAT", FORMAT + 1)
    assert not has_same_format(before, fingerprint(seed.path))


def test_other_files_in_the_seed_folder_do_not_change_the_fingerprint(seed: Seed) -> None:
    before = fingerprint(seed.add().path)
    (seed.path / "a" / ".facts.yaml.swp").write_text("")
    (seed.path / ".git" / "a").mkdir(parents=True)
    (seed.path / ".git" / "article.txt").write_text("")
    (seed.path / "README").write_text("")
    assert fingerprint(seed.path) == before


def test_a_story_may_be_a_link(seed: Seed, tmp_path: Path) -> None:
    before = fingerprint(seed.add().path)
    (seed.path / "a").rename(tmp_path / "elsewhere")
    (seed.path / "a").symlink_to(tmp_path / "elsewhere")
    assert fingerprint(seed.path) == before
    (tmp_path / "elsewhere" / "article.txt").write_text("x")
    assert fingerprint(seed.path) != before


def test_no_seed_has_a_fingerprint_too(tmp_path: Path) -> None:
    assert fingerprint(tmp_path / "none") == fingerprint(tmp_path)


@pytest.mark.usefixtures("settled")
def test_unchanged_files_are_not_read_again(seed: Seed, memory: Path, read: list[str]) -> None:
    first = fingerprint(seed.add().path, memory)
    assert read == ["a/article.txt", "a/facts.yaml"]
    assert fingerprint(seed.path, memory) == first == fingerprint(seed.path)
    assert read == ["a/article.txt", "a/facts.yaml"] * 2  # the second time without the memory


def same_size(article: Path) -> None:
    article.write_text(article.read_text().swapcase())


def same_size_and_time(article: Path) -> None:
    before = article.stat()
    same_size(article)
    os.utime(article, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(article: Path) -> None:
    other = article.with_name("other")
    other.write_text(article.read_text().swapcase())
    before = article.stat()
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(article)


def gone(article: Path) -> None:
    article.unlink()


def added(article: Path) -> None:
    article.with_name("facts.json").touch()


@pytest.mark.parametrize("change", [same_size, same_size_and_time, replaced, gone, added])
@pytest.mark.usefixtures("settled")
def test_no_change_goes_unnoticed(seed: Seed, memory: Path, change: Callable[[Path], None]) -> None:
    before = fingerprint(seed.add().path, memory)
    time.sleep(0.02)  # file systems look at their clock every few milliseconds
    change(seed.path / "a" / "article.txt")
    after = fingerprint(seed.path, memory)
    assert after != before
    assert after == fingerprint(seed.path)


def test_recently_written_files_are_read_again(seed: Seed, memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be written once more within the same tick of the file system's clock, and be as long as before."""
    monkeypatch.setattr(module, "SETTLED", 10**12)
    before = fingerprint(seed.add().path, memory)
    assert not memory.exists()
    same_size(seed.path / "a" / "article.txt")
    assert fingerprint(seed.path, memory) != before


@pytest.mark.usefixtures("settled")
def test_a_remembered_hash_of_the_files_holds_for_every_format(
    seed: Seed, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(seed.add().path, memory)
    monkeypatch.setattr(module, "FORMAT", FORMAT + 1)
    assert fingerprint(seed.path, memory) == f"{FORMAT + 1}-{before.partition('-')[2]}"


@pytest.mark.parametrize("content", ["", "x", "x y z", "ü y"])
@pytest.mark.usefixtures("settled")
def test_a_memory_that_is_no_use_is_written_anew(seed: Seed, memory: Path, content: str, read: list[str]) -> None:
    memory.parent.mkdir()
    memory.write_text(content)
    expected = fingerprint(seed.add().path)
    read.clear()
    assert fingerprint(seed.path, memory) == fingerprint(seed.path, memory) == expected
    assert read == ["a/article.txt", "a/facts.yaml"]


@pytest.mark.usefixtures("settled")
def test_files_are_read_again_where_their_hash_cannot_be_stored(seed: Seed, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert fingerprint(seed.add().path, tmp_path / "file" / "facts.seed") == fingerprint(seed.path)
