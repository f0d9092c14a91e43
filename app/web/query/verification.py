"""Verification on request: the stored facts are checked against the stored texts."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import ConfigDict, RootModel
from sqlalchemy import Select, bindparam, select
from sqlmodel import col

from app.dataset_version import version_of
from app.facts.verification import Failure, StoredText, Verification, verify
from app.models import COLLECTIONS, Collection
from app.models.columns import WORDS
from app.models.sources import SourceRow
from app.storage.reader import Reader, Row
from app.storage.statements import Query, TextList
from app.web.http.links import Links
from app.web.query.facts import facts_resting_on, get_dataset, get_fact


class Report(RootModel[Verification]):
    """The result of a verification."""

    model_config = ConfigDict(defer_build=True)


def verify_fact(reader: Reader, collection: Collection, item_id: str, links: Links) -> Verification:
    """Check one fact by its id, or a source with all facts that rest on it. Raises a 404 problem if there is none."""
    items = [json.loads(get_fact(reader, collection, item_id))]
    if collection.name == "sources":
        items += facts_resting_on(reader, item_id)
    result = verify(items, _cited_texts(reader, items))
    return replace(result, failures=[replace(failure, item=links(failure.item)) for failure in result.failures])


def verify_everything(reader: Reader) -> Verification:
    """Check every source and every fact, and that the version of the dataset is the hash of them all."""
    result = verify((json.loads(body) for body in _all_bodies(reader)), _read_texts(reader.rows(_all_texts_query())))
    stored, actual = get_dataset(reader).version, version_of(_all_bodies(reader))
    changed = [] if stored == actual else [Failure("/v1", "version", actual, stored)]
    return Verification(result.verified and not changed, result.checked + 1, [*result.failures, *changed])


def _all_bodies(reader: Reader) -> Iterator[str]:
    for collection in COLLECTIONS.values():
        for rows in reader.batches(_bodies_query(collection), {}, size=1000):
            yield from (body for (body,) in rows)


def _cited_texts(reader: Reader, items: list[Any]) -> dict[str, StoredText]:
    """Return the texts that items cite."""
    ids = {item["id"] for item in items if item["type"] == "source"}
    ids |= {proof["source"] for item in items for proof in item["evidence"]}
    ids |= {proof["source"] for item in items for one in item["disputed"] for proof in one["evidence"]}
    return _read_texts(reader.rows(_texts_query(), {"ids": json.dumps(sorted(ids))}))


def _read_texts(rows: list[Row]) -> dict[str, StoredText]:
    return {name: StoredText(text, sha256) for name, text, sha256 in rows}


@cache
def _bodies_query(collection: Collection) -> Query:
    return select(collection.table.c.body).order_by(collection.table.c.seq)


@cache
def _all_texts_query() -> Select[*tuple[Any, ...]]:
    return select(col(SourceRow.id), col(SourceRow.text), col(SourceRow.text_sha256))


@cache
def _texts_query() -> Query:
    return _all_texts_query().where(col(SourceRow.id).op("IN")(TextList(bindparam("ids", type_=WORDS))))
