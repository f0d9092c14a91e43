"""Bitmap indexes of a collection, by which its facts are filtered, counted and sorted.

A bitmap is a set of facts, by their `seq`, as a Roaring bitmap. There are three kinds:

- A *posting* has the facts with one value of a filter.
- A *slice* has the facts whose rank in the order of a column has a 1 as one of its binary digits (a bit-sliced index,
  O'Neil and Quass 1997). It sorts.
- A *step* has the facts of whose rank one byte has at least some value (a range-encoded index, Chan and Ioannidis
  1998). It compares facts with a number, in a fifth of the operations that slices would take.

Every filter, in every order, is some unions and intersections of bitmaps. Each takes microseconds among half a million
facts.
"""

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from app.models.columns import WORDS, key

ALL = ""
"""Name and value of the posting with all facts of a collection."""

SEARCH = "/v1/search"
"""Path of the postings of search documents: by their type, and by common words."""

COMMON = 2000
"""Number of documents from which on a word has postings; the full-text index finds a rarer word as quickly."""


class PostingRow(SQLModel, table=True):
    """The facts with one value of a filter, in the collection with a path."""

    __tablename__ = "postings"

    collection: str = key(primary=True)
    name: str = key(primary=True)
    value: str = key(primary=True)
    label: str | None = Field(sa_type=WORDS, description="Name of the fact with this value as its id, if there is one")
    total: int = Field(description="Number of facts")
    facts: bytes = Field(sa_type=LargeBinary, description="Their `seq`, as a Roaring bitmap")


class SliceRow(SQLModel, table=True):
    """The facts with a 1 as one binary digit of their rank by a column; nulls rank after all others."""

    __tablename__ = "slices"

    collection: str = key(primary=True)
    name: str = key(primary=True)
    place: int = Field(primary_key=True, description="0: the facts without a value; 1: the most significant digit")
    facts: bytes = Field(sa_type=LargeBinary, description="Their `seq`, as a Roaring bitmap")


class StepRow(SQLModel, table=True):
    """The facts with at least some value in one byte of their rank by a column of numbers."""

    __tablename__ = "steps"

    collection: str = key(primary=True)
    name: str = key(primary=True)
    place: int = Field(primary_key=True, description="Byte of the rank, 0 for the lowest")
    least: int = Field(primary_key=True, description="Least value of the byte, from 1 on")
    facts: bytes = Field(sa_type=LargeBinary, description="Their `seq`, as a Roaring bitmap")
