"""Rows of one story for every table: its facts, its text, its search documents, and the values to filter by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from app.facts.search_words import folded, whole_name
from app.facts.verification import StoredText
from app.models import COLLECTIONS, Collection
from app.models.bitmaps import ALL, SEARCH
from app.models.search import FIELDS
from app.seed.merging.parts import RenderedFact, StoryPart
from app.seed.writing.bitmaps import SeqsByValue
from app.seed.writing.documents import SearchDocument, numbered_documents, values_at
from app.seed.writing.tables import Rows, StoryRows


def rows_of_part(dialect: str, part: StoryPart) -> StoryRows:
    """Return the rows of the part of a dataset, in the form that a database engine takes them."""
    return story_rows(dialect, part.items, part.texts, numbered_documents(part))


def story_rows(
    dialect: str,
    items: Mapping[str, list[RenderedFact]],
    texts: Mapping[str, StoredText],
    numbered: Iterable[tuple[int, SearchDocument]],
) -> StoryRows:
    """Return the rows of some items and documents, and what is to be found by which value."""
    rows: Rows = {name: [_row(COLLECTIONS[name], item) for item in group] for name, group in items.items()}
    for row in rows["sources"]:
        row |= {"text": texts[row["id"]].text, "text_sha256": texts[row["id"]].sha256}
    listed = [*numbered]  # the documents of the facts, in the same order, and then those of sentences
    for row, (_, document) in zip(chain.from_iterable(rows.values()), listed, strict=False):
        row["excerpt"] = document.text
    rows |= _document_rows(dialect, listed)
    return StoryRows(rows, _found(rows, items))


def _row(collection: Collection, item: RenderedFact) -> dict[str, Any]:
    """Return the columns of an item but its excerpt: its JSON, and what one can filter and sort by."""
    row: dict[str, Any] = {"seq": item.seq, "id": item.fact.id, "body": item.body}
    for name, path in collection.paths.items():
        value = next(values_at(item.fact, path), None)
        row[name] = float(value) if isinstance(value, Decimal) else value
    return row


def _found(rows: Rows, items: Mapping[str, list[RenderedFact]]) -> SeqsByValue:
    """Return the items and the documents that have each value of what one can filter by."""
    found: SeqsByValue = defaultdict(list)
    for collection in COLLECTIONS.values():
        path = collection.path
        for row, item in zip(rows[collection.name], items[collection.name], strict=True):
            found[path, ALL, ALL].append(item.seq)
            for name in collection.posted:
                if row[name] is not None:
                    found[path, name, row[name]].append(item.seq)
            for name, spec in collection.row.filters.items():
                for value in set(values_at(item.fact, spec.path)):
                    found[path, name, value].append(item.seq)
    for document in rows["documents"]:
        found[SEARCH, "type", document["type"]].append(document["seq"])
    return found


def _document_rows(dialect: str, numbered: Iterable[tuple[int, SearchDocument]]) -> Rows:
    """Return what search finds; the words go into the index in the way of its engine (see `app.models.search`)."""
    rows: Rows = {"documents": [], "search": []}
    for seq, one in numbered:
        document = {"seq": seq, "type": one.type, "body": one.body, "text": one.text}
        rows["documents"].append(document)
        found = {"rowid": seq, **_passages(one)} if dialect == "sqlite" else {"seq": seq, "words": _tsvector(one)}
        rows["search"].append(found)
    return rows


def _passages(document: SearchDocument) -> dict[str, str]:
    """Write a document for FTS5: of each field the words, with `|` between two passages."""
    return {field: " | ".join(passages) for field, passages in _indexed(document).items()}


def _tsvector(document: SearchDocument) -> str:
    """Write a document for PostgreSQL: `'digital':1A 'trade':2A 'expo':4B`, each word with its place and weight."""
    lexemes, position = [], 0
    for weight, passages in zip("ABC", _indexed(document).values(), strict=True):
        for passage in passages:
            for word in passage.split():
                position += 1
                lexemes.append(f"'{word}':{position}{weight}")
            position += 1
    return " ".join(lexemes)


def _indexed(document: SearchDocument) -> dict[str, list[str]]:
    """Return what the index has of a document: of each field the passages, their words folded."""
    passages = {field: [folded(passage) for passage in getattr(document, field)] for field in FIELDS}
    passages["name"] += [*map(whole_name, document.name), *document.meant]
    passages["words"] += document.scaled
    return passages
