"""The facts that a story speaks of, as all stories together state them: its own, and those that they refer to."""

from app.models import COLLECTIONS
from app.seed.merging.merge import MergedFact
from app.seed.merging.proven_story import ProvenStory
from app.seed.merging.story_store import StoryStore
from app.seed.proof.claims import Claim, FactKey

_COLLECTIONS = {collection.type: name for name, collection in COLLECTIONS.items()}
"""The collection of each type."""


class StoryFacts:
    """The facts as one story sees them."""

    def __init__(self, proven: ProvenStory, store: StoryStore) -> None:
        self._store = store
        self._own = {claim.key: self._merged(claim) for claim in proven.claims}
        self.story = proven.story
        self.lost = store.totals.lost
        """Facts of which a mistake is reported already."""

    @property
    def own(self) -> list[MergedFact]:
        """The facts that the story states something of, in its order."""
        return list(self._own.values())

    @property
    def first(self) -> list[MergedFact]:
        """The facts that the story states first."""
        return [fact for fact in self._own.values() if fact.is_first]

    def get(self, key: FactKey) -> MergedFact | None:
        """Return a fact; None if no story states it."""
        if key in self._own:
            return self._own[key]
        known = self._store.known(*key)
        return MergedFact(*key, *known) if known else None

    def __getitem__(self, key: FactKey) -> MergedFact:
        """Return a fact that is there."""
        fact = self.get(key)
        assert fact, "references are checked before they are followed"
        return fact

    def ids(self, collection: str) -> list[str]:
        """Return all ids of a collection, in order."""
        return self._store.ids(collection)

    def names(self, kind: str, name: str) -> list[str]:
        """Return all the names of a fact, by its type and its id."""
        values = self[_COLLECTIONS[kind], name].values
        names = [values.get("name"), *values.get("aliases", [])]
        return [str(one) for one in names if one is not None]

    def complete(self, fact: MergedFact) -> None:
        """Add what later stories state of a fact."""
        if fact.claim and fact.claim.kind.mergeable:
            fact.later = self._store.later_evidence((fact.collection, fact.id))

    def _merged(self, claim: Claim) -> MergedFact:
        known = self._store.known(*claim.key) if claim.kind.mergeable else None
        return MergedFact(*claim.key, *(known or (claim.story.id, claim.values)), claim)
