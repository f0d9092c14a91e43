"""Refused number phrases: each doubtful phrase with the reason in its error."""

import pytest

from app.facts.quantity.parse import QuantityError, parse_quantity

REFUSED_WITH = [
    ("", "the phrase is empty: quote the words of one number, like 'over 63,000'"),
    (" \n ", "the phrase is empty: quote the words of one number, like 'over 63,000'"),
    (
        "from fewer than 100 to over 63,000",
        "'from fewer than 100 to over 63,000' holds two quantities: quote each alone",
    ),
    ("from 20 to 30", "'from 20 to 30' holds two quantities: quote each alone"),
    (
        "30,000 professional buyers who registered",
        "can't read 'who registered' in '30,000 professional buyers who registered': a clause follows the number; "
        "quote the number phrase only",
    ),
    (
        "September 25 to 29",
        "'September 25 to 29' looks like a date, not like a quantity: quote the number phrase only",
    ),
    ("2015-2020", "'2015-2020' looks like years, not like a quantity: quote the number phrase only"),
    ("2024-25", "'2024-25' does not rise as a range does: quote the number phrase only"),
    (
        "-5%",
        "'-5%' looks negative, as no number here is: of a change quote the number alone, and say in `change` which way "
        "it went",
    ),
    (
        "not over 50",
        "can't read 'not over 50' in 'not over 50': a negation may turn the number round; quote the number phrase only",
    ),
    (
        "63,00",
        "'63,00' in '63,00' is not a number as English groups its digits (63,000 or 1,25,000 or 3.2): "
        "quote another passage",
    ),
    ("1.500", "'1.500' in '1.500' may be thousands or decimals: quote another passage"),
    (
        "1234567890123456",
        "'1234567890123456' has more than 15 significant digits, which a JSON number can't keep exactly: "
        "quote a rounder number",
    ),
    ("45m", "'45m' has no currency, so its letters may be a scale or a unit: quote another passage"),
    (
        "900 to 1.2 million",
        "'900 to 1.2 million' leaves open whether the scale of the second number holds for the first: "
        "quote another passage, or each number alone",
    ),
    ("over 20-30", "'over 20-30' compares with two numbers at once: quote each alone"),
    (
        "more than several hundred",
        "'more than several hundred' qualifies words that give no number: quote another passage",
    ),
    (
        "about 500 or more",
        "'about 500 or more' is qualified before and after the number: quote another passage",
    ),
    (
        "113 projects cancelled",
        "can't read 'projects cancelled' in '113 projects cancelled': it ends in no plural that could be counted; "
        "quote the number phrase only",
    ),
    ("٣ projects", "can't read '٣' in '٣ projects': only the digits 0-9 are read"),
    ("over", "'over' ends before its number: quote the whole number phrase"),
    (
        "many",
        "can't read 'many' in 'many': it counts no number; quote the number phrase only",
    ),
    (
        "the 3rd Global Digital Trade Expo held in Hangzhou",
        "can't read 'rd Global Digital Trade Expo held in Hangzhou' in 'the 3rd Global Digital Trade Expo held in "
        "Hangzhou': an ordinal is not a quantity; quote the number phrase only",
    ),
    (
        "a 20-member delegation",
        "can't read 'delegation' in 'a 20-member delegation': these words are not known here; "
        "quote the number phrase only",
    ),
    (
        "over a 5-day",
        "can't read 'a 5-day' in 'over a 5-day': an article may mean a rate or begin another phrase; "
        "quote the number phrase only",
    ),
    (
        "R22",
        "can't read 'R22' in 'R22': one letter may mean several units or currencies; quote the number phrase only",
    ),
    (
        "100 Mbps",
        "can't read 'Mbps' in '100 Mbps': a rate is not a plain number; quote the number phrase only",
    ),
    (
        "500 pounds",
        "can't read 'pounds' in '500 pounds': a pound is a weight or a currency; quote the number phrase only",
    ),
    (
        "x" * 201,
        f"'{'x' * 79}…' has 201 characters, a number phrase at most 200: quote the number phrase only",
    ),
]

REFUSED = """
barely half|never more than 50|no projects|none|minus 5|barely 500|not quite 500|without 500|cannot exceed 5
all more than 500|about over 100|exactly about 50|nearly over 50|up to over 500|over a total of 500|over not 5
100 projects and $5 billion|20 or 30|one in five buyers|ten in one
five out of five|6 out of 20|3-4-5|20 20|63 000|5, 6|twenty twenty-four
20 percent to 30|2 yuan to 3|2 to $3|$2 to €3|5% to 6 tonnes|between 5 days and 2 weeks|¥5 to Rs 6
30 to 20|20 to 20|20 -30|20-30,000|10-50,000|2-3,000|nearly 20 to 30|20-30+|500+ to 600|between 20|between 20 to 30
twenty-first|3rd|the third|a third project|first|1990s|the 1990s|under 18s
10 May|May 10|Sept. 5|25-29 September|5 p.m.|9:30|10:1|24/7|1/3|2½|1 1/2|5^2|1e5|192.168.0.1|1-800-555-0100
1,23|63,00|1,234,56|0,500|007|00|.5|1.234.567|1.234,5|1.500 tonnes|€1.500|1.000-2.000
12345678901234567|0.1234567890123456|٦٣|６３|五 projects|² projects
45 m users|3b|5m-7m|5 tn|5 t|50p|99 cents|5G|3D|A380|C919
$5 billion a year|5,000 per day|60 km/h|$5 per share|7 days a week|5 apiece|twenty each
10 times more|twice as many|two times higher|a three-fold increase|double-digit|5 percent growth|5 more projects
another 500|a further 20|10 years ago|20 years old|20-year-old|5 degrees|60-a-day|1.4 billion-strong
two-dimensional|five-star hotels|10-year plan|20 projects to 30 projects|3 countries'|5 people's|5people
a quarter|three quarters|five quarters|a million and a half|1.5 and a half million|half of a million|half a project
a third of a percent|a quarter of the 500|half-day|two thirds majority|million|million dollars|hundred
2 thousand thousand|5 million million|3 hundred million|two thousand three hundred thousand
RMB 3 billion yuan|3 billion yuan ($420 million)|100 million US dollars (USD)|$3.5 billion deals
5 million Namibian dollars|$5 million Canadian|20 euro-zone countries|won 5 projects|ALL 5 lek|TOP 10|COP 28
$|RMB|%|-|5-|5 to|to 5|and 5|5 and
a$5m|R 50|R2000|N95 masks|SR 71|$5 t-shirts|Rm 205|tk 5|U$5m|a|a quarter million|a fourth|halved|5PC|5 tr|an 11th
a nearly 20 percent|319 billion yuan (US$45 billion)|more than a quarter|not a single project|27 memoranda of 50
over 5,000 sq.|10 heads of state and government
a couple of|several|a number of|a few|scores goals|dozens more|thousands upon thousands|more than dozens|a year
(over 63,000)|"over 63,000"|over 63,000.|over 63,000,|500 or so or more|200 overseas|300 companies participated
one killed|500 projects RMB|500 buyers minimum|one of the largest|113 of the projects|500 two-day events
500 projects per year|some of 50|by 5 percent|up 5 percent
"""


@pytest.mark.parametrize(("phrase", "message"), REFUSED_WITH, ids=[repr(phrase[:40]) for phrase, _ in REFUSED_WITH])
def test_a_phrase_is_refused_with_the_reason(phrase: str, message: str) -> None:
    with pytest.raises(QuantityError) as error:
        parse_quantity(phrase)
    assert str(error.value) == message


@pytest.mark.parametrize("phrase", REFUSED.strip().replace("\n", "|").split("|"))
def test_a_doubtful_quantity_is_refused(phrase: str) -> None:
    with pytest.raises(QuantityError) as error:
        parse_quantity(phrase)
    assert ": " in str(error.value)
    assert "\n" not in str(error.value)
