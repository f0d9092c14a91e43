"""The command line: `expo-facts`, or `python -m app`."""

import argparse
import json
import os
import socket
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import make_url

from app import __version__
from app.database import UNREADABLE, Database
from app.facts.dates import DateError, parse_dates
from app.facts.quantities import QuantityError, parse_quantity
from app.facts.verification import Verification
from app.main import create_api
from app.models import COLLECTIONS
from app.routes.pages import OpenApiDocument
from app.seed.dataset import check_seed, plain_number
from app.seed.fingerprint import fingerprint
from app.seed.load import load, stored_fingerprint
from app.seed.problems import SeedError
from app.seed.progress import progress
from app.seed.records import seed_schema
from app.settings import Settings, SettingsError, sqlite_file
from app.web.links import Links
from app.web.problems import ProblemError
from app.web.verifying import verify_everything

DONE, WRONG_DATA, WRONG_USAGE, STOPPED = 0, 1, 2, 130


def main(arguments: list[str] | None = None) -> int:  # noqa: PLR0911  (one for each way to fail)
    """Run one command and return its exit code: 0 done, 1 the data is wrong, 2 wrong usage or settings.

    Ctrl-C is 130, as shells have it.
    """
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environment(os.environ)
        return int(options.run(options, settings))
    except KeyboardInterrupt:
        return _fail("Stopped. Nothing was changed.", STOPPED)
    except SettingsError as error:
        return _fail(str(error), WRONG_USAGE)
    except SeedError as error:
        return _fail(str(error), WRONG_DATA)
    except ProblemError as error:
        return _fail(error.detail, WRONG_DATA)
    except OSError as error:
        return _fail(f"{error.filename or 'the address'}: {error.strerror}", WRONG_USAGE)
    except UNREADABLE as error:
        reason = " ".join(str(getattr(error, "orig", error)).split())
        return _fail(f"The database of EXPO_FACTS_DATABASE_URL can't be used: {reason}", WRONG_DATA)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="expo-facts", description="The facts of news stories, each with the exact words it came from."
    )
    parser.add_argument("--version", action="version", version=f"expo-facts {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    serve = commands.add_parser("serve", help="load what is stale, then serve (the default)")
    for command in (parser, serve):
        _add_serve_options(command)

    load = commands.add_parser("load", help="load a seed into the database")
    check = commands.add_parser("check", help="validate a seed, change nothing")
    for command, run in ((load, _load), (check, _check)):
        command.add_argument("dir", nargs="?", type=Path, help="the seed (default: EXPO_FACTS_SEED_DIR)")
        command.set_defaults(run=run)

    commands.add_parser("verify", help="check everything in the database against the texts").set_defaults(run=_verify)
    commands.add_parser("schema", help="print the JSON Schema of facts.yaml").set_defaults(run=_schema)
    commands.add_parser("openapi", help="print the OpenAPI document").set_defaults(run=_openapi)

    parse = commands.add_parser("parse", help="show how the loader reads a phrase")
    parse.add_argument("phrase", nargs="+", help="phrases, or - for one a line from standard input")
    parse.set_defaults(run=_parse)
    return parser


def _add_serve_options(parser: argparse.ArgumentParser) -> None:
    options = {
        "host": (str, "address to listen on"),
        "port": (int, "port to listen on"),
        "workers": (int, "processes"),
    }
    for name, (kind, purpose) in options.items():
        default = f"default: EXPO_FACTS_{name.upper()}"
        parser.add_argument(f"--{name}", type=kind, default=argparse.SUPPRESS, help=f"{purpose} ({default})")
    parser.set_defaults(run=_serve)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    given = {name: value for name, value in vars(options).items() if name in ("host", "port", "workers")}
    settings = settings.changed(given)
    _load_if_stale(settings)
    _check_address(settings)
    listening = f"http://{settings.host}:{settings.port}"
    address = settings.public_url or listening
    where = f"{address} on {listening}" if settings.public_url else address
    print(f"Serving {where} (docs: {address}/docs, start with a program: {address}/v1). Stop with ctrl-C.", flush=True)
    uvicorn.run(
        "app.main:app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_level="warning" if settings.log_level == "info" else settings.log_level,
        access_log=settings.log_level == "debug",
        server_header=False,
    )
    return DONE


def _check_address(settings: Settings) -> None:
    """Raise `SettingsError` where the server could not listen, before it says that it serves."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except (OSError, UnicodeError) as error:
        reason = str(error).partition("(while")[0].strip()
        raise SettingsError(f"can't listen on {settings.host}:{settings.port}: {reason}") from None


def _load_if_stale(settings: Settings) -> None:
    wanted = _fingerprint(settings.seed_dir, settings)
    if stored_fingerprint(settings.database_url) == wanted:
        print("The dataset is up to date.")
    else:
        _load_seed(settings.seed_dir, wanted, settings)


def _load(options: argparse.Namespace, settings: Settings) -> int:
    seed = options.dir or settings.seed_dir
    _load_seed(seed, _fingerprint(seed, settings), settings)
    return DONE


def _fingerprint(seed: Path, settings: Settings) -> str:
    """Name what a seed has now; beside a database that is a file, that is remembered until the seed changes."""
    file = sqlite_file(make_url(settings.database_url))
    return fingerprint(seed, file.with_suffix(".seed") if file else None)


def _load_seed(seed: Path, wanted: str, settings: Settings) -> None:
    began = time.perf_counter()
    with progress() as begin:
        loaded = load(seed, wanted, settings.database_url, begin=begin)
    seconds = time.perf_counter() - began
    said = f"Loaded {_counted(loaded.counts)} in {seconds:.2f} s: dataset {loaded.version}"
    print(f"{said}, {_held(loaded.verification)}.")


def _check(options: argparse.Namespace, settings: Settings) -> int:
    with progress() as begin:
        checked = check_seed(options.dir or settings.seed_dir, begin)
    print(f"Nothing is wrong: {_counted(checked.counts)}, {_held(checked.verification)}. Nothing was changed.")
    return DONE


def _verify(_: argparse.Namespace, settings: Settings) -> int:
    database = Database(settings.database_url)
    with database.stream() as reader:
        verification = verify_everything(reader)
    database.close()
    for failure in verification.failures:
        print(f"{failure.item}  {failure.field}\n  the text gives: {failure.expected}\n  found: {failure.found}\n")
    print(f"{_held(verification)[0].upper()}{_held(verification)[1:]}.")
    return DONE if verification.verified else WRONG_DATA


def _schema(_: argparse.Namespace, __: Settings) -> int:
    print(json.dumps(seed_schema(), indent=2, ensure_ascii=False))
    return DONE


def _openapi(_: argparse.Namespace, settings: Settings) -> int:
    links, database = Links(settings.public_url), Database(settings.database_url)
    print(OpenApiDocument(create_api(settings, database), database, links).text())
    database.close()
    return DONE


def _parse(options: argparse.Namespace, _: Settings) -> int:
    for given in options.phrase:
        for phrase in sys.stdin.read().splitlines() if given == "-" else [given]:
            print(json.dumps(_reading(phrase), ensure_ascii=False, default=plain_number))
    return DONE


def _reading(phrase: str) -> dict[str, Any]:
    """Say how the loader reads a phrase as a quantity and as a date, or why it reads it as neither."""
    quantity = dates = error = None
    try:
        quantity = asdict(parse_quantity(phrase))
    except QuantityError as reason:
        error = f"as a quantity: {reason}"
    try:
        dates = asdict(parse_dates(phrase))
    except DateError as reason:
        error = f"{error}; as a date: {reason}"
    return {
        "phrase": phrase,
        "quantity": quantity,
        "date": dates,
        "error": None if quantity or dates else error,
    }


def _counted(counts: dict[str, int]) -> str:
    """Say how many items there are of each type: "1 source, 7 metrics, ..."."""
    kinds = [
        f"{count} {(name if count != 1 else COLLECTIONS[name].type).replace('_', ' ')}"
        for name, count in counts.items()
    ]
    return ", ".join(kinds)


def _held(verification: Verification) -> str:
    failed = len(verification.failures)
    return f"{verification.checked} checks against the texts, {f'{failed} failed' if failed else 'all held'}"


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
