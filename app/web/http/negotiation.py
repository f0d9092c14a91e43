"""Content negotiation and conditional requests: how `Accept`, `Accept-Encoding` and `If-None-Match` are read.

See RFC 9110, sections 12.5 and 13.1.
"""

import re
from collections.abc import Sequence

from starlette.types import Scope

from app.web.http.short_text_cache import short_text_cache

ENTITY_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')


QUOTED_STRING = r'"(?:[^"\\]|\\.)*"?'
LIST_ELEMENT = re.compile(rf'(?:[^,"]|{QUOTED_STRING})+', re.DOTALL)
PARAMETER = re.compile(rf'(?:[^;"]|{QUOTED_STRING})+', re.DOTALL)
QUALITY = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")


def best_media_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type that `Accept` prefers; None if it accepts none of them.

    The most specific media range that matches a type decides its weight. Parameters other than `q` are ignored, since
    no type is offered in two variants. Of types with equal weight, one that is named comes before one that `*` matches,
    and then the first offered one wins. An empty header accepts anything.
    """
    if not accept.strip(", \t"):
        return offered[0]
    weights = _read_weights(accept)

    def preference(media_type: str) -> tuple[float, int]:
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*", "*")
        return next(((weights[name], -rank) for rank, name in enumerate(ranges) if name in weights), (0, 0))

    best = max(offered, key=preference)
    return best if preference(best)[0] else None


@short_text_cache(1000)
def accepted_codings(accept_encoding: str, offered: tuple[str, ...]) -> tuple[str, ...]:
    """Return the offered content codings that `Accept-Encoding` accepts, the preferred one first, and `identity`.

    Codings with equal weight keep the order in which they are offered. `identity`, the uncompressed body, comes last
    unless the header names it: a client that accepts compression prefers it.
    """
    accepted = _read_weights(accept_encoding)
    weights = {coding: accepted.get(coding, accepted.get("*", 0)) for coding in offered}
    weights["identity"] = accepted.get("identity", 0)
    ranked = sorted(weights, key=weights.__getitem__, reverse=True)
    return tuple(coding for coding in ranked if weights[coding] or coding == "identity")


def _read_weights(field: str) -> dict[str, float]:
    """Read a list of names with weights, such as `gzip;q=0.5, *`; an element with an invalid weight is skipped.

    A weight may lack its leading zero (`q=.2`): Java has long sent it like that.
    """
    weights: dict[str, float] = {}
    for element in LIST_ELEMENT.findall(field):
        name, _, parameters = element.partition(";")
        pairs = [parameter.partition("=") for parameter in PARAMETER.findall(parameters)]
        quality = next((value.strip() for key, _, value in pairs if key.strip().lower() == "q"), "1")
        if QUALITY.fullmatch(quality) and float(quality) <= 1:
            name = name.strip().lower()
            weights[name] = max(weights.get(name, 0), float(quality))
    return weights


def entity_tags(field: str) -> list[str]:
    """Return the entity tags in a header, quoted and without `W/`, for weak comparison (RFC 9110, section 8.8.3.2)."""
    return ENTITY_TAG.findall(field)


def etag_matches(if_none_match: str, etag: str, *, exists: bool = False) -> bool:
    """Tell whether `If-None-Match` names an entity tag, so that the response is a 304.

    `*` matches if the representation exists: a caller that does not know yet leaves `exists` out and asks again later.
    """
    return etag.removeprefix("W/") in entity_tags(if_none_match) or (exists and if_none_match.strip() == "*")


def request_header(scope: Scope, name: bytes) -> str:
    """Return a header of a request, with repeated lines joined by commas; an empty string if it is missing."""
    return ", ".join([value.decode("latin-1") for sent, value in scope["headers"] if sent == name])
