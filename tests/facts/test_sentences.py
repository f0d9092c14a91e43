from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.sentences import split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Lima: It opened.", "More came."],
        ["He said it grew 3.2 percent.", "It is worth $4.5 million!", "Is it?", "Yes."],
        ["The U.S. envoy met Dr. Khan at 9 a.m. on Sept. 25.", "J. Li came too."],
        ["It cost Rs. 5 lakh, or approx. USD 6,000.", "No. 3 won."],
        ["“We invite all.”", "‘Come,’ she said.", "(They came.)", "“Why?” he asked."],
        ["He paused…", "He went on.", "3 firms left."],
    ],
)
@pytest.mark.parametrize("joint", [" ", "  ", "\n", "\n\n"])
def test_a_text_is_split_into_its_sentences(sentences: list[str], joint: str) -> None:
    text = joint.join(sentences)
    assert [text[span.start : span.end] for span in split_sentences(text)] == sentences


def test_a_line_break_ends_a_sentence() -> None:
    text = "Expo opens in Lima\n\n3 firms came\n"
    assert [text[span.start : span.end] for span in split_sentences(text)] == ["Expo opens in Lima", "3 firms came"]


@given(st.text(alphabet=st.sampled_from("aA. !?”“\n\t…9")))
def test_every_word_lies_in_exactly_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    words = [text[span.start : span.end] for span in spans]
    assert all(word == word.strip() != "" for word in words)
    assert "".join("".join(words).split()) == "".join(text.split())
