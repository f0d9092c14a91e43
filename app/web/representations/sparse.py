"""The fields of the items in a response: a selection of them (`fields`), embeds (`embed`) and matches of a search."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import partial
from urllib.parse import parse_qsl

from app.facts.search_words import SearchQuery, read_query
from app.facts.snippets import snippet
from app.models import Collection
from app.storage.reader import Reader, Row
from app.web.http.links import Links, to_json
from app.web.query.embedding import EMBEDDED_ITEMS, Embed, Item, embed_in, embeds
from app.web.request.media_types import CSV, CSVW, JSONLD, Format
from app.web.request.parameters import GivenParameters, Parameter, invalid_value

LINKED_DATA_FIELDS = {"type", "href"}
"""The fields that linked data always needs: they become `@type` and `@id`."""


@dataclass(slots=True)
class SparseFields:
    """The fields, embeds and matches that a request wants of each item."""

    links: Links
    version: str
    """The version of the dataset."""
    embedded: Sequence[Embed] = ()
    fields: dict[str, set[str]] = dataclass_field(default_factory=dict)
    """The requested fields: of the items under "", of an embed under its name; all fields if there is no entry."""
    query: SearchQuery | None = None
    """The search whose words are marked in a snippet of each item."""

    def items(self, reader: Reader, rows: Sequence[Row]) -> list[bytes]:
        """Return the JSON of the items in some rows, by one SQL statement for each embed."""
        items = [row[0] for row in rows]
        if self.embedded or self.fields:
            items = [to_json(item) for item in self._with_embeds(reader, [json.loads(item) for item in items])]
        if self.query:
            items = [self._with_match(item, row) for item, row in zip(items, rows, strict=True)]
        return [self.links.make_absolute(item) for item in items] if self.links.public_url else items

    def _with_embeds(self, reader: Reader, items: list[Item]) -> list[Item]:
        for embed in self.embedded:
            embed_in(reader, embed, items, self.version, partial(self._pick_fields, embed.name))
        return [self._pick_fields("", item) for item in items]

    def _with_match(self, item: bytes, row: Row) -> bytes:
        """Add `match` to the JSON of an item: the snippet and the score."""
        assert self.query
        _, excerpt, score, _ = row
        return b'%b,"match":{"snippet":%b,"score":%a}}' % (item[:-1], to_json(snippet(excerpt, self.query)), score)

    def _pick_fields(self, prefix: str, item: Item) -> Item:
        fields = self.fields.get(prefix)
        return {name: value for name, value in item.items() if name in fields} if fields else item


def read_sparse_fields(
    collection: Collection, parameters: GivenParameters, version: str, links: Links, response_format: Format
) -> SparseFields:
    """Return the fields that a request wants of each item. Raises a 422 problem if its parameters are incompatible."""
    query = read_query(parameters.value("q")) if "q" in parameters else None
    if "embed" not in parameters and "fields" not in parameters:
        return SparseFields(links, version, query=query)
    available = embeds(collection)
    embedded = [available[name] for name in parameters["embed"]]
    if embedded and response_format in (CSV, CSVW):
        raise invalid_value("embed", "A table has no place for embedded items; ask for JSON, NDJSON or JSON-LD.")
    if embedded and parameters.value("limit", EMBEDDED_ITEMS) > EMBEDDED_ITEMS:
        raise invalid_value("limit", f"With `embed`, give {EMBEDDED_ITEMS} at the most.")
    fields = defaultdict(set)
    for name in parameters["fields"]:
        prefix, _, field = name.rpartition(".")
        if prefix and available[prefix] not in embedded:
            raise invalid_value("fields", f"{name!r} is a field of items that are not embedded; add embed={prefix}.")
        fields[prefix].add(field)
    for prefix in fields:
        fields[prefix] |= LINKED_DATA_FIELDS if response_format == JSONLD else set()
    if "" in fields:
        fields[""] |= {embed.name.partition(".")[0] for embed in embedded}
    chosen = {} if response_format == CSV else dict(fields)  # a table needs complete items, and selects columns
    return SparseFields(links, version, embedded, chosen, query)


def sparse_parameters(collection: Collection) -> list[Parameter]:
    """Return the parameters `fields` and `embed` of a collection."""
    available = embeds(collection)
    own = [*collection.fact.model_fields]
    below = [f"{embed.name}.{field}" for embed in available.values() for field in embed.fields]
    return [
        Parameter(
            "fields",
            "Only these fields of each item, and its embedded items, though its schema requires the others. "
            "`metrics.name`: only these fields of the items embedded as `metrics`.",
            {"type": "string", "enum": [*own, *below]},
            many=True,
            example=[name for name in dict(parse_qsl(collection.fact.call))["fields"].split(",") if name in own],
        ),
        Parameter(
            "embed",
            f"What to include in full: a relation gets its first {EMBEDDED_ITEMS} `items` and a link `next`, "
            f"a reference becomes the whole item. Up to {EMBEDDED_ITEMS} items at once; not in CSV.",
            {"type": "string", "enum": [*available]},
            many=True,
            example=[next((embed.name for embed in available.values() if embed.back_reference), [*available][1])],
        ),
    ]
