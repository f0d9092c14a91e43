"""Rendering: items as JSON, CSV, NDJSON or JSON-LD, one by one, a page of them, or all of them while they are sent."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from app.models import Collection
from app.web.answering import Asked, Content, permalink
from app.web.csvw import metadata
from app.web.documentation import LICENSE_NOTE
from app.web.formats import CSV, CSVW, JSON, JSONLD, NDJSON
from app.web.linked_data import document, node, page
from app.web.links import Links
from app.web.listing import get_fact, list_facts, select_facts
from app.web.tables import columns, header, record


def render_list(asked: Asked, collection: Collection, links: Links, address: Callable[[str], str]) -> Content:
    """Return a list in the format asked for; `address` gives its path in another one."""
    session, given = asked.session, asked.given
    selection = select_facts(session, collection, given, asked.version)
    name = collection.path.rpartition("/")[2]
    if asked.format == CSVW:
        return _described(collection, links, address, name)
    if asked.format == JSON:
        listing = list_facts(session, selection, links)
        return Content(listing.body, links=_next(listing.next))
    limit = given.one("limit")
    if asked.format == JSONLD:
        bodies, following = selection.page(session, limit or 50)
        more = following and links(following)
        nodes = [node(json.loads(links.within(body))) for body in bodies]
        linked = document(page(nodes, links(address("jsonld")), selection.total(session), more))
        return Content(_json(linked), links=_next(more), name=name)
    more = None
    if limit:
        bodies, following = selection.page(session, limit)
        parts, more = iter([bodies]), following and links(following)
    else:
        parts = selection.stream(session)
    written = _lines(asked, collection, parts, links)
    return Content(written, links=[*_next(more), *_describing(asked, links, address)], name=name)


def render_item(
    asked: Asked, collection: Collection, name: str, links: Links, address: Callable[[str], str]
) -> Content:
    """Return one item in the format asked for. Raises a 404 problem where there is none."""
    body = links.within(get_fact(asked.session, collection, name))
    cited = [f'<{links(permalink(asked.version, f"{collection.path}/{name}"))}>; rel="cite-as"']
    if asked.format == JSON:
        return Content(body, links=cited)
    if asked.format == JSONLD:
        return Content(_json(document(node(json.loads(body)))), links=cited, name=name)
    if asked.format == CSVW:
        return _described(collection, links, address, name)
    written = "".join(_lines(asked, collection, iter([[body]]), links))
    return Content(written, links=[*cited, *_describing(asked, links, address)], name=name)


def _lines(asked: Asked, collection: Collection, parts: Iterator[list[str]], links: Links) -> Iterator[str]:
    """Yield the lines of NDJSON or CSV, as many at once as come at once."""
    if asked.format == NDJSON:
        for bodies in parts:
            yield "".join(f"{links.within(body)}\n" for body in bodies)
        return

    def pinned(href: str) -> str:
        return links(permalink(asked.version, href.removeprefix(links.public_url or "")))

    table = columns(collection)
    yield header(table)
    for bodies in parts:
        items = (json.loads(links.within(body)) for body in bodies)
        yield "".join(record(table, item, pinned) for item in items)


def _described(collection: Collection, links: Links, address: Callable[[str], str], name: str) -> Content:
    """Return the description of the table that the same request gives as CSV."""
    title = collection.name.replace("_", " ").capitalize()
    return Content(_json(metadata(columns(collection), links(address("csv")), title, LICENSE_NOTE)), name=name)


def _describing(asked: Asked, links: Links, address: Callable[[str], str]) -> list[str]:
    if asked.format != CSV:
        return []
    return [f'<{links(address("csvw"))}>; rel="describedby"; type="{CSVW.media_type}"']


def _next(more: str | None) -> list[str]:
    return [f'<{more}>; rel="next"'] if more else []


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
