"""versions."""

import hashlib
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.http.links import Links, address
from app.web.http.problems import NOT_FOUND, ProblemError

PINNED = "expo_facts.version"
"""Where the scope of a request has the version that its address names."""


FOR_EVER = "public, max-age=31536000, immutable"


ASK_AGAIN = "public, no-cache"
"""What may be kept, and must be asked about each time: a new dataset is picked up at once."""


NEVER = "no-store"
"""Of what is worked out anew each time: a copy of it would say what held before."""


class Immutable:
    """Lets `/v1/@<version>/…` be answered by the route of `/v1/…`, which then holds the dataset to that version."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        await self.app(pinned(scope) if scope["type"] == "http" else scope, receive, send)


def pinned(scope: Scope) -> Scope:
    """Return the scope of a request for `/v1/@<version>/…` as that of one for `/v1/…`, which knows the version."""
    if not scope["path"].startswith("/v1/@"):
        return scope
    version, slash, rest = scope["path"].removeprefix("/v1/@").partition("/")
    return {**scope, "path": f"/v1{slash}{rest}", PINNED: version}


def permalink(version: str, path: str) -> str:
    """Return the immutable path of what is at `path` now."""
    return f"/v1/@{version}{path.removeprefix('/v1')}"


def known_by(request: Request, version: str, links: Links, pairs: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """Return the headers by which an answer is known and kept; `pairs` are the parameters of its address.

    Raises a 404 problem where the address of the request names another version.
    """
    path = request.scope["path"]
    current = address(permalink(version, path), pairs)
    pinned = request.scope.get(PINNED)
    if pinned not in (None, version):
        detail = f"The dataset {pinned[:100]!r} is not served here; the current one is {version}."
        raise ProblemError(NOT_FOUND, detail, see=address(permalink(version, quote(path)), pairs))
    tag = hashlib.blake2b(f"{links.public_url}\0{current}".encode(), digest_size=16).hexdigest()
    return {
        "ETag": f'"{tag}"',
        "Cache-Control": FOR_EVER if pinned else ASK_AGAIN,
        "Content-Location": links(current),
    }
