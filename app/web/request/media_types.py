"""Formats: in which ones an answer can be given, and which one a request asks for, by `format=` or by `Accept`."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from app.web.http.negotiation import best_media_type, request_header
from app.web.http.problems import NOT_ACCEPTABLE, ProblemError
from app.web.http.short_text_cache import short_text_cache
from app.web.request.parameters import GivenParameters, Parameter


@dataclass(frozen=True, eq=False)
class Format:
    """One way to write an answer."""

    name: str
    """Its value of the parameter `format`."""
    media_type: str
    """Its media type, as `Accept` names it."""
    content_type: str
    """Its media type as `Content-Type` says it."""
    disposition: str = ""
    """How a browser takes it: `attachment` is saved, `inline` shown; empty: nothing is said."""


JSON = Format("json", "application/json", "application/json")
CSV = Format("csv", "text/csv", "text/csv; charset=utf-8; header=present", "attachment")
CSVW = Format("csvw", "application/csvm+json", "application/csvm+json", "inline")
NDJSON = Format("ndjson", "application/x-ndjson", "application/x-ndjson", "attachment")
JSONLD = Format("jsonld", "application/ld+json", "application/ld+json", "inline")
TEXT = Format("text", "text/plain", "text/plain; charset=utf-8")

FORMATS = (JSON, CSV, NDJSON, JSONLD, CSVW)
"""The formats of items and of lists of them; the first is the default."""


def format_parameter(offered: Sequence[Format]) -> Parameter:
    """Return the parameter that names a format outright."""
    return Parameter(
        "format",
        "The format to answer in, whatever `Accept` says. `csv` is a table whose rows cite themselves, `csvw` "
        "describes that table (CSV on the Web), `ndjson` has an item on each line, `jsonld` is linked data "
        "in the words of schema.org. CSV and NDJSON give every match unless `limit` is given.",
        {"type": "string", "enum": [one.name for one in offered], "default": offered[0].name},
    )


def requested_format(request: Request, parameters: GivenParameters, offered: Sequence[Format]) -> Format:
    """Return the format to answer in. Raises a 406 problem where the request takes none of those offered."""
    name = parameters.value("format")
    if name:
        return next(one for one in offered if one.name == name)
    return _preferred_format(request_header(request.scope, b"accept"), tuple(offered))


@short_text_cache(1000)
def _preferred_format(accept: str, offered: tuple[Format, ...]) -> Format:
    media_types = [one.media_type for one in offered]
    best = best_media_type(accept, media_types)
    if best is None:
        raise ProblemError(NOT_ACCEPTABLE, f"Accept asks for {accept[:200]!r}; there is {', '.join(media_types)}.")
    return offered[media_types.index(best)]
