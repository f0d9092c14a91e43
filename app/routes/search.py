"""`/v1/search`: full text over facts and sentences."""

from functools import cache

from fastapi import APIRouter, Request, Response

from app.facts.search_words import read_query
from app.facts.snippets import snippet
from app.models.bitmaps import SEARCH as PATH
from app.models.fact import Page
from app.models.search import DocumentRow
from app.storage.connections import Database
from app.storage.statements import Utf8
from app.web.docs.endpoints import DirectRoute, problem_responses, query_parameters, success_responses
from app.web.http.links import Links, to_json
from app.web.http.problems import INVALID_VALUE, MALFORMED_CURSOR, NOT_ACCEPTABLE, REPEATED_PARAMETER, STALE_CURSOR
from app.web.query.bitmaps import facts_with, union
from app.web.query.fulltext import Match, find_matches
from app.web.query.paging import Selection
from app.web.query.rows import RowSource
from app.web.representations.content import AnswerContent
from app.web.representations.render import list_document
from app.web.request.list_parameters import SEARCH_PARAMETERS
from app.web.request.parsed_request import ParsedRequest
from app.web.serving.answer import Responder


class Hit(Match):
    """A fact or a sentence that matches a query."""

    type: str
    """The type of the fact, or `sentence`."""
    id: str
    """The id of the fact or the sentence."""
    name: str
    """The name of the fact; of a statement or a sentence, its words."""
    href: str
    """Link to the fact, or to the sentence in its text."""


class Found(Page[Hit]):
    """A page of matches."""


def search_routes(database: Database, links: Links) -> APIRouter:
    """Return the route of search."""
    router, respond = APIRouter(route_class=DirectRoute), Responder(database, links)

    @router.get(
        "/v1/search",
        operation_id="search",
        summary="Search facts and sentences",
        tags=["search"],
        response_model=Found,
        responses={
            **success_responses(),
            **problem_responses(REPEATED_PARAMETER, INVALID_VALUE, MALFORMED_CURSOR, STALE_CURSOR, NOT_ACCEPTABLE),
        },
        openapi_extra=query_parameters(SEARCH_PARAMETERS),
    )
    async def find(request: Request) -> Response:
        """Search the words of sources, names, aliases, and numbers by their value; the best match comes first.

        Where is something mentioned, and which fact states it? Each match has the `href` of its fact, or of its
        sentence in the text, and a `snippet` that marks the words. `type` limits the search to some types, such as
        metrics. The parameter `q` of a collection finds the same facts, combined with its filters. For instance
        `/v1/search?q=319+billion&type=metric,sentence`.

        All words must occur, whatever their case and accents. `"digital trade"` finds a phrase, `digi*` finds words
        with this beginning, and `319 billion` also finds 319000000000. There are no other operators.
        """

        def build(parsed: ParsedRequest) -> AnswerContent:
            return search(parsed, links)

        return await respond(request, build, SEARCH_PARAMETERS, is_quick=True)

    return router


def search(parsed: ParsedRequest, links: Links) -> AnswerContent:
    """Return a page of matches, the best first. Raises the problems of cursors.

    Matches with equal scores are in the order of the collections and of the text.
    """
    parameters, reader = parsed.parameters, parsed.reader
    query = read_query(parameters.value("q"))
    types = [facts_with(reader, PATH, "type", name) for name in parameters["type"]]
    matches = find_matches(reader, query, [union(types)] if types else [])
    limit = parameters.value("limit", 50)
    page = Selection(PATH, parameters, parsed.version, matches.matching, matches.order, _document_rows(), matches).page(
        reader, limit
    )
    next_link = page.next and links(page.next)
    hits = [
        b'%b,"snippet":%b,"score":%a}' % (links.make_absolute(body)[:-1], to_json(snippet(text, query)), score)
        for body, text, score, _ in page.rows
    ]
    return AnswerContent(
        list_document(hits, page, links, {}), links=[f'<{next_link}>; rel="next"'] if next_link else []
    )


@cache
def _document_rows() -> RowSource:
    """Return the columns of documents: the JSON of each, its text, its number."""
    table = DocumentRow.metadata.tables["documents"]
    return RowSource((Utf8(table.c.body), table.c.text, table.c.seq))
