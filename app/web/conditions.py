"""Conditions: whether a reader already has what a request asks for (RFC 9110, section 13.1.2)."""

import re

ENTITY_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')


def entity_tags(field: str) -> list[str]:
    """Return the entity tags in a header, each in its quotes and without `W/`: so they are compared weakly."""
    return ENTITY_TAG.findall(field)


def matches(if_none_match: str, etag: str, *, exists: bool = False) -> bool:
    """Tell whether `If-None-Match` names this entity tag, so that the answer is a 304.

    `*` means anything that there is. Whoever has not looked yet whether the representation exists leaves `exists` out,
    and asks again when it is known.
    """
    return etag.removeprefix("W/") in entity_tags(if_none_match) or (exists and if_none_match.strip() == "*")
