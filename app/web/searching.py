"""Searching: a page of the documents that a query finds, best first, each with the words that it was found by."""

import json
from functools import cache

from sqlalchemy import bindparam

from app.facts.snippets import snippet
from app.facts.words import read_query
from app.models.fact import Page
from app.models.search import DocumentRow
from app.reader import Utf8
from app.web.answering import Asked, Content
from app.web.cursors import Key
from app.web.links import Links, address, to_json
from app.web.questions import Question
from app.web.search import Match, ranked, sought
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
    """Return a page of what a query finds, by two SQL statements.

    Raises the problems of cursors. The order is by score, then the order of the collections and of the text.
    """
    given, reader = asked.given, asked.reader
    query = read_query(given.one("q"))
    engine, types = reader.dialect.name, given["type"]
    values = {"sought": sought(engine, query), **{f"type_{number}": one for number, one in enumerate(types)}}
    question = _question(engine if query.terms else "", len(types))
    selection = Selection(PATH, given, asked.version, question, values)
    limit = given.one("limit", 50)
    page = selection.page(reader, limit)
    more = page.next and links(page.next)
    hits = [
        {**json.loads(links.within(body)), "snippet": snippet(text, query), "score": score}
        for body, text, score, *_ in page.rows
    ]
    body = {
        "items": hits,
        "total": page.total(reader),
        "limit": limit,
        "self": links(address(PATH, given.pairs)),
        "next": more,
    }
    return Content(to_json(body), links=[f'<{more}>; rel="next"'] if more else [])


@cache
def _question(engine: str, types: int) -> Question:
    """Return the question for documents, of any type or of any of so many."""
    documents, found = DocumentRow.metadata.tables["documents"], ranked(engine)
    wanted = [bindparam(f"type_{number}", type_=documents.c.type.type) for number in range(types)]
    return Question(
        documents.join(found, found.c.seq == documents.c.seq),
        [Utf8(documents.c.body), documents.c.text, found.c.score],
        [documents.c.type.in_(wanted)] if wanted else [],
        [Key(found.c.score, falling=True), Key(documents.c.seq)],
    )
