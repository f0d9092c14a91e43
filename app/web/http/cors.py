"""CORS: which origins may read, as the Fetch standard has it. A browser refuses what is not allowed here."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

METHODS = "GET, HEAD, OPTIONS"
EXPOSED = (
    b"Accept-Ranges, Allow, Content-Disposition, Content-Location, Content-Range, ETag, Link, Retry-After, X-Request-ID"
)
"""The headers of a response that a page may read, beside those that any may: all that say something of an answer."""

A_DAY = "86400"
ASKED = "Access-Control-Request-"


class Cors:
    """What pages of other origins are told; `*` among the origins is any."""

    def __init__(self, origins: Collection[str]) -> None:
        self.is_open = "*" in origins
        self.origins = frozenset(origins)

    def headers(self, origin: str) -> dict[bytes, bytes]:
        """Return what a response says to a page of an origin."""
        allowed = self._allowed(origin)
        told = {b"access-control-expose-headers": EXPOSED}
        return told | {b"access-control-allow-origin": allowed.encode("latin-1")} if allowed else told

    def preflight(self, scope: Scope) -> Response | None:
        """Answer a preflight with what is allowed; None for any other request."""
        given = Headers(scope=scope)
        origin = given.get("origin")
        if scope["method"] != "OPTIONS" or origin is None or f"{ASKED}Method" not in given:
            return None
        headers = {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Max-Age": A_DAY,
            "Vary": ", ".join(["Origin", *(f"{ASKED}{one}" for one in ("Method", "Headers", "Private-Network"))]),
        }
        if allowed := self._allowed(origin):
            headers["Access-Control-Allow-Origin"] = allowed
        if f"{ASKED}Headers" in given:
            headers["Access-Control-Allow-Headers"] = given[f"{ASKED}Headers"]
        return Response(status_code=204, headers=headers)

    def _allowed(self, origin: str) -> str | None:
        """Return the origin that a page of this one is told; None where it may not read."""
        return "*" if self.is_open else origin if origin in self.origins else None
