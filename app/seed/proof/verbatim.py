"""Words and ordinals of a record against the words that have to say them."""

import re
from collections.abc import Iterable

from app.facts.ordinals import read_ordinals
from app.seed.files.fields import Ordinal, Text


def contains_words(passage: str, words: Text | Ordinal) -> bool:
    """Tell whether a passage has words, whole and not as a part of longer ones, or an ordinal."""
    if isinstance(words, Ordinal):
        return words in read_ordinals(passage)
    return find_whole(words, passage) is not None


def find_whole(words: str, passage: str) -> int | None:
    """Return where a passage first has words that are no part of longer ones: "China" is in "China’s" only."""
    at = passage.find(words)
    while at >= 0 and _is_part(words, passage, at):
        at = passage.find(words, at + 1)
    return at if at >= 0 else None


def _is_part(words: str, passage: str, at: int) -> bool:
    """Tell whether words that stand at a place begin or end within a word there."""
    before, after = passage[max(0, at - 1) : at], passage[at + len(words) : at + len(words) + 1]
    return (words[0].isalnum() and _is_word(before)) or (words[-1].isalnum() and _is_word(after))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def missing_words(words: Text | Ordinal, field: str, evidence: Iterable[str], text: str) -> tuple[str, str]:
    """Say of words that no evidence of their field says what was found, and what to do."""
    passages = "\n".join(evidence)
    if isinstance(words, Ordinal):
        ordinals = ", ".join(map(str, sorted(read_ordinals(passages)))) or "none"
        found = f"{words}, which none of its evidence has as an ordinal; the ordinals that it has: {ordinals}"
        return found, "write the number of the ordinal that the source has, or add its words as evidence"
    found = f"{str(words)!r}, which none of its evidence says"
    other_case = re.search(rf"{re.escape(words)}\w*", passages, re.IGNORECASE)
    at = find_whole(words, text)
    if at is not None:
        return found, f"the text has it at {at}: add it as evidence, with supports: {field}"
    if other_case:
        return found, f"write it as its evidence does: {other_case[0]!r}"
    return found, "write it as the source does, or add the words as evidence"
