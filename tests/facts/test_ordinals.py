import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.ordinals import read_ordinals


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        ("3rd Global Digital Trade Expo", {3}),
        ("the 1st, 2ND and 113th edition", {1, 2, 113}),
        ("its Seventh edition", {7}),
        ("the twenty-first fair", {21}),
        ("the twenty first fair", {21}),
        ("the thirtieth fair", {30}),
        ("on September 25th, 3.5th", {25}),
        ("a third party, second to none", {3, 2}),
        ("3 editions of 63,000th-rate words like seventhly", set()),
        ("", set()),
    ],
)
def test_ordinals_are_read_in_digits_and_in_words(text: str, ordinals: set[int]) -> None:
    assert read_ordinals(text) == ordinals


@given(st.integers(1, 9999), st.text(alphabet=" ,.:\n"), st.text(alphabet=" ,.:\n"))
def test_an_ordinal_in_digits_is_found_anywhere(number: int, before: str, after: str) -> None:
    assert read_ordinals(f"the {before} {number}th{after}") == {number}


@given(st.text())
def test_ordinals_of_any_text_have_at_most_four_digits(text: str) -> None:
    assert all(0 <= number <= 9999 for number in read_ordinals(text))
