"""Date words: a phrase split into words, each with its kind and value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.date.edtf import DateError
from app.facts.date.words import PARTS_OF_YEAR, REFUSED, DateWord, cut, may_be_in_date, names_no_date


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("Sept. 25th", [DateWord("sept", "month", "09"), DateWord("25th", "day", "25")]),
        ("sep 5", [DateWord("sep", "month", "09"), DateWord("5", "day", "05")]),
        ("2024", [DateWord("2024", "year", "2024")]),
        ("the 1990s", [DateWord("the", "other"), DateWord("1990s", "decade", "199X")]),
        ("Tues.", [DateWord("tues", "weekday", "1")]),
        ("fall", [DateWord("fall", "season", "23")]),
        (
            "2024-09-25",
            [DateWord("2024", "year", "2024"), DateWord("09", "month", "09"), DateWord("25", "day", "25")],
        ),
        ("2024-09", [DateWord("2024", "year", "2024"), DateWord("09", "month", "09")]),
        ("2015–20", [DateWord("2015", "year", "2015"), DateWord("-", "other"), DateWord("20", "day", "20")]),
        ("2024/9/5", [DateWord("2024", "year", "2024"), DateWord("09", "month", "09"), DateWord("05", "day", "05")]),
        ("25.09.2024", [DateWord("25", "day", "25"), DateWord("09", "month", "09"), DateWord("2024", "year", "2024")]),
        ("9/25/2024", [DateWord("09", "month", "09"), DateWord("25", "day", "25"), DateWord("2024", "year", "2024")]),
        ("Q 3", [DateWord("q3", "part")]),
        ("May-to-June", [DateWord("may", "month", "05"), DateWord("to", "other"), DateWord("june", "month", "06")]),
        ("p.m.", [DateWord("pm", "other")]),
        ("year’s", [DateWord("year", "other")]),
        ("’24", [DateWord("'", "other"), DateWord("24", "day", "24")]),
        ("1.5", [DateWord("1", "day", "01"), DateWord(".", "other"), DateWord("5", "day", "05")]),
        ("0999 3000 32 0", [DateWord(text, "other") for text in ("0999", "3000", "32", "0")]),
        ("1900s 1995s 20s 2024th", [DateWord(text, "other") for text in ("1900s", "1995s", "20s", "2024th")]),
        (" \n", []),
    ],
)
def test_a_date_phrase_is_split_into_words_with_kind_and_value(phrase: str, words: list[DateWord]) -> None:
    assert cut(phrase) == words


def test_a_shortened_year_that_looks_like_a_month_is_refused() -> None:
    with pytest.raises(DateError, match=r'^"2010-12" may be a month or a range of years, so leave the date out$'):
        cut("2010-12")


@pytest.mark.parametrize(
    ("phrase", "relative"),
    [
        ("on Thursday", True),
        ("three years ago", True),
        ("the past 5 years", True),
        ("this morning", True),
        ("so far this year", True),
        ("over the weekend", True),
        ("the past 24 hours", True),
        ("Q3", True),
        ("Q5", False),
        ("quarter past five", False),
        ("five years", False),
        ("the past 2024 years", False),
        ("last", False),
        ("", False),
    ],
)
def test_relative_phrases_name_no_date(phrase: str, *, relative: bool) -> None:
    assert names_no_date(cut(phrase)) is relative


def test_every_wording_of_a_part_of_the_year_gives_its_months() -> None:
    assert PARTS_OF_YEAR["first nine months"] == PARTS_OF_YEAR["first 9 months"] == ("01", "09")
    assert PARTS_OF_YEAR["q4"] == PARTS_OF_YEAR["final quarter"] == ("10", "12")
    assert PARTS_OF_YEAR["last three months"] == PARTS_OF_YEAR["final 3 months"] == ("10", "12")
    assert "first twelve months" not in PARTS_OF_YEAR
    assert REFUSED["fy"] == REFUSED["fiscal"]


@given(st.text())
def test_any_text_is_split_without_losing_a_digit(phrase: str) -> None:
    try:
        words = cut(phrase)
    except DateError:
        return
    assert [c for c in phrase if c in "0123456789"] == [c for word in words for c in word.text if c in "0123456789"]


@pytest.mark.parametrize(
    "words", ["Sept. 25", "15-99", "last year", "h", "between", ",", "", "the first three quarters"]
)
def test_words_of_dates_may_be_in_a_date(words: str) -> None:
    assert may_be_in_date(words)


@pytest.mark.parametrize("words", ["sellers", "25 sellers", "2:30", "2010-12"])
def test_other_words_may_not_be_in_a_date(words: str) -> None:
    assert not may_be_in_date(words)
