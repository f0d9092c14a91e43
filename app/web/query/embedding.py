"""Embedding: related items are included in full, so that a client needs one request instead of many.

An embed is named by its field. A relation such as `metrics` gets its first items and a link to the next page. A
reference such as `place` or `attribution.ref` is replaced by the complete item. Each embed takes one SQL statement.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, get_args

from pydantic import BaseModel
from sqlalchemy import bindparam, literal, select, union_all

from app.models import COLLECTIONS, RELATIONS, Collection
from app.models.columns import WORDS
from app.models.fact import Reference
from app.storage.reader import Reader
from app.storage.statements import MAX_PREPARED, Query, TextList, Utf8
from app.web.query.paging import page_after
from app.web.request.parameters import GivenParameters

EMBEDDED_ITEMS = 50
"""The maximum number of items of an embedded relation, and of items with embeds on a page."""

Item = dict[str, Any]

_UNFILTERED_TARGETS = {
    "attribution.ref": ("entities", "speakers", "sources"),
    "change.from": ("metrics",),
    "signed_projects.stated_total": ("metrics",),
}
"""The collections that a reference leads to, if there is no filter for it that says so."""


@dataclass(frozen=True)
class Embed:
    """A relation or a reference that can be embedded."""

    name: str
    """Its path in an item: field names, separated by dots."""
    targets: tuple[str, ...]
    """The collections of the embedded items."""
    back_reference: str | None = None
    """For a relation: the filter of the embedded items that takes the id of the item. None for a reference."""

    @property
    def fields(self) -> list[str]:
        """The fields of the embedded items."""
        return [*dict.fromkeys(field for name in self.targets for field in COLLECTIONS[name].fact.model_fields)]


@cache
def embeds(collection: Collection) -> dict[str, Embed]:
    """Return everything that the items of a collection can embed, by name, in the order of the fields."""
    filtered = {spec.path.removesuffix(".id"): spec.refers for spec in collection.filters.values() if spec.refers}
    result = {}
    for field in collection.fact.model_fields:
        if related := RELATIONS.get((collection.name, field)):
            result[field] = Embed(field, related[:1], back_reference=related[1])
        for name in _reference_paths(collection.fact, field):
            target = filtered.get(name)
            result[name] = Embed(name, (target,) if target else _UNFILTERED_TARGETS[name])
    return result


def embed_in(
    reader: Reader, embed: Embed, items: list[Item], version: str, pick_fields: Callable[[Item], Item]
) -> None:
    """Embed in each item what it refers to, by one SQL statement; `pick_fields` reduces each embedded item."""
    if embed.back_reference:
        _embed_relation(reader, embed, embed.back_reference, items, version, pick_fields)
    else:
        _embed_reference(reader, embed, items, pick_fields)


def _embed_relation(  # noqa: PLR0913, PLR0917  (the parameters of `embed_in`, and the back reference)
    reader: Reader,
    embed: Embed,
    back_reference: str,
    items: list[Item],
    version: str,
    pick_fields: Callable[[Item], Item],
) -> None:
    target = COLLECTIONS[embed.targets[0]]
    owners = [item["id"] for item in items if item[embed.name]["total"]]
    rows = defaultdict(list)
    if owners:
        for owner, *row in reader.rows(
            _first_items_query(target, back_reference, len(owners)),
            {f"owner_{number}": owner for number, owner in enumerate(owners)},
        ):
            rows[owner].append(row)
    for item in items:
        first = sorted(rows[item["id"]], key=lambda row: row[-1])
        has_more = len(first) < item[embed.name]["total"]
        item[embed.name] |= {
            "items": [pick_fields(json.loads(body)) for body, _ in first],
            "next": _next_path(target, back_reference, item["id"], version, first[-1][-1]) if has_more else None,
        }


def _next_path(target: Collection, back_reference: str, owner: str, version: str, last: int) -> str:
    """Return the path of the next page of a relation: the items after the number `last` that refer to the owner."""
    return page_after(target.path, GivenParameters({back_reference: [owner]}, [(back_reference, owner)]), version, last)


@lru_cache(MAX_PREPARED)
def _first_items_query(target: Collection, back_reference: str, owners: int) -> Query:
    """Return the query for the first items that refer to each of some owners: the owner's id, the JSON, the number."""
    table = target.table
    each = [
        select(table.c[back_reference], Utf8(table.c.body).label("body"), table.c.seq)
        .where(table.c[back_reference] == bindparam(f"owner_{number}", type_=table.c[back_reference].type))
        .order_by(table.c.seq)
        .limit(EMBEDDED_ITEMS)
        .subquery()
        for number in range(owners)
    ]
    return union_all(*(select(*items.c) for items in each))


def _embed_reference(reader: Reader, embed: Embed, items: list[Item], pick_fields: Callable[[Item], Item]) -> None:
    places = [*_reference_places(items, embed.name.split("."))]
    ids_by_type: dict[str, set[str]] = defaultdict(set)
    for holder, key in places:
        ids_by_type[holder[key]["type"]].add(holder[key]["id"])
    targets = {}
    if ids_by_type:
        values = {kind: json.dumps(sorted(ids_by_type[kind])) for kind in sorted(ids_by_type)}
        rows = reader.rows(_by_ids_query(tuple(values)), values)
        targets = {(kind, item_id): json.loads(body) for kind, item_id, body in rows}
    for holder, key in places:
        reference = holder[key]
        holder[key] = pick_fields({**reference, **targets[reference["type"], reference["id"]]})


@lru_cache(MAX_PREPARED)
def _by_ids_query(kinds: tuple[str, ...]) -> Query:
    """Return the query for facts by their ids, with a list of ids for each type: the type, the id and the JSON."""
    tables = {collection.type: collection.table for collection in COLLECTIONS.values()}
    return union_all(
        *(
            select(literal(kind), tables[kind].c.id, Utf8(tables[kind].c.body)).where(
                tables[kind].c.id.op("IN")(TextList(bindparam(kind, type_=WORDS)))
            )
            for kind in kinds
        )
    )


def _reference_places(items: list[Item], path: list[str]) -> Iterator[tuple[Any, Any]]:
    """Yield the object or list that contains each reference at a path, with its key or index there."""
    field, *rest = path
    for item in items:
        value = item[field]
        if rest:
            yield from _reference_places(value if isinstance(value, list) else [value] if value else [], rest)
        elif isinstance(value, list):
            yield from ((value, number) for number in range(len(value)))
        elif value:
            yield item, field


def _reference_paths(model: type[BaseModel], field: str) -> Iterator[str]:
    """Yield the path of each reference in a field of a model."""
    info = model.model_fields[field]
    name = info.alias or field
    for part in _models_in(info.annotation):
        if issubclass(part, Reference):
            yield name
        else:
            yield from (f"{name}.{below}" for own in part.model_fields for below in _reference_paths(part, own))


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models in a type such as `list[Role] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
