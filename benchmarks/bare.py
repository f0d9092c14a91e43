"""The bare server, the unit of all rates: an ASGI app that answers with prepared bytes.

`/<size>` is an answer of that many bytes; `/not-modified` says that nothing has changed.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any

Message = MutableMapping[str, Any]


async def app(
    scope: Message, _receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    start, body = _prepared(scope["path"])
    await send(start)
    await send(body)


@cache
def _prepared(path: str) -> tuple[Message, Message]:
    status, body = (304, b"") if path == "/not-modified" else (200, b"x" * int(path[1:]))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    start = {"type": "http.response.start", "status": status, "headers": headers if status == 200 else []}
    return start, {"type": "http.response.body", "body": body}
