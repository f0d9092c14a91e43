"""Endpoints as the modules of `app.routes` declare them: the route itself, and what the OpenAPI document says of it."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path
from fastapi.routing import APIRoute
from starlette.routing import Route

from app.models.columns import SLUG
from app.web.http.problems import BUSY, INTERNAL_ERROR, MEDIA_TYPE, NOT_READY, TOO_SLOW, UNKNOWN_PARAMETER, ProblemType
from app.web.request.media_types import JSON, Format
from app.web.request.parameters import Parameter


class DirectRoute(APIRoute):
    """A route whose handler reads the request itself: an `async` function of the request and the path's parameters.

    FastAPI knows it by its path only, until it is documented: the models that documentation needs take longer to
    prepare than everything else at start.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **documentation: Any) -> None:
        Route.__init__(self, path, endpoint)
        self.path_regex = re.compile(self.path_regex.pattern.removesuffix("$") + r"\Z")  # `$` allows a line end
        self.methods = {"GET"}  # HEAD arrives as GET (`app.web.http.envelope.prepare_request`)
        self.documentation = documentation

    def in_full(self) -> APIRoute:
        """Return the route as FastAPI documents it."""
        return APIRoute(self.path, self.endpoint, **self.documentation)


ItemId = Annotated[str, Path(description="Id of the item.", json_schema_extra={"pattern": SLUG, "maxLength": 100})]
"""The path parameter of every item."""


def problem_responses(*problems: ProblemType) -> dict[int | str, dict[str, Any]]:
    """Document the problems that a route can answer with, beside those that every route can."""
    documented: dict[int | str, dict[str, Any]] = {}
    for problem in (UNKNOWN_PARAMETER, *problems, INTERNAL_ERROR, NOT_READY, BUSY, TOO_SLOW):
        schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
        said = documented.get(problem.status, {}).get("description")
        description = f"{said}; or: {problem.title}" if said else problem.title
        documented[problem.status] = {"description": description, "content": {MEDIA_TYPE: schema}}
    return documented


RESPONSE_HEADERS = {
    "ETag": "What the answer is known by; send it as `If-None-Match`, and an answer that is the same is a 304.",
    "Content-Location": "The immutable address of this answer, which names the version of the dataset.",
    "Link": 'Of a list: the link to the next page, as `<…>; rel="next"`. Of an item: `rel="cite-as"`, its immutable '
    'address. Of a CSV: `rel="describedby"`, what its columns hold.',
}
"""What the headers of an answer from the dataset say."""


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "`If-None-Match` names the answer: it is not sent again"}
}
"""Document that an answer is not sent to who has it."""


def success_responses(*formats: Format) -> dict[int | str, dict[str, Any]]:
    """Document the answer, in the formats that it can have besides JSON, and that it is not sent twice."""
    headers = {name: {"description": said, "schema": {"type": "string"}} for name, said in RESPONSE_HEADERS.items()}
    others = {
        one.media_type: {"schema": {"type": "object" if one.media_type.endswith(("/json", "+json")) else "string"}}
        for one in formats
        if one != JSON
    }
    return {200: {"description": "The answer", "headers": headers, "content": others}, **NOT_MODIFIED}


def query_parameters(parameters: dict[str, Parameter]) -> dict[str, Any]:
    """Document the query parameters of a route."""
    return {"parameters": [parameter.openapi() for parameter in parameters.values()]}
