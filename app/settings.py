"""Settings of the program, from environment variables `EXPO_FACTS_…`; read once, at the start."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "EXPO_FACTS_"

DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
"""Drivers that a database URL may name."""


class SettingsError(ValueError):
    """Raised for a setting that the program can't start with; `str()` is one line that names it."""


def _database_url(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError("write it as sqlite:///file.db or postgresql://user@host/name") from None
    if url.drivername not in DRIVERS:
        raise ValueError(f"{url.drivername} is not supported; use sqlite or postgresql")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("name a file: sqlite:///file.db (readers open it on their own)")
    return value


def _public_url(value: str) -> str:
    if not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w.~%/-]*)?", value, re.ASCII):
        raise ValueError("write it as https://host or https://host/path, in ASCII")
    return value.rstrip("/")


def _words(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _origin(value: str) -> str:
    if not re.fullmatch(r"\*|[a-z][a-z0-9+.-]*://[^\s/]+", value):
        raise ValueError("write origins as https://host or https://host:port, or * for any")
    return value


class Settings(BaseModel):
    """Settings of an operator; every setting has a default that works."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: Annotated[str, AfterValidator(_database_url)] = f"sqlite:///{ROOT / 'data' / 'expo-facts.db'}"
    """Database of the dataset: `sqlite:///file.db`, with a `file.db.seed` beside it, or `postgresql://user@host/name`."""
    read_database_url: Annotated[str, AfterValidator(_database_url)] | None = None
    """Database that the API reads, if it is another one: a read replica."""
    seed_dir: Path = ROOT / "seed_data"
    """Folder of the seed, with a folder for each source."""
    public_url: Annotated[str, AfterValidator(_public_url)] | None = None
    """Public address of the API; with it, links are full URLs."""
    cors_origins: Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], BeforeValidator(_words)] = ("*",)
    """Origins whose pages may read the API, separated by commas; `*` is any."""
    host: str = Field(default="127.0.0.1", min_length=1)
    """Address to listen on."""
    port: int = Field(default=8000, ge=1, le=65535)
    """Port to listen on."""
    workers: int = Field(default=1, ge=1, le=64)
    """Number of processes."""
    log_level: Literal["critical", "error", "warning", "info", "debug"] = "info"
    """Least severity of messages in the log; `debug` adds a line for each request."""

    @staticmethod
    def from_environment(environment: Mapping[str, str]) -> "Settings":
        """Read the settings. Raises `SettingsError` for one that is unknown or wrong."""
        given = {
            name.removeprefix(PREFIX).lower(): value for name, value in environment.items() if name.startswith(PREFIX)
        }
        return _valid(given)

    def changed(self, given: Mapping[str, object]) -> "Settings":
        """Return these settings with some replaced. Raises `SettingsError` for a wrong one."""
        return _valid({**self.model_dump(), **given})


def _valid(given: Mapping[str, object]) -> Settings:
    try:
        return Settings.model_validate(given)
    except ValidationError as invalid:
        raise SettingsError("; ".join(_line(error["loc"], error) for error in invalid.errors())) from None


def sqlite_file(url: URL) -> Path | None:
    """Return the file of a database URL of SQLite; None for PostgreSQL."""
    return Path(url.database or "").resolve() if url.get_backend_name() == "sqlite" else None


def _line(loc: tuple[int | str, ...], error: Mapping[str, object]) -> str:
    name = f"{PREFIX}{str(loc[0]).upper()}"
    if error["type"] == "extra_forbidden":
        names = [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]
        near = get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"the settings are {', '.join(names)}"
        return f"{name} is not a setting; {hint}"
    reason = str(error["msg"]).removeprefix("Value error, ")
    given = re.sub("://([^:@/]*):.*@", r"://\1:***@", repr(error["input"]))  # no password is for a log
    given = re.sub("(password=)[^&'\"]*", r"\1***", given)
    return f"{name}={given} is wrong: {reason[0].lower()}{reason[1:]}"
