"""The form: a hash of the code that decides what is stored and how it is served.

Two datasets with the same facts differ in version where the code that serves them differs, so that a version names not
only facts but bytes: an answer that was kept under a version is right for as long as it is kept.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.settings import ROOT

CODE = ("app/facts", "app/models", "app/routes", "app/seed", "app/web", "migrations/versions")


@cache
def form() -> str:
    """Return the hash of the code, in hexadecimal."""
    return hash_files(ROOT, [path for part in CODE for path in (ROOT / part).rglob("*.py")])


def hash_files(base: Path, paths: list[Path]) -> str:
    """Hash the names and the bytes of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(base).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def version_of(bodies: Iterable[str], form: str) -> str:
    """Hash the JSON of all items, in their order, and the form they are served in: the version of their dataset."""
    return version_by(map(digest_of, bodies), form)


def version_by(digests: Iterable[bytes | bytearray], form: str) -> str:
    """Return the version of a dataset by the digests of its items, in their order; several may come in a row."""
    version = hashlib.sha256(form.encode())
    for digest in digests:
        version.update(digest)
    return version.hexdigest()[:16]


def digest_of(body: str) -> bytes:
    """Hash the JSON of one item."""
    return hashlib.sha256(body.encode()).digest()
