"""Query parameters: read strictly, by the same JSON Schema that documents them in OpenAPI.

All mistakes of a request are reported in one response: unknown parameters, repeated ones that take a single value, and
values that are not allowed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl

from app.facts.quantity.currencies import code_named
from app.models.columns import CURRENCY, SLUG
from app.web.http.problems import (
    INVALID_VALUE,
    REPEATED_PARAMETER,
    UNKNOWN_PARAMETER,
    ParameterError,
    ProblemError,
)
from app.web.http.short_text_cache import short_text_cache

JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,400})?([eE][-+]?[0-9]{1,3})?")
"""A number in JSON syntax (RFC 8259), short enough for a float."""

WORDS = r"^[^,\x00-\x1f]+$"
CURSOR = "^[A-Za-z0-9_-]+$"

EXPECTED = {
    SLUG: "an id: small letters, digits and hyphens, 100 at the most",
    CURRENCY: "a currency code of ISO 4217: three capital letters",
    WORDS: "one or more words, of 100 characters at the most",
    CURSOR: "a cursor as a `next` link has it",
}
"""The allowed values in words for error messages, by the pattern of the schema."""

MAX_SEARCH_LENGTH = 1000
"""The maximum length of a search, in characters."""

COMMON_NAMES = {
    "offset": "cursor",
    "page": "cursor",
    "per_page": "limit",
    "page_size": "limit",
    "order": "sort",
    "order_by": "sort",
    "include": "embed",
    "expand": "embed",
    "select": "fields",
    "query": "q",
    "search": "q",
    "lang": "language",
    "min_value": "value_min",
    "max_value": "value_max",
}
"""Names that other APIs have for parameters of this one, if they are not spelt alike: they are suggested in errors."""

PLAIN_QUERY = re.compile(b"[A-Za-z0-9_.,:&=~*-]*")
"""A query string without percent-encoding, as most are: it can be split without decoding."""

UNDECODABLE = re.compile("[\udc80-\udcff]")
"""The surrogates that stand for bytes which are not UTF-8 (Python's `surrogateescape`)."""

NAME_SIMILARITY = 0.75
"""How similar a name must be to be suggested, from 0 to 1: `fileds` suggests `fields`, `edition` suggests nothing."""

MAX_CACHED_VALUES = 2000
"""The maximum number of texts whose values are cached."""

MAX_VALUES = 100
"""The maximum number of values of a parameter, and of parameters of a request."""


@dataclass(frozen=True, eq=False)
class Parameter:
    """A query parameter: how it is read, and how it is documented."""

    name: str
    description: str
    schema: dict[str, Any]
    """The JSON Schema of one value."""
    many: bool = False
    """Whether it takes several values, separated by commas."""
    is_required: bool = False
    example: Any = None
    """A value, or a list of values, that the schema alone does not suggest."""

    def openapi(self) -> dict[str, Any]:
        """Return the parameter object of OpenAPI 3.1."""
        described = {"name": self.name, "in": "query", "required": self.is_required, "description": self.description}
        schema = self.schema
        if self.many:
            schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": MAX_VALUES}
            described |= {"style": "form", "explode": False}
        if self.example is not None:  # in the schema: an example of the parameter itself would be sent from /docs
            text = ",".join(map(str, self.example)) if isinstance(self.example, list) else self.example
            described["description"] = f"{self.description} For instance `{text}`."
            schema = {**schema, "examples": [self.example]}
        return {**described, "schema": schema}


@dataclass
class GivenParameters:
    """The parameters that a request gives."""

    values: dict[str, Sequence[Any]] = field(default_factory=dict)
    """The values of each, by name: strings, numbers or booleans, without duplicates."""
    pairs: list[tuple[str, str]] = field(default_factory=list)
    """The names and texts as they were sent, in order."""

    def __getitem__(self, name: str) -> Sequence[Any]:
        """Return the values of a parameter; an empty sequence if it is not given."""
        return self.values.get(name, ())

    def __contains__(self, name: str) -> bool:
        """Tell whether a parameter is given."""
        return name in self.values

    def value(self, name: str, default: Any = None) -> Any:
        """Return the value of a parameter that takes one, or the default if it is not given."""
        values = self.values.get(name)
        return values[0] if values else default

    def without(self, *names: str) -> "GivenParameters":
        """Return all parameters but those named."""
        values = {name: values for name, values in self.values.items() if name not in names}
        return GivenParameters(values, [pair for pair in self.pairs if pair[0] not in names])


def read_parameters(allowed: dict[str, Parameter], query: bytes) -> GivenParameters:
    """Read a query string. Raises a 422 problem that lists every invalid, unknown, repeated or missing parameter."""
    parameters = GivenParameters(pairs=_split_query(query))
    if (count := len(parameters.pairs)) > MAX_VALUES:
        raise ProblemError(INVALID_VALUE, f"There are {count} parameters; give {MAX_VALUES} at the most.")
    texts: dict[str, list[str]] = {}
    for name, text in parameters.pairs:
        texts.setdefault(name, []).append(text)
    problems = []
    for name, values in texts.items():
        try:
            parameters.values[name] = _read_parameter(name, values, allowed)
        except _InvalidParameterError as invalid:
            problems.append((invalid.kind, ParameterError(parameter=name[:100], **invalid.error)))
    for name, parameter in allowed.items():
        if parameter.is_required and name not in texts:
            missing = ParameterError(parameter=name, detail="It must be given here.")
            problems.append((INVALID_VALUE, missing))
    if problems:
        errors = [error for _, error in problems]
        raise ProblemError(problems[0][0], " ".join(error_sentence(error) for error in errors), errors)
    return parameters


def _split_query(query: bytes) -> list[tuple[str, str]]:
    """Split a query string into names and texts.

    Bytes that are not UTF-8 stay recognisable in values. In names they are replaced: such a name is unknown anyway.
    """
    if PLAIN_QUERY.fullmatch(query):
        return [(name, value) for name, _, value in [pair.partition("=") for pair in query.decode().split("&") if pair]]
    octets = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    return [(_decode(name, "replace"), _decode(value, "surrogateescape")) for name, value in octets]


def _decode(octets: str, errors: str) -> str:
    return octets.encode("latin-1").decode(errors=errors)


class _InvalidParameterError(Exception):
    """A mistake in one parameter; `read_parameters` collects all of them."""

    def __init__(self, kind: Any, detail: str, allowed: Iterable[str] = (), suggestion: str | None = None) -> None:
        self.kind = kind
        self.error: dict[str, Any] = {
            "detail": detail,
            "allowed": list(allowed) or None,
            "did_you_mean": suggestion,
        }


def _describe_unknown(name: str, allowed: dict[str, Parameter]) -> tuple[str, list[str], str | None]:
    """Return the detail of the error, the allowed names, and the one that was probably meant."""
    if not allowed:
        return "This address takes no parameters.", [], None
    suggestion = COMMON_NAMES.get(name.lower())
    if suggestion not in allowed:
        suggestion = nearest(name, allowed, NAME_SIMILARITY)
    return f"There is no parameter {name[:100]!r} here.", list(allowed), suggestion


def nearest(word: str, candidates: Iterable[str], similarity: float = 0.6) -> str | None:
    """Return the candidate that is most similar to a word, whatever its case; None if none is similar enough."""
    folded = {candidate.casefold(): candidate for candidate in candidates}
    return next((folded[match] for match in get_close_matches(word.casefold(), folded, n=1, cutoff=similarity)), None)


def _read_parameter(name: str, texts: list[str], allowed: dict[str, Parameter]) -> Sequence[Any]:
    if name not in allowed:
        raise _InvalidParameterError(UNKNOWN_PARAMETER, *_describe_unknown(name, allowed))
    parameter = allowed[name]
    if len(texts) == 1:
        return _read_values(texts[0], parameter)
    if not parameter.many:
        raise _InvalidParameterError(REPEATED_PARAMETER, f"It is given {len(texts)} times; give it once.")
    return _read_values(",".join(texts), parameter)


@short_text_cache(MAX_CACHED_VALUES)
def _read_values(text: str, parameter: Parameter) -> Sequence[Any]:
    """Read the values of a parameter, without duplicates; cached, because the same few texts are sent most often."""
    if UNDECODABLE.search(text):
        raise _InvalidParameterError(INVALID_VALUE, "It is not UTF-8. Send it as UTF-8, percent-encoded: é is %C3%A9.")
    parts = text.split(",") if parameter.many else [text]
    if len(parts) > MAX_VALUES:
        raise _InvalidParameterError(INVALID_VALUE, f"It has {len(parts)} values; give {MAX_VALUES} at the most.")
    return tuple(dict.fromkeys([_read_value(part, parameter.schema) for part in parts]))


def _read_value(text: str, schema: dict[str, Any]) -> Any:
    """Read one value by its JSON Schema: a boolean, an integer, a number or a string."""
    if schema["type"] == "boolean":
        if text not in ("true", "false"):
            raise _InvalidParameterError(INVALID_VALUE, f"{text[:100]!r} is neither true nor false.", ["true", "false"])
        return text == "true"
    if schema["type"] == "integer":
        low, high = schema["minimum"], schema["maximum"]
        if not re.fullmatch("[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise _InvalidParameterError(INVALID_VALUE, f"{text[:100]!r} is not a whole number from {low} to {high}.")
        return int(text)
    if schema["type"] == "number":
        if not JSON_NUMBER.fullmatch(text) or not schema["minimum"] <= float(text) <= schema["maximum"]:
            raise _InvalidParameterError(
                INVALID_VALUE, f"{text[:100]!r} is not a number such as 63000 or 0.5, from 0 to 10^18."
            )
        return float(text)
    if "enum" in schema and text not in schema["enum"]:
        raise _InvalidParameterError(
            INVALID_VALUE,
            f"{text[:100]!r} is not one of its values.",
            schema["enum"],
            nearest(text, schema["enum"]),
        )
    if "minLength" in schema and not schema["minLength"] <= len(text) <= schema["maxLength"]:
        raise _InvalidParameterError(
            INVALID_VALUE, f"It has {len(text)} characters; give from 1 to {schema['maxLength']}."
        )
    if "pattern" in schema and not (re.fullmatch(schema["pattern"], text) and len(text) <= schema["maxLength"]):
        suggest = SUGGESTIONS.get(schema["pattern"])
        suggestion = suggest(text[:100]) if suggest else None
        raise _InvalidParameterError(
            INVALID_VALUE, f"{text[:100]!r} is not {EXPECTED[schema['pattern']]}.", suggestion=suggestion
        )
    return text


def _to_slug(text: str) -> str | None:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-") or None


SUGGESTIONS: dict[str, Callable[[str], str | None]] = {SLUG: _to_slug, CURRENCY: code_named}
"""Functions that suggest a valid value in place of an invalid one, by the pattern of the schema."""


def invalid_value(parameter: str, detail: str) -> ProblemError:
    """Return the 422 problem of a value that contradicts other parameters of the request."""
    error = ParameterError(parameter=parameter, detail=detail)
    return ProblemError(INVALID_VALUE, error_sentence(error), [error])


def error_sentence(error: ParameterError) -> str:
    """Return the error of a parameter as a sentence: `kind: 'mony' is not one of its values. Did you mean 'money'?`."""
    question = f" Did you mean {error.did_you_mean!r}?" if error.did_you_mean else ""
    return f"{error.parameter}: {error.detail}{question}"
