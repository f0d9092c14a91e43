"""Versions: the immutable URLs `/v1/@<version>/...`, and the headers that follow from a dataset's version.

The version of a dataset is a hash of what it holds. `ETag`, `Cache-Control` and `Content-Location` of a response from
the dataset are made here (RFC 9110, section 8; RFC 9111; RFC 8246 for `immutable`). What hangs on more than the version
hashes its own body: the pages (`routes/pages.py`) and the description of the dataset's file (`routes/dataset.py`).
"""

import hashlib
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.types import Scope

from app.web.http.links import Links, path_with_query
from app.web.http.problems import NOT_FOUND, ProblemError

PINNED_VERSION = "expo_facts.version"
"""The key in the scope of a request for the version that its URL names."""


IMMUTABLE = "public, max-age=31536000, immutable"
"""`Cache-Control` under a URL that names its version: the bytes never change."""

REVALIDATE = "public, no-cache"
"""`Cache-Control` under any other URL: a cache revalidates each time, so that a new dataset is seen at once."""

NO_STORE = "no-store"
"""`Cache-Control` of a response that is computed for each request: a copy would report an earlier state."""


def strip_version(scope: Scope) -> Scope:
    """Return the scope of a request for `/v1/@<version>/…` as one for `/v1/…` that remembers the version."""
    if not scope["path"].startswith("/v1/@"):
        return scope
    version, slash, rest = scope["path"].removeprefix("/v1/@").partition("/")
    return {**scope, "path": f"/v1{slash}{rest}", PINNED_VERSION: version}


def permalink(version: str, path: str) -> str:
    """Return the immutable path of the resource that is at `path` in the current version."""
    return f"/v1/@{version}{path.removeprefix('/v1')}"


def version_headers(
    request: Request, version: str, links: Links, pairs: Sequence[tuple[str, str]] = ()
) -> dict[str, str]:
    """Return `ETag`, `Cache-Control` and `Content-Location` of a response; `pairs` are the parameters of its URL.

    Raises a 404 problem if the URL of the request names another version.
    """
    path = request.scope["path"]
    current = path_with_query(permalink(version, path), pairs)
    pinned = request.scope.get(PINNED_VERSION)
    if pinned not in (None, version):
        detail = f"The dataset {pinned[:100]!r} is not served here; the current one is {version}."
        raise ProblemError(NOT_FOUND, detail, see=path_with_query(permalink(version, quote(path)), pairs))
    tag = hashlib.blake2b(f"{links.public_url}\0{current}".encode(), digest_size=16).hexdigest()
    return {
        "ETag": f'"{tag}"',
        "Cache-Control": IMMUTABLE if pinned else REVALIDATE,
        "Content-Location": links(current),
    }
