"""The table of phrases and what each means: the words on the left, the whole quantity on the right."""

import inspect
import re
from dataclasses import fields, replace
from decimal import Decimal
from itertools import chain
from typing import TypedDict, Unpack

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.facts.quantities import Quantity, QuantityError, parse_quantity


class Words(TypedDict, total=False):
    """What a phrase may say beside its number; `money` is "code text basis"."""

    unit: str
    money: tuple[str | None, str, str | None]


Bound = tuple[str, bool] | None


def _quantity(
    amount: str | None,
    comparator: str | None,
    bounds: tuple[Bound, Bound],
    words: Words,
    *,
    approximate: bool = False,
) -> Quantity:
    lower, upper = bounds
    currency, currency_text, basis = words.get("money", (None, None, None))
    return Quantity(
        text="",
        amount=None if amount is None else Decimal(amount),
        comparator=comparator,  # type: ignore[arg-type]
        approximate=approximate,
        lower=Decimal(lower[0]) if lower else None,
        lower_inclusive=lower[1] if lower else None,
        upper=Decimal(upper[0]) if upper else None,
        upper_inclusive=upper[1] if upper else None,
        unit=words.get("unit"),
        currency=currency,
        currency_text=currency_text,
        currency_basis=basis,  # type: ignore[arg-type]
    )


def eq(n: str, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "eq", ((n, True), (n, True)), words)


def gt(n: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "gt", ((n, False), None), words, approximate=approximate)


def lt(n: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "lt", (None, (n, False)), words, approximate=approximate)


def ge(n: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "ge", ((n, True), None), words, approximate=approximate)


def le(n: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, "le", (None, (n, True)), words, approximate=approximate)


def about(n: str, **words: Unpack[Words]) -> Quantity:
    return _quantity(n, None, (None, None), words, approximate=True)


def nearly(n: str, **words: Unpack[Words]) -> Quantity:
    return lt(n, approximate=True, **words)


def just_over(n: str, **words: Unpack[Words]) -> Quantity:
    return gt(n, approximate=True, **words)


def span(low: str, high: str, *, approximate: bool = False, **words: Unpack[Words]) -> Quantity:
    return _quantity(None, None, ((low, True), (high, True)), words, approximate=approximate)


def vague(**words: Unpack[Words]) -> Quantity:
    return _quantity(None, None, (None, None), words, approximate=True)


RMB = ("CNY", "RMB", "stated")
YUAN = ("CNY", "yuan", "stated")
US = ("USD", "US$", "stated")
DOLLAR = ("USD", "$", "inferred")
DOLLARS = ("USD", "dollars", "inferred")
EURO = ("EUR", "€", "stated")
POUND = ("GBP", "£", "stated")
RS = (None, "Rs", None)

THE_STORY = [
    ("fewer than 100", lt("100")),
    ("over 63,000", gt("63000")),
    ("approximately RMB 319 billion", about("319000000000", money=RMB)),
    ("RMB 319 billion", eq("319000000000", money=RMB)),
    ("more than 1,500 enterprises", gt("1500", unit="enterprise")),
    ("32 countries and regions", eq("32", unit="country or region")),
    ("more than 30,000 professional buyers", gt("30000", unit="professional buyer")),
    ("113 projects", eq("113", unit="project")),
]

COMPARATORS = [
    ("113", eq("113")),
    ("exactly 113", eq("113")),
    ("a total of 113 projects", eq("113", unit="project")),
    ("altogether 113 projects", eq("113", unit="project")),
    ("In total 113 projects", eq("113", unit="project")),
    ("only 113", eq("113")),
    ("just 113", eq("113")),
    ("the 113 projects", eq("113", unit="project")),
    ("all 27 member states", eq("27", unit="member state")),
    ("a record 1,500 exhibitors", eq("1500", unit="exhibitor")),
    ("a record-breaking 1,500 exhibitors", eq("1500", unit="exhibitor")),
    ("an unprecedented 1,500 exhibitors", eq("1500", unit="exhibitor")),
    ("113 projects in total", eq("113", unit="project")),
    ("above 63,000", gt("63000")),
    ("exceeding 63,000", gt("63000")),
    ("in excess of 63,000", gt("63000")),
    ("upwards of 63,000", gt("63000")),
    ("surpassing 63,000", gt("63000")),
    ("topping 63,000", gt("63000")),
    ("beyond 63,000", gt("63000")),
    ("north of 63,000", gt("63000")),
    ("greater than 63,000", gt("63000")),
    ("well over 63,000", gt("63000")),
    ("> 63,000", gt("63000")),
    ("the more than 1,500 enterprises", gt("1500", unit="enterprise")),
    ("a total of over 500", gt("500")),
    ("less than 100", lt("100")),
    ("under 100", lt("100")),
    ("below 100", lt("100")),
    ("beneath 100", lt("100")),
    ("<5%", lt("5", unit="%")),
    ("at least 50", ge("50")),
    ("no fewer than 50 countries", ge("50", unit="country")),
    ("no less than 50", ge("50")),
    ("not less than 50", ge("50")),
    ("a minimum of 50", ge("50")),
    ("minimum of 50", ge("50")),
    ("as few as 50", ge("50")),
    ("≥50", ge("50")),
    (">= 50", ge("50")),
    ("50 or more", ge("50")),
    ("50 or more projects", ge("50", unit="project")),
    ("50 projects or more", ge("50", unit="project")),
    ("50 and above", ge("50")),
    ("50 or above", ge("50")),
    ("50 or higher", ge("50")),
    ("500+", ge("500")),
    ("500+ exhibitors", ge("500", unit="exhibitor")),
    ("500-plus", ge("500")),
    ("500-plus exhibitors", ge("500", unit="exhibitor")),
    ("at least 500 or more", ge("500")),
    ("at most 50", le("50")),
    ("up to 50", le("50")),
    ("no more than 50", le("50")),
    ("not more than 50", le("50")),
    ("not exceeding 50", le("50")),
    ("a maximum of 50", le("50")),
    ("maximum of 50", le("50")),
    ("as many as 5,000 visitors", le("5000", unit="visitor")),
    ("as much as $5 million", le("5000000", money=DOLLAR)),
    ("less than or equal to 50", le("50")),
    ("≤ 50", le("50")),
    ("50 or fewer", le("50")),
    ("5 minutes or less", le("5", unit="minute")),
]

APPROXIMATIONS = [
    ("about 500", about("500")),
    ("around 500", about("500")),
    ("some 500", about("500")),
    ("some 2,000 high-level experts", about("2000", unit="high-level expert")),
    ("roughly 500", about("500")),
    ("circa 500", about("500")),
    ("c. 500", about("500")),
    ("ca. 500", about("500")),
    ("approx. 500", about("500")),
    ("an estimated 3.5 million jobs", about("3500000", unit="job")),
    ("~500", about("500")),
    ("≈ 500", about("500")),
    ("500 or so", about("500")),
    ("300-odd", about("300")),
    ("40-odd years", about("40", unit="year")),
    ("in the region of 500", about("500")),
    ("in the order of 500", about("500")),
    ("more or less 500", about("500")),
    ("just about 500", about("500")),
    ("about 500 or so", about("500")),
    ("nearly 200", nearly("200")),
    ("almost 200", nearly("200")),
    ("close to 200", nearly("200")),
    ("approaching 200", nearly("200")),
    ("just under 200", nearly("200")),
    ("just below 200", nearly("200")),
    ("slightly less than 200", nearly("200")),
    ("a little under 200", nearly("200")),
    ("just over 200", just_over("200")),
    ("slightly more than 200", just_over("200")),
    ("a little over 200", just_over("200")),
    ("little more than 200", just_over("200")),
    ("little over 200", just_over("200")),
    ("at least about 50", ge("50", approximate=True)),
    ("over approximately 100", gt("100", approximate=True)),
    ("up to an estimated 500", le("500", approximate=True)),
    ("fewer than some 100", lt("100", approximate=True)),
]

NUMBERS = [
    ("0", eq("0")),
    ("zero", eq("0")),
    ("a single", eq("1")),
    ("a single project", eq("1", unit="project")),
    ("2015", eq("2015")),
    ("1,25,000", eq("125000")),
    ("12,34,567 users", eq("1234567", unit="user")),
    ("1,234.5", eq("1234.5")),
    ("0.125", eq("0.125")),
    ("5.00", eq("5")),
    ("63\u00a0000", eq("63000")),
    ("1\u202f234\u202f567", eq("1234567")),
    ("63\u2009000.5", eq("63000.5")),
    ("999,999,999,999,999", eq("999999999999999")),
    ("twenty-one", eq("21")),
    ("nineteen", eq("19")),
    ("three hundred and twenty", eq("320")),
    ("one hundred thousand", eq("100000")),
    ("fifteen hundred", eq("1500")),
    ("two million three hundred and five thousand", eq("2305000")),
    ("one thousand and five", eq("1005")),
    ("one hundred one", eq("101")),
    ("half a million", eq("500000")),
    ("a quarter of a million", eq("250000")),
    ("a million", eq("1000000")),
    ("one and a half billion", eq("1500000000")),
    ("two and a half million", eq("2500000")),
    ("two and a half percent", eq("2.5", unit="%")),
    ("one and a quarter million", eq("1250000")),
    ("a dozen", eq("12")),
    ("two dozen", eq("24")),
    ("half a dozen", eq("6")),
    ("half-a-dozen countries", eq("6", unit="country")),
    ("3.2 billion", eq("3200000000")),
    ("3.20bn", eq("3200000000")),
    ("1.500 billion", eq("1500000000")),
    ("5k", eq("5000")),
    ("5 mn", eq("5000000")),
    ("5 mln", eq("5000000")),
    ("5 bln", eq("5000000000")),
    ("5 trln", eq("5000000000000")),
    ("5 trn", eq("5000000000000")),
    ("5 lakh", eq("500000")),
    ("5 crores", eq("50000000")),
    ("5 cr", eq("50000000")),
    ("1.25 lakh crore", eq("1250000000000")),
    ("5 thousand million", eq("5000000000")),
    ("over\n63,000", gt("63000")),
    (" over  63,000 ", gt("63000")),
    ("OVER 63,000", gt("63000")),
]

MONEY = [
    ("RMB3.2bn", eq("3200000000", money=RMB)),
    ("3.2 billion yuan", eq("3200000000", money=YUAN)),
    ("10,000 RMB", eq("10000", money=RMB)),
    ("ten thousand yuan", eq("10000", money=YUAN)),
    ("CNY 5", eq("5", money=("CNY", "CNY", "stated"))),
    ("5 million renminbi", eq("5000000", money=("CNY", "renminbi", "stated"))),
    ("CN¥5", eq("5", money=("CNY", "CN¥", "stated"))),
    ("Yuan 5 billion", eq("5000000000", money=("CNY", "Yuan", "stated"))),
    ("a 319-billion-yuan", eq("319000000000", money=YUAN)),
    ("US$3.2 billion", eq("3200000000", money=US)),
    ("US$ 1.5 tn", eq("1500000000000", money=US)),
    ("USD5m", eq("5000000", money=("USD", "USD", "stated"))),
    ("500 U.S. dollars", eq("500", money=("USD", "U.S. dollars", "stated"))),
    ("100 million US dollars", eq("100000000", money=("USD", "US dollars", "stated"))),
    ("$45m", eq("45000000", money=DOLLAR)),
    ("$45M", eq("45000000", money=DOLLAR)),
    ("$2.6T", eq("2600000000000", money=DOLLAR)),
    ("$3B", eq("3000000000", money=DOLLAR)),
    ("$100-million", eq("100000000", money=DOLLAR)),
    ("a $3.5 billion", eq("3500000000", money=DOLLAR)),
    ("A $100-million", eq("100000000", money=DOLLAR)),
    ("a US$100 million", eq("100000000", money=US)),
    ("a whopping $3bn", eq("3000000000", money=DOLLAR)),
    ("a million dollars", eq("1000000", money=DOLLARS)),
    ("over $1 trillion", gt("1000000000000", money=DOLLAR)),
    ("$1.5 billion-plus", ge("1500000000", money=DOLLAR)),
    ("$5 billion or more", ge("5000000000", money=DOLLAR)),
    ("$2 billion worth of goods", eq("2000000000", money=DOLLAR)),
    ("HK$5 million", eq("5000000", money=("HKD", "HK$", "stated"))),
    ("A$5m", eq("5000000", money=("AUD", "A$", "stated"))),
    ("over A$5m", gt("5000000", money=("AUD", "A$", "stated"))),
    ("C$5m", eq("5000000", money=("CAD", "C$", "stated"))),
    ("S$5m", eq("5000000", money=("SGD", "S$", "stated"))),
    ("NT$5m", eq("5000000", money=("TWD", "NT$", "stated"))),
    ("R$5m", eq("5000000", money=("BRL", "R$", "stated"))),
    ("€2.5m", eq("2500000", money=EURO)),
    ("2.5 million euros", eq("2500000", money=("EUR", "euros", "stated"))),
    ("£50k", eq("50000", money=POUND)),
    ("3 million pounds sterling", eq("3000000", money=("GBP", "pounds sterling", "stated"))),
    ("¥500", eq("500", money=(None, "¥", None))),
    ("JP¥500", eq("500", money=("JPY", "JP¥", "stated"))),
    ("500bn yen", eq("500000000000", money=("JPY", "yen", "stated"))),
    ("₹5 lakh", eq("500000", money=("INR", "₹", "stated"))),
    ("Rs 500 crore", eq("5000000000", money=RS)),
    ("Rs. 500", eq("500", money=(None, "Rs.", None))),
    ("Rs5,00,000", eq("500000", money=RS)),
    ("Rs2.5tr", eq("2500000000000", money=RS)),
    ("Rupees 500 crore", eq("5000000000", money=(None, "Rupees", None))),
    ("Tk. 5 crore", eq("50000000", money=("BDT", "Tk.", "stated"))),
    ("1.25 lakh crore rupees", eq("1250000000000", money=(None, "rupees", None))),
    ("280 Pakistani rupees", eq("280", money=("PKR", "Pakistani rupees", "stated"))),
    ("PKR 280", eq("280", money=("PKR", "PKR", "stated"))),
    ("50 million Indian rupees", eq("50000000", money=("INR", "Indian rupees", "stated"))),
    ("500 won", eq("500", money=("KRW", "won", "inferred"))),
    ("500 South Korean won", eq("500", money=("KRW", "South Korean won", "stated"))),
    ("500 million UAE dirhams", eq("500000000", money=("AED", "UAE dirhams", "stated"))),
    ("500 million dirhams", eq("500000000", money=(None, "dirhams", None))),
    ("Dhs500 million", eq("500000000", money=(None, "Dhs", None))),
    ("GH₵5 million", eq("5000000", money=("GHS", "GH₵", "stated"))),
    ("5 million cedis", eq("5000000", money=("GHS", "cedis", "stated"))),
    ("Ksh5 billion", eq("5000000000", money=("KES", "Ksh", "stated"))),
    ("R50 million", eq("50000000", money=("ZAR", "R", "inferred"))),
    ("R5,250", eq("5250", money=("ZAR", "R", "inferred"))),
    ("over N500bn", gt("500000000000", money=("NGN", "N", "inferred"))),
    ("RO5m", eq("5000000", money=("OMR", "RO", "inferred"))),
    ("SR 5 million", eq("5000000", money=("SAR", "SR", "inferred"))),
    ("FCFA 5 billion", eq("5000000000", money=(None, "FCFA", None))),
    ("5 billion soums", eq("5000000000", money=("UZS", "soums", "stated"))),
    ("5 billion soms", eq("5000000000", money=(None, "soms", None))),
    ("5 million nairas", eq("5000000", money=("NGN", "nairas", "stated"))),
    ("500 Saudi riyals", eq("500", money=("SAR", "Saudi riyals", "stated"))),
    ("5 billion tenge", eq("5000000000", money=("KZT", "tenge", "stated"))),
    ("KZT 5 billion", eq("5000000000", money=("KZT", "KZT", "stated"))),
    ("500 rubles", eq("500", money=("RUB", "rubles", "inferred"))),
    ("500 baht", eq("500", money=("THB", "baht", "stated"))),
    ("RM5 million", eq("5000000", money=("MYR", "RM", "stated"))),
    ("Rp 5 trillion", eq("5000000000000", money=("IDR", "Rp", "stated"))),
    ("500 dong", eq("500", money=("VND", "dong", "stated"))),
    ("500 Hong Kong dollars", eq("500", money=("HKD", "Hong Kong dollars", "stated"))),
    ("500 pesos", eq("500", money=(None, "pesos", None))),
]

SHARES_AND_MULTIPLES = [
    ("50%", eq("50", unit="%")),
    ("5.5 percent", eq("5.5", unit="%")),
    ("five per cent", eq("5", unit="%")),
    ("5 pct", eq("5", unit="%")),
    ("7pc", eq("7", unit="%")),
    ("a 20 percent", eq("20", unit="%")),
    ("0.5 of a percentage point", eq("0.5", unit="percentage point")),
    ("25bp", eq("25", unit="basis point")),
    ("30 percent of exports", eq("30", unit="%")),
    ("5.5 percentage points", eq("5.5", unit="percentage point")),
    ("half a percentage point", eq("0.5", unit="percentage point")),
    ("50 basis points", eq("50", unit="basis point")),
    ("half", eq("50", unit="%")),
    ("over half", gt("50", unit="%")),
    ("half of the exhibitors", eq("50", unit="%")),
    ("nearly half of all exports", nearly("50", unit="%")),
    ("a third", eq("33.3333", unit="%")),
    ("one third", eq("33.3333", unit="%")),
    ("two-thirds of", eq("66.6667", unit="%")),
    ("more than two thirds of exports", gt("66.6667", unit="%")),
    ("a quarter of", eq("25", unit="%")),
    ("three-quarters", eq("75", unit="%")),
    ("three quarters of exports", eq("75", unit="%")),
    ("a fifth of exports", eq("20", unit="%")),
    ("one-fourth", eq("25", unit="%")),
    ("three fourths of", eq("75", unit="%")),
    ("an eighth", eq("12.5", unit="%")),
    ("One in five", eq("20", unit="%")),
    ("nearly one in three", nearly("33.3333", unit="%")),
    ("nine out of ten", eq("90", unit="%")),
    ("seven in 10", eq("70", unit="%")),
    ("1 in 10", eq("10", unit="%")),
    ("one in every two", eq("50", unit="%")),
    ("four out of every five of the exporters", eq("80", unit="%")),
    ("one-sixth", eq("16.6667", unit="%")),
    ("about a tenth", about("10", unit="%")),
    ("three-fold", eq("3", unit="times")),
    ("threefold", eq("3", unit="times")),
    ("3-fold", eq("3", unit="times")),
    ("2.3 times", eq("2.3", unit="times")),
    ("3x", eq("3", unit="times")),
    ("twice", eq("2", unit="times")),
    ("double", eq("2", unit="times")),
    ("more than doubled", gt("2", unit="times")),
    ("nearly tripled", nearly("3", unit="times")),
    ("doubling", eq("2", unit="times")),
    ("more than tripling", gt("3", unit="times")),
    ("a tenfold", eq("10", unit="times")),
    ("quadrupled", eq("4", unit="times")),
]

MEASURES_AND_NOUNS = [
    ("4,000 sq m", eq("4000", unit="square metre")),
    ("1,500-square-metre", eq("1500", unit="square metre")),
    ("10,000 square meters", eq("10000", unit="square metre")),
    ("10,000 sqm", eq("10000", unit="square metre")),
    ("10,000 m2", eq("10000", unit="square metre")),
    ("10,000 km²", eq("10000", unit="square kilometre")),
    ("3,000-plus square metres", ge("3000", unit="square metre")),
    ("5 hectares", eq("5", unit="hectare")),
    ("a 300,000-square-meter", eq("300000", unit="square metre")),
    ("300,000 sq. m.", eq("300000", unit="square metre")),
    ("over 300,000 sq. m. of floor space", gt("300000", unit="square metre")),
    ("300,000 sqms", eq("300000", unit="square metre")),
    ("1.2 million sq. ft.", eq("1200000", unit="square foot")),
    ("500 sq feet", eq("500", unit="square foot")),
    ("500 sq yards", eq("500", unit="square yard")),
    ("500 kms", eq("500", unit="kilometre")),
    ("15 mins", eq("15", unit="minute")),
    ("500 lbs", eq("500", unit="pound")),
    ("500 pcs", eq("500", unit="piece")),
    ("5 acres", eq("5", unit="acre")),
    ("500 square feet", eq("500", unit="square foot")),
    ("120 mu of land", eq("120", unit="mu")),
    ("five-day", eq("5", unit="day")),
    ("the five-day", eq("5", unit="day")),
    ("three years", eq("3", unit="year")),
    ("a three-day", eq("3", unit="day")),
    ("week-long", eq("1", unit="week")),
    ("nearly decade-long", nearly("1", unit="decade")),
    ("the yearlong", eq("1", unit="year")),
    ("over a year", gt("1", unit="year")),
    ("nearly a decade", nearly("1", unit="decade")),
    ("half an hour", eq("0.5", unit="hour")),
    ("two-and-a-half-year", eq("2.5", unit="year")),
    ("1,600 km", eq("1600", unit="kilometre")),
    ("500 tonnes of steel", eq("500", unit="tonne")),
    ("5 million metric tons", eq("5000000", unit="tonne")),
    ("5 tons", eq("5", unit="ton")),
    ("20 kg", eq("20", unit="kilogram")),
    ("500 MW", eq("500", unit="megawatt")),
    ("1.2GW", eq("1.2", unit="gigawatt")),
    ("1 million kilowatt-hours", eq("1000000", unit="kilowatt-hour")),
    ("500,000 TEUs", eq("500000", unit="TEU")),
    ("20-member", eq("20", unit="member")),
    ("1 project", eq("1", unit="project")),
    ("27 memoranda of understanding", eq("27", unit="memorandum of understanding")),
    ("one letter of intent", eq("1", unit="letter of intent")),
    ("200 goods of origin", eq("200")),
    ("one person", eq("1", unit="person")),
    ("30 million people", eq("30000000", unit="person")),
    ("500 e-commerce sellers", eq("500", unit="e-commerce seller")),
    ("300 Chinese firms", eq("300", unit="Chinese firm")),
    ("200 US companies", eq("200", unit="US company")),
    ("500 SMEs", eq("500", unit="SME")),
    ("1,000 buyers and sellers", eq("1000", unit="buyer or seller")),
    ("500 women's teams", eq("500", unit="women's team")),
    ("300 sales representatives", eq("300", unit="sales representative")),
    ("50 on-site events", eq("50", unit="on-site event")),
    ("200 species", eq("200")),
    ("300 petaflops", eq("300")),
    ("100 staff", eq("100")),
    ("500 small and medium-sized enterprises", eq("500")),
    ("50 countries and international organizations", eq("50")),
    ("300 companies signed contracts", eq("300")),
]

RANGES = [
    ("between 20 and 30", span("20", "30")),
    ("20-30", span("20", "30")),
    ("20–30", span("20", "30")),
    ("20 - 30", span("20", "30")),
    ("20 to 30", span("20", "30")),
    ("20 to 30 percent", span("20", "30", unit="%")),
    ("20%-30%", span("20", "30", unit="%")),
    ("between 20 percent and 30 percent", span("20", "30", unit="%")),
    ("between 5 and 6 percent of GDP", span("5", "6", unit="%")),
    ("1-2 percentage points", span("1", "2", unit="percentage point")),
    ("$2-3 billion", span("2000000000", "3000000000", money=DOLLAR)),
    ("$1 to $2 billion", span("1000000000", "2000000000", money=DOLLAR)),
    ("$1bn-$2bn", span("1000000000", "2000000000", money=DOLLAR)),
    ("between RMB 2 billion and RMB 3 billion", span("2000000000", "3000000000", money=RMB)),
    ("2 to 3 billion yuan", span("2000000000", "3000000000", money=YUAN)),
    ("€5m-7m", span("5000000", "7000000", money=EURO)),
    ("2 million to 3 million", span("2000000", "3000000")),
    ("5 million-7 million", span("5000000", "7000000")),
    ("2-3 million", span("2000000", "3000000")),
    ("900 thousand to 1.2 million", span("900000", "1200000")),
    ("20,000 to 1 million", span("20000", "1000000")),
    ("500 to 1,500", span("500", "1500")),
    ("1,000-2,000", span("1000", "2000")),
    ("500,000-1,000,000", span("500000", "1000000")),
    ("5-10k", span("5000", "10000")),
    ("one hundred to two hundred thousand", span("100000", "200000")),
    ("between one hundred and two hundred", span("100", "200")),
    ("one to two hundred", span("100", "200")),
    ("three-five years", span("3", "5", unit="year")),
    ("two to three times", span("2", "3", unit="times")),
    ("20-30 countries and regions", span("20", "30", unit="country or region")),
    ("approximately 20-30", span("20", "30", approximate=True)),
    ("20-30 or so", span("20", "30", approximate=True)),
    ("about 5 to 6 billion yuan", span("5000000000", "6000000000", approximate=True, money=YUAN)),
]

VAGUE = [
    ("tens of thousands", vague()),
    ("tens of thousands of", vague()),
    ("hundreds of millions of yuan", vague(money=YUAN)),
    ("tens of billions of dollars", vague(money=DOLLARS)),
    ("several million US dollars", vague(money=("USD", "US dollars", "stated"))),
    ("thousands of buyers", vague(unit="buyer")),
    ("dozens of countries and regions", vague(unit="country or region")),
    ("tens of thousands of square metres of exhibition space", vague(unit="square metre")),
    ("dozens", vague()),
    ("several hundred", vague()),
    ("several dozen companies", vague(unit="company")),
    ("a few thousand", vague()),
    ("many thousands of people", vague(unit="person")),
    ("scores of", vague()),
]

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
def test_reads(phrase: str, expected: Quantity) -> None:
    assert parse_quantity(phrase) == replace(expected, text=phrase)


def test_amounts_print_plainly() -> None:
    read = parse_quantity("RMB 3.20 billion")
    assert str(read.amount) == str(read.lower) == "3200000000"


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
    ("-5%", "'-5%' looks negative: quote the number without its sign"),
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
def test_refuses_saying_why(phrase: str, message: str) -> None:
    with pytest.raises(QuantityError) as error:
        parse_quantity(phrase)
    assert str(error.value) == message


@pytest.mark.parametrize("phrase", REFUSED.strip().replace("\n", "|").split("|"))
def test_refuses(phrase: str) -> None:
    with pytest.raises(QuantityError) as error:
        parse_quantity(phrase)
    assert ": " in str(error.value)
    assert "\n" not in str(error.value)


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
def test_reads_back_what_is_written(qualifier: str, number: Decimal, scale: str, after: str) -> None:
    read = parse_quantity(f"{qualifier} {_grouped(number)}{scale}{after}")
    assert read.amount == number.scaleb(SCALES[scale])
    assert (read.comparator, read.approximate) == QUALIFIERS[qualifier]
    assert (read.unit, read.currency) == AFTER[after]


@given(NUMERALS, NUMERALS, st.sampled_from([" million", " billion"]))
def test_reads_back_a_range(one: Decimal, other: Decimal, scale: str) -> None:
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
def test_any_text_is_read_or_refused(text: str) -> None:
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
def test_two_quantities_are_refused(one: tuple[str, Quantity], between: str, other: tuple[str, Quantity]) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(one[0] + between + other[0])


@pytest.mark.parametrize("phrase", [phrase for phrase, _ in [*COMPARATORS, *APPROXIMATIONS, *RANGES, *VAGUE]])
def test_case_does_not_change_the_number(phrase: str) -> None:
    small, large = parse_quantity(phrase), parse_quantity(phrase.upper())
    for field in ("amount", "comparator", "approximate", "lower", "upper", "currency"):
        assert getattr(small, field) == getattr(large, field)


def test_every_field_is_described() -> None:
    source = inspect.getsource(Quantity)
    for field in fields(Quantity):
        assert re.search(rf'\n    {field.name}: .*\n    """', source), field.name
