"""Date phrases and their EDTF values."""

import pytest
from edtf import parse_edtf

from app.facts.date.parse import DateError, Dates, parse_dates

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
def test_a_date_phrase_is_read_as_precisely_as_its_words(phrase: str, edtf: str) -> None:
    assert parse_dates(phrase) == Dates(phrase, edtf, start=None, end=None, basis="stated")
    assert parse_edtf(edtf)


@pytest.mark.parametrize(("phrase", "edtf"), FULLY_KNOWN.items())
def test_full_dates_have_a_first_and_a_last_day(phrase: str, edtf: str) -> None:
    start, end = (None if day == ".." else day for day in (edtf.split("/") * 2)[:2])

    assert parse_dates(phrase) == Dates(phrase, edtf, start, end, basis="stated")
    assert parse_edtf(edtf)


@pytest.mark.parametrize("phrase", [phrase for line in NO_DATE.split("\n") for phrase in line.split("; ") if phrase])
def test_weekdays_and_relative_phrases_have_text_but_no_edtf(phrase: str) -> None:
    assert parse_dates(phrase) == Dates(phrase, None, None, None, basis="stated")
    assert parse_dates(phrase).years == []


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
def test_years_cover_every_stated_year(edtf: str | None, years: list[int]) -> None:
    assert Dates.of("as worded", edtf).years == years


def test_dates_built_from_edtf_have_the_given_text_and_basis() -> None:
    made = Dates.of("September 25 to 29", "2024-09-25/2024-09-29", "inferred")

    assert made == Dates("September 25 to 29", "2024-09-25/2024-09-29", "2024-09-25", "2024-09-29", "inferred")
    with pytest.raises(DateError, match=r'^"soon" is no date in EDTF'):
        Dates.of("soon", "soon")
