"""Problems: the types of error, and the body `application/problem+json` that every error response has (RFC 9457).

A handler raises `ProblemError`; no other code builds the body of an error. The `type` of a problem links to the page
about it, `/problems/<slug>`.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field
from starlette.responses import Response

from app.models.fact import Model

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class ProblemType:
    """A type of problem."""

    slug: str
    """Its name in URLs."""
    status: int
    """The status code of its responses."""
    title: str
    """The summary that every problem of the type has."""
    meaning: str
    """The text of its page: what it means, and what to do."""


MALFORMED_REQUEST = ProblemType(
    "malformed-request",
    400,
    "The request can't be read",
    "What was sent is no request of HTTP/1.1. Most often an address has letters that are not ASCII as they are: they "
    "have to be written as %XX, as browsers do, and curl with `--data-urlencode`.",
)
UNKNOWN_PARAMETER = ProblemType(
    "unknown-parameter",
    422,
    "There is no such parameter",
    "A parameter is ignored nowhere under /v1, so that a misspelt filter can't pass for an answer. The error names "
    "the parameters that there are, and the one that was probably meant.",
)
REPEATED_PARAMETER = ProblemType(
    "repeated-parameter",
    422,
    "A parameter is given more than once",
    "This parameter takes one value. Give it once.",
)
INVALID_VALUE = ProblemType(
    "invalid-value",
    422,
    "A parameter has a value that it can't have",
    "The value is not of the parameter's form, not one of its values, or the id of nothing in the dataset. Values are "
    "never corrected or cut to size; the error says which are allowed.",
)
MALFORMED_CURSOR = ProblemType(
    "malformed-cursor",
    422,
    "The cursor is not one of this list",
    "A cursor comes from the `next` link of a list, and goes with the same filters and the same sort. Follow the link "
    "as it stands.",
)
STALE_CURSOR = ProblemType(
    "stale-cursor",
    410,
    "The cursor is of an older dataset",
    "The dataset was replaced while the list was being read, and a list never mixes two. Start again at the link in "
    "`see`.",
)
NOT_FOUND = ProblemType(
    "not-found",
    404,
    "There is nothing here",
    "No page and no item has this address. Where one with a similar address exists, `see` links to it.",
)
NOT_ACCEPTABLE = ProblemType(
    "not-acceptable",
    406,
    "There is no answer of that format",
    "The header `Accept` takes none of the formats that this address has. Leave it out for JSON, or name a format with "
    "the parameter `format`.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed",
    405,
    "This API is read-only",
    "It answers GET, HEAD and OPTIONS; the header `Allow` says so too.",
)
RANGE_NOT_SATISFIABLE = ProblemType(
    "range-not-satisfiable",
    416,
    "The file has no such part",
    "The header `Range` asks for bytes beyond the end of the file; `Content-Range` says how long it is. A "
    "download that is already whole asks so when it is resumed.",
)
INTERNAL_ERROR = ProblemType(
    "internal-error",
    500,
    "Something went wrong on our side",
    "The request may be fine. It has been logged; please try again, and tell the operator if it happens again.",
)
NOT_READY = ProblemType(
    "not-ready",
    503,
    "No dataset is ready",
    "The server runs, but has no dataset to answer from: none is loaded yet, or the database can't be reached. Try "
    "again in a moment; an operator loads one with `expo-facts load`.",
)
BUSY = ProblemType(
    "busy",
    503,
    "Too many are asking at once",
    "The server has as many connections to its database as it can use, and each is in use. Try again in a moment. A "
    "list in pages is read sooner than a whole one.",
)

TOO_SLOW = ProblemType(
    "too-slow",
    503,
    "It takes too long to read",
    "The server gives up an answer that takes long to read, so that nobody has to wait for it. Ask for less: narrow "
    "the list by filters, leave out facets, or take the whole dataset and ask that.",
)

PROBLEM_TYPES = {kind.slug: kind for kind in tuple(globals().values()) if isinstance(kind, ProblemType)}
"""Every problem type above, by its slug, in order of definition."""


class ParameterError(Model):
    """What is wrong with one parameter."""

    parameter: str
    """Its name."""
    detail: str
    """What is wrong with it."""
    allowed: list[str] | None = Field(default=None, exclude_if=lambda value: value is None)
    """What would be right, where that is a closed set."""
    did_you_mean: str | None = Field(default=None, exclude_if=lambda value: value is None)
    """What was probably meant."""


class Problem(Model):
    """An error, as RFC 9457 describes it."""

    type: str
    """Link to a page about this type of problem."""
    title: str
    """What went wrong, in general."""
    status: int
    """The status of the response."""
    detail: str
    """What went wrong this time, and what to do."""
    instance: str
    """The request that it is about."""
    errors: list[ParameterError]
    """Each parameter that is wrong; empty where none is."""
    see: str | None = Field(default=None, exclude_if=lambda value: value is None)
    """Link to what was probably meant, or to where to go on."""


@dataclass(eq=False)
class ProblemError(Exception):
    """Raised to answer a request with a problem."""

    kind: ProblemType
    detail: str
    errors: list[ParameterError] = field(default_factory=list)
    see: str | None = None
    likely_path: str | None = None
    """The path that was probably meant; it becomes `see`, with the version and the parameters of the request."""
    headers: dict[str, str] = field(default_factory=dict)


def problem_response(error: ProblemError, instance: str, link: Any) -> Response:
    """Return the response to an error; `instance` is the path of the request, and `link` turns a path into a link."""
    problem = Problem(
        type=link(f"/problems/{error.kind.slug}"),
        title=error.kind.title,
        status=error.kind.status,
        detail=error.detail,
        instance=link(instance),
        errors=error.errors,
        see=link(error.see) if error.see else None,
    )
    body = json.dumps(problem.model_dump(), ensure_ascii=False, separators=(",", ":"))
    return Response(body, error.kind.status, {**error.headers, "Cache-Control": "no-store"}, MEDIA_TYPE)
