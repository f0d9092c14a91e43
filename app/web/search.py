"""Search: the documents that have a query's words, ranked by the database's own full text search."""

from sqlalchemy import CTE, Double, Float, Select, cast, column, false, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from app.facts.words import Query, Term
from app.models.fact import Model
from app.models.search import FTS5, TSVECTORS

WEIGHTS = (0.0, 0.1, 0.4, 1.0)
"""Of the fields' weights D (not used), C, B and A on PostgreSQL; the migration has those of SQLite."""

BY_LENGTH = 1
"""A document's rank is divided by the logarithm of its length."""


class Match(Model):
    """How a query finds a fact or a sentence."""

    snippet: str
    """Where the source speaks of it, as HTML: the words that were found are in `<mark>`."""
    score: float
    """How well it matches: the larger the better. Scores of different queries can't be compared."""


def ranked(dialect: str, query: Query) -> CTE:
    """Return the documents that a query finds: their `seq`, and a `score` that is the larger the better they match.

    The scores of one engine are comparable with each other only. The database works it out once, apart from what it
    is joined with.
    """
    if not query.terms:
        found = select(literal(0).label("seq"), cast(0, Double).label("score")).where(false())
    else:
        found = _on_sqlite(query) if dialect == "sqlite" else _on_postgresql(query)
    return found.cte("ranked").prefix_with("MATERIALIZED")


def _on_sqlite(query: Query) -> Select[tuple[int, float]]:
    sought = " AND ".join(f'"{" ".join(term.words)}"{"*" * term.is_beginning}' for term in query.terms)
    if query.number:
        sought = f'({sought}) OR "{query.number}"'
    score = cast(-FTS5.c.rank, Double).label("score")
    return select(FTS5.c.rowid.label("seq"), score).where(column("search").op("MATCH")(sought))


def _on_postgresql(query: Query) -> Select[tuple[int, float]]:
    sought = " & ".join(f"({_phrase(term)})" for term in query.terms)
    if query.number:
        sought = f"{sought} | '{query.number}'"
    match = cast(literal(sought), TSQUERY)
    rank = func.ts_rank(cast(list(WEIGHTS), ARRAY(Float(24))), TSVECTORS.c.words, match, BY_LENGTH)
    return select(TSVECTORS.c.seq, cast(rank, Double).label("score")).where(TSVECTORS.c.words.op("@@")(match))


def _phrase(term: Term) -> str:
    """Write a phrase as PostgreSQL reads it: `'digital' <-> 'tra':*`."""
    return " <-> ".join(f"'{word}'" for word in term.words) + ":*" * term.is_beginning
