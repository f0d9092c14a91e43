"""Cache of complete responses, keyed by the URL and the request headers that decide the response.

A response depends on the dataset, the URL and a few headers only. So a repeated request is answered without reading
anything: the cache has the status, the joined headers, and the compressed body. It saves nine tenths of the time that
an item takes.

- A response is cached if it has an entity tag and is requested for the second time. Most are requested once; caching
  those too would cost a fifth of the time that a list takes.
- The cache takes `max_bytes` at most; the least recently used response is removed first.
- A new dataset empties it: `current_dataset` identifies the dataset by its file. With PostgreSQL that would take a
  query, so that nothing is cached.

A response is cached under the dataset that was in place when its request arrived. It may be read from a newer dataset;
then it is removed as soon as the newer dataset is noticed.
"""

from collections import OrderedDict
from collections.abc import Callable
from itertools import chain
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.storage.connections import FileIdentity
from app.web.http.envelope import REQUEST_ID, request_id_for
from app.web.serving.uvicorn_server import CachedResponse, FastWriter, cached_response

_HEAD_KEY_HEADERS = frozenset({b"accept", b"accept-encoding", b"if-none-match", b"origin"})
KEY_HEADERS = {"GET": _HEAD_KEY_HEADERS | {b"if-range", b"range"}, "HEAD": _HEAD_KEY_HEADERS}
"""The request headers that a response may depend on, by method; ranges do not apply to HEAD."""

MAX_BYTES = 8 * 1024 * 1024
"""The size of the cache of a process, in bytes."""

MAX_BODY_BYTES = 1024 * 1024
"""The size of the largest body that is cached, in bytes."""

MAX_SEEN_KEYS = 10_000
"""The number of keys that are remembered as requested once; when it is reached, all are forgotten."""

MAX_KEY_BYTES = 1000
"""The size of the longest key (URL and headers) that is cached, in bytes."""

ENTRY_OVERHEAD = 1500
"""The size of a cached response without its body, in bytes: its key, its headers, and Python's objects."""


RequestKey = tuple[Any, ...]
"""Path and query of a request, then its deciding headers."""


class ResponseCache:
    """The layer that keeps answers; `current_dataset` tells one dataset from another, and gives None where it can't."""

    def __init__(
        self, app: ASGIApp, current_dataset: Callable[[], FileIdentity | None], max_bytes: int = MAX_BYTES
    ) -> None:
        self.app, self.current_dataset, self.max_bytes = app, current_dataset, max_bytes
        self.write = FastWriter()
        self.responses: OrderedDict[RequestKey, CachedResponse] = OrderedDict()
        self.size = 0
        self.seen: set[int] = set()
        """The hashes of the keys that were requested once."""
        self.dataset: FileIdentity | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] not in KEY_HEADERS:
            await self.app(scope, receive, send)
            return
        dataset = self.current_dataset()
        if dataset != self.dataset:
            self._clear(dataset)
        deciding, key_headers, client_id = KEY_HEADERS[scope["method"]], [], b""
        for pair in scope["headers"]:
            if pair[0] in deciding:
                key_headers.append(pair)
            elif pair[0] == REQUEST_ID:
                client_id = pair[1]
        key = (scope.get("raw_path") or scope["path"], scope["query_string"], *key_headers)
        response = self.responses.get(key)
        if response:
            self.responses.move_to_end(key)
            await self.write(scope, send, response, request_id_for(client_id))
        elif scope["method"] == "HEAD":
            await self.app(scope, receive, send)
        else:
            recorder = _Recorder(self.write, scope, send)
            await self.app(scope, receive, recorder)
            if dataset == self.dataset:
                self._store(key, recorder.cacheable)

    def _clear(self, dataset: FileIdentity | None) -> None:
        self.responses.clear()
        self.seen.clear()
        self.size, self.dataset = 0, dataset

    def _store(self, key: RequestKey, response: CachedResponse | None) -> None:
        if response is None or self.dataset is None or key in self.responses or not self._was_seen(hash(key)):
            return
        if sum(len(part) for part in chain(key[:2], *key[2:])) > MAX_KEY_BYTES:
            return
        self.responses[key] = response
        self.size += len(response.body) + ENTRY_OVERHEAD
        while self.size > self.max_bytes:
            _, oldest = self.responses.popitem(last=False)
            self.size -= len(oldest.body) + ENTRY_OVERHEAD

    def _was_seen(self, key: int) -> bool:
        """Tell whether a key was requested before, and remember it."""
        if key in self.seen:
            return True
        if len(self.seen) >= MAX_SEEN_KEYS:
            self.seen.clear()
        self.seen.add(key)
        return False


class _Recorder:
    """The ASGI `send` of one response: it sends messages on, and records the response for the cache."""

    def __init__(self, write: FastWriter, scope: Scope, send: Send) -> None:
        self.write, self.scope, self.send = write, scope, send
        self.start: Message = {}
        self.parts: list[bytes] = []
        self.size = 0
        self.complete: CachedResponse | None = None

    @property
    def cacheable(self) -> CachedResponse | None:
        """The recorded response; None if it is incomplete, too large, or has no entity tag."""
        if self.complete is None or self.size > MAX_BODY_BYTES:
            return None
        return self.complete if any(name == b"etag" for name, _ in self.start["headers"]) else None

    async def __call__(self, message: Message) -> None:
        """Send one message on; the start waits for the first part of the body, so that both are written together."""
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.parts.append(message["body"])
        self.size += len(message["body"])
        is_first, is_last = len(self.parts) == 1, not message.get("more_body", False)
        if is_last and (is_first or self.size <= MAX_BODY_BYTES):
            headers = dict(self.start["headers"])
            request_id = headers.pop(REQUEST_ID)
            self.complete = cached_response(self.start["status"], [*headers.items()], b"".join(self.parts))
            if is_first and self.complete:
                await self.write(self.scope, self.send, self.complete, request_id)
                return
        elif self.size > MAX_BODY_BYTES:
            self.parts = [b""]
        if is_first:
            await self.send(self.start)
        await self.send(message)
