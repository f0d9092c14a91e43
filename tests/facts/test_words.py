import sys
from decimal import Decimal
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.facts.words import LONGEST, Query, Term, fold, read_query, words, written


def folded(text: str) -> list[str]:
    return [word.folded for word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Digital TRADE", ["digital", "trade"]),
        ("Café, CAFE\u0301 and cafe", ["cafe", "cafe", "and", "cafe"]),
        ("e-commerce, the city’s", ["e", "commerce", "the", "city", "s"]),
        ("a_b", ["a", "b"]),
        ("5G B2B v1.5", ["5g", "b2b", "v1", "5"]),
        ("ﬁne İstanbul Straße", ["fine", "istanbul", "strasse"]),
        ("m² １２", ["m2", "12"]),
        ("½ ⑴ ﷺ", ["½", "⑴", "ﷺ"]),
        ("1\ufe0f\u20e3", ["1"]),
        ("co\u00adoperate", ["cooperate"]),
        ("कु की", ["कु", "की"]),
        ("中国 ABC日本", ["中", "国", "abc", "日", "本"]),
        ("がカｶﾞ", ["か", "カ", "カ"]),
        ("漢\U000e0100字", ["漢", "字"]),
        ("ﾞ * — “” 😀 \0", []),
        ("", []),
    ],
)
def test_words_are_split_and_folded(text: str, expected: list[str]) -> None:
    assert folded(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("over 63,000 sellers", ["over", "63000", "sellers"]),
        ("1,500.5 and 3.2bn.", ["1500.5", "and", "3.2", "bn"]),
        ("12,345,678, 1,25,000", ["12345678", "125000"]),
        ("63\u00a0000 1\u202f234\u202f567.8", ["63000", "1234567.8"]),
        ("63 000", ["63", "000"]),
        ("1,2,3 63,0001 2,023,2", ["1", "2", "3", "63", "0001", "2", "023", "2"]),
        ("25.09.2023 1.2.3", ["25", "09", "2023", "1", "2", "3"]),
        ("US$3.20-5", ["us", "3.20", "5"]),
        ("0,500 007", ["0", "500", "007"]),
        ("A380,000", ["a380", "000"]),
        ("约63,000家", ["约", "63000", "家"]),
    ],
)
def test_a_number_with_its_separators_is_one_word(text: str, expected: list[str]) -> None:
    assert folded(text) == expected


def test_words_say_where_they_stand_in_the_text() -> None:
    text = "İt ﬁts 63,000 CAFE\u0301s: ßß"
    assert [text[word.start : word.end] for word in words(text)] == ["İt", "ﬁts", "63,000", "CAFE\u0301s", "ßß"]


@given(st.text())
@example("1,500.5" * 3)
@example("ŉ ǰ ΐ ᾳ \u0345 ﾞ か\u3099")
def test_spans_ascend_inside_the_text_and_folding_is_done_once(text: str) -> None:
    found = words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(word.folded and fold(word.folded) == word.folded for word in found)
    assert not any(char in word.folded for word in found for char in " \"'\\*|&():<>!,")


def test_every_character_folds_once_and_every_letter_is_found() -> None:
    characters = [char for char in map(chr, range(sys.maxunicode + 1)) if char.isalnum() and char not in "ﾞﾟ"]
    folds = list(map(fold, characters))
    assert folds == list(map(fold, folds))
    assert folded(" ".join(characters)) == folds


def test_a_word_without_end_is_cut() -> None:
    assert folded("x" * 10_000) == ["x" * LONGEST]


@pytest.mark.parametrize("part", ["1", "1,", "1.1", "1,000", "a", "a\u0301", "a1", "“", '"', "中", "a*"])
def test_a_text_takes_time_in_proportion_to_its_length(part: str) -> None:
    start = perf_counter()
    words(part * 20_000)
    read_query(part * 20_000)
    assert perf_counter() - start < 5


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("digital trade", [Term(("digital",)), Term(("trade",))]),
        ("digi*", [Term(("digi",), is_beginning=True)]),
        ('"Digital Trade" expo', [Term(("digital", "trade")), Term(("expo",))]),
        ("“digital trade”expo", [Term(("digital", "trade")), Term(("expo",))]),
        ('"digital tra*"', [Term(("digital", "tra"), is_beginning=True)]),
        ("e-commerce", [Term(("e", "commerce"))]),
        ("cross-border-e*", [Term(("cross", "border", "e"), is_beginning=True)]),
        ("digi** tra.* *x", [Term(("digi",), is_beginning=True), Term(("tra",)), Term(("x",))]),
        ("expo EXPO éxpo", [Term(("expo",))]),
        ('"digital trade', [Term(("digital",)), Term(("trade",))]),
        ('digital" trade', [Term(("digital",)), Term(("trade",))]),
        ("a AND (b OR -c)", [Term(("a",)), Term(("and",)), Term(("b",)), Term(("or",)), Term(("c",))]),
        ("say 63\u00a0000", [Term(("say",)), Term(("63000",))]),
        ("", []),
        (' * " "" "* " 😀 ()', []),
    ],
)
def test_a_query_is_read_into_terms(query: str, terms: list[Term]) -> None:
    assert read_query(query) == Query(tuple(terms))


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("63000", "63000"),
        (" 63,000 ", "63000"),
        ("over 63,000", "63000"),
        ("319 billion", "319000000000"),
        ("RMB 319 billion", "319000000000"),
        ("3.20", "3.2"),
        ("a third", "33.3333"),
        ("20-30", None),
        ("tens of thousands", None),
        ('"319 billion"', None),
        ("319 billion expo", None),
        ("expo", None),
    ],
)
def test_a_query_that_is_a_quantity_means_its_number(query: str, number: str | None) -> None:
    assert read_query(query).number == number


@given(st.text() | st.text(alphabet=st.sampled_from('aé1,. *"“”-中')))
def test_any_text_is_a_query(text: str) -> None:
    query = read_query(text)
    assert all(term.words and all(term.words) for term in query.terms)
    assert {word for term in query.terms for word in term.words} <= {word.folded for word in words(text)} | set(
        folded(text.replace('"', " ").replace("“", " ").replace("”", " "))
    )
    assert query.terms or query.number is None


def test_a_number_is_written_in_plain_digits() -> None:
    assert written(Decimal("3.19E+11")) == "319000000000"
    assert folded(written(Decimal("33.3333"))) == ["33.3333"]
