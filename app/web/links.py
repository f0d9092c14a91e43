"""Links: absolute paths, or full URLs where the operator has said where the API is reached."""

from dataclasses import dataclass


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
        return body.replace('"href":"/', f'"href":"{self.public_url}/') if self.public_url else body
