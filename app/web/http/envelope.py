"""The envelope of every request and response, whatever the route.

HEAD is a GET without its body; every request has an id; every response has the headers that keep a browser from
guessing and those that say which origins may read it.
"""

import re
from random import Random

from starlette.types import Scope

from app.web.http.cors import Cors

_ids = Random()  # noqa: S311  (an id tells requests apart; it is no secret)

SECURITY_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
}
NO_CONTENT_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""Of a response that brings no policy of its own: it needs nothing, and no page may frame it."""
REQUEST_ID = b"x-request-id"
REPEATABLE_ID = re.compile(b"[A-Za-z0-9._-]{1,128}")
"""An id that a client may give its request; any other is not repeated, in headers or in the log."""


def enter(scope: Scope) -> Scope:
    """Return the scope of a request as the layers within have it: with an id, if it has none yet, and GET for HEAD."""
    given, method = dict(scope["headers"]).get(REQUEST_ID, b""), scope["method"]
    is_head = method == "HEAD"
    state = {"request_id": request_id_for(given), **scope.get("state", {}), "is_head": is_head}
    return {**scope, "method": "GET" if is_head else method, "state": state}


def complete_headers(headers: dict[bytes, bytes], scope: Scope, cors: Cors | None) -> None:
    """Add what every response has to the headers of one; without `cors` it has said which origins may read."""
    headers.setdefault(*NO_CONTENT_POLICY)
    headers |= SECURITY_HEADERS
    if cors:
        headers[b"vary"] = b"%b, Origin" % headers[b"vary"] if b"vary" in headers else b"Origin"
        origin = dict(scope["headers"]).get(b"origin")
        headers |= cors.headers(origin.decode("latin-1")) if origin is not None else {}
    headers[REQUEST_ID] = scope["state"]["request_id"]


def request_id_for(given: bytes) -> bytes:
    """Return the id of a request: the one that its client gives it, if it can be repeated, or a new one."""
    return given if given and REPEATABLE_ID.fullmatch(given) else b"%016x" % _ids.getrandbits(64)


def is_head(scope: Scope) -> bool:
    """Tell whether only the headers of the response will be sent: a route that streams can do without its body.

    A body that is sent whole has to be made, since its length is one of the headers.
    """
    return bool(scope["state"]["is_head"])


def request_id(scope: Scope) -> str:
    """Return the id of a request, which its response has as `X-Request-ID`: for the log."""
    return str(scope["state"]["request_id"], "ascii")


def requested_address(scope: Scope) -> str:
    """Return path and query of a request, as they were sent."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path
