"""`/llms.txt`: the whole API on a page, for programs that read before they ask (https://llmstxt.org).

A heading, a summary, notes, then sections of links. It is written from what the code knows, the models, the parameters
and the formats, so that whoever has read it chooses the right call without trying. It needs no dataset.
"""

from functools import cache
from itertools import groupby

from app.models import COLLECTIONS, Collection
from app.models.columns import CURRENCY
from app.models.fact import Fact
from app.web.about import DESCRIPTION, TITLE
from app.web.http.links import Links
from app.web.http.problems import PROBLEM_TYPES
from app.web.query.embedding import EMBEDDED_ITEMS, embeds
from app.web.representations.sparse import sparse_parameters
from app.web.request.list_parameters import QUERY_PARAMETER, SEARCH_PARAMETERS, list_parameters
from app.web.request.media_types import FORMATS, format_parameter
from app.web.request.parameters import Parameter

MEDIA_TYPE = "text/plain; charset=utf-8"
"""Markdown is text; a file whose name ends in `.txt` is shown by browsers and taken by every reader."""

Entry = tuple[str, str, str]
"""What is linked to: its name, its path, and a note."""

START_LINKS = [
    ("The dataset", "/v1", "version, counts, links to everything"),
    ("Search", "/v1/search?q=digital", f"facts and sentences, best first; takes {', '.join(SEARCH_PARAMETERS)}"),
    ("OpenAPI", "/openapi.json", "each parameter and field, with examples from the dataset"),
]

EXAMPLE_REQUESTS = [
    ("Figures that are only lower bounds", "/v1/metrics?comparator=gt&sort=-amount&fields=name,quantity", ""),
    ("Where a number is spoken of", "/v1/search?q=319+billion&type=metric,sentence", ""),
    ("Figures certainly of at least 60,000", "/v1/metrics?value_min=60000&certainty=certain", ""),
    ("Whose figures they are", "/v1/metrics?fields=name,quantity,attribution", ""),
    ("Money as CSV", "/v1/metrics?kind=money&format=csv", ""),
    ("What people said in their own words", "/v1/statements?mode=direct&fields=text,speaker,evidence", ""),
    ("Events with figures and projects", "/v1/events?embed=metrics,signed_projects&fields=name,metrics.quantity", ""),
    ("Ids to filter by", "/v1/entities?fields=id,name,kind&limit=500", ""),
    ("How many statements mention what", "/v1/statements?facet=mentions&fields=id&limit=1", ""),
    ("What sources do not state", "/v1/sources?fields=title,not_stated", ""),
]
"""Good calls, each of which answers whatever the dataset holds."""

OPTIONAL_LINKS = [
    ("Verification", "/v1/verification", "every span, quantity and date, as checked at load"),
    ("Citation", "/v1/citation", "how to cite the dataset"),
    ("DCAT", "/v1?format=jsonld", "the dataset as a catalogue entry, with every download"),
    ("Documentation", "/docs", "for people"),
]


def llms_txt(links: Links) -> str:
    """Return the page."""
    summary, *notes = DESCRIPTION.strip().split("\n\n")
    collections = [(one.name, one.path, _collection_note(one)) for one in COLLECTIONS.values()]
    sections = {
        "Start here": START_LINKS,
        "Collections": collections,
        "Good calls": EXAMPLE_REQUESTS,
        "Optional": OPTIONAL_LINKS,
    }
    written = (_section(title, entries, links) for title, entries in sections.items())
    return "\n\n".join([f"# {TITLE}", f"> {_on_one_line(summary)}", *notes, _general_notes(), *written]) + "\n"


def _general_notes() -> str:
    """Say what all lists and all items have."""
    events, sources = COLLECTIONS["events"], COLLECTIONS["sources"]
    shared = [name for name in _parameters(events) if _is_common(name)]
    asked = [_with_values(events, name) if name in events.filters else name for name in shared]
    missing = [name for name in shared if name not in _parameters(sources)]
    limit = _parameters(events)["limit"].schema
    types = SEARCH_PARAMETERS["type"].schema["enum"]
    of_items = " ".join(one.name for one in _item_parameters(events))
    problems = (
        f"`{status} {' '.join(kind.slug for kind in kinds)}`"
        for status, kinds in groupby(PROBLEM_TYPES.values(), key=lambda kind: kind.status)
    )
    return "\n".join(
        [
            f"- Every list takes `{' '.join(asked)}`; sources not `{' '.join(missing)}`. `{{entity}}` is the id of an "
            "entity, `a|b` are all values there are. Filters and `sort facet fields embed` take several values with "
            f"commas; `true|false`, `value_min`, `value_max` and `certainty` one. `limit` is from {limit['minimum']} "
            f"to {limit['maximum']}, {limit['default']} if not given, and with `embed` {EMBEDDED_ITEMS} at the most. "
            "`sort=-amount` is falling. `fields` takes whole fields: `quantity`, not `quantity.text`. Facets are in "
            "JSON only.",
            f"- `q`: {QUERY_PARAMETER.description} In `/v1/search`, `type={'|'.join(types)}`.",
            f"- `certainty`: {_parameters(COLLECTIONS['metrics'])['certainty'].description}",
            f"- Every item has the fields `{' '.join(Fact.model_fields)}`, beside those of its collection.",
            f"- `/v1/<collection>/{{id}}` is an item and takes `{of_items}`. Below it are `/citation` and "
            "`/verification` (checked anew each time, not to be kept), of a source also `/text` and `/coverage` (its "
            "sentences with their facts).",
            "- `/v1/dataset.sqlite` is everything in one file, where the server has it in one.",
            f"- Problems: {', '.join(problems)}.",
        ]
    )


def _collection_note(collection: Collection) -> str:
    """Say in a line what a collection is, and what its lists have beside what all have."""
    said = {
        "Fields": [name for name in collection.fact.model_fields if name not in Fact.model_fields],
        "Takes": [_with_values(collection, name) for name in _parameters(collection) if not _is_common(name)],
        "Sort": collection.sorts,
        "Embed": embeds(collection),
    }
    return " ".join(
        [_on_one_line(f"{collection.fact.__doc__}"), *(f"{what} `{' '.join(said[what])}`." for what in said)]
    )


@cache
def _parameters(collection: Collection) -> dict[str, Parameter]:
    """Return the parameters of a collection's list."""
    return list_parameters(collection, *_item_parameters(collection))


def _item_parameters(collection: Collection) -> list[Parameter]:
    """Return the parameters that a collection's items have too."""
    return [*sparse_parameters(collection), format_parameter(FORMATS)]


def _is_common(name: str) -> bool:
    """Tell whether every list has a parameter, but for that of the sources: they rest on none but themselves."""
    return all(name in _parameters(one) for one in COLLECTIONS.values() if one.name != "sources")


def _with_values(collection: Collection, name: str) -> str:
    """Show a parameter with the values that it can have: `kind=count|money`, `place={entity}`."""
    spec, schema = collection.filters.get(name), _parameters(collection)[name].schema
    if spec and spec.refers:
        return f"{name}={{{COLLECTIONS[spec.refers].type}}}"
    forms = {"boolean": "true|false", "string": "{code}" if schema.get("pattern") == CURRENCY else "{word}"}
    return f"{name}={'|'.join(schema.get('enum', [])) or forms.get(schema['type'], '{number}')}"


def _section(title: str, entries: list[Entry], links: Links) -> str:
    lines = (f"- [{name}]({links(path)})" + (f": {note}" if note else "") for name, path, note in entries)
    return "\n".join([f"## {title}", "", *lines])


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
