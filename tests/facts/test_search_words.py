import sys
from decimal import Decimal
from itertools import pairwise
from time import thread_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.facts.search_words import LONGEST, Term, fold, number_words, read_query, scaled_numbers, whole_name, words


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


def test_words_give_their_positions_in_the_text() -> None:
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


def test_folding_is_idempotent_and_every_letter_is_in_a_word() -> None:
    characters = [char for char in map(chr, range(sys.maxunicode + 1)) if char.isalnum() and char not in "ﾞﾟ"]
    folds = list(map(fold, characters))
    assert folds == list(map(fold, folds))
    assert folded(" ".join(characters)) == folds


def test_a_very_long_word_is_shortened() -> None:
    assert folded("x" * 10_000) == ["x" * LONGEST]


@pytest.mark.parametrize("part", ["1", "1,", "1.1", "1,000", "a", "a\u0301", "a1", "“", '"', "中", "a*"])
def test_words_are_split_in_linear_time(part: str) -> None:
    """Of eight times the length it would take 64 times as much of the processor, if it were gone through twice over."""

    def cost(length: int) -> float:
        start = thread_time()
        words(part * length)
        read_query(part * length)
        return thread_time() - start

    assert min(cost(20_000) for _ in range(2)) < 24 * min(cost(2_500) for _ in range(2))


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
    assert read_query(query).terms == tuple(terms)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("63000", "63000"),
        (" 63,000 ", "63000"),
        ("over 63,000", None),
        ("about 63,000", None),
        ("63,000 sellers", None),
        ("319 billion", "319000000000"),
        ("RMB 319 billion", "319000000000|cny"),
        ("319 billion yuan", "319000000000|cny"),
        ("$3bn", "3000000000|usd"),
        ("¥319bn", None),
        ("3.20", "3.2"),
        ("a third", "33.3333|percent"),
        ("5%", "5|percent"),
        ("20-30", None),
        ("tens of thousands", None),
        ('"319 billion"', None),
        ("319 billion expo", None),
        ("expo", None),
    ],
)
def test_a_query_that_is_a_quantity_searches_for_its_number(query: str, number: str | None) -> None:
    assert read_query(query).number == number


@given(st.text() | st.text(alphabet=st.sampled_from('aé1,. *"“”-中')))
def test_any_text_is_accepted_as_a_query(text: str) -> None:
    query = read_query(text)
    assert all(term.words and all(term.words) for term in query.terms)
    assert {word for term in query.terms for word in term.words} <= {word.folded for word in words(text)} | set(
        folded(text.replace('"', " ").replace("“", " ").replace("”", " "))
    )
    assert query.terms or query.number is None or "|" in query.number


def test_a_number_with_a_sign_does_not_match_its_digits_alone() -> None:
    for query in ("5%", "$3bn"):
        assert (read_query(query).terms, bool(read_query(query).number)) == ((), True)
    assert read_query("5% growth").terms == (Term(("5",)), Term(("growth",)))


def test_number_words_are_plain_digits_with_and_without_currency_or_percent() -> None:
    assert [*number_words([Decimal("3.19E+11"), Decimal("33.3333")])] == ["319000000000", "33.3333"]
    assert [*number_words([Decimal(5)], "CNY", "CNY")] == ["5", "5|cny"]
    assert [*number_words([Decimal(5)], None, "%")] == ["5", "5|percent"]
    assert [*number_words([Decimal(5)], None, "seller")] == ["5"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("approximately RMB 319 billion, 3.2bn and 45 k", ["319000000000", "3200000000", "45000"]),
        ("5 thousand million", ["5000000000"]),
        ("12million or 1,200 million", ["12000000", "1200000000"]),
        ("3,5 million", []),
        ("63,000 sellers, a million, v2.5million", []),
    ],
)
def test_numbers_with_a_scale_are_found_by_their_value(text: str, meant: list[str]) -> None:
    assert [one.folded for one in scaled_numbers(text)] == meant
    assert all(text[one.start : one.end][0].isdigit() for one in scaled_numbers(text))


def test_the_word_for_a_whole_name_is_in_no_text() -> None:
    assert whole_name("The 3rd Expo – Café") == "|the|3rd|expo|cafe"
    assert read_query('"the 3rd EXPO" cafe').name == "|the|3rd|expo|cafe"
    assert len(whole_name("x " * LONGEST)) == LONGEST
    assert folded(whole_name("The 3rd Expo")) == ["the", "3rd", "expo"]
