"""Search: the documents that have a query's words, ranked by the database's own full text search."""

from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Double,
    Select,
    Text,
    bindparam,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
)

from app.facts.words import Query, Term
from app.models.fact import Model
from app.models.search import FTS5, TSQUERY, TSVECTORS

WEIGHTS = (0.0, 0.1, 0.4, 1.0)
"""Of the fields' weights D (not used), C, B and A on PostgreSQL; the migration has those of SQLite."""

BY_LENGTH = 1
"""A document's rank is divided by the logarithm of its length."""

SOUGHT = bindparam("sought", type_=Text())


class Match(Model):
    """How a query finds a fact or a sentence."""

    snippet: str
    """Where the source speaks of it, as HTML: the words that were found are in `<mark>`."""
    score: float
    """How well it matches: the larger the better. Scores of different queries can't be compared."""


@cache
def ranked(engine: str) -> CTE:
    """Return the documents that the query `sought` finds: their `seq`, and a `score`, the larger the better they match.

    `engine` is the dialect, or empty where nothing is found. The scores of one engine are comparable with each other
    only. The database works it out once, apart from what it is joined with.
    """
    queries = {"": _nothing, "sqlite": _on_sqlite, "postgresql": _on_postgresql}
    return queries[engine]().cte("ranked").prefix_with("MATERIALIZED")


def sought(engine: str, query: Query) -> str:
    """Write a query in the language of the engine's search."""
    if engine == "sqlite":
        words = " AND ".join(f'"{" ".join(term.words)}"{"*" * term.is_beginning}' for term in query.terms)
        return f'({words}) OR "{query.number}"' if query.number else words
    words = " & ".join(f"({_phrase(term)})" for term in query.terms)
    return f"{words} | '{query.number}'" if query.number else words


def _nothing() -> Select[tuple[int, float]]:
    return select(literal(0).label("seq"), cast(0, Double).label("score")).where(false())


def _on_sqlite() -> Select[tuple[int, float]]:
    score = cast(-FTS5.c.rank, Double).label("score")
    return select(FTS5.c.rowid.label("seq"), score).where(column("search").op("MATCH")(SOUGHT))


def _on_postgresql() -> Select[tuple[int, float]]:
    match = cast(SOUGHT, TSQUERY)
    weights: ColumnElement[Any] = literal_column("'{" + ",".join(map(str, WEIGHTS)) + "}'::real[]")
    rank = func.ts_rank(weights, TSVECTORS.c.words, match, BY_LENGTH)
    return select(TSVECTORS.c.seq, cast(rank, Double).label("score")).where(TSVECTORS.c.words.op("@@")(match))


def _phrase(term: Term) -> str:
    """Write a phrase as PostgreSQL reads it: `'digital' <-> 'tra':*`."""
    return " <-> ".join(f"'{word}'" for word in term.words) + ":*" * term.is_beginning
