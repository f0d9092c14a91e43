import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.evidence import CONTEXT, QuoteError, Span, context, locate

TEXT = "Sellers rose from fewer than 100 to over 63,000.\nPakistan’s sellers rose too, from over 63 to over 64."


def test_a_quote_is_located_by_its_code_points() -> None:
    span = locate("over 63,000", TEXT)
    assert span == Span(36, 47)
    assert TEXT[span.start : span.end] == "over 63,000"
    assert locate("x", "😀x") == Span(1, 2)


def test_context_is_cut_at_the_ends_of_the_text() -> None:
    assert context(Span(0, 7), TEXT) == ("", " rose from fewer than 100 to ove")
    assert context(locate("over 64", TEXT), TEXT) == ("’s sellers rose too, from over 63 to "[-CONTEXT:], ".")


def test_prefix_and_suffix_distinguish_occurrences() -> None:
    assert locate("sellers rose", TEXT, prefix="Pakistan’s ") == Span(60, 72)
    assert locate(" rose", TEXT, suffix=" too") == Span(67, 72)
    assert locate("over 63", TEXT, prefix="from ", suffix=" to over 64") == Span(83, 90)


def test_overlapping_occurrences_are_ambiguous() -> None:
    with pytest.raises(QuoteError, match="the source has it 2 times"):
        locate("aa", "aaa")


@pytest.mark.parametrize(
    ("quote", "prefix", "message"),
    [
        ("  ", "", "the quote is empty: copy the words from the source"),
        ("今日", "", "the source has nothing like it"),
        (
            "over",
            "",
            "the source has it 3 times; say which with a prefix or a suffix:\n"
            "  at 36: ers rose from fewer than 100 to [over] 63,000.⏎Pakistan’s sellers rose\n"
            "  at 83: kistan’s sellers rose too, from [over] 63 to over 64.\n"
            "  at 94: llers rose too, from over 63 to [over] 64.",
        ),
        (
            "over 64",
            "under ",
            "the source has the quote, but not with this prefix and suffix:\n"
            "  at 94: llers rose too, from over 63 to [over 64].",
        ),
        (
            "Pakistan's sellers",
            "",
            "the source does not have these words; the nearest passages are:\n"
            "  at 49: Pakistan’s sellers\n"
            '  the first difference is at character 9: quoted "\'" (U+0027 APOSTROPHE), '
            "the source has '’' (U+2019 RIGHT SINGLE QUOTATION MARK)",
        ),
        (
            "over 64.\n",
            "",
            "the source does not have these words; the nearest passages are:\n"
            "  at 94: over 64.\n"
            "  at 33: to over 6\n"
            "  at 83: over 63 t\n"
            "  the first difference is at character 9: quoted '\\n' (U+000A CONTROL), the source has nothing more",
        ),
    ],
)
def test_a_quote_that_cannot_be_located_is_refused_with_the_reason(quote: str, prefix: str, message: str) -> None:
    with pytest.raises(QuoteError) as error:
        locate(quote, TEXT, prefix)
    assert str(error.value) == message


def test_an_ambiguous_quote_lists_three_occurrences_at_most() -> None:
    with pytest.raises(QuoteError) as error:
        locate("a", "a" * 50)
    message = str(error.value)
    assert message.startswith("the source has it more than 3 times; ")
    assert message.count("\n") == 3


@given(st.text(min_size=1), st.data())
def test_every_passage_is_located_or_ambiguous(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    try:
        span = locate(quote, text, prefix=text[:start], suffix=text[end:])
    except QuoteError as error:
        assert not quote.strip()
        assert str(error) == "the quote is empty: copy the words from the source"
    else:
        assert span == Span(start, end)
        prefix, suffix = context(span, text)
        assert prefix + quote + suffix in text


@given(st.text(), st.text(), st.text(max_size=3), st.text(max_size=3))
def test_a_located_quote_is_exact_and_any_other_raises_quote_error(
    quote: str, text: str, prefix: str, suffix: str
) -> None:
    try:
        span = locate(quote, text, prefix, suffix)
    except QuoteError:
        return
    assert text[span.start : span.end] == quote
    assert text.count(prefix + quote + suffix) == 1
