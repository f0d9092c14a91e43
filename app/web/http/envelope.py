"""The envelope of every request and response, whatever the route.

HEAD is handled as GET, and its body is not sent. Every request has an id. Every response has security headers and CORS
headers.
"""

import re
from random import Random

from starlette.types import Scope

from app.web.http.cors import Cors

_ids = Random()  # noqa: S311  (an id identifies a request in the log; it is no secret)

SECURITY_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
}
DEFAULT_CONTENT_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""The policy of a response that sets none: it loads nothing, and no page may frame it."""
REQUEST_ID = b"x-request-id"
CLIENT_REQUEST_ID = re.compile(b"[A-Za-z0-9._-]{1,128}")
"""A request id that a client may choose; any other is replaced, and reaches neither a header nor the log."""


def prepare_request(scope: Scope) -> Scope:
    """Return the scope of a request for the application: with a request id, and with GET in place of HEAD."""
    client_id, method = dict(scope["headers"]).get(REQUEST_ID, b""), scope["method"]
    is_head = method == "HEAD"
    state = {"request_id": request_id_for(client_id), **scope.get("state", {}), "is_head": is_head}
    return {**scope, "method": "GET" if is_head else method, "state": state}


def complete_headers(headers: dict[bytes, bytes], scope: Scope, cors: Cors | None) -> None:
    """Add the security headers, the CORS headers and the request id; `cors` is None if the CORS headers are set."""
    headers.setdefault(*DEFAULT_CONTENT_POLICY)
    headers |= SECURITY_HEADERS
    if cors:
        headers[b"vary"] = b"%b, Origin" % headers[b"vary"] if b"vary" in headers else b"Origin"
        origin = dict(scope["headers"]).get(b"origin")
        headers |= cors.headers(origin.decode("latin-1")) if origin is not None else {}
    headers[REQUEST_ID] = scope["state"]["request_id"]


def request_id_for(client_id: bytes) -> bytes:
    """Return the id of a request: the client's, if it is valid, or else a new one of 16 hexadecimal digits."""
    return client_id if client_id and CLIENT_REQUEST_ID.fullmatch(client_id) else b"%016x" % _ids.getrandbits(64)


def is_head(scope: Scope) -> bool:
    """Tell whether the client asked for the headers only, so that a stream need not be produced.

    A body that is not streamed is needed all the same, since `Content-Length` is one of the headers.
    """
    return bool(scope["state"]["is_head"])


def request_id(scope: Scope) -> str:
    """Return the id of a request for the log; its response has the same as `X-Request-ID`."""
    return str(scope["state"]["request_id"], "ascii")


def requested_path(scope: Scope) -> str:
    """Return the path and the query of a request, as the client sent them."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path
