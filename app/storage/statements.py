"""Prepared statements: SQLAlchemy queries compiled to the SQL of an engine, once for each query.

Three SQL expressions that the engines write differently are defined here too: `Utf8`, `NumberList` and `TextList`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Dialect, LargeBinary, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import CompoundSelect

Query = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


Values = Mapping[str, Any]
"""The values of a query, by the names of its `bindparam`s."""

MAX_PREPARED = 500
"""Number of statements that a process keeps, 30 kB each: more than users need, and a limit for those who try all."""


class Utf8(ColumnElement[bytes]):
    """A text as its UTF-8 bytes, which are sent without being decoded."""

    inherit_cache = True
    type = LargeBinary()

    def __init__(self, text: ColumnElement[str]) -> None:
        self.text = text


@compiles(Utf8)
def _cast(element: Utf8, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.text, **options)} AS BLOB)"


@compiles(Utf8, "postgresql")
def _converted(element: Utf8, compiler: SQLCompiler, **options: Any) -> str:
    return f"convert_to({compiler.process(element.text, **options)}, 'UTF8')"


class NumberList(FunctionElement[int]):
    """The numbers of a JSON array, of any length: `table.c.seq.op("IN")(NumberList(bindparam(...)))`."""

    inherit_cache = True


class TextList(FunctionElement[str]):
    """The texts of a JSON array, likewise."""

    inherit_cache = True


@compiles(NumberList)
@compiles(TextList)
def _each(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each{compiler.process(element.clause_expr, **options)})"  # noqa: S608  (ours)


@compiles(NumberList, "postgresql")
@compiles(TextList, "postgresql")
def _each_element(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    given = compiler.process(element.clause_expr, **options)
    value = "value::integer" if isinstance(element, NumberList) else "value"
    return f"(SELECT {value} FROM json_array_elements_text({given}::json))"  # noqa: S608  (ours)


@dataclass(frozen=True)
class PreparedStatement:
    """The SQL of a query for one engine."""

    sql: str
    names: tuple[str, ...] | None
    """Names of its values in the order of its placeholders; None if the placeholders have names."""
    fixed: Values
    """Values that the query itself has."""

    def bound(self, values: Values) -> Any:
        """Return its own values and the given ones as the driver takes them: a list, or a dict by name."""
        given = {**self.fixed, **values}
        return given if self.names is None else [given[name] for name in self.names]


@lru_cache(MAX_PREPARED)
def prepared(dialect: Dialect, query: Query) -> PreparedStatement:
    """Return the statement of a query, compiled the first time."""
    compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    assert isinstance(compiled, SQLCompiler)
    names = tuple(compiled.positiontup or ()) if compiled.positional else None
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return PreparedStatement(compiled.string, names, fixed)
