from decimal import Decimal

import pytest

from app.facts.quantity.phrases import PhraseReader
from app.facts.quantity.shares import read_multiple, read_share, read_vague


@pytest.mark.parametrize(
    ("phrase", "share", "rest"),
    [
        ("half", "50", ""),
        ("a third", "33.3333", ""),
        ("two-thirds of exports", "66.6667", "of exports"),
        ("three quarters of", "75", "of"),
        ("three-quarters", "75", ""),
        ("one-seventh", "14.2857", ""),
        ("four fifths", "80", ""),
        ("nine tenths", "90", ""),
        ("one-fourth", "25", ""),
        ("one in five buyers", "20", "buyers"),
        ("9 out of every 10", "90", ""),
    ],
)
def test_shares_are_read_in_percent(phrase: str, share: str, rest: str) -> None:
    reader = PhraseReader(phrase)
    assert (read_share(reader), reader.rest()) == (Decimal(share), rest)


@pytest.mark.parametrize("phrase", ["half a million", "a quarter", "three quarters", "a third of a million", "third"])
def test_a_fraction_of_a_number_is_not_read_as_a_share(phrase: str) -> None:
    reader = PhraseReader(phrase)
    assert read_share(reader) is None
    assert reader.at == 0


def test_multiples_are_read() -> None:
    assert read_multiple(PhraseReader("twice")) == 2
    assert read_multiple(PhraseReader("Tenfold")) == 10
    assert read_multiple(PhraseReader("once")) is None


@pytest.mark.parametrize(
    ("phrase", "rest"),
    [
        ("dozens", ""),
        ("tens of thousands of buyers", "buyers"),
        ("several hundred thousand people", "people"),
        ("a few dozen", ""),
        ("many thousands of", ""),
    ],
)
def test_orders_of_magnitude_are_read(phrase: str, rest: str) -> None:
    reader = PhraseReader(phrase)
    assert read_vague(reader)
    assert reader.rest() == rest


@pytest.mark.parametrize("phrase", ["several", "a few", "scores goals", "hundred", "many buyers"])
def test_words_without_an_order_of_magnitude_are_not_read(phrase: str) -> None:
    reader = PhraseReader(phrase)
    assert not read_vague(reader)
    assert reader.at == 0
