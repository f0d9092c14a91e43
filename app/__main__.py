"""The command line: `expo-facts`, or `python -m app`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (an older Python reads as far as this; it would not get much further)
    found = ".".join(str(number) for number in sys.version_info[:3])
    print(f"Expo Facts needs Python 3.11 or later; this is Python {found}.", file=sys.stderr)
    sys.exit(2)

import gc

gc.disable()  # imported modules stay; collecting them again and again would take a seventh of the start

import argparse
import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path

from app import __version__
from app.seed.files.fingerprint import has_same_format, seed_fingerprint, stored_fingerprint
from app.seed.files.problems import SeedError
from app.settings import Settings, SettingsError
from app.storage.connections import DATABASE_ERRORS
from app.web.http.problems import ProblemError
from app.web.serving import uvicorn_server

gc.freeze()
gc.enable()

DONE, WRONG_DATA, WRONG_USAGE, STOPPED = 0, 1, 2, 130


def main(arguments: list[str] | None = None) -> int:  # noqa: PLR0911  (one return for each kind of error)
    """Run one command and return its exit code: 0 done, 1 wrong data, 2 wrong usage or settings, 130 Ctrl-C."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environment(os.environ)
        code = int(options.run(options, settings))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _fail("Stopped. Nothing was changed.", STOPPED)
    except SettingsError as error:
        return _fail(str(error), WRONG_USAGE)
    except SeedError as error:
        return _fail(str(error), WRONG_DATA)
    except ProblemError as error:
        return _fail(error.detail, WRONG_DATA)
    except BrokenPipeError as error:
        if not options.prints:
            return _fail(str(error), WRONG_USAGE)
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # the reader of the output, such as `head`, has enough
        return DONE
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), WRONG_USAGE)
    except DATABASE_ERRORS as error:
        reason = " ".join(str(getattr(error, "orig", error)).split())
        return _fail(f"The database of EXPO_FACTS_DATABASE_URL can't be used: {reason}", WRONG_DATA)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="expo-facts", description="The facts of news stories, each with the exact words it came from."
    )
    parser.set_defaults(prints=False)
    parser.add_argument("--version", action="version", version=f"expo-facts {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    serve = commands.add_parser("serve", help="load what is stale, then serve (the default)")
    for command in (parser, serve):
        _add_serve_options(command)

    load = commands.add_parser("load", help="load a seed into the database")
    check = commands.add_parser("check", help="validate a seed, change nothing")
    for command, name in ((load, "load"), (check, "check")):
        command.add_argument("dir", nargs="?", type=Path, help="the seed (default: EXPO_FACTS_SEED_DIR)")
        command.set_defaults(run=_command(name))

    commands.add_parser("verify", help="check everything in the database against the texts").set_defaults(
        run=_command("verify")
    )
    commands.add_parser("schema", help="print the JSON Schema of facts.yaml").set_defaults(
        run=_command("schema"), prints=True
    )
    commands.add_parser("openapi", help="print the OpenAPI document").set_defaults(run=_command("openapi"), prints=True)

    parse = commands.add_parser("parse", help="show how the loader reads a phrase")
    parse.add_argument("phrase", nargs="+", help="phrases, or - for one a line from standard input")
    parse.set_defaults(run=_command("parse"), prints=True)
    return parser


def _command(name: str) -> Callable[[argparse.Namespace, Settings], int]:
    """Return a function that runs one of `app.commands`.

    They are imported when they run: a server that has nothing to load starts without them and the loader.
    """

    def run(options: argparse.Namespace, settings: Settings) -> int:
        from app import commands  # noqa: PLC0415

        return int(getattr(commands, name)(options, settings))

    return run


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
    chosen = {name: value for name, value in vars(options).items() if name in ("host", "port", "workers")}
    settings = settings.changed(chosen)
    _check_address(settings)
    _load_if_stale(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    listening = f"http://{host}:{settings.port}"
    address = settings.public_url or listening
    where = f"{address} on {listening}" if settings.public_url else address
    print(f"Serving {where} (docs: {address}/docs, start with a program: {address}/v1). Stop with ctrl-C.", flush=True)
    uvicorn_server.run("app.main:app", settings)
    return DONE


def _check_address(settings: Settings) -> None:
    """Raise `SettingsError` if the server can't listen on its address, before it reports that it serves."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except (OSError, UnicodeError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).partition(" (while")[0]
        is_in_use = getattr(error, "errno", None) == errno.EADDRINUSE
        advice = "Choose another with --port." if is_in_use else "Choose another with --host or --port."
        raise SettingsError(f"can't listen on {settings.host}:{settings.port}: {reason}. {advice}") from None


def _load_if_stale(settings: Settings) -> None:
    """Load the seed if the dataset is missing or stale; if that fails, keep a dataset that the same code has loaded."""
    stored, wanted = stored_fingerprint(settings.database_url), seed_fingerprint(settings.seed_dir, settings)
    if stored == wanted:
        print("The dataset is up to date.")
        return
    try:
        _command("load")(argparse.Namespace(dir=None), settings)
    except (SeedError, OSError, *DATABASE_ERRORS) as error:
        if stored is None or not settings.seed_dir.is_dir() or not has_same_format(stored, wanted):
            raise
        print(f"{error}\nThe seed could not be loaded; the dataset that is in place is served on.", file=sys.stderr)


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
