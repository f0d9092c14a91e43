"""Versions: the immutable URLs `/v1/@<version>/...`, and the headers that follow from a dataset's version.

The version of a dataset is a hash of what it holds. `ETag`, `Cache-Control` and `Content-Location` of a response are
made here, and nowhere else (RFC 9110, section 8; RFC 9111; RFC 8246 for `immutable`).
"""

import hashlib
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.types import Scope

from app.web.http.links import Links, address
from app.web.http.problems import NOT_FOUND, ProblemError

PINNED_VERSION = "expo_facts.version"
"""Where the scope of a request has the version that its address names."""


IMMUTABLE = "public, max-age=31536000, immutable"


REVALIDATE = "public, no-cache"
"""What may be kept, and must be asked about each time: a new dataset is picked up at once."""


NO_STORE = "no-store"
"""Of what is worked out anew each time: a copy of it would say what held before."""


def unpinned(scope: Scope) -> Scope:
    """Return the scope of a request for `/v1/@<version>/…` as that of one for `/v1/…`, which knows the version."""
    if not scope["path"].startswith("/v1/@"):
        return scope
    version, slash, rest = scope["path"].removeprefix("/v1/@").partition("/")
    return {**scope, "path": f"/v1{slash}{rest}", PINNED_VERSION: version}


def permalink(version: str, path: str) -> str:
    """Return the immutable path of what is at `path` now."""
    return f"/v1/@{version}{path.removeprefix('/v1')}"


def version_headers(
    request: Request, version: str, links: Links, pairs: Sequence[tuple[str, str]] = ()
) -> dict[str, str]:
    """Return the headers by which an answer is known and kept; `pairs` are the parameters of its address.

    Raises a 404 problem where the address of the request names another version.
    """
    path = request.scope["path"]
    current = address(permalink(version, path), pairs)
    pinned = request.scope.get(PINNED_VERSION)
    if pinned not in (None, version):
        detail = f"The dataset {pinned[:100]!r} is not served here; the current one is {version}."
        raise ProblemError(NOT_FOUND, detail, see=address(permalink(version, quote(path)), pairs))
    tag = hashlib.blake2b(f"{links.public_url}\0{current}".encode(), digest_size=16).hexdigest()
    return {
        "ETag": f'"{tag}"',
        "Cache-Control": IMMUTABLE if pinned else REVALIDATE,
        "Content-Location": links(current),
    }
