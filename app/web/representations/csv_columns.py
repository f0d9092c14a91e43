"""The columns of CSV tables: the nested fields of a fact, flattened by the JSON Schema of its model.

| in the fact | in the table |
|---|---|
| `name` | `name` |
| a reference, `place` | `place_id`, `place_name`; its `type` too where nothing says that it is always the same |
| an object, `quantity` | `quantity_text`, `quantity_amount`, ... |
| numbers by type of fact, `counts` | `counts_speaker`, `counts_statement`, ... |
| a list of words, `aliases` | `aliases`, separated by ` | ` |
| a list of objects, `roles` | `roles_title`, `roles_place_id`, ..., each separated by ` | ` in the same order |
| a list of nested objects, `disputed` | `disputed`, as JSON |
| `evidence` | the best one to cite: `quote`, `quote_start`, ...; the inferred fields; the number of passages |
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.models import COLLECTIONS, Collection

SEPARATOR = " | "

LAST_FIELDS = ("mentions", "disputed")
"""The fields that come after the fact's own fields, as in its JSON; the quote comes after them."""

DATATYPES = {"string": "string", "integer": "integer", "number": "decimal", "boolean": "boolean"}
"""The CSVW datatype of each JSON Schema type; every other type is `json`."""

STRING_DATATYPES = {
    "href": "anyURI",
    "url": "anyURI",
    "page": "anyURI",
    "start": "date",
    "end": "date",
    "date": "date",
    "published": "date",
}
"""The CSVW datatype of strings in fields with these names."""


@dataclass(frozen=True)
class Column:
    """A column of a table, with the properties that CSVW describes."""

    name: str
    """Its name in the header line."""
    path: tuple[str, ...]
    """The path of its value in the fact: field names, through objects and lists."""
    description: str
    datatype: str = "string"
    """A datatype of CSVW."""
    required: bool = True
    """Whether every row has a value."""
    separator: str | None = None
    """The text between values, if a cell can have several; None if it has one."""


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
    Column("match_snippet", ("match", "snippet"), "The words of the search, with the words around them."),
    Column("match_score", ("match", "score"), "How well the row matches the search.", "decimal"),
]


def fact_columns(collection: Collection) -> dict[str, list[Column]]:
    """Return the columns of a collection's table by field, in the order of the table."""
    layout = _Layout(collection)
    fields = layout.schema["properties"]
    own = [name for name in fields if name not in (*LAST_FIELDS, "evidence")]
    columns = {name: [*layout.columns_of(Column(name, (name,), ""), fields[name])] for name in (*own, *LAST_FIELDS)}
    columns["href"].append(PERMALINK)
    quote = [*layout.columns_of(QUOTE, fields["evidence"]["items"])]
    exact = [replace(column, name=QUOTE.name) if column.path[-1] == "exact" else column for column in quote]
    return columns | {"match": MATCH, "evidence": [*exact, INFERRED, EVIDENCE_TOTAL]}


class _Layout:
    """Flattens the fields of a collection's facts into columns."""

    def __init__(self, collection: Collection) -> None:
        self.schema: dict[str, Any] = collection.fact.model_json_schema(mode="serialization")
        self.ids_of_one_type = {spec.path for spec in collection.filters.values() if spec.refers}

    def columns_of(self, at: Column, schema: dict[str, Any]) -> Iterator[Column]:
        """Yield the columns of a field, given as a single column and its JSON Schema."""
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
        """Return the schema that a field refers to, with the field's own description and whether it is nullable."""
        (only,) = (each for each in schema.get("anyOf", [schema]) if each.get("type") != "null")
        target = self.schema["$defs"][only["$ref"].rpartition("/")[2]] if "$ref" in only else only
        return {**target, "description": schema.get("description", ""), "nullable": "anyOf" in schema}

    def _parts(self, schema: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        """Return the parts of an object by name; of a reference neither its link nor a type that is always the same."""
        if "additionalProperties" in schema:
            types = [one.type for name, one in COLLECTIONS.items() if name != "sources"]
            return {one: {**schema["additionalProperties"], "description": f"Of the type `{one}`."} for one in types}
        parts: dict[str, Any] = schema.get("properties", {})
        if not {"id", "href"} <= parts.keys():
            return parts
        redundant = {"href", "type"} if ".".join((*path, "id")) in self.ids_of_one_type else {"href"}
        return {name: part for name, part in parts.items() if name not in redundant}

    def _is_flat(self, schema: dict[str, Any]) -> bool:
        """Tell whether the items of a list are values or objects of values, so that a cell can contain several."""
        schema = self._resolve(schema)
        parts = schema.get("properties", {})
        return all(self._is_flat(part) for part in parts.values()) if parts else schema.get("type") in DATATYPES
