"""Kept answers: what was asked before is answered with the same bytes, as long as the dataset is the same.

An answer depends on the dataset, on the address, and on a few headers of the request. So the answer to the same request
can be sent again without reading anything: its status, its headers, already joined, and its body, formatted and
compressed; one that was made in parts has a length by then. What is known by an entity tag is kept when it is asked for
again, since most of what is asked once never is: to keep that too takes memory that no cache of the processor has, and
a fifth of the time in which a list is made. What is kept has so many bytes in all; what was asked for least recently
goes first. Whether the dataset is the same is seen by its file.
PostgreSQL would have to be asked, so that nothing of its dataset is kept.

An answer is kept for the dataset that was in place when it was asked for. What it was read from is that one, or one
that took its place meanwhile: then it is the newest there is, and forgotten when the newer dataset is seen.
"""

from collections import OrderedDict
from collections.abc import Callable
from itertools import chain
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.storage.connections import FileIdentity
from app.web.http.envelope import ID, name_of
from app.web.serving.uvicorn_fast_path import Whole, Wire, whole_of

_OF_HEAD = frozenset({b"accept", b"accept-encoding", b"if-none-match", b"origin"})
DECIDING = {"GET": _OF_HEAD | {b"if-range", b"range"}, "HEAD": _OF_HEAD}
"""The headers of a request that an answer may depend on; of a body that isn't sent nobody can have a part."""

MOST_BYTES = 8 * 1024 * 1024
"""How much a process keeps."""

LARGEST = 1024 * 1024
"""The largest answer that is kept."""

NOTED = 10_000
"""Of how many requests it is noted that they were made once; then it begins anew."""

LONGEST = 1000
"""How long the address and the deciding headers may be of a request whose answer is kept, in bytes."""

OVERHEAD = 1500
"""What keeping an answer takes beside its body, in bytes: its key, its headers, and the objects that hold them."""


Key = tuple[Any, ...]
"""Path and query of a request, then its deciding headers."""


class Kept:
    """The layer that keeps answers; `present` tells one dataset from another, and gives None where it can't."""

    def __init__(self, app: ASGIApp, present: Callable[[], FileIdentity | None], most: int = MOST_BYTES) -> None:
        self.app, self.present, self.most = app, present, most
        self.write = Wire()
        self.answers: OrderedDict[Key, Whole] = OrderedDict()
        self.size = 0
        self.once: set[int] = set()
        """What was asked for once, by hash."""
        self.dataset: FileIdentity | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] not in DECIDING:
            await self.app(scope, receive, send)
            return
        dataset = self.present()
        if dataset != self.dataset:
            self._forget(dataset)
        deciding, asked, given = DECIDING[scope["method"]], [], b""
        for pair in scope["headers"]:
            if pair[0] in deciding:
                asked.append(pair)
            elif pair[0] == ID:
                given = pair[1]
        key = (scope.get("raw_path") or scope["path"], scope["query_string"], *asked)
        answer = self.answers.get(key)
        if answer:
            self.answers.move_to_end(key)
            await self.write(scope, send, answer, b"%b: %b\r\n" % (ID, name_of(given)))
        elif scope["method"] == "HEAD":
            await self.app(scope, receive, send)
        else:
            sending = _Sending(self.write, scope, send)
            await self.app(scope, receive, sending)
            if dataset == self.dataset:
                self._keep(key, sending.answer)

    def _forget(self, dataset: FileIdentity | None) -> None:
        self.answers.clear()
        self.once.clear()
        self.size, self.dataset = 0, dataset

    def _keep(self, key: Key, answer: Whole | None) -> None:
        if answer is None or self.dataset is None or key in self.answers or not self._is_asked_again(hash(key)):
            return
        if sum(len(part) for part in chain(key[:2], *key[2:])) > LONGEST:
            return
        self.answers[key] = answer
        self.size += len(answer.body) + OVERHEAD
        while self.size > self.most:
            _, oldest = self.answers.popitem(last=False)
            self.size -= len(oldest.body) + OVERHEAD

    def _is_asked_again(self, key: int) -> bool:
        """Tell whether a request was made before, and note that it was made."""
        if key in self.once:
            return True
        if len(self.once) >= NOTED:
            self.once.clear()
        self.once.add(key)
        return False


class _Sending:
    """Sends an answer on, and notes it, unless it is too large or not known by an entity tag."""

    def __init__(self, write: Wire, scope: Scope, send: Send) -> None:
        self.write, self.scope, self.send = write, scope, send
        self.start: Message = {}
        self.parts: list[bytes] = []
        self.size = 0
        self.whole: Whole | None = None

    @property
    def answer(self) -> Whole | None:
        """What was sent, if all of it was and it can be kept."""
        if self.whole is None or self.size > LARGEST:
            return None
        return self.whole if any(name == b"etag" for name, _ in self.start["headers"]) else None

    async def __call__(self, message: Message) -> None:
        """Send one message on; the start waits for the first part of the body: if it is all, both are written at once.

        The last header is the id of the request, which each has for itself.
        """
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.parts.append(message["body"])
        self.size += len(message["body"])
        is_first, is_last = len(self.parts) == 1, not message.get("more_body", False)
        if is_last and (is_first or self.size <= LARGEST):
            *headers, own = self.start["headers"]
            self.whole = whole_of(self.start["status"], headers, b"".join(self.parts))
            if is_first and self.whole:
                await self.write(self.scope, self.send, self.whole, b"%b: %b\r\n" % own)
                return
        elif self.size > LARGEST:
            self.parts = [b""]
        if is_first:
            await self.send(self.start)
        await self.send(message)
