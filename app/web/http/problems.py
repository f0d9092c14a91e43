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
    "The bytes are not an HTTP/1.1 request. Most often the address has letters beyond ASCII: they have to be written "
    "as %XX, as browsers do, and curl with `--data-urlencode`.",
)
UNKNOWN_PARAMETER = ProblemType(
    "unknown-parameter",
    422,
    "There is no such parameter",
    "No endpoint under /v1 ignores a parameter, so that a misspelt filter is noticed. The error names the allowed "
    "parameters, and the one that was probably meant.",
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
    "A parameter has an invalid value",
    "The value has the wrong form, is not one of the allowed values, or is an id that the dataset does not have. "
    "Values are never corrected or truncated; the error says which are allowed.",
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
    "The format is not available",
    "The header `Accept` allows none of the formats that this address has. Leave it out for JSON, or name a format "
    "with the parameter `format`.",
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed",
    405,
    "This API is read-only",
    "It accepts GET, HEAD and OPTIONS, as the header `Allow` says.",
)
RANGE_NOT_SATISFIABLE = ProblemType(
    "range-not-satisfiable",
    416,
    "The file has no such part",
    "The header `Range` asks for bytes beyond the end of the file; `Content-Range` has its length. This happens when a "
    "complete download is resumed.",
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
    "The server runs, but has no dataset: none is loaded yet, or the database can't be reached. Try again in a moment; "
    "an operator loads a dataset with `expo-facts load`.",
)
BUSY = ProblemType(
    "busy",
    503,
    "There are too many requests at once",
    "All connections of the server to its database are in use. Try again in a moment. A page of a list needs its "
    "connection for a shorter time than a complete list.",
)
TOO_SLOW = ProblemType(
    "too-slow",
    503,
    "The request takes too long",
    "The server stops a request that takes too long to read, so that other requests need not wait. Ask for less: add "
    "filters, leave out facets, or download the dataset and query it yourself.",
)

PROBLEM_TYPES = {kind.slug: kind for kind in tuple(globals().values()) if isinstance(kind, ProblemType)}
"""Every problem type above, by its slug, in order of definition."""


class ParameterError(Model):
    """An error in one parameter."""

    parameter: str
    """The name of the parameter."""
    detail: str
    """The problem with it."""
    allowed: list[str] | None = Field(default=None, exclude_if=lambda value: value is None)
    """All allowed values, if they are a closed set; of an unknown parameter, the allowed names."""
    did_you_mean: str | None = Field(default=None, exclude_if=lambda value: value is None)
    """The value or the name that was probably meant."""


class Problem(Model):
    """An error, as RFC 9457 describes it."""

    type: str
    """Link to a page about this type of problem."""
    title: str
    """The kind of problem, in a few words."""
    status: int
    """The status of the response."""
    detail: str
    """This occurrence of the problem, and the advice."""
    instance: str
    """The address of the request."""
    errors: list[ParameterError]
    """The errors in parameters; empty if there are none."""
    see: str | None = Field(default=None, exclude_if=lambda value: value is None)
    """Link to the address that was probably meant, or to the next step."""


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
