"""`/v1/search`: full text over facts and sentences."""

from fastapi import APIRouter, Request, Response

from app.storage.connections import Database
from app.web.docs.openapi import described, given_in, responses
from app.web.http.links import Links
from app.web.http.problems import INVALID_VALUE, MALFORMED_CURSOR, NOT_ACCEPTABLE, REPEATED_PARAMETER, STALE_CURSOR
from app.web.request.list_parameters import SEARCH_PARAMETERS
from app.web.searching import Found, search
from app.web.serving.answer import Answering, Asked, Content
from app.web.serving.pipeline import Direct


def search_routes(database: Database, links: Links) -> APIRouter:
    """Return the route of search."""
    router, answer = APIRouter(route_class=Direct), Answering(database, links)

    @router.get(
        "/v1/search",
        operation_id="search",
        summary="Search facts and sentences",
        tags=["search"],
        response_model=Found,
        responses={
            **given_in(),
            **responses(REPEATED_PARAMETER, INVALID_VALUE, MALFORMED_CURSOR, STALE_CURSOR, NOT_ACCEPTABLE),
        },
        openapi_extra=described(SEARCH_PARAMETERS),
    )
    async def find(request: Request) -> Response:
        """Find by what sources say, by names and aliases, and by what a number means; the best match comes first.

        Where is something spoken of, and which fact says it? Each match has the `href` of its fact, or of its words in
        the text, and a `snippet` that marks them; `type` narrows the search to figures, say. In a collection that is
        known, its own `q` finds the same beside all filters. For instance
        `/v1/search?q=319+billion&type=metric,sentence`.

        All words must be there, whatever their case and accents. `"digital trade"` finds words that stand together,
        `digi*` those that begin so, and `319 billion` also finds 319000000000. Anything else is a word or nothing.
        """

        def make(asked: Asked) -> Content:
            return search(asked, links)

        return await answer(request, make, SEARCH_PARAMETERS, is_light=True)

    return router
