"""The fields that all facts have, as they are served and as they are stored.

A fact is served as a pydantic model (`Metric`) and stored as a row (`MetricRow`). The row has the JSON of the fact,
which the loader renders once, its excerpt, and a column for each filter and sort order.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from app.models.columns import WORDS, Filter, key

Basis = Literal["stated", "inferred"]
Item = TypeVar("Item")


class Model(BaseModel):
    """Base of the models that are served. The docstring under a field is its description in the OpenAPI document."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return its JSON Schema, in which the docstring under a field is the field's description."""
        json_schema = handler(schema)
        fields = handler.resolve_ref_schema(json_schema)["properties"]
        for name, docstring in field_docstrings(cls).items():
            fields[cls.model_fields[name].alias or name]["description"] = docstring
        return json_schema


class Evidence(Model):
    """One span of a source that supports a fact, or one field of it: selectors of the W3C Web Annotation model."""

    source: str
    """Id of the source."""
    supports: str | None
    """The field of the fact that these words support; null: the fact as a whole."""
    basis: Basis
    """`stated`: the words say it; `inferred`: it follows from them, by the premise that `note` names."""
    exact: str
    """The words, code point for code point."""
    prefix: str
    """Up to 32 code points before them."""
    suffix: str
    """Up to 32 code points after them."""
    start: int
    """Start of the words in the source's text, in Unicode code points from 0."""
    end: int
    """End of the words, excluded: `text[start:end] == exact`."""
    href: str
    """Link to these words in the text (RFC 5147)."""
    page: str | None
    """Link to these words on the publisher's page (a text fragment); null where the source names no address."""
    note: str | None
    """The premise of what is inferred, or a remark of the curator."""


class Reference(Model):
    """Another fact, in short."""

    type: str
    """Its type."""
    id: str
    """Its id, unique in its collection."""
    name: str
    """Its name."""
    href: str
    """Link to it."""


class Relation(Model):
    """The facts of another collection that point at this one."""

    total: int
    """Number of these facts."""
    href: str
    """Link to the list of them."""


class Dispute(Model):
    """Another value of a field, where the curator has declared that sources contradict each other."""

    field: str
    """The field in dispute."""
    value: Any
    """Its other value, in the form in which the field has its own."""
    evidence: list[Evidence]
    """The words that say so."""


class Fact(Model):
    """Fields of every item of every collection."""

    type: str
    """Type of the item: the singular of its collection."""
    id: str
    """Unique in its collection, over all sources, and stable."""
    href: str
    """Link to this item."""
    evidence: list[Evidence]
    """The exact words that it came from."""
    mentions: list[Reference]
    """Entities whose own evidence lies inside this item's evidence."""
    disputed: list[Dispute]
    """Other values that sources give; empty where none does."""

    questions: ClassVar[str] = ""
    """The questions that a list of such facts answers, and by which parameters: the description of the list."""
    call: ClassVar[str] = ""
    """The parameters of the example in that description, which work with every dataset."""


class Page(Model, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    """The items, in the order asked for."""
    total: int
    """Number of items that match altogether."""
    limit: int
    """Maximum number of items on a page."""
    self: str
    """Link to this page."""
    next: str | None
    """Link to the next page; null on the last one."""


class FactRow(SQLModel):
    """A stored fact: its number, id, JSON and excerpt. Subclasses add the columns to filter and sort by."""

    seq: int = Field(primary_key=True, description="Number in the order of the text")
    id: str = key()
    body: str = Field(sa_type=Text, description="JSON of the item, as it is served")
    excerpt: str = Field(sa_type=Text, description="Text for its snippets")

    filters: ClassVar[dict[str, Filter]] = {
        "source": Filter("evidence.source", "Facts that rest on these sources", refers="sources"),
        "mentions": Filter(
            "mentions.id", "Facts whose evidence mentions these entities", refers="entities", example="china"
        ),
        "basis": Filter(
            "evidence.basis",
            "`inferred`: facts of which something is inferred",
            values=("stated", "inferred"),
        ),
    }
    """Filters by fields with several values; a field with a single value has a column."""


class DatasetRow(SQLModel, table=True):
    """The one dataset that the database holds."""

    __tablename__ = "dataset"

    version: str = key(primary=True)
    fingerprint: str = Field(sa_type=WORDS, description="Format of the dataset, and hash of its seed files")
    summary: str = Field(sa_type=Text, description="JSON of the counts and of the verification at load")


def field_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstrings under the fields of a model and its bases, by the name of the field.

    They are read when they are asked for. `use_attribute_docstrings` of pydantic reads the source of each model when
    the class is defined, which adds 4% to the start of a server.
    """
    found: dict[str, str] = {}
    for base in reversed(model.__mro__[: model.__mro__.index(BaseModel)]):
        found |= _of_module(base.__module__).get(base.__name__, {})
    return {name: docstring for name, docstring in found.items() if name in model.model_fields}


@cache
def _of_module(name: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {node.name: dict(_of_class(node)) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def _of_class(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(node.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(docstring))):
                yield name, inspect.cleandoc(docstring)
