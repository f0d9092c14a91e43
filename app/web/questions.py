"""Questions: the forms of what is asked for, and the queries that are made of them, without the values.

Questions are kept, and so are their queries; see `app.reader`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, bindparam, func, select

from app.reader import MOST_FORMS, Query
from app.web.cursors import Key, after


@dataclass(frozen=True, eq=False)
class Question:
    """Which rows are asked for and in which order, without the values that they are asked by."""

    source: FromClause
    """A table, or what tables are joined to."""
    columns: Sequence[ColumnElement[Any]]
    """What each row has."""
    conditions: Sequence[ColumnElement[bool]]
    keys: Sequence[Key]
    """What it is sorted by; no two rows have the same values of all of them."""


@lru_cache(MOST_FORMS)
def counting(question: Question) -> Query:
    """Return the query that counts the rows of a question."""
    return select(func.count()).select_from(question.source).where(*question.conditions)


@lru_cache(MOST_FORMS)
def ordering(question: Question, nulls: tuple[bool, ...] | None) -> Query:
    """Return the query for the rows in order, each followed by its keys; with `nulls`, for those after a cursor."""
    return _ordered(question, nulls)


@lru_cache(MOST_FORMS)
def paging(question: Question, nulls: tuple[bool, ...] | None) -> Query:
    """Return the query for the first of them, `limit` many."""
    return _ordered(question, nulls).limit(bindparam("limit", type_=Integer()))


def _ordered(question: Question, nulls: tuple[bool, ...] | None) -> Select[*tuple[Any, ...]]:
    beyond = [] if nulls is None else [after(question.keys, nulls)]
    query = select(*question.columns, *(key.column for key in question.keys)).select_from(question.source)
    return query.where(*question.conditions, *beyond).order_by(*(key.order for key in question.keys))
