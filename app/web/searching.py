"""Searching: a page of the documents that a query finds, best first, each with the words that it was found by."""

import json
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, select

from app.facts.snippets import snippet
from app.facts.words import read_query
from app.models.fact import Model, Page
from app.models.search import DocumentRow
from app.web.answering import Asked, Content
from app.web.cursors import Key, after, query_digest, read_cursor, write_cursor
from app.web.links import Links
from app.web.search import ranked

PATH = "/v1/search"


class Hit(Model):
    """A fact or a sentence that a query finds."""

    type: str
    """The type of the fact, or `sentence`."""
    id: str
    """Its id."""
    name: str
    """Its name; of a statement and of a sentence, its words."""
    href: str
    """Link to it; to a sentence, in its text."""
    snippet: str
    """Where the source speaks of it, as HTML: the words that were found are in `<mark>`."""
    score: float
    """How well it matches: the larger the better. Scores of different queries can't be compared."""


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
    source = documents.join(found, found.c.seq == documents.c.seq)
    conditions: list[ColumnElement[bool]] = []
    if given["type"]:
        conditions.append(documents.c.type.in_(given["type"]))
    total = session.scalar(select(func.count()).select_from(source).where(*conditions))
    keys = [Key(found.c.score, falling=True), Key(documents.c.seq)]
    digest, rest = query_digest(PATH, given.pairs), [pair for pair in given.pairs if pair[0] != "cursor"]
    if cursor := given.one("cursor"):
        conditions.append(after(keys, read_cursor(cursor, asked.version, digest, keys, start=_address(rest))))
    limit = given.one("limit", 50)
    columns = (documents.c.body, documents.c.text, *(key.column for key in keys))
    page = select(*columns).select_from(source).where(*conditions).order_by(*(key.order for key in keys))
    rows = session.execute(page.limit(limit + 1)).all()
    more = None
    if len(rows) > limit:
        more = links(_address([*rest, ("cursor", write_cursor(asked.version, digest, list(rows[limit - 1][2:])))]))
    hits = [
        {**json.loads(links.within(row.body)), "snippet": snippet(row.text, query), "score": row.score}
        for row in rows[:limit]
    ]
    body = {"items": hits, "total": total, "limit": limit, "self": links(_address(given.pairs)), "next": more}
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Content(written, links=[f'<{more}>; rel="next"'] if more else [])


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"{PATH}?{urlencode(pairs, safe=',:')}"
