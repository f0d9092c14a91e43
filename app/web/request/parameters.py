"""The query language: parameters that are read strictly, and described once for the reader and for OpenAPI.

A parameter's JSON Schema is both its documentation and the rule that its values are read by. Every mistake of a request
is reported in one answer: an unknown parameter, a single one given twice, a value out of its set, form or range.
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
"""A number as JSON writes it, which no float is too small for."""

WORDS = r"^[^,\x00-\x1f]+$"
CURSOR = "^[A-Za-z0-9_-]+$"

EXPECTED = {
    SLUG: "an id: small letters, digits and hyphens, 100 at the most",
    CURRENCY: "a currency code of ISO 4217: three capital letters",
    WORDS: "one or more words, of 100 characters at the most",
    CURSOR: "a cursor as a `next` link has it",
}
"""What a value looks like, for people, by its pattern."""

MAX_SEARCH_LENGTH = 1000
"""How many characters one can search for."""

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
"""What our parameters are called in other APIs, where that is not like their names here."""

PLAIN_QUERY = re.compile(b"[A-Za-z0-9_.,:&=~*-]*")
"""A query string in which every character stands for itself, as in most."""

UNDECODABLE = re.compile("[\udc80-\udcff]")
"""What stands for a byte that is no part of UTF-8."""

NAME_SIMILARITY = 0.75
"""How alike two names of parameters are, of which one may be meant by the other: `fileds`, but not `edition`, is."""

MAX_CACHED_VALUES = 2000
"""How many texts of parameters are remembered with the values that were read from them."""

MAX_VALUES = 100
"""How many values a parameter with several can have, and how many parameters a request."""


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter of a request; `schema` is the JSON Schema of one value."""

    name: str
    description: str
    schema: dict[str, Any]
    many: bool = False
    is_required: bool = False
    example: Any = None
    """A value that it can have, or a list of such, where the schema alone does not show one."""

    def openapi(self) -> dict[str, Any]:
        """Describe it in the OpenAPI document."""
        described = {"name": self.name, "in": "query", "required": self.is_required, "description": self.description}
        schema = self.schema
        if self.many:
            schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": MAX_VALUES}
            described |= {"style": "form", "explode": False}
        if self.example is not None:  # in the schema: an example of the parameter itself would be sent from /docs
            written = ",".join(map(str, self.example)) if isinstance(self.example, list) else self.example
            described["description"] = f"{self.description} For instance `{written}`."
            schema = {**schema, "examples": [self.example]}
        return {**described, "schema": schema}


@dataclass
class GivenParameters:
    """The parameters of a request, read."""

    values: dict[str, Sequence[Any]] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def __getitem__(self, name: str) -> Sequence[Any]:
        """Return the values of a parameter; none if it is not given."""
        return self.values.get(name, ())

    def __contains__(self, name: str) -> bool:
        """Tell whether a parameter is given."""
        return name in self.values

    def value(self, name: str, default: Any = None) -> Any:
        """Return the value of a parameter that has one."""
        values = self.values.get(name)
        return values[0] if values else default

    def without(self, *names: str) -> "GivenParameters":
        """Return the others."""
        values = {name: values for name, values in self.values.items() if name not in names}
        return GivenParameters(values, [pair for pair in self.pairs if pair[0] not in names])


def read_parameters(known: dict[str, Parameter], query: bytes) -> GivenParameters:
    """Read a query string. Raises `ProblemError` with every parameter that is wrong in it."""
    given = GivenParameters(pairs=_split_query(query))
    if len(given.pairs) > MAX_VALUES:
        raise ProblemError(INVALID_VALUE, f"There are {len(given.pairs)} parameters; give {MAX_VALUES} at the most.")
    texts: dict[str, list[str]] = {}
    for name, text in given.pairs:
        texts.setdefault(name, []).append(text)
    problems = []
    for name, said in texts.items():
        try:
            given.values[name] = _read_parameter(name, said, known)
        except _InvalidParameterError as wrong:
            problems.append((wrong.kind, ParameterError(parameter=name[:100], **wrong.error)))
    for name, parameter in known.items():
        if parameter.is_required and name not in texts:
            missing = ParameterError(parameter=name, detail="It must be given here.")
            problems.append((INVALID_VALUE, missing))
    if problems:
        errors = [error for _, error in problems]
        raise ProblemError(problems[0][0], " ".join(error_sentence(error) for error in errors), errors)
    return given


def _split_query(query: bytes) -> list[tuple[str, str]]:
    """Split a query string. Bytes that are not UTF-8 can be told in values; a name that has some is unknown anyway."""
    if PLAIN_QUERY.fullmatch(query):
        return [(name, value) for name, _, value in [pair.partition("=") for pair in query.decode().split("&") if pair]]
    octets = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    return [(_decode(name, "replace"), _decode(value, "surrogateescape")) for name, value in octets]


def _decode(octets: str, errors: str) -> str:
    return octets.encode("latin-1").decode(errors=errors)


class _InvalidParameterError(Exception):
    def __init__(self, kind: Any, detail: str, allowed: Iterable[str] = (), meant: str | None = None) -> None:
        self.kind = kind
        self.error: dict[str, Any] = {
            "detail": detail,
            "allowed": list(allowed) or None,
            "did_you_mean": meant,
        }


def _describe_unknown(name: str, known: dict[str, Parameter]) -> tuple[str, list[str], str | None]:
    if not known:
        return "This address takes no parameters.", [], None
    meant = COMMON_NAMES.get(name.lower())
    if meant not in known:
        meant = nearest(name, known, NAME_SIMILARITY)
    return f"There is no parameter {name[:100]!r} here.", list(known), meant


def nearest(word: str, known: Iterable[str], similarity: float = 0.6) -> str | None:
    """Return the known word that was probably meant, whatever its case."""
    folded = {one.casefold(): one for one in known}
    return next((folded[one] for one in get_close_matches(word.casefold(), folded, n=1, cutoff=similarity)), None)


def _read_parameter(name: str, texts: list[str], known: dict[str, Parameter]) -> Sequence[Any]:
    if name not in known:
        raise _InvalidParameterError(UNKNOWN_PARAMETER, *_describe_unknown(name, known))
    parameter = known[name]
    if len(texts) == 1:
        return _read_values(texts[0], parameter)
    if not parameter.many:
        raise _InvalidParameterError(REPEATED_PARAMETER, f"It is given {len(texts)} times; give it once.")
    return _read_values(",".join(texts), parameter)


@short_text_cache(MAX_CACHED_VALUES)
def _read_values(text: str, parameter: Parameter) -> Sequence[Any]:
    """Read the values of a parameter, each once; of most parameters the same few come again and again."""
    if UNDECODABLE.search(text):
        raise _InvalidParameterError(INVALID_VALUE, "It is not UTF-8. Send it as UTF-8, percent-encoded: é is %C3%A9.")
    parts = text.split(",") if parameter.many else [text]
    if len(parts) > MAX_VALUES:
        raise _InvalidParameterError(INVALID_VALUE, f"It has {len(parts)} values; give {MAX_VALUES} at the most.")
    return tuple(dict.fromkeys([_read_value(part, parameter.schema) for part in parts]))


def _read_value(text: str, schema: dict[str, Any]) -> Any:
    """Read one value as its JSON Schema describes it."""
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
        find = SUGGESTIONS.get(schema["pattern"])
        meant = find(text[:100]) if find else None
        raise _InvalidParameterError(
            INVALID_VALUE, f"{text[:100]!r} is not {EXPECTED[schema['pattern']]}.", meant=meant
        )
    return text


def _to_slug(text: str) -> str | None:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-") or None


SUGGESTIONS: dict[str, Callable[[str], str | None]] = {SLUG: _to_slug, CURRENCY: code_named}
"""What finds the value of a pattern that a text was probably meant for."""


def invalid_value(parameter: str, detail: str) -> ProblemError:
    """Return the problem of a value that can't stand beside others."""
    error = ParameterError(parameter=parameter, detail=detail)
    return ProblemError(INVALID_VALUE, error_sentence(error), [error])


def error_sentence(error: ParameterError) -> str:
    """Say in prose what is wrong with a parameter."""
    meant = f" Did you mean {error.did_you_mean!r}?" if error.did_you_mean else ""
    return f"{error.parameter}: {error.detail}{meant}"
