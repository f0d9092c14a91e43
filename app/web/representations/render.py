"""Rendering: an item, a page of a list, or a stream of a complete list as JSON, CSV, NDJSON or JSON-LD."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.models import Collection
from app.storage.reader import Reader
from app.web.about import LICENSE_NOTE
from app.web.http.links import Links, path_with_query, to_json
from app.web.http.versions import permalink
from app.web.query.embedding import EMBEDDED_ITEMS
from app.web.query.facets import facet_values
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

BATCH_SIZE = 500
"""The number of items that a stream without embeds reads at once; a list up to this size is not streamed."""


def render_list(
    parsed: ParsedRequest, collection: Collection, links: Links, format_path: Callable[[str], str]
) -> AnswerContent:
    """Return a list in the requested format; `format_path` returns the path of the list in another format.

    Raises a 422 problem if the parameters are invalid, and the problems of cursors.
    """
    reader, parameters, name = parsed.reader, parsed.parameters, collection.path.rpartition("/")[2]
    sparse = read_sparse_fields(collection, parameters, parsed.version, links, parsed.format)
    if parameters["facet"] and parsed.format != JSON:
        raise invalid_value("facet", f"There is no place for facets in {parsed.format.name}; ask for JSON.")
    selection = select_facts(reader, collection, parameters, parsed.version)
    batch_size = EMBEDDED_ITEMS if sparse.embedded else BATCH_SIZE
    page = selection.page(reader, parameters.value("limit", 50 if parsed.format in (JSON, JSONLD) else batch_size))
    check_values(reader, collection, parameters, is_empty=not page.rows)
    if parsed.format == CSVW:
        return _csvw_content(parsed, collection, links, format_path, name)
    if parsed.format == JSON:
        facets = {facet: facet_values(reader, collection, facet, selection) for facet in parameters["facet"]}
        return AnswerContent(json_page(reader, page, sparse, links, facets), links=_next_links(page, links))
    if parsed.format == JSONLD:
        nodes = [node(json.loads(item)) for item in sparse.items(reader, page.rows)]
        linked = document(linked_page(nodes, links(format_path("jsonld")), page.total, page.next and links(page.next)))
        return AnswerContent(to_json(linked), links=_next_links(page, links), name=name)
    csvw_links = _csvw_links(parsed, links, format_path)
    if "limit" in parameters or not page.next:
        body = b"".join(_write_lines(parsed, collection, [sparse.items(reader, page.rows)], links))
        return AnswerContent(body, links=[*_next_links(page, links), *csvw_links], name=name)

    def stream(reader: Reader) -> Iterator[bytes]:
        batches = selection.stream(reader, batch_size)
        return _write_lines(parsed, collection, (sparse.items(reader, rows) for rows in batches), links)

    return AnswerContent(stream, links=csvw_links, name=name)


def json_page(reader: Reader, page: ResultPage, sparse: SparseFields, links: Links, facets: dict[str, Any]) -> bytes:
    """Return a page of a list as JSON."""
    return list_document(sparse.items(reader, page.rows), page, links, facets)


def list_document(items: list[bytes], page: ResultPage, links: Links, facets: dict[str, Any]) -> bytes:
    """Return the JSON of a page from the JSON of its items."""
    self_link = to_json(links(path_with_query(page.selection.path, page.selection.parameters.pairs)))
    next_link = to_json(links(page.next)) if page.next else b"null"
    facet_field = b',"facets":%b' % links.make_absolute(to_json(facets)) if facets else b""
    numbers = (page.total, page.limit)
    end = b'],"total":%d,"limit":%d,"self":%b,"next":%b%b}' % (*numbers, self_link, next_link, facet_field)
    parts = [b","] * (2 * len(items) - 1)
    parts[::2] = items
    return b"".join([b'{"items":[', *parts, end])  # one join: every further copy of the items costs as much again


def render_item(
    parsed: ParsedRequest, collection: Collection, item_id: str, links: Links, format_path: Callable[[str], str]
) -> AnswerContent:
    """Return one item in the requested format; `format_path` returns its path in another format.

    Raises a 404 problem if there is no such item.
    """
    sparse = read_sparse_fields(collection, parsed.parameters, parsed.version, links, parsed.format)
    (item,) = sparse.items(parsed.reader, [(get_fact(parsed.reader, collection, item_id),)])
    cite_as = [f'<{links(permalink(parsed.version, f"{collection.path}/{item_id}"))}>; rel="cite-as"']  # RFC 8574
    if parsed.format == JSON:
        return AnswerContent(item, links=cite_as)
    if parsed.format == JSONLD:
        return AnswerContent(to_json(document(node(json.loads(item)))), links=cite_as, name=item_id)
    if parsed.format == CSVW:
        return _csvw_content(parsed, collection, links, format_path, item_id)
    body = b"".join(_write_lines(parsed, collection, [[item]], links))
    return AnswerContent(body, links=[*cite_as, *_csvw_links(parsed, links, format_path)], name=item_id)


def _write_lines(
    parsed: ParsedRequest, collection: Collection, batches: Iterable[list[bytes]], links: Links
) -> Iterator[bytes]:
    """Yield the lines of NDJSON or CSV, batch by batch."""
    if parsed.format == NDJSON:
        yield from (b"".join(item + b"\n" for item in items) for items in batches)
        return

    def pinned(href: str) -> str:
        return links(permalink(parsed.version, href.removeprefix(links.public_url or "")))

    table = _table_columns(parsed, collection)
    yield header(table).encode()
    yield from ("".join(record(table, json.loads(item), pinned) for item in items).encode() for items in batches)


def _csvw_content(
    parsed: ParsedRequest, collection: Collection, links: Links, format_path: Callable[[str], str], name: str
) -> AnswerContent:
    """Return the CSVW metadata of the table that the same request gives as CSV."""
    title = collection.name.replace("_", " ").capitalize()
    described = metadata(_table_columns(parsed, collection), links(format_path("csv")), title, LICENSE_NOTE)
    return AnswerContent(to_json(described), name=name)


def _table_columns(parsed: ParsedRequest, collection: Collection) -> list[Column]:
    return columns(collection, parsed.parameters["fields"] or None, matched=bool(parsed.parameters["q"]))


def _csvw_links(parsed: ParsedRequest, links: Links, format_path: Callable[[str], str]) -> list[str]:
    if parsed.format != CSV:
        return []
    return [f'<{links(format_path("csvw"))}>; rel="describedby"; type="{CSVW.media_type}"']


def _next_links(page: ResultPage, links: Links) -> list[str]:
    return [f'<{links(page.next)}>; rel="next"'] if page.next else []
