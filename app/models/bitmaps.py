"""Bitmap indexes: sets of the facts of a collection, by which it is filtered, counted and sorted.

A *posting* is the set of the facts that have one value of a filter. A *slice* is one binary digit of an order: with all
facts ranked by a column, the set of those whose rank has this digit (a bit-sliced index, O'Neil and Quass 1997). A
*step* is the set of those of whose rank one byte is so much or more (a range-encoded index, Chan and Ioannidis 1998):
by it facts are compared with a number, in a fifth of the operations. So whatever is asked for, in whatever order, is
found by some unions and intersections. The sets are Roaring bitmaps of the facts' `seq`, of which each operation takes
some millionths of a second among half a million facts.
"""

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from app.models.columns import WORDS, key

ALL = ""
"""The name of the filter, and its value, by which every fact of the collection is listed."""

SEARCH = "/v1/search"
"""The path under which documents are listed, as if they were a collection: by their type, and by common words."""

COMMON = 2000
"""In how many documents a word is common: those that have a rarer one are found by the index of words as quickly."""


class PostingRow(SQLModel, table=True):
    """The facts of a collection, which is known by its path, that have one value of a filter."""

    __tablename__ = "postings"

    collection: str = key(primary=True)
    name: str = key(primary=True)
    value: str = key(primary=True)
    label: str | None = Field(sa_type=WORDS, description="The name of the fact whose id the value is")
    total: int = Field(description="How many they are")
    facts: bytes = Field(sa_type=LargeBinary, description="Their `seq`, as a Roaring bitmap")


class SliceRow(SQLModel, table=True):
    """The facts of a collection that have a 1 in one place of their rank by a column; nulls rank after all others."""

    __tablename__ = "slices"

    collection: str = key(primary=True)
    name: str = key(primary=True)
    place: int = Field(primary_key=True, description="0: the facts without a value; 1: the first digit of the others")
    facts: bytes = Field(sa_type=LargeBinary, description="Their `seq`, as a Roaring bitmap")


class StepRow(SQLModel, table=True):
    """The facts of a collection of whose rank by a column of numbers one byte is so much or more."""

    __tablename__ = "steps"

    collection: str = key(primary=True)
    name: str = key(primary=True)
    place: int = Field(primary_key=True, description="Which byte of the rank, counted from the last")
    least: int = Field(primary_key=True, description="How much it is at least, from 1 on")
    facts: bytes = Field(sa_type=LargeBinary, description="Their `seq`, as a Roaring bitmap")
