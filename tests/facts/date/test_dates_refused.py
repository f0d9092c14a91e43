"""Refused date phrases: those that name no date, or may mean two."""

import pytest

from app.facts.date.parse import DateError, parse_dates

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
def test_ambiguous_date_phrases_are_refused_with_the_reason(phrase: str, why: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_dates(phrase)

    assert str(caught.value) == f'"{phrase}" can\'t be read as a date: {why}'


def test_a_long_date_phrase_is_shortened_in_the_error() -> None:
    with pytest.raises(DateError) as caught:
        parse_dates("in " * 10_000)

    assert str(caught.value).startswith('"in in ')
    assert str(caught.value).endswith(" in …\" can't be read as a date: it names no date, so quote the words that do")
    assert len(str(caught.value)) < 200
