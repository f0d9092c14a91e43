"""The form: a hash of the code that decides what is stored and how it is served.

Two datasets with the same facts differ in version where the code that serves them differs, so that a version names not
only facts but bytes: an answer that was kept under a version is right for as long as it is kept.
"""

import hashlib
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
