"""Search: the documents that have a query's words, as sets, those that match best first.

How well a document matches is where it has the words: as the whole of a name; all of them in its names; in what the
sources say of it, or else there and in its names; or some only in the names of what it refers to. That is four sets,
each within the next, whatever the engine, and however many documents there are. Those of a common word are stored (see
`app.models.bitmaps`); the index of words, which knows phrases and beginnings too, gives those of any other.
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
"""How well documents match that have the words as a whole name, in names, in what is said, and in what is related."""


class Match(Model):
    """How a query finds a fact or a sentence."""

    snippet: str
    """Words of the source that it rests on, or else its name or one of what it refers to, as HTML: what was found is
    in `<mark>`."""
    score: float
    """How well it matches: 1 where the words are its whole name, 0.75 where its names have all of them, 0.5 where the
    words that it rests on do, or both together, 0.25 where some are only in the names of what it refers to, or in
    what a source does not state."""


@dataclass(slots=True)
class MatchSet:
    """What a query finds, of the documents or of the facts of a collection."""

    tiers: Sequence[FactSet]
    """A set for each of `SCORES`, of all that match so well or better."""

    @property
    def matching(self) -> FactSet:
        """All of it."""
        return self.tiers[-1]

    @property
    def order(self) -> Order:
        """The best match first, then the order of the text."""
        return Order([(tier, True) for tier in self.tiers[:-1]])

    def scores(self, numbers: FactSet) -> dict[int, float]:
        """Return how well some of them match, by their numbers."""
        worst_first = reversed([*zip(SCORES, self.tiers, strict=True)])
        return {number: score for score, tier in worst_first for number in numbers & tier}


def find_matches(reader: Reader, query: Words, candidates: Sequence[FactSet] = ()) -> MatchSet:
    """Return the documents that have all terms of a query, or the number that it means; none if it has neither.

    If there are sets to look `among`, those that are in all of them.
    """
    tiers: Sequence[FactSet] = [FrozenBitMap() for _ in FIELDS]
    if query.terms:
        tiers = _with_all_terms([_with_term(reader, term) for term in query.terms], candidates)
    if query.number:
        meant = _with_all_terms([_with_term(reader, Term((query.number,)))], candidates)
        tiers = [tier | also for tier, also in zip(tiers, meant, strict=True)]
    named = reduce(and_, candidates, _with_name(reader, query.name)) if tiers[0] else FrozenBitMap()
    return MatchSet([named, *tiers])


def find_matches_in(reader: Reader, query: Words, collection: Collection) -> MatchSet:
    """Return the facts of a collection that a query finds, by their numbers there: their documents stand one by one."""
    documents = facts_with(reader, SEARCH, "type", collection.type)
    before = documents.min() - 1 if documents else 0
    return MatchSet([tier.shift(-before) for tier in find_matches(reader, query, [documents]).tiers])


def _with_all_terms(terms: Iterable[Sequence[FactSet]], candidates: Sequence[FactSet]) -> Sequence[FactSet]:
    """Return what has every term in each of its tiers: what a tier has is looked for only where the next has it."""
    tiers: list[FactSet] = []
    for sets in reversed([*zip(*terms, strict=True)]):
        candidates = [reduce(and_, [*candidates, *sets])]
        tiers += candidates
    return tiers[::-1]


def _with_name(reader: Reader, name: str) -> FactSet:
    """Return the documents that have a name as a whole."""
    engine, field = reader.dialect.name, FIELDS[0]
    rows = reader.rows(_INDEX_QUERIES[engine](1), {f"in_{field}": _TERM_SYNTAX[engine](Term((name,)), field)})
    return FrozenBitMap([seq for _, seq in rows])


def _with_term(reader: Reader, term: Term) -> Sequence[FactSet]:
    """Return the documents that have a term: in the first field, in the first two, in any of the three."""
    word = term.words[0]
    if len(term.words) == 1 and not term.is_beginning:
        stored: Sequence[FactSet] = reader.once(
            _stored_query(), {"collection": SEARCH, "value": word}, _read_stored_tiers
        )
        if stored:
            return stored
    values = {f"in_{field}": _TERM_SYNTAX[reader.dialect.name](term, field) for field in FIELDS}
    matching: Sequence[FactSet] = reader.once(
        _INDEX_QUERIES[reader.dialect.name](len(FIELDS)), values, _read_index_tiers
    )
    return matching


def _read_stored_tiers(rows: list[Row]) -> Sequence[FactSet]:
    """Return the sets of a common word; nothing where it is none."""
    sets = {name: FrozenBitMap.deserialize(bytes(packed)) for name, packed in rows}
    return [*accumulate((sets[field] for field in FIELDS), or_)] if sets else ()


def _read_index_tiers(rows: list[Row]) -> Sequence[FactSet]:
    """Return the sets of what the index of words says: the number of a field and a document in each row."""
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
    """Return the query for what SQLite's index has of a term in so many fields, one by one."""
    return union_all(
        *(
            select(literal(number), FTS5.c.rowid).where(literal_column("search").op("MATCH")(_term_parameter(field)))
            for number, field in enumerate(FIELDS[:fields])
        )
    )


@cache
def _tsvector_query(fields: int) -> Query:
    """Return the same for PostgreSQL's."""
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
    """Write a term in a field as FTS5 reads it: `name : "digital tra" *`."""
    return f'{field} : "{" ".join(term.words)}"{" *" * term.is_beginning}'


def _tsquery_term(term: Term, field: str) -> str:
    """Write a term in a field, which is known by its weight, as PostgreSQL reads it: `'digital':A <-> 'tra':*A`."""
    weight = "ABC"[FIELDS.index(field)]
    words = [f"'{word}':{weight}" for word in term.words[:-1]]
    return " <-> ".join([*words, f"'{term.words[-1]}':{'*' * term.is_beginning}{weight}"])


_TERM_SYNTAX = {"sqlite": _fts5_term, "postgresql": _tsquery_term}
