"""The fingerprint of a seed names what the loader would read, so that what is in place already is not loaded again."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url, select
from sqlmodel import col

from app.dataset_version import FORMAT
from app.models.fact import DatasetRow
from app.settings import Settings, sqlite_file
from app.storage.connections import DATABASE_ERRORS, Database

TEXT = "article.txt"
"""The file of a story that has its text."""

FACTS = ("facts.yaml", "facts.json")
"""The files of which one has its facts."""

SETTLED = 2_000_000_000
"""Nanoseconds after which a file that is written again has another time, on any file system."""

File = tuple[str, os.stat_result]
"""The path of a file, and what the file system knows of it."""


def seed_fingerprint(seed: Path, settings: Settings) -> str:
    """Name what a seed has now; beside a database that is a file, that is remembered until the seed changes."""
    file = sqlite_file(make_url(settings.database_url))
    return fingerprint(seed, file.with_name(f"{file.name}.seed") if file else None)


def stored_fingerprint(url: str) -> str | None:
    """Return the fingerprint of what the database at `url` holds; None if it holds nothing that we can read."""
    database = Database(url)
    try:
        with database.reader() as reader:
            fingerprint = reader.value(select(col(DatasetRow.fingerprint)))
            return None if fingerprint is None else str(fingerprint)
    except DATABASE_ERRORS:
        return None
    finally:
        database.close()


def fingerprint(seed: Path, memory: Path | None = None) -> str:
    """Name a seed's files and the format of the dataset made of them: the same name, the same dataset.

    `memory` is a file that keeps the hash of all the files together with their sizes, times and inodes. While these
    stay as they are, no file is read again; this is how git knows quickly that nothing has changed.
    """
    now = time.time_ns()
    state, changed = _state(seed)
    content = memory and _remembered(memory, state)
    if not content:
        content = hash_files(seed, [Path(path) for path, _ in _files(seed)])
        if memory and changed < now - SETTLED:
            _remember(memory, state, content)
    return f"{FORMAT}-{content}"


def has_same_format(one: str, other: str) -> bool:
    """Tell whether two fingerprints are of datasets in the same format, whatever their content."""
    return one.partition("-")[0] == other.partition("-")[0]


def hash_files(base: Path, paths: list[Path]) -> str:
    """Return the SHA-256 of the names, below `base`, and the bytes of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(base).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(seed: Path) -> Iterator[File]:
    """Yield the files of a seed that the loader reads."""
    if not seed.is_dir():
        return
    with os.scandir(seed) as entries:
        folders = sorted(entry.path for entry in entries if entry.is_dir() and not entry.name.startswith("."))
    for folder in folders:
        for name in (TEXT, *FACTS):
            path = f"{folder}/{name}"
            try:
                status = os.stat(path)  # noqa: PTH116  (a third of the time of Path.stat, for each of many stories)
            except OSError:
                continue  # one of the two is missing from each story; what is wrong with it, the loader says
            yield path, status


def _state(seed: Path) -> tuple[str, int]:
    """Hash what changes with every change of a file, and say when that was last.

    Nobody can set back the time of its status (`ctime`).
    """
    known, changed = [], 0
    for path, one in _files(seed):
        known.append(f"{path}\0{one.st_size} {one.st_mtime_ns} {one.st_ctime_ns} {one.st_ino}\n")
        changed = max(changed, one.st_mtime_ns, one.st_ctime_ns)
    return hashlib.sha256("".join(known).encode(errors="surrogateescape")).hexdigest(), changed


def _remembered(memory: Path, state: str) -> str | None:
    """Return the hash of the files as they were in this state; None if it is not known."""
    try:
        then, content = memory.read_text("ascii").split()
    except (OSError, ValueError):
        return None
    return content if then == state else None


def _remember(memory: Path, state: str, content: str) -> None:
    """Keep the hash of the files in this state, where that can be written; it only saves time."""
    with suppress(OSError):
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text(f"{state} {content}\n", "ascii")
