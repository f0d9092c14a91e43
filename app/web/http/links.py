"""Links: absolute paths, or full URLs where the operator has said where the API is reached."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from app.web.http.short_text_cache import short_text_cache

LINKS = ("href", "next")
"""The fields of items that are links."""


@dataclass(frozen=True)
class Links:
    """Makes links of paths."""

    public_url: str | None = None

    def __call__(self, path: str) -> str:
        """Return the link to a path of this API."""
        return f"{self.public_url or ''}{path}"

    def within(self, body: bytes) -> bytes:
        """Make full URLs of the links in an item's JSON.

        A quotation mark inside a JSON string is escaped, so that `"href":"/` is never part of a text.
        """
        for name in LINKS if self.public_url else ():
            body = body.replace(f'"{name}":"/'.encode(), f'"{name}":"{self.public_url}/'.encode())
        return body


def to_json(value: Any) -> bytes:
    """Write JSON as answers have it: without spaces, and with every character as itself."""
    return _written(value).encode()


_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return a path with parameters."""
    return f"{path}?{'&'.join([_pair(value, name) for name, value in pairs])}" if pairs else path


@short_text_cache(10_000)
def _pair(value: str, name: str) -> str:
    """Return a parameter as it stands in a query; most stand in many."""
    return f"{quoted(name)}={quoted(value)}"


@short_text_cache(10_000)
def quoted(text: str) -> str:
    """Return a name or a value as it stands in a query."""
    return quote_plus(text, safe=",:")
