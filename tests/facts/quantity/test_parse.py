"""Number phrases and their quantities, and the properties of every phrase."""

import inspect
import re
from dataclasses import fields, replace
from decimal import Decimal
from itertools import chain

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.facts.quantity.parse import Quantity, QuantityError, may_be_quantity, parse_quantity
from tests.facts.measure_phrases import MEASURES_AND_NOUNS, MONEY, RANGES, SHARES_AND_MULTIPLES, VAGUE
from tests.facts.number_phrases import APPROXIMATIONS, COMPARATORS, NUMBERS, THE_STORY

READ = [
    *THE_STORY,
    *COMPARATORS,
    *APPROXIMATIONS,
    *NUMBERS,
    *MONEY,
    *SHARES_AND_MULTIPLES,
    *MEASURES_AND_NOUNS,
    *RANGES,
    *VAGUE,
]


@pytest.mark.parametrize(("phrase", "expected"), READ, ids=[repr(phrase) for phrase, _ in READ])
def test_a_number_phrase_is_read(phrase: str, expected: Quantity) -> None:
    assert may_be_quantity(phrase)
    assert parse_quantity(phrase) == replace(expected, text=phrase)


def test_amounts_have_no_exponent() -> None:
    read = parse_quantity("RMB 3.20 billion")
    assert str(read.amount) == str(read.lower) == "3200000000"


QUALIFIERS = {
    "": ("eq", False),
    "exactly": ("eq", False),
    "over": ("gt", False),
    "more than": ("gt", False),
    "fewer than": ("lt", False),
    "under": ("lt", False),
    "at least": ("ge", False),
    "no fewer than": ("ge", False),
    "up to": ("le", False),
    "no more than": ("le", False),
    "about": (None, True),
    "approximately": (None, True),
    "nearly": ("lt", True),
    "just over": ("gt", True),
}
SCALES = {
    "": 0,
    " thousand": 3,
    "k": 3,
    " lakh": 5,
    " million": 6,
    " crore": 7,
    " billion": 9,
    "bn": 9,
    " trillion": 12,
}
AFTER = {
    "": (None, None),
    " percent": ("%", None),
    " yuan": (None, "CNY"),
    " US dollars": (None, "USD"),
    " projects": ("project", None),
    " countries and regions": ("country or region", None),
    " square metres": ("square metre", None),
    "-fold": ("times", None),
}


def _grouped(number: Decimal) -> str:
    return f"{number:,f}"


NUMERALS = st.decimals("0.01", 99_999, places=2).map(lambda number: number.normalize() + Decimal(0))


@given(st.sampled_from([*QUALIFIERS]), NUMERALS, st.sampled_from([*SCALES]), st.sampled_from([*AFTER]))
def test_a_generated_number_phrase_is_read_back(qualifier: str, number: Decimal, scale: str, after: str) -> None:
    read = parse_quantity(f"{qualifier} {_grouped(number)}{scale}{after}")
    assert read.amount == number.scaleb(SCALES[scale])
    assert (read.comparator, read.approximate) == QUALIFIERS[qualifier]
    assert (read.unit, read.currency) == AFTER[after]


@given(NUMERALS, NUMERALS, st.sampled_from([" million", " billion"]))
def test_a_generated_range_is_read_back(one: Decimal, other: Decimal, scale: str) -> None:
    low, high = sorted((one, other))
    phrase = f"{_grouped(low)}{scale} to {_grouped(high)}{scale}"
    if low == high:
        with pytest.raises(QuantityError):
            parse_quantity(phrase)
    else:
        read = parse_quantity(phrase)
        assert (read.lower, read.upper) == (low.scaleb(SCALES[scale]), high.scaleb(SCALES[scale]))


def _checked(phrase: str) -> Quantity | None:
    """The reading, None if refused, after checking that its fields agree."""
    try:
        read = parse_quantity(phrase)
    except QuantityError:
        return None
    assert read.text == phrase
    for number in (read.amount, read.lower, read.upper):
        assert number is None or Decimal(repr(float(number))) == number
        assert number is None or "E" not in str(number)
    assert (read.lower is None) == (read.lower_inclusive is None)
    assert (read.upper is None) == (read.upper_inclusive is None)
    assert (read.currency is None) == (read.currency_basis is None)
    assert read.unit is None or read.currency_text is None
    assert (read.amount is None) == (read.comparator is None) or read.approximate
    if read.comparator:
        expected = {
            "gt": (False, None),
            "ge": (True, None),
            "lt": (None, False),
            "le": (None, True),
            "eq": (True, True),
        }
        assert (read.lower_inclusive, read.upper_inclusive) == expected[read.comparator]
        assert {read.lower, read.upper} <= {read.amount, None}
    return read


TOKENS = [
    *sorted(set(chain.from_iterable(phrase.split() for phrase, _ in READ))),
    "-",
    "–",
    ",",
    ".",
    "and",
    "of",
    "not",
]


@given(st.text())
@example("\ud800 5")
@example("5\x00")
@example("½")
@example("5 ²")
def test_any_text_is_read_as_a_quantity_or_refused(text: str) -> None:
    _checked(text)


@given(st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join))
def test_any_words_are_read_or_refused(phrase: str) -> None:
    _checked(phrase)


@given(st.lists(st.sampled_from(TOKENS), max_size=8).map("".join))
def test_any_words_without_spaces_are_read_or_refused(phrase: str) -> None:
    _checked(phrase)


@pytest.mark.parametrize("phrase", [phrase for phrase, _ in READ])
def test_an_added_word_is_never_ignored(phrase: str) -> None:
    for words in (f"never {phrase}", f"hardly {phrase}", f"{phrase} ago", f"{phrase} per head", f"{phrase} fewer"):
        with pytest.raises(QuantityError):
            parse_quantity(words)


@given(st.sampled_from(READ), st.sampled_from([" and ", " or ", ", ", " from ", " plus "]), st.sampled_from(READ))
@example(("1 project", parse_quantity("1 project")), " and ", ("double", parse_quantity("double")))
@example(("1 project", parse_quantity("1 project")), " and ", ("week-long", parse_quantity("week-long")))
def test_two_quantities_in_one_phrase_are_refused(
    one: tuple[str, Quantity], between: str, other: tuple[str, Quantity]
) -> None:
    try:
        both = parse_quantity(one[0] + between + other[0])
    except QuantityError:
        return
    assert between == " and "  # which is in "fifteen hundred and nineteen" and "0 and three-quarters", one number each
    assert (both.lower, both.upper) not in [(each.lower, each.upper) for _, each in (one, other)]


@pytest.mark.parametrize("phrase", [phrase for phrase, _ in [*COMPARATORS, *APPROXIMATIONS, *RANGES, *VAGUE]])
def test_case_does_not_change_the_number(phrase: str) -> None:
    small, large = parse_quantity(phrase), parse_quantity(phrase.upper())
    for field in ("amount", "comparator", "approximate", "lower", "upper", "currency"):
        assert getattr(small, field) == getattr(large, field)


def test_every_quantity_field_has_a_description() -> None:
    source = inspect.getsource(Quantity)
    for field in fields(Quantity):
        assert re.search(rf'\n    {field.name}: .*\n    """', source), field.name


WORDS = sorted({word for phrase, _ in READ for word in phrase.split()} | {"from", "of", "drew", "½", "٣", "-", "("})


@given(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join))
@example("half a million")
def test_a_phrase_that_fails_the_quick_check_is_refused(phrase: str) -> None:
    """The quick check looks only at the place where the number must begin, so most phrases need no full reading."""
    try:
        read = parse_quantity(phrase)
    except QuantityError:
        return
    assert may_be_quantity(phrase), read


@pytest.mark.parametrize(
    "phrase",
    [
        "drew 20",
        "in Tashkent, worth $3",
        "the signing of 20",
        "up 20 percent",
        "over of 20",
        "",
        "over ½",
        f"over {9:0999}",
    ],
)
def test_a_phrase_that_begins_with_no_number_is_no_quantity(phrase: str) -> None:
    assert not may_be_quantity(phrase)
    with pytest.raises(QuantityError):
        parse_quantity(phrase)
