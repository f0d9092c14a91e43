"""The parameters of lists and of search: filters, ranges of values, full text, sorting and paging."""

from dataclasses import replace
from typing import Any

from app.models import COLLECTIONS, Collection
from app.models.columns import SLUG, Filter
from app.models.metrics import CERTAINTIES
from app.web.request.parameters import CURSOR, MAX_SEARCH_LENGTH, WORDS, Parameter

MAX_NUMBER = 10**18
"""The largest number that `value_min` and `value_max` take."""

VALUE_PARAMETERS = [
    Parameter(
        "value_min",
        "Figures of at least this number, in the sense of `certainty`. In units, not in thousands or millions.",
        {"type": "number", "minimum": 0, "maximum": MAX_NUMBER},
        example=60000,
    ),
    Parameter(
        "value_max",
        "Figures of at most this number, in the sense of `certainty`.",
        {"type": "number", "minimum": 0, "maximum": MAX_NUMBER},
        example=100000,
    ),
    Parameter(
        "certainty",
        "How `value_min` and `value_max` are meant; only beside one of them. `stated`, where it is not given: the "
        "printed number, of a range any part; `certain`: true of every number that the words allow, which an "
        "approximation never is; `possible`: true of some, of an approximation by its printed number. “Over 63,000” is "
        "certainly at least 60,000, and only possibly at least 70,000.",
        {"type": "string", "enum": [*CERTAINTIES]},  # a default would be sent by programs that fill them in
    ),
]
"""The parameters that compare quantities with a range of values."""


PAGING_PARAMETERS = [
    Parameter(
        "limit",
        "The maximum number of items.",
        {"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
    ),
    Parameter(
        "cursor",
        "Where the page begins: take it from the `next` link.",
        {"type": "string", "pattern": CURSOR, "maxLength": 2000},
    ),
]
"""The parameters of paging."""

QUERY_PARAMETER = Parameter(
    "q",
    "What to search for: all of the words must be there, whatever their case and accents. Quotation marks keep words "
    "together, `*` after a word stands for any ending, and a number is also found by what it means: `0.319 trillion` "
    "finds “319 billion”. There is no OR and no NOT. Without `sort`, the best match comes first.",
    {"type": "string", "minLength": 1, "maxLength": MAX_SEARCH_LENGTH},
    example="digital trade",
)

SEARCH_PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        replace(QUERY_PARAMETER, is_required=True),
        Parameter(
            "type",
            "What to find: facts of these types, or sentences. Several values, separated by commas, mean any of them.",
            {"type": "string", "enum": [*(collection.type for collection in COLLECTIONS.values()), "sentence"]},
            many=True,
            example=["metric", "sentence"],
        ),
        *PAGING_PARAMETERS,
    )
}
"""The parameters of `/v1/search`, by name."""


def list_parameters(collection: Collection, *more: Parameter) -> dict[str, Parameter]:
    """Return the parameters of a collection's list by name: filters first, then those of all lists, then `more`."""
    filters = [_filter_parameter(name, spec) for name, spec in collection.filters.items()]
    sort_values = [direction + name for name in collection.sorts for direction in ("", "-")]
    common = [
        QUERY_PARAMETER,
        Parameter(
            "sort",
            "The fields to sort by, `-` for descending order; ties are broken by id, nulls come last. Default: the "
            "order of the text.",
            {"type": "string", "enum": sort_values},
            many=True,
            example=["-amount" if "amount" in collection.sorts else collection.sorts[1]],
        ),
        *PAGING_PARAMETERS,
        Parameter(
            "facet",
            "Adds `facets`: every value of each of these filters, with the number of items that have it and match the "
            "other filters, and a link to them. In JSON only.",
            {"type": "string", "enum": [*collection.filters]},
            many=True,
            example=[next(iter(collection.filters))],
        ),
    ]
    values = VALUE_PARAMETERS if collection.name == "metrics" else []
    return {parameter.name: parameter for parameter in (*filters, *values, *common, *more)}


def _filter_parameter(name: str, spec: Filter) -> Parameter:
    schema: dict[str, Any]
    if spec.value_type is bool:
        schema = {"type": "boolean"}
    elif spec.value_type is int:
        schema = {"type": "integer", "minimum": 1, "maximum": 9999}
    elif spec.values:
        schema = {"type": "string", "enum": list(spec.values)}
    elif spec.refers:
        schema = {"type": "string", "pattern": SLUG, "maxLength": 100}
    else:
        schema = {"type": "string", "pattern": spec.pattern or WORDS, "maxLength": 100}
    kind = f" Ids of `/v1/{spec.refers.replace('_', '-')}`." if spec.refers else ""
    several = "" if spec.value_type is bool else " Several values, separated by commas, mean any of them."
    example = None if spec.example is None else [spec.example]
    return Parameter(
        name, f"{spec.description}.{kind}{several}", schema, many=spec.value_type is not bool, example=example
    )
