import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.sentences import split_quotations

MARKED = st.text(alphabet='ab 9s.,“”"«»‘’\n', max_size=40)


def quotations(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_quotations(text)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", []),
        ("Nothing is quoted.", []),
        ("“One,” he said, “and two.”", ["One,", "and two."]),
        ('"One," he said, "and two."', ["One,", "and two."]),
        ("«One», he said.", ["One"]),
        ("‘One,’ he said.", ["One,"]),
        ("‘I don’t know,’ he said.", ["I don’t know,"]),
        ("the ‘90s, ‘em and ’tis Urumqi’s", []),
        ("the China’s ‘Belt and Road’ Park", ["Belt and Road"]),
        ('a pipe of 5" and "one"', ["one"]),
        ("“We invite all.\n“And more,” she said.", ["We invite all.", "And more,"]),
        ('She said: "We invite\nall', ["We invite"]),
        ("“It is ‘the bridge’,” she said.", ["It is ‘the bridge’,", "the bridge"]),
        ("“” and “", []),
    ],
)
def test_text_between_quotation_marks_is_a_quotation(text: str, quoted: list[str]) -> None:
    assert quotations(text) == quoted


@given(MARKED)
def test_each_quotation_follows_a_mark_and_stays_in_its_line(text: str) -> None:
    for span in split_quotations(text):
        assert text[span.start - 1] in '“"«‘'
        assert span.start < span.end
        assert "\n" not in text[span.start : span.end]


@given(MARKED)
def test_each_quotation_ends_with_its_line_or_before_a_mark(text: str) -> None:
    for span in split_quotations(text):
        assert text[span.end : span.end + 1] in ("", "\n", "”", '"', "»", "’")


@given(st.text(alphabet="abc ,.\n"), st.text(alphabet="abc ,.", min_size=1), st.sampled_from(["“”", '""', "«»", "‘’"]))
def test_words_put_between_quotation_marks_are_found(before: str, words: str, marks: str) -> None:
    assert quotations(f"{before} {marks[0]}{words}{marks[1]} said") == [words]


@given(MARKED)
def test_quotations_are_in_the_order_of_the_text(text: str) -> None:
    spans = split_quotations(text)
    assert spans == sorted(set(spans))
