"""Errors: every exception becomes a problem, whether a handler, the router, the database or a bug raised it."""

import logging
from collections.abc import Callable
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Scope

from app.storage.connections import DATABASE_ERRORS, READ_SECONDS, TooManyStreamsError, TooSlowError
from app.web.http.envelope import request_id, requested_path
from app.web.http.links import Links
from app.web.http.problems import (
    BUSY,
    INTERNAL_ERROR,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    NOT_READY,
    TOO_SLOW,
    ProblemError,
    problem_response,
)
from app.web.http.versions import PINNED_VERSION, permalink
from app.web.request.parameters import nearest

log = logging.getLogger(__name__)

ALLOW_HEADER = {"Allow": "GET, HEAD, OPTIONS"}


def problem_for(scope: Scope, error: Exception, links: Links) -> Response:
    """Return the problem response for an exception; an unexpected one is logged, and is a 500."""
    problem = _expected_problem(scope, error)
    if problem is None:
        log_failure(scope, error)
        problem = ProblemError(INTERNAL_ERROR, "The request could not be answered; it has been logged.")
    if problem.likely_path:
        problem.see = _with_query(scope, _with_version(scope, problem.likely_path))
    return problem_response(problem, requested_path(scope), links)


def log_failure(scope: Scope, error: Exception) -> None:
    """Log an unexpected exception, with its traceback and the id of the request."""
    log.error("%s %s failed (request %s)", scope["method"], requested_path(scope), request_id(scope), exc_info=error)


def forward_errors(app: FastAPI) -> None:
    """Make an application raise its exceptions, and those of its router, to the pipeline, which answers them."""
    app.add_exception_handler(HTTPException, _convert_router_error)
    app.add_exception_handler(Exception, _reraise)


async def _reraise(_: Request, error: Exception) -> Response:
    raise error


async def _convert_router_error(request: Request, error: Exception) -> Response:
    """Answer OPTIONS; raise the router's errors as problems: 404 for an unknown path, 405 for a method."""
    assert isinstance(error, HTTPException)
    if error.status_code == METHOD_NOT_ALLOWED.status:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=ALLOW_HEADER)
        raise ProblemError(METHOD_NOT_ALLOWED, f"{request.method} is not answered here.", headers=ALLOW_HEADER)
    path = quote(request.scope["path"])
    routes = [route.path for route in iter_route_contexts(request.app.routes) if route.path and route.methods]
    likely_path = _likely_path(path, routes)
    hint = f"Did you mean {_with_version(request.scope, likely_path)}?" if likely_path else "See /v1 for all there is."
    detail = f"There is nothing at {_with_version(request.scope, path)[:200]}. {hint}"
    raise ProblemError(NOT_FOUND, detail, see="/v1", likely_path=likely_path)


def _with_version(scope: Scope, path: str) -> str:
    """Return a path of the API under the version that the URL of the request names, if it names one."""
    if PINNED_VERSION not in scope or not f"{path}/".startswith("/v1/"):
        return path
    return permalink(quote(scope[PINNED_VERSION]), path)


def _with_query(scope: Scope, path: str) -> str:
    """Return a path with the parameters of the request, as they were sent."""
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def _likely_path(path: str, routes: list[str]) -> str | None:
    """Return the path that was probably meant: the same without trailing slashes, or one with a similar spelling."""
    stripped = path.rstrip("/")
    if any(compile_path(route)[0].match(stripped) for route in routes):
        return stripped
    return nearest(path, [route for route in routes if "{" not in route], similarity=0.66)


def _expected_problem(scope: Scope, error: Exception) -> ProblemError | None:
    """Return the problem for an expected exception; None for any other."""
    if isinstance(error, ProblemError):
        return error
    return next((build(scope, error) for types, build in _EXPECTED.items() if isinstance(error, types)), None)


def _database_problem(scope: Scope, error: Exception) -> ProblemError:
    """Return the problem of a database that can't be read, or is not there yet."""
    reason = getattr(error, "orig", error)
    log.warning("%s: the database can't be read (request %s): %s", requested_path(scope), request_id(scope), reason)
    return ProblemError(NOT_READY, "The database can't be read at the moment.", headers={"Retry-After": "5"})


def _busy_problem(scope: Scope, error: Exception) -> ProblemError:
    """Return the problem of a server without a free connection to its database."""
    log.warning("%s: no connection is free (request %s): %s", requested_path(scope), request_id(scope), error)
    return ProblemError(BUSY, "All connections to the database are in use.", headers={"Retry-After": "5"})


def _too_slow_problem(scope: Scope, _: Exception) -> ProblemError:
    """Return the problem of a request that took too long to read."""
    log.warning("%s: stopped after %g seconds (request %s)", requested_path(scope), READ_SECONDS, request_id(scope))
    detail = f"It takes more than {READ_SECONDS:g} seconds to read. Ask for less: filter it, or leave out facets."
    return ProblemError(TOO_SLOW, detail)


_EXPECTED: dict[tuple[type[Exception], ...], Callable[[Scope, Exception], ProblemError]] = {
    DATABASE_ERRORS: _database_problem,
    (TooManyStreamsError, PoolTimeoutError): _busy_problem,
    (TooSlowError,): _too_slow_problem,
}
"""The expected exceptions, with the functions that return their problems."""
