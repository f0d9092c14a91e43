"""Searching: a page of the documents that a query finds, best first, each with the words that it was found by."""

from functools import cache

from app.facts.search_words import read_query
from app.facts.snippets import snippet
from app.models.bitmaps import SEARCH as PATH
from app.models.fact import Page
from app.models.search import DocumentRow
from app.storage.statements import Utf8
from app.web.http.links import Links, to_json
from app.web.query.bitmaps import having, union
from app.web.query.fulltext import Match, matches
from app.web.query.paging import Selection
from app.web.query.rows import Rows
from app.web.representations.render import enveloped
from app.web.serving.answer import Asked, Content


class Hit(Match):
    """A fact or a sentence that a query finds."""

    type: str
    """The type of the fact, or `sentence`."""
    id: str
    """Its id."""
    name: str
    """Its name; of a statement and of a sentence, its words."""
    href: str
    """Link to it; to a sentence, in its text."""


class Found(Page[Hit]):
    """A page of what a query finds."""


def search(asked: Asked, links: Links) -> Content:
    """Return a page of what a query finds. Raises the problems of cursors.

    The best match comes first; what matches as well is in the order of the collections and of the text.
    """
    given, reader = asked.given, asked.reader
    query = read_query(given.one("q"))
    types = [having(reader, PATH, "type", one) for one in given["type"]]
    found = matches(reader, query, [union(types)] if types else [])
    limit = given.one("limit", 50)
    page = Selection(PATH, given, asked.version, found.found, found.order, _rows(), found).page(reader, limit)
    more = page.next and links(page.next)
    hits = [
        b'%b,"snippet":%b,"score":%a}' % (links.within(body)[:-1], to_json(snippet(text, query)), score)
        for body, text, score, _ in page.rows
    ]
    return Content(enveloped(hits, page, links, {}), links=[f'<{more}>; rel="next"'] if more else [])


@cache
def _rows() -> Rows:
    """Return how documents are read: the JSON of each, its text, its number."""
    table = DocumentRow.metadata.tables["documents"]
    return Rows((Utf8(table.c.body), table.c.text, table.c.seq))
