import pytest

from app.facts.quantity.phrases import PhraseReader, QuantityError
from app.facts.quantity.units import name_unit, read_complement, read_noun, read_unit


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("%", "%"),
        ("per cent", "%"),
        ("percentage-points", "percentage point"),
        ("times", "times"),
        ("sq. m", "square metre"),
        ("sq. m.", "square metre"),
        ("pc", "%"),
        ("PC", None),
        ("Square Kilometers", "square kilometre"),
        ("MW", "megawatt"),
        ("kWh", "kilowatt-hour"),
        ("TEUs", "TEU"),
        ("centuries", "century"),
        ("mW", None),
        ("projects", None),
    ],
)
def test_units_are_read(words: str, unit: str | None) -> None:
    assert read_unit(PhraseReader(words)) == unit


@pytest.mark.parametrize(
    ("phrase", "words", "rest"),
    [
        ("5 professional buyers", ["professional", "buyers"], ""),
        ("5 cross-border e-commerce sellers", ["cross-border", "e-commerce", "sellers"], ""),
        ("5 countries and regions", ["countries", "and", "regions"], ""),
        ("5 projects and 3 deals", ["projects"], "and 3 deals"),
        ("5 buyers who came", ["buyers"], "who came"),
        ("5 letters of intent signed", ["letters", "of", "intent"], "signed"),
        ("5 letters of buyers", ["letters"], "of buyers"),
        ("5 projects RMB", ["projects"], "RMB"),
        ("5 estimated buyers", [], "estimated buyers"),
        ("5 buyers mn", ["buyers"], "mn"),
        ("5 more buyers", [], "more buyers"),
        ("5 two-day events", [], "two-day events"),
        ("5G networks", [], "G networks"),
        ("5-member", ["member"], ""),
        ("5-a-side", [], "-a-side"),
        ("5-sided", [], "-sided"),
        ("5-strong", [], "-strong"),
    ],
)
def test_a_noun_is_read_up_to_a_word_that_cannot_belong_to_it(phrase: str, words: list[str], rest: str) -> None:
    reader = PhraseReader(phrase)
    reader.at = 1
    assert (read_noun(reader), reader.rest()) == (words, rest)


@pytest.mark.parametrize(
    ("phrase", "rest"),
    [("of", ""), ("of the exports", ""), ("worth of goods", ""), ("of 500", "500"), ("in exports", "in exports")],
)
def test_the_complement_of_a_share_is_read(phrase: str, rest: str) -> None:
    reader = PhraseReader("5 " + phrase)
    reader.at = 1
    read_complement(reader)
    assert reader.rest() == rest


def test_a_counted_noun_that_is_no_plural_is_refused() -> None:
    with pytest.raises(QuantityError, match="'cancelled' in '113 cancelled': it ends in no plural"):
        name_unit(["cancelled"], "113 cancelled", one=False)
