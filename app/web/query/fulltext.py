"""Full-text search: the documents that match a query, as bitmaps, the best match first.

A document matches in one of four tiers, each of which contains the one before: the words are a complete name; all of
them are in its names; all are in its names or its evidence; some are only in the names of related facts. The tiers of
common words are stored at load (see `app.models.bitmaps`). Those of other words, phrases and prefixes come from the
full-text index of the database: FTS5 of SQLite, or tsvector of PostgreSQL.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import accumulate
from operator import and_, or_
from typing import Any

from pyroaring import FrozenBitMap
from sqlalchemy import Text, bindparam, cast, literal, literal_column, select, union_all
from sqlmodel import col

from app.facts.search_words import SearchQuery as Words
from app.facts.search_words import Term
from app.models import Collection
from app.models.bitmaps import SEARCH, PostingRow
from app.models.columns import WORDS
from app.models.fact import Model
from app.models.search import FIELDS, FTS5, TSQUERY, TSVECTORS
from app.storage.reader import Reader, Row
from app.storage.statements import Query
from app.web.query.bitmaps import FactSet, Order, facts_with

SCORES = (1.0, 0.75, 0.5, 0.25)
"""The score of each tier: a complete name, names, evidence, related facts."""


class Match(Model):
    """How a fact or a sentence matches a query."""

    snippet: str
    """Words of its evidence, or else its name or that of a related fact, as HTML: the words of the query are in
    `<mark>`."""
    score: float
    """How well it matches. 1: the words are its complete name; 0.75: all words are in its names; 0.5: all words are in
    its evidence, or in both together; 0.25: some are only in the names of related facts, or in what a source does not
    state."""


@dataclass(slots=True)
class MatchSet:
    """The matches of a query, among the documents or among the facts of a collection."""

    tiers: Sequence[FactSet]
    """For each of `SCORES`, the set of matches with at least that score."""

    @property
    def matching(self) -> FactSet:
        """All matches."""
        return self.tiers[-1]

    @property
    def order(self) -> Order:
        """The order of the scores, the best first; equal ones are in the order of the text."""
        return Order([(tier, True) for tier in self.tiers[:-1]])

    def scores(self, numbers: FactSet) -> dict[int, float]:
        """Return the scores of some matches, by their numbers."""
        worst_first = reversed([*zip(SCORES, self.tiers, strict=True)])
        return {number: score for score, tier in worst_first for number in numbers & tier}


def find_matches(reader: Reader, query: Words, candidates: Sequence[FactSet] = ()) -> MatchSet:
    """Return the documents with all terms of a query, or with the number that it means; none if it has neither.

    Only documents in all sets of `candidates` match.
    """
    tiers: Sequence[FactSet] = [FrozenBitMap() for _ in FIELDS]
    if query.terms:
        tiers = _with_all_terms([_with_term(reader, term) for term in query.terms], candidates)
    if query.number:
        with_number = _with_all_terms([_with_term(reader, Term((query.number,)))], candidates)
        tiers = [tier | also for tier, also in zip(tiers, with_number, strict=True)]
    named = reduce(and_, candidates, _with_name(reader, query.name)) if tiers[0] else FrozenBitMap()
    return MatchSet([named, *tiers])


def find_matches_in(reader: Reader, query: Words, collection: Collection) -> MatchSet:
    """Return the facts of a collection that match a query, by their numbers in the collection.

    The documents of a collection have consecutive numbers, so that a shift turns one number into the other.
    """
    documents = facts_with(reader, SEARCH, "type", collection.type)
    before = documents.min() - 1 if documents else 0
    return MatchSet([tier.shift(-before) for tier in find_matches(reader, query, [documents]).tiers])


def _with_all_terms(terms: Iterable[Sequence[FactSet]], candidates: Sequence[FactSet]) -> Sequence[FactSet]:
    """Return the documents with every term, tier by tier; the widest tier comes first and limits the others."""
    tiers: list[FactSet] = []
    for sets in reversed([*zip(*terms, strict=True)]):
        candidates = [reduce(and_, [*candidates, *sets])]
        tiers += candidates
    return tiers[::-1]


def _with_name(reader: Reader, name: str) -> FactSet:
    """Return the documents with exactly this name."""
    engine, field = reader.dialect.name, FIELDS[0]
    rows = reader.rows(_INDEX_QUERIES[engine](1), {f"in_{field}": _TERM_SYNTAX[engine](Term((name,)), field)})
    return FrozenBitMap([seq for _, seq in rows])


def _with_term(reader: Reader, term: Term) -> Sequence[FactSet]:
    """Return the documents with a term: in the first field, in the first two, in any of the three."""
    word = term.words[0]
    if len(term.words) == 1 and not term.is_beginning:
        stored: Sequence[FactSet] = reader.cached(
            _stored_query(), {"collection": SEARCH, "value": word}, _read_stored_tiers
        )
        if stored:
            return stored
    values = {f"in_{field}": _TERM_SYNTAX[reader.dialect.name](term, field) for field in FIELDS}
    matching: Sequence[FactSet] = reader.cached(
        _INDEX_QUERIES[reader.dialect.name](len(FIELDS)), values, _read_index_tiers
    )
    return matching


def _read_stored_tiers(rows: list[Row]) -> Sequence[FactSet]:
    """Return the stored tiers of a common word; none if the word is not common."""
    sets = {name: FrozenBitMap.deserialize(bytes(packed)) for name, packed in rows}
    return [*accumulate((sets[field] for field in FIELDS), or_)] if sets else ()


def _read_index_tiers(rows: list[Row]) -> Sequence[FactSet]:
    """Return the tiers from rows of the full-text index, each with the number of a field and of a document."""
    sets = (FrozenBitMap([seq for place, seq in rows if place == number]) for number in range(len(FIELDS)))
    return [*accumulate(sets, or_)]


@cache
def _stored_query() -> Query:
    """Return the query for the postings of a word in each field."""
    collection, value = bindparam("collection", type_=WORDS), bindparam("value", type_=WORDS)
    in_a_field = reduce(or_, [col(PostingRow.name) == field for field in FIELDS])
    return select(col(PostingRow.name), col(PostingRow.facts)).where(
        col(PostingRow.collection) == collection, in_a_field, col(PostingRow.value) == value
    )


@cache
def _fts5_query(fields: int) -> Query:
    """Return the query for the documents with a term in each of the first `fields` fields, by SQLite's FTS5."""
    return union_all(
        *(
            select(literal(number), FTS5.c.rowid).where(literal_column("search").op("MATCH")(_term_parameter(field)))
            for number, field in enumerate(FIELDS[:fields])
        )
    )


@cache
def _tsvector_query(fields: int) -> Query:
    """Return the query for the documents with a term in each of the first `fields` fields, by PostgreSQL's tsvector."""
    return union_all(
        *(
            select(literal(number), TSVECTORS.c.seq).where(
                TSVECTORS.c.words.op("@@")(cast(_term_parameter(field), TSQUERY))
            )
            for number, field in enumerate(FIELDS[:fields])
        )
    )


def _term_parameter(field: str) -> Any:
    return bindparam(f"in_{field}", type_=Text())


_INDEX_QUERIES = {"sqlite": _fts5_query, "postgresql": _tsvector_query}


def _fts5_term(term: Term, field: str) -> str:
    """Return a term in a field in the syntax of FTS5: `name : "digital tra" *`."""
    return f'{field} : "{" ".join(term.words)}"{" *" * term.is_beginning}'


def _tsquery_term(term: Term, field: str) -> str:
    """Return a term in a field in the syntax of tsquery, where a weight names the field: `'digital':A <-> 'tra':*A`."""
    weight = "ABC"[FIELDS.index(field)]
    words = [f"'{word}':{weight}" for word in term.words[:-1]]
    return " <-> ".join([*words, f"'{term.words[-1]}':{'*' * term.is_beginning}{weight}"])


_TERM_SYNTAX = {"sqlite": _fts5_term, "postgresql": _tsquery_term}
