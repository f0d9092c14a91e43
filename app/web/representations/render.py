"""Rendering: items as JSON, CSV, NDJSON or JSON-LD, one by one, a page of them, or all of them while they are sent."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.models import Collection
from app.storage.reader import Reader
from app.web.about import LICENSE_NOTE
from app.web.http.links import Links, address, to_json
from app.web.http.versions import permalink
from app.web.query.embedding import EMBEDDED_ITEMS
from app.web.query.facets import facet
from app.web.query.facts import get_fact, select_facts
from app.web.query.known_values import check_values
from app.web.query.paging import ResultPage
from app.web.representations.content import AnswerContent
from app.web.representations.csv_columns import Column
from app.web.representations.csv_rows import columns, header, record
from app.web.representations.csvw import metadata
from app.web.representations.jsonld import document, node
from app.web.representations.jsonld import page as linked_page
from app.web.representations.sparse import SparseFields, read_sparse_fields
from app.web.request.media_types import CSV, CSVW, JSON, JSONLD, NDJSON
from app.web.request.parameters import invalid_value
from app.web.request.parsed_request import ParsedRequest

BATCH = 500
"""How many items are read at once when all are given, and nothing is embedded; so many are not streamed yet."""


def render_list(
    asked: ParsedRequest, collection: Collection, links: Links, other: Callable[[str], str]
) -> AnswerContent:
    """Return a list in the format asked for; `other` gives its path in another one."""
    reader, given, name = asked.reader, asked.parameters, collection.path.rpartition("/")[2]
    shape = read_sparse_fields(collection, given, asked.version, links, asked.format)
    if given["facet"] and asked.format != JSON:
        raise invalid_value("facet", f"There is no place for facets in {asked.format.name}; ask for JSON.")
    selection = select_facts(reader, collection, given, asked.version)
    at_once = EMBEDDED_ITEMS if shape.embedded else BATCH
    page = selection.page(reader, given.one("limit", 50 if asked.format in (JSON, JSONLD) else at_once))
    check_values(reader, collection, given, is_empty=not page.rows)
    if asked.format == CSVW:
        return _described(asked, collection, links, other, name)
    if asked.format == JSON:
        facets = {one: facet(reader, collection, one, selection) for one in given["facet"]}
        return AnswerContent(json_page(reader, page, shape, links, facets), links=_next(page, links))
    if asked.format == JSONLD:
        nodes = [node(json.loads(item)) for item in shape.items(reader, page.rows)]
        linked = document(linked_page(nodes, links(other("jsonld")), page.total, page.next and links(page.next)))
        return AnswerContent(to_json(linked), links=_next(page, links), name=name)
    described = _describing(asked, links, other)
    if "limit" in given or not page.next:
        written = b"".join(_lines(asked, collection, [shape.items(reader, page.rows)], links))
        return AnswerContent(written, links=[*_next(page, links), *described], name=name)

    def stream(reader: Reader) -> Iterator[bytes]:
        parts = selection.stream(reader, at_once)
        return _lines(asked, collection, (shape.items(reader, rows) for rows in parts), links)

    return AnswerContent(stream, links=described, name=name)


def json_page(reader: Reader, page: ResultPage, shape: SparseFields, links: Links, facets: dict[str, Any]) -> bytes:
    """Return a page of a list as JSON."""
    return list_document(shape.items(reader, page.rows), page, links, facets)


def list_document(items: list[bytes], page: ResultPage, links: Links, facets: dict[str, Any]) -> bytes:
    """Put the JSON of items into that of their page."""
    this = to_json(links(address(page.selection.path, page.selection.given.pairs)))
    following = to_json(links(page.next)) if page.next else b"null"
    more = b',"facets":%b' % links.within(to_json(facets)) if facets else b""
    end = b'],"total":%d,"limit":%d,"self":%b,"next":%b%b}' % (page.total, page.limit, this, following, more)
    between = [b","] * (2 * len(items) - 1)
    between[::2] = items
    return b"".join([b'{"items":[', *between, end])  # at once: each time that the items are copied costs as much


def render_item(
    asked: ParsedRequest, collection: Collection, name: str, links: Links, other: Callable[[str], str]
) -> AnswerContent:
    """Return one item in the format asked for. Raises a 404 problem where there is none."""
    shape = read_sparse_fields(collection, asked.parameters, asked.version, links, asked.format)
    (body,) = shape.items(asked.reader, [(get_fact(asked.reader, collection, name),)])
    cited = [f'<{links(permalink(asked.version, f"{collection.path}/{name}"))}>; rel="cite-as"']
    if asked.format == JSON:
        return AnswerContent(body, links=cited)
    if asked.format == JSONLD:
        return AnswerContent(to_json(document(node(json.loads(body)))), links=cited, name=name)
    if asked.format == CSVW:
        return _described(asked, collection, links, other, name)
    written = b"".join(_lines(asked, collection, [[body]], links))
    return AnswerContent(written, links=[*cited, *_describing(asked, links, other)], name=name)


def _lines(asked: ParsedRequest, collection: Collection, parts: Iterable[list[bytes]], links: Links) -> Iterator[bytes]:
    """Yield the lines of NDJSON or CSV, as many at once as come at once."""
    if asked.format == NDJSON:
        yield from (b"".join(item + b"\n" for item in items) for items in parts)
        return

    def pinned(href: str) -> str:
        return links(permalink(asked.version, href.removeprefix(links.public_url or "")))

    table = _table(asked, collection)
    yield header(table).encode()
    yield from ("".join(record(table, json.loads(item), pinned) for item in items).encode() for items in parts)


def _described(
    asked: ParsedRequest, collection: Collection, links: Links, other: Callable[[str], str], name: str
) -> AnswerContent:
    """Return the description of the table that the same request gives as CSV."""
    title = collection.name.replace("_", " ").capitalize()
    return AnswerContent(
        to_json(metadata(_table(asked, collection), links(other("csv")), title, LICENSE_NOTE)), name=name
    )


def _table(asked: ParsedRequest, collection: Collection) -> list[Column]:
    return columns(collection, asked.parameters["fields"] or None, matched=bool(asked.parameters["q"]))


def _describing(asked: ParsedRequest, links: Links, other: Callable[[str], str]) -> list[str]:
    if asked.format != CSV:
        return []
    return [f'<{links(other("csvw"))}>; rel="describedby"; type="{CSVW.media_type}"']


def _next(page: ResultPage, links: Links) -> list[str]:
    return [f'<{links(page.next)}>; rel="next"'] if page.next else []
