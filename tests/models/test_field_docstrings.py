"""Docstrings of fields, which describe them in the OpenAPI document."""

from typing import ClassVar

from pydantic import Field

from app.models.fact import Model, field_docstrings


class Base(Model):
    """A base."""

    first: str
    """The first
    field."""
    second: str
    silent: str

    note: ClassVar[str] = ""
    """Of the class, not of a field."""


class Derived(Base):
    """A derived model."""

    second: str
    """The second field."""
    from_: int | None = Field(alias="from")
    """The origin."""
    # a comment is none
    last: int = 0


def test_docstrings_include_those_of_the_bases() -> None:
    assert field_docstrings(Base) == {"first": "The first\nfield."}
    assert field_docstrings(Derived) == {
        **field_docstrings(Base),
        "second": "The second field.",
        "from_": "The origin.",
    }


def test_json_schema_has_docstrings_as_descriptions() -> None:
    fields = Derived.model_json_schema(mode="serialization")["properties"]
    assert {name: field.get("description") for name, field in fields.items()} == {
        "first": "The first\nfield.",
        "second": "The second field.",
        "silent": None,
        "from": "The origin.",
        "last": None,
    }


def test_docstrings_are_not_read_when_a_class_is_defined() -> None:
    """A server that is asked for facts starts without reading its own source."""
    assert Derived.model_fields["second"].description is None
