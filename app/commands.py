"""The commands that look at a seed or a dataset and end: all but `serve`."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from typing import Any

from app.facts.date.parse import DateError, parse_dates
from app.facts.quantity.parse import QuantityError, parse_quantity
from app.facts.verification import Verification
from app.main import create_api
from app.models import COLLECTIONS
from app.routes.pages import OpenApiDocument
from app.seed.files.fingerprint import seed_fingerprint
from app.seed.files.records import seed_schema
from app.seed.merging.parts import plain_number
from app.seed.pipeline import check_seed
from app.seed.pipeline import load as store_seed
from app.seed.progress import progress
from app.settings import Settings
from app.storage.connections import Database
from app.web.http.links import Links
from app.web.query.verification import verify_everything

DONE, WRONG_DATA = 0, 1


def load(options: argparse.Namespace, settings: Settings) -> int:
    """Put a seed in the place of the dataset."""
    seed, began = options.dir or settings.seed_dir, time.perf_counter()
    with progress() as begin:
        loaded = store_seed(seed, seed_fingerprint(seed, settings), settings.database_url, begin=begin)
    seconds = time.perf_counter() - began
    said = f"Loaded {_counted(loaded.counts)} in {seconds:.2f} s: dataset {loaded.version}"
    print(f"{said}, {_held(loaded.verification)}.")
    return DONE


def check(options: argparse.Namespace, settings: Settings) -> int:
    """Say what is wrong with a seed, and change nothing."""
    with progress() as begin:
        checked = check_seed(options.dir or settings.seed_dir, begin)
    print(f"Nothing is wrong: {_counted(checked.counts)}, {_held(checked.verification)}. Nothing was changed.")
    return DONE


def verify(_: argparse.Namespace, settings: Settings) -> int:
    """Check everything in the database against the texts."""
    database = Database(settings.database_url)
    with database.stream() as reader:
        verification = verify_everything(reader)
    database.close()
    for failure in verification.failures:
        print(f"{failure.item}  {failure.field}\n  the text gives: {failure.expected}\n  found: {failure.found}\n")
    print(f"{_held(verification)[0].upper()}{_held(verification)[1:]}.")
    return DONE if verification.verified else WRONG_DATA


def schema(_: argparse.Namespace, __: Settings) -> int:
    """Print the JSON Schema of facts.yaml."""
    print(json.dumps(seed_schema(), indent=2, ensure_ascii=False))
    return DONE


def openapi(_: argparse.Namespace, settings: Settings) -> int:
    """Print the OpenAPI document."""
    links, database = Links(settings.public_url), Database(settings.database_url)
    print(OpenApiDocument(create_api(settings, database), database, links).text())
    database.close()
    return DONE


def parse(options: argparse.Namespace, _: Settings) -> int:
    """Show how the loader reads phrases."""
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
