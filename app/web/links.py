"""Links: absolute paths, or full URLs where the operator has said where the API is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

LINKS = ("href", "next")
"""The fields of items that are links."""


@dataclass(frozen=True)
class Links:
    """Makes links of paths."""

    public_url: str | None = None

    def __call__(self, path: str) -> str:
        """Return the link to a path of this API."""
        return f"{self.public_url or ''}{path}"

    def within(self, body: str) -> str:
        """Make full URLs of the links in an item's JSON.

        A quotation mark inside a JSON string is escaped, so that `"href":"/` is never part of a text.
        """
        for name in LINKS if self.public_url else ():
            body = body.replace(f'"{name}":"/', f'"{name}":"{self.public_url}/')
        return body


def address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return a path with parameters."""
    return f"{path}?{urlencode(pairs, safe=',:')}" if pairs else path
