"""Reading when something was: phrases and the whole Dates they make."""

import re
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from app.facts.date_words import COUNTS, MONTHS, PARTS_OF_YEAR, WEEKDAYS
from app.facts.dates import DateError, Dates, parse_dates

PARTLY_KNOWN = {
    # Years
    "2023": "2023",
    "in 2023": "2023",
    "In 2023": "2023",
    "during 2023": "2023",
    "the year 2023": "2023",
    "in the year of 2023": "2023",
    "throughout 2023": "2023",
    "all of 2023": "2023",
    "the whole of 2023": "2023",
    "in 2023 alone": "2023",
    "1000": "1000",
    "2999": "2999",
    "the 1990s": "199X",
    "in the 2010s": "201X",
    "around 2015": "2015~",
    "about 2015": "2015~",
    "c. 2015": "2015~",
    # Months, and seasons with their year
    "September 2024": "2024-09",
    "Sept. 2024": "2024-09",
    "Sep 2024": "2024-09",
    "SEPTEMBER 2024": "2024-09",
    "September, 2024": "2024-09",
    "September of 2024": "2024-09",
    "in the month of September 2024": "2024-09",
    "2024-09": "2024-09",
    "1998-02": "1998-02",
    "May 2024": "2024-05",
    "roughly September 2024": "2024-09~",
    "spring 2024": "2024-21",
    "the summer of 2024": "2024-22",
    "autumn 2024": "2024-23",
    "fall 2024": "2024-23",
    "in winter 2024": "2024-24",
    # No year
    "September": "XXXX-09",
    "May": "XXXX-05",
    "last September": "XXXX-09",
    "September last year": "XXXX-09",
    "in last September": "XXXX-09",
    "in September of the same year": "XXXX-09",
    "September 25": "XXXX-09-25",
    "on September 25": "XXXX-09-25",
    "25 September": "XXXX-09-25",
    "the 25th of September": "XXXX-09-25",
    "September the 25th": "XXXX-09-25",
    "Sept 24": "XXXX-09-24",
    "Wednesday, September 25": "XXXX-09-25",
    "Thursday (September 26)": "XXXX-09-26",
    "September 25 this year": "XXXX-09-25",
    "February 29": "XXXX-02-29",
    "September 25 to 29": "XXXX-09-25/XXXX-09-29",
    "from September 25 to 29": "XXXX-09-25/XXXX-09-29",
    "between September 25 and 29": "XXXX-09-25/XXXX-09-29",
    "September 25 through 29": "XXXX-09-25/XXXX-09-29",
    "September 25 until 29": "XXXX-09-25/XXXX-09-29",
    "September 25-29": "XXXX-09-25/XXXX-09-29",
    "September 25 – 29": "XXXX-09-25/XXXX-09-29",
    "Sept. 25th–29th": "XXXX-09-25/XXXX-09-29",
    "the 25th to the 29th of September": "XXXX-09-25/XXXX-09-29",
    "from September 25 to 29 this year": "XXXX-09-25/XXXX-09-29",
    "from Monday, September 25 to Friday 29": "XXXX-09-25/XXXX-09-29",
    "September 28 to October 3": "XXXX-09-28/XXXX-10-03",
    "28 September to 3 October": "XXXX-09-28/XXXX-10-03",
    "September 28 to 3 October": "XXXX-09-28/XXXX-10-03",
    "December 30 to January 2": "XXXX-12-30/XXXX-01-02",
    "from January to September": "XXXX-01/XXXX-09",
    "January-September this year": "XXXX-01/XXXX-09",
    # Ranges of years and months
    "2015 to 2020": "2015/2020",
    "from 2015 to 2020": "2015/2020",
    "2015-2020": "2015/2020",
    "2015 — 2020": "2015/2020",
    "2015–20": "2015/2020",
    "from 2015-20": "2015/2020",
    "between 2019 and 2021": "2019/2021",
    "from the 1990s to the 2010s": "199X/201X",
    "January to June 2024": "2024-01/2024-06",
    "January-to-June 2024": "2024-01/2024-06",
    "the January-June 2024 period": "2024-01/2024-06",
    "the 2019-2023 period": "2019/2023",
    "from November 2023 through February 2024": "2023-11/2024-02",
    "between January and March of 2024": "2024-01/2024-03",
    "2024-01 to 2024-06": "2024-01/2024-06",
    "spring to autumn 2024": "2024-21/2024-23",
    "winter 2024 to spring 2025": "2024-24/2025-21",
    # Parts of a year
    "the first half of 2024": "2024-01/2024-06",
    "in the first half of the year 2024": "2024-01/2024-06",
    "first-half 2024": "2024-01/2024-06",
    "the second half of 2024": "2024-07/2024-12",
    "H1 2024": "2024-01/2024-06",
    "2H 2024": "2024-07/2024-12",
    "the first quarter of 2024": "2024-01/2024-03",
    "2nd quarter of 2024": "2024-04/2024-06",
    "the last quarter of 2024": "2024-10/2024-12",
    "Q1 2024": "2024-01/2024-03",
    "Q4 of 2024": "2024-10/2024-12",
    "2024Q3": "2024-07/2024-09",
    "the first three quarters of 2024": "2024-01/2024-09",
    "the first nine months of 2024": "2024-01/2024-09",
    "the last three months of 2024": "2024-10/2024-12",
    "Q 3, 2024": "2024-07/2024-09",
    "in the first 10 months of 2024": "2024-01/2024-10",
    # Open at one end
    "since 2015": "2015/..",
    "from 2015": "2015/..",
    "from 2015 onwards": "2015/..",
    "from 2015 on": "2015/..",
    "2015 onwards": "2015/..",
    "since about 2015": "2015~/..",
    "since September 2024": "2024-09/..",
    "until 2030": "../2030",
    "till September 2030": "../2030-09",
    # Approximate days are not known days
    "around September 25, 2024": "2024-09-25~",
}

FULLY_KNOWN = {
    "September 25, 2024": "2024-09-25",
    "september 25 2024": "2024-09-25",
    "Sept. 25, 2024": "2024-09-25",
    "Sept.25,2024": "2024-09-25",
    "25 September 2024": "2024-09-25",
    "25th of September, 2024": "2024-09-25",
    "on the 25th of September 2024": "2024-09-25",
    "September\n25,\u00a02024": "2024-09-25",
    "2024, September 25": "2024-09-25",
    "2024-09-25": "2024-09-25",
    "2024/09/25": "2024-09-25",
    "2024.9.25": "2024-09-25",
    "25.09.2024": "2024-09-25",
    "25/9/2024": "2024-09-25",
    "25-09-2024": "2024-09-25",
    "09/25/2024": "2024-09-25",
    "25.09.2024 - 29.09.2024": "2024-09-25/2024-09-29",
    "Wednesday, September 25, 2024": "2024-09-25",
    "Wed. 25 Sep 2024": "2024-09-25",
    "25 September 2024 (Wednesday)": "2024-09-25",
    "February 29, 2024": "2024-02-29",
    "September 25 to 29, 2024": "2024-09-25/2024-09-29",
    "September 25-29, 2024": "2024-09-25/2024-09-29",
    "25–29 September 2024": "2024-09-25/2024-09-29",
    "from the 25th to the 29th of September 2024": "2024-09-25/2024-09-29",
    "between September 25 and September 29, 2024": "2024-09-25/2024-09-29",
    "Wednesday, September 25 to Sunday, September 29, 2024": "2024-09-25/2024-09-29",
    "2024-09-25 to 2024-09-29": "2024-09-25/2024-09-29",
    "28 September - 3 October 2024": "2024-09-28/2024-10-03",
    "Sept. 28-Oct. 3, 2024": "2024-09-28/2024-10-03",
    "25 September 2024 to October 3, 2024": "2024-09-25/2024-10-03",
    "December 30, 2023 to January 2, 2024": "2023-12-30/2024-01-02",
    "since September 25, 2024": "2024-09-25/..",
    "until 29 September 2024": "../2024-09-29",
}

NO_DATE = """
Thursday; on Thursday; last Friday; Thurs.; Thursday morning; Thursday to Sunday; Thursday and Friday
by Thursday; yesterday; today; recently; now; until now; last night; this morning; tomorrow evening
last month; this year; last year; next week; this weekend; earlier this week; later this year; since last year
the same period last year; at the same time last year; three years ago; 5 years ago; a year earlier
decades ago; the past five years; over the past 10 years; in recent years; at the end of last year
early this month; this year's first half; this year’s first half; the first half of this year
the third quarter of last year; the first half of the year; the first nine months
first three quarters of this year; spring; last autumn; Q3; in Q3; Q3 this year; H1 of last year
so far this year; over the weekend; the past 24 hours
"""


@pytest.mark.parametrize(("phrase", "edtf"), PARTLY_KNOWN.items())
def test_as_much_of_a_date_as_the_words_say(phrase: str, edtf: str) -> None:
    assert parse_dates(phrase) == Dates(phrase, edtf, start=None, end=None, basis="stated")
    assert parse_edtf(edtf)


@pytest.mark.parametrize(("phrase", "edtf"), FULLY_KNOWN.items())
def test_full_dates_have_a_first_and_a_last_day(phrase: str, edtf: str) -> None:
    start, end = (None if day == ".." else day for day in (edtf.split("/") * 2)[:2])

    assert parse_dates(phrase) == Dates(phrase, edtf, start, end, basis="stated")
    assert parse_edtf(edtf)


@pytest.mark.parametrize("phrase", [phrase for line in NO_DATE.split("\n") for phrase in line.split("; ") if phrase])
def test_weekdays_and_relative_words_are_kept_without_a_date(phrase: str) -> None:
    assert parse_dates(phrase) == Dates(phrase, None, None, None, basis="stated")
    assert parse_dates(phrase).years == []


VAGUE = "says only roughly when, so quote the date alone"
FISCAL = "makes it a fiscal year, which need not be a calendar year, so leave the date out"
CLOCK = "gives the time of day, so quote the date alone"
NUMERIC = "parts numbers that may stand for day or month, so quote a date whose month is a word"
NO_PART = "is no part of a date, so quote the date alone"
SHORTENED = "may be a month, a season or a range, so leave the date out"
NO_DAY = "is no day of the calendar, so check the day and the month"
BACKWARD = "does not run forward, its end must come after its start"
UNEVEN = "its two ends are not equally precise, so quote one of them alone"
NONE_MADE = "its words make no date, so quote a year, a month or a day of a month"
BETWEEN = "must stand between two dates, so quote one date or one range"

REFUSALS = {
    "": "it names no date, so quote the words that do",
    "of the year": "it names no date, so quote the words that do",
    "early 2024": f'"early" {VAGUE}',
    "late September": f'"late" {VAGUE}',
    "mid-2024": f'"mid" {VAGUE}',
    "the end of 2023": f'"end" {VAGUE}',
    "by 2030": '"by" sets a bound and no date, so quote the date alone',
    "before September 2024": '"before" sets a bound and no date, so quote the date alone',
    "FY2024": f'"fy" {FISCAL}',
    "the first half of fiscal 2024": f'"fiscal" {FISCAL}',
    "10:30 AM": f'":" {CLOCK}',
    "September 25, 2024 at 10 a.m.": f'"am" {CLOCK}',
    "09/10/2024": f'"/" {NUMERIC}',
    "09.10.2024": f'"." {NUMERIC}',
    "09-10-2024": f'"-" {BETWEEN}',
    "25.09-2024": f'"." {NUMERIC}',
    "25.09.2024.1": f'"." {NUMERIC}',
    "31.09.2024": f"2024-09-31 {NO_DAY}",
    "2024/13/01": "2024-13-01 has no such month, months are 01 to 12 and seasons 21 to 24",
    "2024/09": f'"/" {NUMERIC}',
    "Q1-Q3 2024": NONE_MADE,
    "Q3 of 2024-25": UNEVEN,
    "onwards": NONE_MADE,
    "2024 on": f'"on" {NO_PART}',
    "-2024": f'"-" {BETWEEN}',
    "September 25 -": f'"-" {BETWEEN}',
    "to 2020": f'"to" {BETWEEN}',
    "2024–09–25": f'"-" {BETWEEN}',
    "'24": '"\'" may shorten a year, so quote a date whose year has four digits',
    "September ’24": '"\'" may shorten a year, so quote a date whose year has four digits',
    "the 20th century": '"century" starts in year 0 or in year 1 as one counts, so leave the date out',
    "2023 and 2024": '"and" may join two dates, so quote each of them alone',
    "September 25 and 26, 2024": '"and" may join two dates, so quote each of them alone',
    "between 2019": f'"between" {NO_PART}',
    "113 projects": f'"113" {NO_PART}',
    "319 billion": f'"319" {NO_PART}',
    "over 63,000": f'"over" {NO_PART}',
    "0999": f'"0999" {NO_PART}',
    "3050": f'"3050" {NO_PART}',
    "the 1900s": f'"1900s" {NO_PART}',
    "last 2024": f'"last" {NO_PART}',
    "September 2024 this year": f'"this" {NO_PART}',
    "January last year to March": f'"last" {NO_PART}',
    "from January last year to March this year": f'"last" {NO_PART}',
    "the last Thursday of September": NONE_MADE,
    "about 2015 to 2020": f'"about" {NO_PART}',
    "quarter past five": f'"quarter" {NO_PART}',
    "the first time": f'"first" {NO_PART}',
    "２０２４": f'"２" {NO_PART}',
    "25": NONE_MADE,
    "25 to 29": NONE_MADE,
    "Thursday 2024": NONE_MADE,
    "Thursday, September 2024": NONE_MADE,
    "since": NONE_MADE,
    "about": NONE_MADE,
    "2023, 2024": "it holds more than one date, so quote each of them alone",
    "September 25, 26, 2024": "it holds more than one date, so quote each of them alone",
    "Tuesday, September 25, 2024": "2024-09-25 is a Wednesday, so leave out the weekday or the date",
    "February 30, 2024": f"2024-02-30 {NO_DAY}",
    "Feb 29, 2023": f"2023-02-29 {NO_DAY}",
    "September 31": f"XXXX-09-31 {NO_DAY}",
    "September 29 to 25": f"XXXX-09-29/XXXX-09-25 {BACKWARD}",
    "first half - 2024": f'"first" {NO_PART}',
    "2020 to 2015": f"2020/2015 {BACKWARD}",
    "2023-2023": f"2023/2023 {BACKWARD}",
    "October to March 2024": f"2024-10/2024-03 {BACKWARD}",
    "2024-25": f'"2024-25" {SHORTENED}',
    "2024–09": f'"2024-09" {SHORTENED}',
    "2009–12": f'"2009-12" {SHORTENED}',
    "2010-12": '"2010-12" may be a month or a range of years, so leave the date out',
    "September 25, 2024 to October 3": UNEVEN,
    "May 2024 to June": UNEVEN,
    "September to October 3": UNEVEN,
    "1 to October 3": UNEVEN,
    "since September": "XXXX-09/.. leaves too much open, so give it an end with a full year",
    "about September 25": ("XXXX-09-25~ is more than EDTF can say of a year that is not stated, so leave out the ~"),
}


@pytest.mark.parametrize(("phrase", "why"), REFUSALS.items())
def test_what_may_mislead_is_refused_with_the_reason(phrase: str, why: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_dates(phrase)

    assert str(caught.value) == f'"{phrase}" can\'t be read as a date: {why}'


def test_a_long_phrase_is_quoted_in_short() -> None:
    with pytest.raises(DateError) as caught:
        parse_dates("in " * 10_000)

    assert str(caught.value).startswith('"in in ')
    assert str(caught.value).endswith(" in …\" can't be read as a date: it names no date, so quote the words that do")
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("edtf", "years"),
    [
        ("2024-09-25", [2024]),
        ("2019/2021", [2019, 2020, 2021]),
        ("2023-12-30/2024-01-02", [2023, 2024]),
        ("199X", list(range(1990, 2000))),
        ("2015~", [2015]),
        ("2015/..", [2015]),
        ("../2030", [2030]),
        ("XXXX-09-25/XXXX-09-29", []),
        (None, []),
    ],
)
def test_years_are_the_stated_ones(edtf: str | None, years: list[int]) -> None:
    assert Dates.of("as worded", edtf).years == years


def test_dates_of_an_edtf_value_keep_their_words_and_basis() -> None:
    made = Dates.of("September 25 to 29", "2024-09-25/2024-09-29", "inferred")

    assert made == Dates("September 25 to 29", "2024-09-25/2024-09-29", "2024-09-25", "2024-09-29", "inferred")
    with pytest.raises(DateError, match=r'^"soon" is no date in EDTF'):
        Dates.of("soon", "soon")


DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


def spelled(day: date) -> tuple[str, str]:
    """Month and day as words: ("September", "25")."""
    return MONTHS[day.month - 1][0].title(), str(day.day)


@given(DAYS)
def test_a_day_reads_the_same_in_every_order(day: date) -> None:
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
def test_a_range_reads_the_same_in_every_phrasing(first: date, length: int) -> None:
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
def test_any_text_is_read_or_refused(phrase: str) -> None:
    try:
        read = parse_dates(phrase)
    except DateError:
        return
    assert read == Dates.of(phrase, read.edtf)
    if read.edtf:
        assert parse_edtf(read.edtf)
        assert all(year in phrase or year[2:] in phrase for year in re.findall("[0-9]{4}", read.edtf))
