"""What every fact has in common, as it is served and as it is stored.

A fact is served as a pydantic model (`Metric`) and stored as a row (`MetricRow`): its JSON, rendered once by the
loader, and its excerpt, beside a column for each thing that one can filter or sort by.
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
    """A part of what is served; the docstring under a field is its description in the OpenAPI document."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return its JSON Schema, in which the docstring under a field is the field's description."""
        json_schema = handler(schema)
        fields = handler.resolve_ref_schema(json_schema)["properties"]
        for name, said in field_docstrings(cls).items():
            fields[cls.model_fields[name].alias or name]["description"] = said
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
    """Where they start in the source's text: Unicode code points, from 0."""
    end: int
    """Where they end, excluded: `text[start:end] == exact`."""
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
    """How many there are."""
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
    """What it is: the singular of its collection."""
    id: str
    """Unique in its collection, over all sources, and stable."""
    href: str
    """Link to this item."""
    evidence: list[Evidence]
    """The exact words that it came from."""
    mentions: list[Reference]
    """Entities whose own evidence lies inside this item's evidence."""
    disputed: list[Dispute]
    """What sources say otherwise; empty where none does."""

    questions: ClassVar[str] = ""
    """What a list of such facts answers, and by which parameters above all: the description of the list."""
    call: ClassVar[str] = ""
    """Parameters that ask for it, whatever the dataset holds: the example in that description."""


class Page(Model, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    """The items, in the order asked for."""
    total: int
    """How many items match altogether."""
    limit: int
    """How many items a page has at the most."""
    self: str
    """Link to this page."""
    next: str | None
    """Link to the next page; null on the last one."""


class FactRow(SQLModel):
    """A fact as it is stored: its place, id, JSON and excerpt. Subclasses add what one can filter and sort by."""

    seq: int = Field(primary_key=True, description="Place in the order of the text")
    id: str = key()
    body: str = Field(sa_type=Text, description="The item as JSON, as it is served")
    excerpt: str = Field(sa_type=Text, description="The text that snippets of it are cut from")

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
    """Filters by fields with several values; those by a single value are columns."""


class DatasetRow(SQLModel, table=True):
    """The one dataset that the database holds."""

    __tablename__ = "dataset"

    version: str = key(primary=True)
    fingerprint: str = Field(sa_type=WORDS, description="Hash of the seed files and of the code that made rows of them")
    summary: str = Field(sa_type=Text, description="Counts and the result of the verification at load, as JSON")


def field_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstring of each field that has one, by its name; a model has those of its bases too."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__[: model.__mro__.index(BaseModel)]):
        found |= _of_module(base.__module__).get(base.__name__, {})
    return {name: said for name, said in found.items() if name in model.model_fields}


@cache
def _of_module(name: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {node.name: dict(_of_class(node)) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def _of_class(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(node.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                yield name, inspect.cleandoc(said)
