"""The columns of a table: what a fact holds, laid flat by the JSON Schema of its model.

| in the fact | in the table |
|---|---|
| `name` | `name` |
| a reference, `place` | `place_id`, `place_name`; its `type` too where nothing says that it is always the same |
| an object, `quantity` | `quantity_text`, `quantity_amount`, ... |
| numbers by type of fact, `counts` | `counts_speaker`, `counts_statement`, ... |
| a list of words, `aliases` | `aliases`, separated by ` | ` |
| a list of objects, `roles` | `roles_title`, `roles_place_id`, ..., each separated by ` | ` in the same order |
| a list of what is itself no row, `disputed` | `disputed`, as JSON |
| `evidence` | the one that the row is best cited by: `quote`, `quote_start`, ...; what is inferred; how many |
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.models import COLLECTIONS, Collection

SEPARATOR = " | "

LAST_FIELDS = ("mentions", "disputed")
"""The fields that come after a fact's own, as they do in its JSON; then comes the quote."""

DATATYPES = {"string": "string", "integer": "integer", "number": "decimal", "boolean": "boolean"}
"""The datatypes of CSVW by those of JSON Schema; everything else is `json`."""

STRING_DATATYPES = {
    "href": "anyURI",
    "url": "anyURI",
    "page": "anyURI",
    "start": "date",
    "end": "date",
    "date": "date",
    "published": "date",
}
"""What a string is, where its name says more."""


@dataclass(frozen=True)
class Column:
    """A column of a table, in the words of CSVW."""

    name: str
    """What stands in the header."""
    path: tuple[str, ...]
    """Where its value stands in the fact, through objects and lists."""
    description: str
    """What it holds."""
    datatype: str = "string"
    """A datatype of CSVW."""
    required: bool = True
    """Whether every row has a value."""
    separator: str | None = None
    """What stands between the values, where a cell has several."""


QUOTE = Column("quote", ("quote",), "The evidence that the row is best cited by.", required=False)
INFERRED = Column(
    "evidence_inferred",
    ("evidence_inferred",),
    "The fields that are inferred from words and context; the note of their evidence has the premise. All others are "
    "stated.",
    required=False,
    separator=SEPARATOR,
)
EVIDENCE_TOTAL = Column("evidence_total", ("evidence_total",), "How many passages support the fact.", "integer")
PERMALINK = Column("permalink", ("permalink",), "Link to this very version of the item, which never changes.", "anyURI")
MATCH = [
    Column("match_snippet", ("match", "snippet"), "The words around what was searched for."),
    Column("match_score", ("match", "score"), "How well the row matches what was searched for.", "decimal"),
]


def fact_columns(collection: Collection) -> dict[str, list[Column]]:
    """Return the columns by the field that they are of, in the order of the table."""
    layout = _Layout(collection)
    fields = layout.schema["properties"]
    own = [name for name in fields if name not in (*LAST_FIELDS, "evidence")]
    found = {name: [*layout.columns_of(Column(name, (name,), ""), fields[name])] for name in (*own, *LAST_FIELDS)}
    found["href"].append(PERMALINK)
    quote = [*layout.columns_of(QUOTE, fields["evidence"]["items"])]
    exact = [replace(one, name=QUOTE.name) if one.path[-1] == "exact" else one for one in quote]
    return found | {"match": MATCH, "evidence": [*exact, INFERRED, EVIDENCE_TOTAL]}


class _Layout:
    """Lays the parts of a collection's facts side by side."""

    def __init__(self, collection: Collection) -> None:
        self.schema: dict[str, Any] = collection.fact.model_json_schema(mode="serialization")
        self.ids_of_one_type = {spec.path for spec in collection.filters.values() if spec.refers}

    def columns_of(self, at: Column, schema: dict[str, Any]) -> Iterator[Column]:
        """Make columns of what stands at one place of the fact, which so far is described as one column."""
        schema = self._resolve(schema)
        description = " ".join(f"{at.description} {schema['description']}".split())
        at = replace(at, description=description, required=at.required and not schema["nullable"])
        if parts := self._parts(schema, at.path):
            for name, part in parts.items():
                yield from self.columns_of(replace(at, name=f"{at.name}_{name}", path=(*at.path, name)), part)
        elif schema.get("type") == "array" and self._is_flat(schema["items"]):
            yield from self.columns_of(replace(at, required=False, separator=SEPARATOR), schema["items"])
        elif schema.get("type") in DATATYPES:
            datatype = DATATYPES[schema["type"]]
            yield replace(
                at, datatype=STRING_DATATYPES.get(at.path[-1], datatype) if datatype == "string" else datatype
            )
        else:
            yield replace(at, required=False, datatype="json")

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema that a field refers to, with the field's own description, and whether it may be null."""
        (found,) = (one for one in schema.get("anyOf", [schema]) if one.get("type") != "null")
        target = self.schema["$defs"][found["$ref"].rpartition("/")[2]] if "$ref" in found else found
        return {**target, "description": schema.get("description", ""), "nullable": "anyOf" in schema}

    def _parts(self, schema: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        """Return what an object holds, but of a reference no link and no type that is always the same."""
        if "additionalProperties" in schema:
            types = [one.type for name, one in COLLECTIONS.items() if name != "sources"]
            return {one: {**schema["additionalProperties"], "description": f"Of the type `{one}`."} for one in types}
        parts: dict[str, Any] = schema.get("properties", {})
        if not {"id", "href"} <= parts.keys():
            return parts
        known = {"href", "type"} if ".".join((*path, "id")) in self.ids_of_one_type else {"href"}
        return {name: part for name, part in parts.items() if name not in known}

    def _is_flat(self, schema: dict[str, Any]) -> bool:
        """Tell whether the items of a list are values or rows of values, so that a cell can hold several."""
        schema = self._resolve(schema)
        parts = schema.get("properties", {})
        return all(self._is_flat(part) for part in parts.values()) if parts else schema.get("type") in DATATYPES
