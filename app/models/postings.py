"""Postings: for each value of each filter, which facts of a large collection have it (an inverted index).

A set of facts is a number whose bit `seq` is set for each of them, so that what several filters have in common is `&`,
and how many there are is `int.bit_count`: among half a million facts, a few millionths of a second each.
"""

import re
import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from app.models.columns import key

LARGE = 5000
"""From how many facts on a collection has postings; fewer are counted as quickly without."""

ALL = ""
"""The name of the filter, and its value, by which every fact of the collection is listed."""

BITMAP, LIST = b"b", b"l"
"""How a set is stored: its bits; or, where it is sparse, its numbers of four bytes each."""

SPARSE = 32
"""A set is sparse with less than one fact to so many bytes of bits: to read a number takes a hundred times as long."""

_SOME = re.compile(rb"[^\0]")

MOST_READ = 300
"""How many sets a process keeps; of a million facts, 50 kB each."""


class PostingRow(SQLModel, table=True):
    """The facts of a collection, which is known by its path, that have one value of a filter."""

    __tablename__ = "postings"

    collection: str = key(primary=True)
    name: str = key(primary=True)
    value: str = key(primary=True)
    total: int = Field(description="How many they are")
    facts: bytes = Field(sa_type=LargeBinary, description="Their `seq`, as `packed`")


def packed(facts: Iterable[int]) -> bytes:
    """Return a set of facts as it is stored."""
    numbers = array("I", sorted(facts))
    size = numbers[-1] // 8 + 1 if numbers else 0
    if len(numbers) * SPARSE < size:
        return LIST + _little(numbers).tobytes()
    return BITMAP + _bits(numbers, size)


@lru_cache(MOST_READ)
def unpacked(stored: bytes) -> int:
    """Return a set of facts as a number whose bits are set."""
    if stored[:1] == BITMAP:
        return int.from_bytes(stored[1:], "little")
    numbers = _little(array("I", stored[1:]))
    return int.from_bytes(_bits(numbers, numbers[-1] // 8 + 1 if numbers else 0), "little")


def first_of(facts: int, after: int, most: int) -> list[int]:
    """Return the first facts of a set after one of them, so many at the most."""
    rest = facts >> (after + 1)
    found: list[int] = []
    for match in _SOME.finditer(rest.to_bytes(rest.bit_length() // 8 + 1, "little")):
        start = after + 1 + 8 * match.start()
        found += [start + bit for bit in range(8) if match[0][0] >> bit & 1]
        if len(found) >= most:
            break
    return found[:most]


def _bits(numbers: Iterable[int], size: int) -> bytes:
    bits = bytearray(size)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits)


def _little(numbers: "array[int]") -> "array[int]":
    """Return numbers in the order of bytes in which they are stored, or back from it."""
    if sys.byteorder == "big":  # pragma: no cover  (no machine of ours is)
        numbers.byteswap()
    return numbers
