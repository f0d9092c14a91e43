import pytest

from app.facts.quantity.phrases import PhraseReader
from app.facts.quantity.refusals import RefusalError, stops_noun


@pytest.mark.parametrize(
    ("phrase", "at", "why"),
    [
        ("10 May", 1, "looks like a date"),
        ("over", 1, "ends before its number"),
        ("minus 5", 0, "looks negative"),
        ("5 or 6", 1, "holds two quantities"),
        ("R5 million", 0, "can't read 'R5 million'"),
        ("since 5", 0, "its words say when"),
        ("5/6", 1, "a slash may be a fraction"),
        ("5 blah", 1, "these words are not known here"),
    ],
)
def test_a_refusal_gives_its_reason(phrase: str, at: int, why: str) -> None:
    reader = PhraseReader(phrase)
    reader.at = at
    assert why in str(RefusalError(reader, after_number=at > 0))


@pytest.mark.parametrize(
    ("word", "stops"),
    [("who", True), ("twenty", True), ("May", True), ("two-day", True), ("on-site", False), ("buyers", False)],
)
def test_words_that_cannot_be_counted_end_a_noun(word: str, stops: bool) -> None:
    assert stops_noun(PhraseReader(word)) is stops
