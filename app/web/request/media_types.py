"""The formats of responses, and the choice among them by the parameter `format` or the header `Accept`."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from app.web.http.negotiation import best_media_type, request_header
from app.web.http.problems import NOT_ACCEPTABLE, ProblemError
from app.web.http.short_text_cache import short_text_cache
from app.web.request.parameters import GivenParameters, Parameter


@dataclass(frozen=True, eq=False)
class Format:
    """A format that a response can have."""

    name: str
    """Its name in the parameter `format`."""
    media_type: str
    """Its media type in `Accept`."""
    content_type: str
    """Its media type with parameters, for `Content-Type`."""
    disposition: str = ""
    """The type of its `Content-Disposition` (RFC 6266): `attachment` or `inline`; empty for no such header."""


JSON = Format("json", "application/json", "application/json")
CSV = Format("csv", "text/csv", "text/csv; charset=utf-8; header=present", "attachment")
CSVW = Format("csvw", "application/csvm+json", "application/csvm+json", "inline")
NDJSON = Format("ndjson", "application/x-ndjson", "application/x-ndjson", "attachment")
JSONLD = Format("jsonld", "application/ld+json", "application/ld+json", "inline")
TEXT = Format("text", "text/plain", "text/plain; charset=utf-8")

FORMATS = (JSON, CSV, NDJSON, JSONLD, CSVW)
"""The formats of items and of lists; the first is the default."""


def format_parameter(offered: Sequence[Format]) -> Parameter:
    """Return the parameter `format`, which overrides `Accept`."""
    return Parameter(
        "format",
        "The format to answer in, whatever `Accept` says. `csv` is a table whose rows cite themselves, `csvw` "
        "describes that table (CSV on the Web), `ndjson` has an item on each line, `jsonld` is linked data "
        "in the words of schema.org. CSV and NDJSON give every match unless `limit` is given.",
        {"type": "string", "enum": [each.name for each in offered], "default": offered[0].name},
    )


def requested_format(request: Request, parameters: GivenParameters, offered: Sequence[Format]) -> Format:
    """Return the format of the response. Raises a 406 problem if the request accepts none of those offered."""
    name = parameters.value("format")
    if name:
        return next(each for each in offered if each.name == name)
    return _preferred_format(request_header(request.scope, b"accept"), tuple(offered))


@short_text_cache(1000)
def _preferred_format(accept: str, offered: tuple[Format, ...]) -> Format:
    media_types = [each.media_type for each in offered]
    best = best_media_type(accept, media_types)
    if best is None:
        raise ProblemError(NOT_ACCEPTABLE, f"Accept asks for {accept[:200]!r}; there is {', '.join(media_types)}.")
    return offered[media_types.index(best)]
