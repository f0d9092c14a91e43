"""Searching: a page of the documents that a query finds, best first, each with the words that it was found by."""

import json

from app.facts.snippets import snippet
from app.facts.words import read_query
from app.models.fact import Page
from app.models.search import DocumentRow
from app.web.answering import Asked, Content
from app.web.cursors import Key
from app.web.links import Links, address
from app.web.search import Match, ranked
from app.web.selection import Selection

PATH = "/v1/search"


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
    """Return a page of what a query finds, by three SQL statements with that for the dataset's version.

    Raises the problems of cursors. The order is by score, then the order of the collections and of the text.
    """
    given, session = asked.given, asked.session
    query = read_query(given.one("q"))
    found = ranked(session.get_bind().dialect.name, query)
    documents = DocumentRow.metadata.tables["documents"]
    selection = Selection(
        PATH,
        given,
        asked.version,
        documents.join(found, found.c.seq == documents.c.seq),
        [documents.c.body, documents.c.text, found.c.score],
        [documents.c.type.in_(given["type"])] if given["type"] else [],
        [Key(found.c.score, falling=True), Key(documents.c.seq)],
    )
    limit = given.one("limit", 50)
    total = selection.total(session)
    rows, following = selection.page(session, limit)
    more = following and links(following)
    hits = [
        {**json.loads(links.within(body)), "snippet": snippet(text, query), "score": score}
        for body, text, score, *_ in rows
    ]
    body = {"items": hits, "total": total, "limit": limit, "self": links(address(PATH, given.pairs)), "next": more}
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Content(written, links=[f'<{more}>; rel="next"'] if more else [])
