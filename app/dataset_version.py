"""The version of a dataset: a hash of its content and of the format that it is stored and served in.

Citations, ETags and caches name a dataset by its version, so that one version always means the same bytes. Two datasets
with the same facts have different versions where `FORMAT` differs, and the same one whatever else of the code changed.
"""

import hashlib
from collections.abc import Iterable

FORMAT = 1
"""Number of the format. Raise it by one whenever the same seed would be stored in other tables or rows, or the same
dataset served as other bytes: `tests/test_golden_bodies.py` fails until then, and says how to renew its bodies."""


def version_of(bodies: Iterable[str]) -> str:
    """Return the version, 16 hexadecimal digits, of a dataset by the JSON of all its items in order."""
    return version_from_digests(map(digest_of, bodies))


def version_from_digests(digests: Iterable[bytes | bytearray]) -> str:
    """Return the version of a dataset by the digests of its items in order; one element may join several digests."""
    version = hashlib.sha256(f"format {FORMAT}".encode())
    for digest in digests:
        version.update(digest)
    return version.hexdigest()[:16]


def digest_of(body: str) -> bytes:
    """Return the SHA-256 of the JSON of one item, 32 bytes."""
    return hashlib.sha256(body.encode()).digest()
