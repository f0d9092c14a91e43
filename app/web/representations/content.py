"""The content of a response: its body and the headers that follow from the body."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.storage.reader import Reader


@dataclass
class AnswerContent:
    """The body of a response, and the headers and links that go with it."""

    body: str | bytes | Callable[[Reader], Iterator[bytes]]
    """The complete body; or, for a stream, a function that yields its parts from the reader that it is given."""
    headers: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    """Values of the header `Link` (RFC 8288)."""
    name: str = ""
    """The file name of a download, without version and extension."""
