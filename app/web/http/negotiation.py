"""Negotiation: which format and which compression a request asks for (RFC 9110, section 12.5)."""

import re
from collections.abc import Sequence

from starlette.types import Scope

from app.web.http.short_text_cache import short_text_cache

ENTITY_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')


QUOTED = r'"(?:[^"\\]|\\.)*"?'
ELEMENT = re.compile(rf'(?:[^,"]|{QUOTED})+', re.DOTALL)
PARAMETER = re.compile(rf'(?:[^;"]|{QUOTED})+', re.DOTALL)
QUALITY = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")


def best_media_type(accept: str, offered: Sequence[str]) -> str | None:
    """Return the one of the offered media types that `Accept` likes best; None where it takes none of them.

    The most specific range that covers a type says how much it is liked; parameters other than `q` say nothing, since
    no type is offered in two ways. Of types that are liked alike, the one that is named beats the one that `*` covers,
    and then the first that is offered wins. An empty header takes anything.
    """
    if not accept.strip(", \t"):
        return offered[0]
    asked = _weights(accept)

    def liking(media_type: str) -> tuple[float, int]:
        ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*", "*")
        return next(((asked[one], -rank) for rank, one in enumerate(ranges) if one in asked), (0, 0))

    best = max(offered, key=liking)
    return best if liking(best)[0] else None


@short_text_cache(1000)
def accepted_codings(accept_encoding: str, offered: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the offered content codings that `Accept-Encoding` takes, best first; always with `identity`.

    What is liked alike keeps the order in which it is offered. `identity`, the body as it is, comes last unless the
    header says more: whoever takes compression prefers it.
    """
    asked = _weights(accept_encoding)
    weights = {coding: asked.get(coding, asked.get("*", 0)) for coding in offered}
    weights["identity"] = asked.get("identity", 0)
    ranked = sorted(weights, key=weights.__getitem__, reverse=True)
    return tuple(coding for coding in ranked if weights[coding] or coding == "identity")


def _weights(field: str) -> dict[str, float]:
    """Read a list of names with weights, `gzip;q=0.5, *`; an element with a wrong weight is skipped.

    A weight may be short of its zero (`q=.2`), as Java has long sent it.
    """
    weights: dict[str, float] = {}
    for element in ELEMENT.findall(field):
        name, _, parameters = element.partition(";")
        pairs = [one.partition("=") for one in PARAMETER.findall(parameters)]
        quality = next((value.strip() for key, _, value in pairs if key.strip().lower() == "q"), "1")
        if QUALITY.fullmatch(quality) and float(quality) <= 1:
            name = name.strip().lower()
            weights[name] = max(weights.get(name, 0), float(quality))
    return weights


def entity_tags(field: str) -> list[str]:
    """Return the entity tags in a header, each in its quotes and without `W/`: so they are compared weakly."""
    return ENTITY_TAG.findall(field)


def etag_matches(if_none_match: str, etag: str, *, exists: bool = False) -> bool:
    """Tell whether `If-None-Match` names this entity tag, so that the answer is a 304.

    `*` means anything that there is. Whoever has not looked yet whether the representation exists leaves `exists` out,
    and asks again when it is known.
    """
    return etag.removeprefix("W/") in entity_tags(if_none_match) or (exists and if_none_match.strip() == "*")


def header(scope: Scope, name: bytes) -> str:
    """Return a header of a request, which may stand in several lines; nothing where it is not given."""
    return ", ".join([value.decode("latin-1") for given, value in scope["headers"] if given == name])
