import pytest

from app.facts.quantity.phrases import PhraseReader
from app.facts.quantity.qualifiers import (
    ABOUT,
    AT_LEAST,
    EXACT,
    JUST_OVER,
    NEARLY,
    OVER,
    Qualifier,
    read_leading,
    read_trailing,
)


@pytest.mark.parametrize(
    ("phrase", "qualifier", "rest"),
    [
        ("over 5", OVER, "5"),
        ("No Fewer Than 5", AT_LEAST, "5"),
        ("just over 5", JUST_OVER, "5"),
        ("just 5", None, "5"),
        ("a total of over 5", OVER, "5"),
        ("a record-breaking 5", None, "5"),
        ("exactly 5", EXACT, "5"),
        ("at least about 5", Qualifier("ge", approximate=True), "5"),
        ("nearly over 5", NEARLY, "over 5"),
        ("over nearly 5", OVER, "nearly 5"),
        ("not over 5", None, "not over 5"),
        ("5", None, "5"),
    ],
)
def test_a_qualifier_before_a_number_is_read(phrase: str, qualifier: Qualifier | None, rest: str) -> None:
    reader = PhraseReader(phrase)
    assert (read_leading(reader), reader.rest()) == (qualifier, rest)


@pytest.mark.parametrize(
    ("phrase", "qualifier"),
    [("or more", AT_LEAST), ("+", AT_LEAST), ("odd", ABOUT), ("or so", ABOUT), ("in total", EXACT), ("or", None)],
)
def test_a_qualifier_after_a_number_is_read(phrase: str, qualifier: Qualifier | None) -> None:
    assert read_trailing(PhraseReader(phrase)) == qualifier
