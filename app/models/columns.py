"""The columns that a fact's row has beside its JSON and its excerpt: what one can filter and sort by.

A column says where its value stands in the fact (`path`), so that the loader fills it and nobody writes it twice.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Double, Integer, String
from sqlalchemy.types import TypeEngine
from sqlmodel import Field

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""What an id looks like."""

CURRENCY = "^[A-Z]{3}$"
"""What a currency code looks like (ISO 4217)."""

WORDS: TypeEngine[str] = String().with_variant(String(collation="C"), "postgresql")
"""Text that sorts by code point on every engine."""


@dataclass(frozen=True)
class Filter:
    """A thing that one can filter by: the parameter has the name of its column."""

    path: str
    """Where the value stands in the fact: `quantity.unit`; through a list, `parties.id`, it has several."""
    description: str
    """What the filter finds."""
    values: tuple[str, ...] = ()
    """All that it can be, where that is a closed set."""
    refers: str | None = None
    """The collection whose ids are its values, if they are."""
    value_type: type[str | int | bool] = str
    """What a value is."""
    pattern: str | None = None
    """What a value looks like, where it has a form."""
    example: str | int | None = None
    """A value of the first story, where the values don't speak for themselves."""


def in_words(value: str | int | bool) -> str:
    """Return a value as a filter takes it: `true`, `2023`, `kind`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def filtered(path: str, description: str, *, indexed: bool = False, **options: Any) -> Any:
    """Declare a column that one can filter and sort by, which bitmaps do; `indexed`: one that SQL searches too."""
    spec = Filter(path, description, **options)
    kinds: dict[type, TypeEngine[Any]] = {str: WORDS, int: Integer(), bool: Boolean()}
    return _column(kinds[spec.value_type], {"path": path, "filter": spec}, indexed=indexed)


def sortable(path: str, kind: TypeEngine[Any] = WORDS, *, indexed: bool = False) -> Any:
    """Declare a column that one can sort by, which bitmaps do; `indexed`: one that SQL searches too."""
    return _column(kind, {"path": path}, indexed=indexed)


def stored(path: str, kind: TypeEngine[Any]) -> Any:
    """Declare a column that queries read, but that one can neither filter nor sort by."""
    return Field(sa_type=kind, sa_column_kwargs={"info": {"path": path}})


def key(*, primary: bool = False) -> Any:
    """Declare a column of words that must be there: an id, or a part of the primary key."""
    return Field(sa_type=WORDS, primary_key=primary, unique=not primary)


def _column(kind: TypeEngine[Any], info: dict[str, Any], *, indexed: bool) -> Any:
    return Field(sa_type=kind, index=indexed, sa_column_kwargs={"info": {**info, "sortable": True}})


NUMBER: TypeEngine[float] = Double()
"""A decimal of at most 15 significant digits, which a double gives back exactly."""
