"""Columns of a fact's row, beside its JSON and its excerpt, by which lists are filtered and sorted.

A column has the path of its value in the fact, from which the loader fills it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Double, Integer, String
from sqlalchemy.types import TypeEngine
from sqlmodel import Field

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""Pattern of an id."""

CURRENCY = "^[A-Z]{3}$"
"""Pattern of a currency code (ISO 4217)."""

WORDS: TypeEngine[str] = String().with_variant(String(collation="C"), "postgresql")
"""Text that sorts by code point on every engine."""


@dataclass(frozen=True)
class Filter:
    """A filter of a list. Its parameter has the name of its column."""

    path: str
    """Path of the value in the fact, `quantity.unit`. Through a list, `parties.id`, there are several values."""
    description: str
    """The facts that the filter finds, for its documentation."""
    values: tuple[str, ...] = ()
    """All possible values, if the set is closed."""
    refers: str | None = None
    """The collection whose ids are the values, if there is one."""
    value_type: type[str | int | bool] = str
    """Type of the values."""
    pattern: str | None = None
    """Pattern of the values, if they have one."""
    example: str | int | None = None
    """A value of the first story, for the documentation; not needed where the values explain themselves."""


def in_words(value: str | int | bool) -> str:
    """Return a value as a parameter has it: `true`, `2023`, `kind`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def filtered(path: str, description: str, *, indexed: bool = False, **options: Any) -> Any:
    """Declare a column to filter and sort by; it has bitmaps, and with `indexed` an index of the database too."""
    spec = Filter(path, description, **options)
    kinds: dict[type, TypeEngine[Any]] = {str: WORDS, int: Integer(), bool: Boolean()}
    return _column(kinds[spec.value_type], {"path": path, "filter": spec}, indexed=indexed)


def sortable(path: str, kind: TypeEngine[Any] = WORDS, *, indexed: bool = False) -> Any:
    """Declare a column to sort by; it has bitmaps, and with `indexed` an index of the database too."""
    return _column(kind, {"path": path}, indexed=indexed)


def stored(path: str, kind: TypeEngine[Any]) -> Any:
    """Declare a column that queries read, but that lists are neither filtered nor sorted by."""
    return Field(sa_type=kind, sa_column_kwargs={"info": {"path": path}})


def key(*, primary: bool = False) -> Any:
    """Declare a column of text that is never null: an id, or a part of the primary key."""
    return Field(sa_type=WORDS, primary_key=primary, unique=not primary)


def _column(kind: TypeEngine[Any], info: dict[str, Any], *, indexed: bool) -> Any:
    return Field(sa_type=kind, index=indexed, sa_column_kwargs={"info": {**info, "sortable": True}})


NUMBER: TypeEngine[float] = Double()
"""A decimal of at most 15 significant digits, which a double gives back exactly."""
