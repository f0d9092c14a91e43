"""The handlers that turn what was raised into a problem response."""

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from app.database import PATIENCE, UNREADABLE, TooManyError, TooSlowError
from app.web.edge import address, request_id
from app.web.links import Links
from app.web.parameters import nearest
from app.web.problems import BUSY, METHOD_NOT_ALLOWED, NOT_FOUND, NOT_READY, TOO_SLOW, ProblemError, problem_response

log = logging.getLogger(__name__)

ALLOW = {"Allow": "GET, HEAD, OPTIONS"}


def add_error_handlers(app: FastAPI, links: Links) -> None:
    """Let every error of the application be a problem."""

    def handler(shape: Callable[[Request, Exception], ProblemError]) -> Callable[..., Awaitable[Response]]:
        async def handle(request: Request, error: Exception) -> Response:
            if request.method == "OPTIONS" and isinstance(error, HTTPException) and error.status_code == 405:
                return Response(status_code=204, headers=ALLOW)
            return problem_response(shape(request, error), address(request.scope), links)

        return handle

    app.add_exception_handler(ProblemError, handler(_raised))
    app.add_exception_handler(HTTPException, handler(_http))
    for unreadable in UNREADABLE:
        app.add_exception_handler(unreadable, handler(_database))
    for busy in (TooManyError, PoolTimeoutError):
        app.add_exception_handler(busy, handler(_busy))
    app.add_exception_handler(TooSlowError, handler(_too_slow))


def _raised(_: Request, error: Exception) -> ProblemError:
    assert isinstance(error, ProblemError)
    return error


def _http(request: Request, error: Exception) -> ProblemError:
    """Shape what the router says: no such path, or no such method."""
    assert isinstance(error, HTTPException)
    if error.status_code == METHOD_NOT_ALLOWED.status:
        return ProblemError(METHOD_NOT_ALLOWED, f"{request.method} is not answered here.", headers=ALLOW)
    path = quote(request.scope["path"])
    near = _meant(
        path, [route.path for route in iter_route_contexts(request.app.routes) if route.path and route.methods]
    )
    hint = f"Did you mean {near}?" if near else "See /v1 for all there is."
    return ProblemError(NOT_FOUND, f"There is nothing at {path[:200]}. {hint}", see=near or "/v1")


def _meant(path: str, known: list[str]) -> str | None:
    """Return the path that was probably meant: the same without its last slashes, or one that is spelt like it."""
    bare = path.rstrip("/")
    if any(compile_path(pattern)[0].match(bare) for pattern in known):
        return bare
    return nearest(path, [pattern for pattern in known if "{" not in pattern], likeness=0.66)


def _database(request: Request, error: Exception) -> ProblemError:
    """Shape a database that is not there, or is not there yet."""
    scope, reason = request.scope, getattr(error, "orig", error)
    log.warning("%s: the database can't be read (request %s): %s", address(scope), request_id(scope), reason)
    return ProblemError(NOT_READY, "The database can't be read at the moment.", headers={"Retry-After": "5"})


def _busy(request: Request, error: Exception) -> ProblemError:
    """Shape that no connection to the database is free."""
    scope = request.scope
    log.warning("%s: no connection is free (request %s): %s", address(scope), request_id(scope), error)
    return ProblemError(BUSY, "All connections to the database are in use.", headers={"Retry-After": "5"})


def _too_slow(request: Request, _: Exception) -> ProblemError:
    """Shape that an answer took longer to read than it may."""
    scope = request.scope
    log.warning("%s: given up after %g seconds (request %s)", address(scope), PATIENCE, request_id(scope))
    detail = f"It takes more than {PATIENCE:g} seconds to read. Ask for less: filter it, or leave out facets."
    return ProblemError(TOO_SLOW, detail)
