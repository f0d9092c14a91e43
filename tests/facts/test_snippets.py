from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.search_words import read_query
from app.facts.snippets import snippet

LONG = " ".join(f"word{number}" for number in range(100))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("The Expo opened.", "expo", "The <mark>Expo</mark> opened."),
        ("Digital trade grew.", "trade digital", "<mark>Digital</mark> <mark>trade</mark> grew."),
        ("Digital trade, trade.", '"digital trade"', "<mark>Digital trade</mark>, trade."),
        ("the e-commerce of e", "e-commerce", "the <mark>e-commerce</mark> of e"),
        ("in digital, digitally", "digi*", "in <mark>digital</mark>, <mark>digitally</mark>"),
        ("digital tray", '"digital tra*"', "<mark>digital tray</mark>"),
        ("in digital", "digit", "in digital"),
        ("a b c d", '"a b" "b c"', "<mark>a b c</mark> d"),
        ("a b c d", '"a b c" b', "<mark>a b c</mark> d"),
        ("über CAFE\u0301s", "uber cafe*", "<mark>über</mark> <mark>CAFE\u0301s</mark>"),
        ("RMB 3.2bn, bn3 or 3bn", "bn", "RMB 3.2<mark>bn</mark>, bn3 or 3bn"),
        ("1,500km of rails", "km*", "1,500<mark>km</mark> of rails"),
        ("worth 63,000", "63000", "worth <mark>63,000</mark>"),
        ("it has 63000", "63 thousand", "it has <mark>63000</mark>"),
        ("RMB 319 billion", "319bn", "RMB <mark>319 billion</mark>"),
        ("RMB 319 billion", "319 billion yuan", "RMB <mark>319 billion</mark>"),
        ("RMB 318 billion", "319bn", "RMB 318 billion"),
        ("<b>A & B</b> 'x'", "b", "&lt;<mark>b</mark>&gt;A &amp; <mark>B</mark>&lt;/<mark>b</mark>&gt; 'x'"),
        ("one\ntwo expos, expo\nexpo", "expo*", "two <mark>expos</mark>, <mark>expo</mark>"),
        ("one\ntwo", "three", "one"),
        ("", "expo", ""),
        ("one", "", "one"),
        ("one", "one two three", "<mark>one</mark>"),
    ],
)
def test_matches_are_marked_and_the_rest_is_escaped(text: str, query: str, expected: str) -> None:
    assert snippet(text, read_query(query)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("word0", "<mark>word0</mark> word1 word2 word3…"),
        ("word50", "…word49 <mark>word50</mark> word51…"),
        ("word99", "…word96 word97 word98 <mark>word99</mark>"),
        ("word10 word60 word61 word90 word91", "…word59 <mark>word60</mark> <mark>word61</mark> word62…"),
        ('"word40 word41 word42 word43 word44"', "…<mark>word40 word41 word42 word43 word44</mark>…"),
        ("none", "word0 word1 word2 word3…"),
    ],
)
def test_a_snippet_is_the_part_with_most_matches_in_whole_words(query: str, expected: str) -> None:
    assert snippet(LONG, read_query(query), width=28) == expected


def test_a_word_longer_than_a_snippet_is_cut_unless_it_matches() -> None:
    assert snippet("x" * 300, read_query("y"), width=20) == "x" * 20 + "…"
    assert snippet("a " + "x" * 300 + " b", read_query("x*"), width=20) == f"…<mark>{'x' * 300}</mark>…"


@pytest.mark.parametrize("words", ["1.5b", "1,500b ", "b "])
def test_a_long_line_is_searched_in_linear_time(words: str) -> None:
    """It would take minutes to go through what stands before or after each match."""
    text, query = words * 50_000, read_query("b*")
    assert snippet(text, query) == snippet(text, replace(query, plain=()))


@given(
    st.lists(st.sampled_from([*"abAB1 _-’£.,&\n", "1.1", "1,111", "1.1a"]), max_size=60).map("".join),
    st.lists(st.sampled_from(["a", "B", "ab", "ba*", "a*", "aab"]), min_size=1, max_size=3),
    st.integers(1, 40),
)
def test_the_fast_path_marks_the_same_matches(text: str, terms: list[str], width: int) -> None:
    query = read_query(" ".join(terms))
    assert query.plain
    assert snippet(text, query, width) == snippet(text, replace(query, plain=()), width)


@pytest.mark.parametrize("query", ["63", "a b3", '"a b"', "中", "319 billion", "*"])
def test_queries_that_do_not_take_the_fast_path(query: str) -> None:
    assert not read_query(query).plain


TEXTS = st.text(alphabet=st.sampled_from("aé1,.* <&>\"'\n中ß"), max_size=80)


@given(TEXTS, TEXTS, st.integers(1, 40))
def test_a_snippet_is_a_part_of_its_text(text: str, query: str, width: int) -> None:
    shown = snippet(text, read_query(query), width)
    assert unescape(shown.replace("<mark>", "").replace("</mark>", "")).strip("…") in text
    parts = shown.split("mark>")
    assert all(before[-1] in "</" for before, _ in pairwise(parts))
    assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")
