"""Docstrings of fields, which describe them in the OpenAPI document."""

from typing import ClassVar

from pydantic import Field

from app.models.fact import Model, field_docstrings


class Base(Model):
    """A base."""

    first: str
    """What comes
    first."""
    second: str
    silent: str

    note: ClassVar[str] = ""
    """Of the class, not of a field."""


class Derived(Base):
    """What is derived from it."""

    second: str
    """What comes then."""
    from_: int | None = Field(alias="from")
    """Where it is from."""
    # a comment is none
    last: int = 0


def test_docstrings_include_those_of_the_bases() -> None:
    assert field_docstrings(Base) == {"first": "What comes\nfirst."}
    assert field_docstrings(Derived) == {
        **field_docstrings(Base),
        "second": "What comes then.",
        "from_": "Where it is from.",
    }


def test_json_schema_has_docstrings_as_descriptions() -> None:
    fields = Derived.model_json_schema(mode="serialization")["properties"]
    assert {name: field.get("description") for name, field in fields.items()} == {
        "first": "What comes\nfirst.",
        "second": "What comes then.",
        "silent": None,
        "from": "Where it is from.",
        "last": None,
    }


def test_docstrings_are_not_read_when_a_class_is_defined() -> None:
    """A server that is asked for facts starts without reading its own source."""
    assert Derived.model_fields["second"].description is None
