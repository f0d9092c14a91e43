"""CORS: which origins may read responses (the Fetch standard). Browsers enforce what is allowed here."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

ALLOWED_METHODS = "GET, HEAD, OPTIONS"
EXPOSED_HEADERS = (
    b"Accept-Ranges, Allow, Content-Disposition, Content-Location, Content-Range, ETag, Link, Retry-After, X-Request-ID"
)
"""The response headers that a page may read, beside the CORS-safelisted ones: all that describe a response."""

MAX_AGE = "86400"
REQUEST_PREFIX = "Access-Control-Request-"


class Cors:
    """The CORS headers of responses; `*` among the origins allows every origin."""

    def __init__(self, origins: Collection[str]) -> None:
        self.allows_all = "*" in origins
        self.origins = frozenset(origins)

    def headers(self, origin: str) -> dict[bytes, bytes]:
        """Return the CORS headers of a response to a page of an origin."""
        allowed = self._allowed_origin(origin)
        headers = {b"access-control-expose-headers": EXPOSED_HEADERS}
        return headers | {b"access-control-allow-origin": allowed.encode("latin-1")} if allowed else headers

    def preflight(self, scope: Scope) -> Response | None:
        """Return the response to a preflight request; None for any other request."""
        if scope["method"] != "OPTIONS":  # every request comes here: nothing is read of the others
            return None
        request_headers = Headers(scope=scope)
        origin = request_headers.get("origin")
        if origin is None or f"{REQUEST_PREFIX}Method" not in request_headers:
            return None
        headers = {
            "Access-Control-Allow-Methods": ALLOWED_METHODS,
            "Access-Control-Max-Age": MAX_AGE,
            "Vary": f"Origin, {REQUEST_PREFIX}Method, {REQUEST_PREFIX}Headers, {REQUEST_PREFIX}Private-Network",
        }
        if allowed := self._allowed_origin(origin):
            headers["Access-Control-Allow-Origin"] = allowed
        if f"{REQUEST_PREFIX}Headers" in request_headers:
            headers["Access-Control-Allow-Headers"] = request_headers[f"{REQUEST_PREFIX}Headers"]
        return Response(status_code=204, headers=headers)

    def _allowed_origin(self, origin: str) -> str | None:
        """Return the value of `Access-Control-Allow-Origin` for an origin; None if it may not read."""
        return "*" if self.allows_all else origin if origin in self.origins else None
