"""Endpoints as the modules of `app.routes` declare them: the route itself, and its description in OpenAPI."""

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
    """A route whose handler reads the request itself: an `async` function of the request and the path parameters.

    FastAPI prepares it only when it is documented: the models that documentation needs take longer to prepare than
    everything else at start.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **documentation: Any) -> None:
        Route.__init__(self, path, endpoint)
        self.path_regex = re.compile(
            self.path_regex.pattern.removesuffix("$") + r"\Z"
        )  # `$` matches before a final line break
        self.methods = {"GET"}  # HEAD arrives as GET (`app.web.http.envelope.prepare_request`)
        self.documentation = documentation

    def in_full(self) -> APIRoute:
        """Return the same route as a full FastAPI route, for documentation."""
        return APIRoute(self.path, self.endpoint, **self.documentation)


ItemId = Annotated[str, Path(description="Id of the item.", json_schema_extra={"pattern": SLUG, "maxLength": 100})]
"""The path parameter of every item."""


def problem_responses(*problems: ProblemType) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of an endpoint's problems, with those that every endpoint has."""
    documented: dict[int | str, dict[str, Any]] = {}
    for problem in (UNKNOWN_PARAMETER, *problems, INTERNAL_ERROR, NOT_READY, BUSY, TOO_SLOW):
        schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
        others = documented.get(problem.status, {}).get("description")
        description = f"{others}; or: {problem.title}" if others else problem.title
        documented[problem.status] = {"description": description, "content": {MEDIA_TYPE: schema}}
    return documented


RESPONSE_HEADERS = {
    "ETag": "Identifies the response; send it as `If-None-Match`, and an unchanged response is a 304 without a body.",
    "Content-Location": "The immutable address of this response, which names the version of the dataset.",
    "Link": 'Of a list: the link to the next page, as `<…>; rel="next"`. Of an item: `rel="cite-as"`, its immutable '
    'address. Of a CSV: `rel="describedby"`, the description of its columns.',
}
"""The headers of a response from the dataset, with their descriptions."""


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "`If-None-Match` names this response: it has not changed, and is not sent again"}
}
"""The OpenAPI response 304."""


def success_responses(*formats: Format) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses 200 and 304 of an endpoint; `formats` are those beside JSON."""
    headers = {name: {"description": text, "schema": {"type": "string"}} for name, text in RESPONSE_HEADERS.items()}
    content = {
        each.media_type: {"schema": {"type": "object" if each.media_type.endswith(("/json", "+json")) else "string"}}
        for each in formats
        if each != JSON
    }
    return {200: {"description": "The response", "headers": headers, "content": content}, **NOT_MODIFIED}


def query_parameters(parameters: dict[str, Parameter]) -> dict[str, Any]:
    """Return the query parameters of an endpoint, as the argument `openapi_extra` of its route."""
    return {"parameters": [parameter.openapi() for parameter in parameters.values()]}
