"""Cursors: where a list goes on, as an opaque token.

A cursor holds the sort values of the last item that was given (keyset pagination), so that its cost does not grow with
depth; and the dataset and the query that it belongs to, so that it can't be used with another.
"""

import base64
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Double, Integer, and_, bindparam, false, or_
from sqlalchemy.sql.elements import KeyedColumnElement

from app.web.problems import MALFORMED_CURSOR, STALE_CURSOR, ParameterError, ProblemError

LOOKS = ("cursor", "limit", "fields", "embed", "facet", "format")
"""The parameters that may change from page to page."""


@dataclass(frozen=True)
class Key:
    """One column of an order."""

    column: KeyedColumnElement[Any]
    falling: bool = False

    @property
    def is_nullable(self) -> bool:
        """Whether a row may have no value in it; what is computed always has one."""
        return isinstance(self.column, Column) and bool(self.column.nullable)

    @property
    def order(self) -> ColumnElement[Any]:
        """The ORDER BY of this column: nulls last, whichever way."""
        ordered = self.column.desc() if self.falling else self.column.asc()
        return ordered.nulls_last() if self.is_nullable else ordered

    def same(self, last: ColumnElement[Any] | None) -> ColumnElement[bool]:
        """Tell whether a row has this value; None: none."""
        return self.column.is_(None) if last is None else self.column == last

    def after(self, last: ColumnElement[Any] | None) -> ColumnElement[bool]:
        """Tell whether a row comes after this value."""
        if last is None:
            return false()
        beyond = self.column < last if self.falling else self.column > last
        return or_(beyond, self.column.is_(None)) if self.is_nullable else beyond


def after(keys: Sequence[Key], nulls: Sequence[bool]) -> ColumnElement[bool]:
    """Return the condition for the rows that come after the row with the values `after_0`, `after_1`, ...

    `nulls` says which of them are null.
    """
    values = [
        None if is_null else bindparam(f"after_{depth}", type_=key.column.type)
        for depth, (key, is_null) in enumerate(zip(keys, nulls, strict=True))
    ]
    return or_(
        *(and_(*map(Key.same, keys[:depth], values), last.after(values[depth])) for depth, last in enumerate(keys))
    )


def query_digest(path: str, pairs: list[tuple[str, str]]) -> str:
    """Hash what a cursor must agree with: what is listed and in which order, but not how far or how it looks."""
    asked = [path, *sorted(pair for pair in pairs if pair[0] not in LOOKS)]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:12]


def write_cursor(version: str, digest: str, values: list[Any]) -> str:
    """Return the cursor that goes on after the row with these values."""
    token = json.dumps([version, digest, *values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")


def read_cursor(cursor: str, version: str, digest: str, keys: Sequence[Key], start: str) -> list[Any]:
    """Return the values of a cursor.

    Raises `ProblemError`: 422 for one that is not ours or belongs to another list, 410 with a link to `start` for one
    of another dataset. What it lets pass can be compared with the columns of `keys`, whatever its maker had in mind.
    """
    values: list[Any]
    try:
        made_for, asked, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        ours = isinstance(made_for, str) and write_cursor(made_for, asked, values) == cursor
    except (TypeError, ValueError, RecursionError):
        ours = False
    if not ours:
        raise _malformed("It is not a cursor of this API.")
    if made_for != version:
        detail = "The dataset was replaced since this cursor was given. Start again at the link in `see`."
        raise ProblemError(STALE_CURSOR, detail, [ParameterError(parameter="cursor", detail=detail)], see=start)
    if asked != digest:
        raise _malformed("It belongs to a list with other filters or another sort.")
    if len(values) != len(keys) or not all(_fits(key, value) for key, value in zip(keys, values, strict=True)):
        raise unknown_cursor()
    return values


def unknown_cursor() -> ProblemError:
    """Return the problem of a cursor that this list has never given."""
    return _malformed("It is not a cursor of this list.")


def _fits(key: Key, value: Any) -> bool:
    if value is None:
        return key.is_nullable
    match key.column.type:
        case Boolean():
            return isinstance(value, bool)
        case Integer():
            return type(value) is int and abs(value) < 2**31
        case Double():
            return type(value) is float and math.isfinite(value)
        case _:
            return isinstance(value, str) and "\0" not in value


def _malformed(reason: str) -> ProblemError:
    detail = f"{reason} Take it from a `next` link, or leave it out to start again."
    return ProblemError(MALFORMED_CURSOR, f"cursor: {detail}", [ParameterError(parameter="cursor", detail=detail)])
