"""Properties of date phrases: every phrasing of a date reads the same, and any text is read or refused."""

import re
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from app.facts.date.parse import DateError, Dates, parse_dates
from app.facts.date.words import COUNTS, MONTHS, PARTS_OF_YEAR, WEEKDAYS

DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


def spelled(day: date) -> tuple[str, str]:
    """Month and day as words: ("September", "25")."""
    return MONTHS[day.month - 1][0].title(), str(day.day)


@given(DAYS)
def test_a_date_reads_the_same_in_every_word_order(day: date) -> None:
    month, number = spelled(day)
    weekday = WEEKDAYS[day.weekday()][0]
    year = f"{day.year}"

    for phrase in (
        f"{month} {number}, {year}",
        f"{number} {month} {year}",
        f"the {number}th of {month}, {year}",
        f"on {weekday}, {month} {number}, {year}",
        day.isoformat(),
    ):
        assert parse_dates(phrase) == Dates(phrase, day.isoformat(), day.isoformat(), day.isoformat())
    assert parse_dates(f"{month} {number}").edtf == f"XXXX-{day.isoformat()[5:]}"
    other = WEEKDAYS[(day.weekday() + 1) % 7][0]
    with pytest.raises(DateError, match=f"is a {weekday.title()}, so"):
        parse_dates(f"{other}, {month} {number}, {year}")


@given(DAYS.filter(lambda day: day.year < 2999), st.integers(1, 300))
def test_a_date_range_reads_the_same_in_every_phrasing(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    (month, number), (last_month, last_number) = spelled(first), spelled(last)
    year, last_year = str(first.year), str(last.year)
    phrases = [
        f"from {month} {number}, {year} to {last_month} {last_number}, {last_year}",
        f"{number} {month} {year} – {last_number} {last_month} {last_year}",
        f"between {month} {number}, {year} and {last_month} {last_number}, {last_year}",
        f"{first} to {last}",
    ]
    if year == last_year:
        phrases += [
            f"{month} {number} to {last_month} {last_number}, {year}",
            f"{number} {month}-{last_number} {last_month} {year}",
        ]
        if month == last_month:
            phrases += [
                f"{month} {number}-{last_number}, {year}",
                f"{number} to {last_number} {month} {year}",
            ]

    for phrase in phrases:
        assert parse_dates(phrase) == Dates(phrase, f"{first}/{last}", str(first), str(last))


@given(st.integers(1000, 2999), st.integers(1000, 2999))
def test_a_range_of_years_runs_forward_or_is_refused(first: int, last: int) -> None:
    for phrase in (f"{first}-{last}", f"from {first} to {last}", f"between {first} and {last}"):
        if first < last:
            assert parse_dates(phrase) == Dates(phrase, f"{first}/{last}", None, None)
        else:
            with pytest.raises(DateError, match="does not run forward"):
                parse_dates(phrase)


SOUP = """
from to and between since until about in on the of - – , . / ' : ( ) ago last this past year years' months
2023 2024 1990s 2024-09 2024-09-25 25 29th 5 0 113 63,000 sept. september february may thursday
spring first half quarter q1 h2 fy yesterday by early XXXX 20th century pm
"""
WORDS = st.sampled_from(SOUP.split() + list(PARTS_OF_YEAR) + list(COUNTS))


@given(st.text() | st.lists(WORDS, max_size=8).map(" ".join) | st.lists(WORDS, max_size=5).map("".join))
def test_any_text_is_read_as_a_date_or_refused(phrase: str) -> None:
    try:
        read = parse_dates(phrase)
    except DateError:
        return
    assert read == Dates.of(phrase, read.edtf)
    if read.edtf:
        assert parse_edtf(read.edtf)
        assert all(year in phrase or year[2:] in phrase for year in re.findall("[0-9]{4}", read.edtf))
