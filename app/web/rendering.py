"""Rendering: items as JSON, CSV, NDJSON or JSON-LD, one by one, a page of them, or all of them while they are sent."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlmodel import Session

from app.models import Collection
from app.web.answering import Asked, Content, permalink
from app.web.csvw import metadata
from app.web.documentation import LICENSE_NOTE
from app.web.embedding import FIRST
from app.web.faceting import facet
from app.web.formats import CSV, CSVW, JSON, JSONLD, NDJSON
from app.web.linked_data import document, node, page
from app.web.links import Links, address
from app.web.listing import get_fact, select_facts
from app.web.parameters import refused
from app.web.selection import Selection
from app.web.shapes import Shape, read_shape
from app.web.table_columns import Column
from app.web.tables import columns, header, record

MOST_AT_ONCE = 500
"""How many items are read at once when all are given, and nothing is embedded."""


def render_list(asked: Asked, collection: Collection, links: Links, other: Callable[[str], str]) -> Content:
    """Return a list in the format asked for; `other` gives its path in another one."""
    session, given, name = asked.session, asked.given, collection.path.rpartition("/")[2]
    shape = read_shape(collection, given, asked.version, links, asked.format)
    if given["facet"] and asked.format != JSON:
        raise refused("facet", f"There is no place for facets in {asked.format.name}; ask for JSON.")
    selection = select_facts(session, collection, given, asked.version)
    if asked.format == CSVW:
        selection.rows()  # refuses a cursor that is not of this list
        return _described(asked, collection, links, other, name)
    if asked.format == JSON:
        facets = {one: facet(session, collection, one, selection) for one in given["facet"]}
        body, more = json_page(session, selection, shape, links, facets)
        return Content(body, links=_next(more))
    if asked.format == JSONLD:
        return _linked_page(asked, selection, shape, links(other("jsonld")), name)
    described = _describing(asked, links, other)
    if limit := given.one("limit"):
        rows, following = selection.page(session, limit)
        more = following and links(following)
        items = shape.items(session, rows)
        return Content(_lines(asked, collection, [items], links), links=[*_next(more), *described], name=name)
    at_once = FIRST if shape.embedded else MOST_AT_ONCE
    parts = (shape.items(session, rows) for rows in selection.stream(session, at_once))
    return Content(_lines(asked, collection, parts, links), links=described, name=name)


def json_page(
    session: Session, selection: Selection, shape: Shape, links: Links, facets: dict[str, Any]
) -> tuple[str, str | None]:
    """Return a page of a list as JSON, and the link to the next one if there is one."""
    total = selection.total(session)
    limit = selection.given.one("limit", 50)
    rows, following = selection.page(session, limit)
    envelope = {
        "total": total,
        "limit": limit,
        "self": links(address(selection.path, selection.given.pairs)),
        "next": following and links(following),
    }
    rest = _json(envelope | ({"facets": facets} if facets else {}))
    return f'{{"items":[{",".join(shape.items(session, rows))}],{links.within(rest)[1:]}', envelope["next"]


def render_item(asked: Asked, collection: Collection, name: str, links: Links, other: Callable[[str], str]) -> Content:
    """Return one item in the format asked for. Raises a 404 problem where there is none."""
    shape = read_shape(collection, asked.given, asked.version, links, asked.format)
    (body,) = shape.items(asked.session, [(get_fact(asked.session, collection, name),)])
    cited = [f'<{links(permalink(asked.version, f"{collection.path}/{name}"))}>; rel="cite-as"']
    if asked.format == JSON:
        return Content(body, links=cited)
    if asked.format == JSONLD:
        return Content(_json(document(node(json.loads(body)))), links=cited, name=name)
    if asked.format == CSVW:
        return _described(asked, collection, links, other, name)
    written = "".join(_lines(asked, collection, [[body]], links))
    return Content(written, links=[*cited, *_describing(asked, links, other)], name=name)


def _linked_page(asked: Asked, selection: Selection, shape: Shape, here: str, name: str) -> Content:
    rows, following = selection.page(asked.session, asked.given.one("limit", 50))
    more = following and shape.links(following)
    nodes = [node(json.loads(item)) for item in shape.items(asked.session, rows)]
    linked = document(page(nodes, here, selection.total(asked.session), more))
    return Content(_json(linked), links=_next(more), name=name)


def _lines(asked: Asked, collection: Collection, parts: Iterable[list[str]], links: Links) -> Iterator[str]:
    """Yield the lines of NDJSON or CSV, as many at once as come at once."""
    if asked.format == NDJSON:
        yield from ("".join(f"{item}\n" for item in items) for items in parts)
        return

    def pinned(href: str) -> str:
        return links(permalink(asked.version, href.removeprefix(links.public_url or "")))

    table = _table(asked, collection)
    yield header(table)
    yield from ("".join(record(table, json.loads(item), pinned) for item in items) for items in parts)


def _described(asked: Asked, collection: Collection, links: Links, other: Callable[[str], str], name: str) -> Content:
    """Return the description of the table that the same request gives as CSV."""
    title = collection.name.replace("_", " ").capitalize()
    return Content(_json(metadata(_table(asked, collection), links(other("csv")), title, LICENSE_NOTE)), name=name)


def _table(asked: Asked, collection: Collection) -> list[Column]:
    return columns(collection, asked.given["fields"] or None, matched=bool(asked.given["q"]))


def _describing(asked: Asked, links: Links, other: Callable[[str], str]) -> list[str]:
    if asked.format != CSV:
        return []
    return [f'<{links(other("csvw"))}>; rel="describedby"; type="{CSVW.media_type}"']


def _next(more: str | None) -> list[str]:
    return [f'<{more}>; rel="next"'] if more else []


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
