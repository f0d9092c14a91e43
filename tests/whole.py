"""Whole datasets in memory, made by the loader's own steps, for tests that change one before it is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.dataset_version import version_of
from app.facts.verification import StoredText, Verification
from app.models import COLLECTIONS
from app.seed.merging.parts import RenderedFact, StoryPart
from app.seed.pipeline import checked_seed
from app.seed.writing import documents as making
from app.seed.writing.documents import SearchDocument
from app.seed.writing.story_rows import story_rows
from app.seed.writing.tables import TableWriter
from app.storage.replacement import replacement


@dataclass(frozen=True)
class Dataset:
    """All sources and facts of a seed, ready to be stored."""

    version: str
    items: dict[str, list[RenderedFact]]
    texts: dict[str, StoredText]
    verification: Verification

    @property
    def counts(self) -> dict[str, int]:
        """How many items each collection has."""
        return {name: len(items) for name, items in self.items.items()}


def read_dataset(seed: Path, processes: int | None = None) -> Dataset:
    """Read a seed, all of it. Raises `SeedError` with every problem in it."""
    items: dict[str, list[RenderedFact]] = {name: [] for name in COLLECTIONS}
    texts = {}
    with checked_seed(seed, processes) as reading:
        for source, text, found in reading.build_parts(_items_of):
            texts[source] = text
            for name in items:
                items[name] += found[name]
    version = version_of(item.body for group in items.values() for item in group)
    return Dataset(version, items, texts, reading.verification)


def _items_of(part: StoryPart) -> tuple[str, StoredText, dict[str, list[RenderedFact]]]:
    return part.source, part.texts[part.source], part.items


def documents(dataset: Dataset) -> Iterator[SearchDocument]:
    """Yield a document for each fact, by collection in the order of the text, then one for each sentence."""
    texts = making._Split(dataset.texts)
    items = [item for group in dataset.items.values() for item in group]
    names = {item.fact.type: making._PATHS[item.fact.type].names for item in items}
    known = {(item.fact.type, item.fact.id): making._at(item.fact, names[item.fact.type]) for item in items}
    for item in items:
        yield making._document(item, lambda *key: known.get(key, ()), texts)
    for source in dataset.texts:
        yield from making._sentences(source, texts[source])


def store(dataset: Dataset, fingerprint: str, url: str) -> None:
    """Put a dataset in the place of the one in the database at `url`; whatever goes wrong, that one stays."""
    with replacement(url) as connection:
        tables = TableWriter(connection)
        numbered = enumerate(documents(dataset), start=1)
        tables.add(story_rows(connection.dialect.name, dataset.items, dataset.texts, numbered))
        tables.complete()
        tables.describe(dataset.version, fingerprint, dataset.counts, dataset.verification)
