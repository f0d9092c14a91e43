"""Headers of a request, as ASGI has them."""

from starlette.types import Scope


def header(scope: Scope, name: bytes) -> str:
    """Return a header of a request, which may stand in several lines; nothing where it is not given."""
    return ", ".join([value.decode("latin-1") for given, value in scope["headers"] if given == name])
