"""Embedding: what items refer to in full, so that one request draws a page.

What can be embedded has the name of its field: of a relation, `metrics`, the first items are added with a link to the
next; of a reference, `place` or `attribution.ref`, the whole item takes its place. Each takes one SQL statement.
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
"""How many items of a relation are given, and of how many items relations and references at once."""

Item = dict[str, Any]

_UNFILTERED_TARGETS = {
    "attribution.ref": ("entities", "speakers", "sources"),
    "change.from": ("metrics",),
    "signed_projects.stated_total": ("metrics",),
}
"""Where references lead that nothing can be filtered by."""


@dataclass(frozen=True)
class Embed:
    """Something that can be embedded."""

    name: str
    """Where it stands in an item."""
    targets: tuple[str, ...]
    """The collections that it leads to."""
    back_reference: str | None = None
    """Of a relation: the field of the other items that points back."""

    @property
    def fields(self) -> list[str]:
        """The fields of what is embedded."""
        return [*dict.fromkeys(field for name in self.targets for field in COLLECTIONS[name].fact.model_fields)]


@cache
def embeds(collection: Collection) -> dict[str, Embed]:
    """Return what the items of a collection can embed, in the order of their fields, by name."""
    filtered = {spec.path.removesuffix(".id"): spec.refers for spec in collection.filters.values() if spec.refers}
    found = {}
    for field in collection.fact.model_fields:
        if related := RELATIONS.get((collection.name, field)):
            found[field] = Embed(field, related[:1], back_reference=related[1])
        for name in _reference_paths(collection.fact, field):
            target = filtered.get(name)
            found[name] = Embed(name, (target,) if target else _UNFILTERED_TARGETS[name])
    return found


def embed_in(
    reader: Reader, embed: Embed, items: list[Item], version: str, pick_fields: Callable[[Item], Item]
) -> None:
    """Put into items, by one statement, what they refer to; of that, what `pick_fields` leaves."""
    if embed.back_reference:
        _embed_relation(reader, embed, embed.back_reference, items, version, pick_fields)
    else:
        _embed_reference(reader, embed, items, pick_fields)


def _embed_relation(  # noqa: PLR0913, PLR0917  (what `embed_in` has, and the pointer that it found)
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
            {f"owner_{number}": name for number, name in enumerate(owners)},
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
    """Return the path of the other items that point at one, after the last that was given."""
    return page_after(target.path, GivenParameters({back_reference: [owner]}, [(back_reference, owner)]), version, last)


@lru_cache(MAX_PREPARED)
def _first_items_query(target: Collection, back_reference: str, owners: int) -> Query:
    """Return the query for the first items that point at each of so many others: which, the JSON, the place."""
    table = target.table
    each = [
        select(table.c[back_reference], Utf8(table.c.body).label("body"), table.c.seq)
        .where(table.c[back_reference] == bindparam(f"owner_{number}", type_=table.c[back_reference].type))
        .order_by(table.c.seq)
        .limit(EMBEDDED_ITEMS)
        .subquery()
        for number in range(owners)
    ]
    return union_all(*(select(*embed.c) for embed in each))


def _embed_reference(reader: Reader, embed: Embed, items: list[Item], pick_fields: Callable[[Item], Item]) -> None:
    places = [*_reference_places(items, embed.name.split("."))]
    wanted: dict[str, set[str]] = defaultdict(set)
    for holder, key in places:
        wanted[holder[key]["type"]].add(holder[key]["id"])
    found = {}
    if wanted:
        values = {kind: json.dumps(sorted(wanted[kind])) for kind in sorted(wanted)}
        found = {
            (kind, name): json.loads(body) for kind, name, body in reader.rows(_by_ids_query(tuple(values)), values)
        }
    for holder, key in places:
        reference = holder[key]
        holder[key] = pick_fields({**reference, **found[reference["type"], reference["id"]]})


@lru_cache(MAX_PREPARED)
def _by_ids_query(kinds: tuple[str, ...]) -> Query:
    """Return the query for facts of some types, of a list of ids for each: their type, id and JSON."""
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
    """Yield what holds each reference at a path, and under which key or number."""
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
    """Yield the path of each reference in a field of a model, but not of those in its evidence and disputes."""
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
