"""Links in responses: absolute paths, or full URLs if the operator has set the public URL of the API."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from app.web.http.short_text_cache import short_text_cache

LINK_FIELDS = ("href", "next")
"""The fields of an item that contain links."""


@dataclass(frozen=True)
class Links:
    """Turns paths into links; with a `public_url`, into full URLs."""

    public_url: str | None = None

    def __call__(self, path: str) -> str:
        """Return the link to a path of this API."""
        return f"{self.public_url or ''}{path}"

    def make_absolute(self, body: bytes) -> bytes:
        """Turn the links in an item's JSON into full URLs.

        Inside a JSON string, quotation marks are escaped, so that `"href":"/` never occurs in a text.
        """
        for name in LINK_FIELDS if self.public_url else ():
            body = body.replace(f'"{name}":"/'.encode(), f'"{name}":"{self.public_url}/'.encode())
        return body


def to_json(value: Any) -> bytes:
    """Serialise a value as JSON in UTF-8, without spaces and without escapes for characters beyond ASCII."""
    return _encode_json(value).encode()


_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def path_with_query(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return a path with query parameters, given as (name, value)."""
    return f"{path}?{'&'.join([_encoded_pair(value, name) for name, value in pairs])}" if pairs else path


@short_text_cache(10_000)
def _encoded_pair(value: str, name: str) -> str:
    """Return a parameter as it is written in a query string; cached, because the same few occur in most links."""
    return f"{url_encoded(name)}={url_encoded(value)}"


@short_text_cache(10_000)
def url_encoded(text: str) -> str:
    """Return a name or a value as it is written in a query string."""
    return quote_plus(text, safe=",:")
