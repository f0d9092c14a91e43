from decimal import Decimal

import pytest

from app.facts.quantity.numbers import Number, bounds, plain, read_number
from app.facts.quantity.phrases import PhraseReader, QuantityError


@pytest.mark.parametrize(
    ("phrase", "value", "rest"),
    [
        ("63,000 sellers", "63000", "sellers"),
        ("3.2bn", "3200000000", ""),
        ("5 and a half thousand", "5500", ""),
        ("twenty-one", "21", ""),
        ("a single buyer", "1", "buyer"),
        ("one hundred and two hundred", "102", "hundred"),
        ("one thousand, two", "1000", ", two"),
        ("two thousand three thousand", "2000", "three thousand"),
        ("one thousand and", "1000", "and"),
        ("three hundred and", "300", "and"),
        ("twelve hundred", "1200", ""),
        ("two dozen five", "24", "five"),
    ],
)
def test_a_number_is_read_to_its_end(phrase: str, value: str, rest: str) -> None:
    reader = PhraseReader(phrase)
    number = read_number(reader)
    assert number is not None
    assert (number.value, reader.rest()) == (Decimal(value), rest)


def test_the_and_of_between_ends_a_number() -> None:
    reader = PhraseReader("one hundred and two")
    number = read_number(reader, and_joins=False)
    assert number is not None
    assert (number.value, reader.rest()) == (Decimal(100), "and two")


@pytest.mark.parametrize("phrase", ["a third", "sellers", "half of", "a quarter of a century", "million", "and five"])
def test_words_that_begin_no_number_are_not_read(phrase: str) -> None:
    reader = PhraseReader(phrase)
    assert read_number(reader) is None
    assert reader.at == 0


@pytest.mark.parametrize("text", ["1,23", "63,00", "1234,567", "1,234,56", "01", "1\u00a0234,567", "1.2.3", "1,2345"])
def test_unusual_digit_grouping_is_refused(text: str) -> None:
    with pytest.raises(QuantityError, match="not a number as English groups its digits"):
        read_number(PhraseReader(text))


def test_a_plain_decimal_has_fifteen_digits() -> None:
    assert str(plain(Decimal("6.30E+4"))) == "63000"
    assert str(plain(Decimal(123456789012345000))) == "123456789012345000"
    with pytest.raises(QuantityError, match="more than 15 significant digits"):
        plain(Decimal(1234567890123456))


def _read(phrase: str) -> Number:
    number = read_number(PhraseReader(phrase))
    assert number is not None
    return number


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("2", "3 million", (2_000_000, 3_000_000)),
        ("900 thousand", "1.2 million", (900_000, 1_200_000)),
        ("900", "1.2 million", None),
        ("20", "30,000", None),
        ("500", "1,500", (500, 1500)),
        ("1,500", "2,000 million", (1_500_000_000, 2_000_000_000)),
        ("20,000", "1 million", (20_000, 1_000_000)),
        ("one hundred", "two hundred thousand", (100_000, 200_000)),
        ("one", "three hundred and fifty", None),
        ("0", "5 million", (0, 5_000_000)),
    ],
)
def test_a_range_shares_a_scale_only_where_it_is_clear(low: str, high: str, expected: tuple[int, int] | None) -> None:
    found = bounds(_read(low), _read(high))
    assert (found and tuple(map(int, found))) == expected
