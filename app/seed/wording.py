"""Words and ordinals of a record against the words that have to say them."""

import re
from collections.abc import Iterable

from app.facts.ordinals import read_ordinals
from app.seed.fields import Ordinal, Words


def says(passage: str, words: Words | Ordinal) -> bool:
    """Tell whether a passage has words, or an ordinal."""
    return words in read_ordinals(passage) if isinstance(words, Ordinal) else words in passage


def unsaid(words: Words | Ordinal, field: str, evidence: Iterable[str], text: str) -> tuple[str, str]:
    """Say of words that no evidence of their field says what was found, and what to do."""
    passages = "\n".join(evidence)
    if isinstance(words, Ordinal):
        ordinals = ", ".join(map(str, sorted(read_ordinals(passages)))) or "none"
        found = f"{words}, which none of its evidence has as an ordinal; the ordinals that it has: {ordinals}"
        return found, "write the number of the ordinal that the source has, or add its words as evidence"
    found = f"{str(words)!r}, which none of its evidence says"
    other_case = re.search(re.escape(words), passages, re.IGNORECASE)
    if words in text:
        return found, f"the text has it at {text.index(words)}: add it as evidence, with supports: {field}"
    if other_case:
        return found, f"write it as its evidence does: {other_case[0]!r}"
    return found, "write it as the source does, or add the words as evidence"
