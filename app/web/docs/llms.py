"""`/llms.txt`: the whole API on one page of Markdown, for language models (https://llmstxt.org).

It has a heading, a summary, notes, and sections of links. It is generated from the models, the parameters and the
formats, and needs no dataset. A program that has read it can choose the right request without trying.
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
"""Plain text rather than `text/markdown`: browsers show it, and every client accepts it."""

Entry = tuple[str, str, str]
"""A link: its title, its path, and a note."""

START_LINKS = [
    ("The dataset", "/v1", "version, counts, links to everything"),
    ("Search", "/v1/search?q=digital", f"facts and sentences, best first; takes {', '.join(SEARCH_PARAMETERS)}"),
    ("OpenAPI", "/openapi.json", "each parameter and field, with examples from the dataset"),
]

EXAMPLE_REQUESTS = [
    ("Figures that are only lower bounds", "/v1/metrics?comparator=gt&sort=-amount&fields=name,quantity", ""),
    ("Where a number is mentioned", "/v1/search?q=319+billion&type=metric,sentence", ""),
    ("Figures certainly of at least 60,000", "/v1/metrics?value_min=60000&certainty=certain", ""),
    ("Whose figures they are", "/v1/metrics?fields=name,quantity,attribution", ""),
    ("Money as CSV", "/v1/metrics?kind=money&format=csv", ""),
    ("What people said in their own words", "/v1/statements?mode=direct&fields=text,speaker,evidence", ""),
    ("Events with figures and projects", "/v1/events?embed=metrics,signed_projects&fields=name,metrics.quantity", ""),
    ("Ids to filter by", "/v1/entities?fields=id,name,kind&limit=500", ""),
    ("How many statements mention each entity", "/v1/statements?facet=mentions&fields=id&limit=1", ""),
    ("What sources do not state", "/v1/sources?fields=title,not_stated", ""),
]
"""Requests worth copying; each of them succeeds with any dataset."""

OPTIONAL_LINKS = [
    ("Verification", "/v1/verification", "every span, quantity and date, as checked at load"),
    ("Citation", "/v1/citation", "how to cite the dataset"),
    ("DCAT", "/v1?format=jsonld", "the dataset as a catalogue entry, with every download"),
    ("Documentation", "/docs", "for people"),
]


def llms_txt(links: Links) -> str:
    """Return the page as Markdown."""
    summary, *notes = DESCRIPTION.strip().split("\n\n")
    collections = [(one.name, one.path, _collection_note(one)) for one in COLLECTIONS.values()]
    sections = {
        "Start here": START_LINKS,
        "Collections": collections,
        "Good calls": EXAMPLE_REQUESTS,
        "Optional": OPTIONAL_LINKS,
    }
    written_sections = (_section(title, entries, links) for title, entries in sections.items())
    summary_line = f"> {_on_one_line(summary)}"
    return "\n\n".join([f"# {TITLE}", summary_line, *notes, _general_notes(), *written_sections]) + "\n"


def _general_notes() -> str:
    """Return the notes on the parameters and fields that all lists and all items have."""
    events, sources = COLLECTIONS["events"], COLLECTIONS["sources"]
    common = [name for name in _parameters(events) if _is_common(name)]
    shown = [_with_values(events, name) if name in events.filters else name for name in common]
    missing = [name for name in common if name not in _parameters(sources)]
    limit = _parameters(events)["limit"].schema
    types = SEARCH_PARAMETERS["type"].schema["enum"]
    of_items = " ".join(parameter.name for parameter in _item_parameters(events))
    problems = (
        f"`{status} {' '.join(kind.slug for kind in kinds)}`"
        for status, kinds in groupby(PROBLEM_TYPES.values(), key=lambda kind: kind.status)
    )
    return "\n".join(
        [
            f"- Every list takes `{' '.join(shown)}`; sources not `{' '.join(missing)}`. `{{entity}}` is the id of an "
            "entity, `a|b` are all possible values. Filters and `sort facet fields embed` take several values with "
            f"commas; `true|false`, `value_min`, `value_max` and `certainty` one. `limit` is from {limit['minimum']} "
            f"to {limit['maximum']}, {limit['default']} if not given, and with `embed` {EMBEDDED_ITEMS} at the most. "
            "`sort=-amount` is descending. `fields` takes whole fields: `quantity`, not `quantity.text`. Facets are in "
            "JSON only.",
            f"- `q`: {QUERY_PARAMETER.description} In `/v1/search`, `type={'|'.join(types)}`.",
            f"- `certainty`: {_parameters(COLLECTIONS['metrics'])['certainty'].description}",
            f"- Every item has the fields `{' '.join(Fact.model_fields)}`, beside those of its collection.",
            f"- `/v1/<collection>/{{id}}` is an item and takes `{of_items}`. Below it are `/citation` and "
            "`/verification` (computed for each request, not cached), of a source also `/text` and `/coverage` (its "
            "sentences with their facts).",
            "- `/v1/dataset.sqlite` is everything in one file, if the server has it in one.",
            f"- Problems: {', '.join(problems)}.",
        ]
    )


def _collection_note(collection: Collection) -> str:
    """Return a collection's description in one line, with the fields and parameters of its own."""
    notes = {
        "Fields": [name for name in collection.fact.model_fields if name not in Fact.model_fields],
        "Takes": [_with_values(collection, name) for name in _parameters(collection) if not _is_common(name)],
        "Sort": collection.sorts,
        "Embed": embeds(collection),
    }
    return " ".join(
        [
            _on_one_line(f"{collection.fact.__doc__}"),
            *(f"{title} `{' '.join(names)}`." for title, names in notes.items()),
        ]
    )


@cache
def _parameters(collection: Collection) -> dict[str, Parameter]:
    """Return the parameters of a collection's list, by name."""
    return list_parameters(collection, *_item_parameters(collection))


def _item_parameters(collection: Collection) -> list[Parameter]:
    """Return the parameters that a single item of a collection takes too."""
    return [*sparse_parameters(collection), format_parameter(FORMATS)]


def _is_common(name: str) -> bool:
    """Tell whether every list has a parameter, except that of the sources, which rest on no source."""
    return all(name in _parameters(each) for each in COLLECTIONS.values() if each.name != "sources")


def _with_values(collection: Collection, name: str) -> str:
    """Return a parameter with its possible values: `kind=count|money`, `place={entity}`."""
    spec, schema = collection.filters.get(name), _parameters(collection)[name].schema
    if spec and spec.refers:
        return f"{name}={{{COLLECTIONS[spec.refers].type}}}"
    placeholders = {"boolean": "true|false", "string": "{code}" if schema.get("pattern") == CURRENCY else "{word}"}
    return f"{name}={'|'.join(schema.get('enum', [])) or placeholders.get(schema['type'], '{number}')}"


def _section(title: str, entries: list[Entry], links: Links) -> str:
    lines = (f"- [{name}]({links(path)})" + (f": {note}" if note else "") for name, path, note in entries)
    return "\n".join([f"## {title}", "", *lines])


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
