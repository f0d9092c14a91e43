import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.facts.evidence import Span, locate
from app.facts.text_fragments import FEW, LONGEST, page_link, text_fragment
from tests.facts.text_directives import at_boundary, find, parse

TEXT = """\
Fair closes: Café trade up

China’s café trade grew 3.5% — to over 63,000 cups. “We’re keen,” said R&D head Li of Sino-Kazakh Rail.
The China fair, (the fair) of the year, is in China.
Fair closes"""
WORDS = st.sampled_from(["a", "b", "é", "ab", "a.b", "a’b", "3", "3,5", "a-b", "“a”", "(b),", "a&b", "—", "%"])
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("quote", "prefix", "suffix", "directive"),
    [
        ("over 63,000", "", "", "over%2063%2C000"),
        ("3.5% —", "", "", "3.5%25%20%E2%80%94"),
        ("R&D", "", "", "R%26D"),
        ("Sino-Kazakh", "", "", "Sino%2DKazakh"),
        ("Kazakh Rail.", "", "", "Kazakh%20Rail."),
        ("“We’re keen,”", "", "", "%E2%80%9CWe%E2%80%99re%20keen%2C%E2%80%9D"),
        (" keen", "", "", "keen"),
        # a quote that cuts a word is widened to it
        ("grew 3", "", "", "grew%203.5"),
        ("000 cups", "", "", "63%2C000%20cups"),
        ("We", "", "’re", "We%E2%80%99re"),
        ("re keen", "", "", "We%E2%80%99re%20keen"),
        # words that the text has again, in any case, get context; from their own line, if that will do
        ("café", "", "", "China%E2%80%99s-,caf%C3%A9"),
        ("Café", "", "", "closes%3A-,Caf%C3%A9"),
        ("trade", "Café ", "", "trade,-up"),
        ("China", "The ", "", "China,-fair%2C"),
        ("China", "in ", "", "China,-."),
        ("fair", "China ", ",", "fair,-%2C%20%28the"),
        ("the", "", " fair)", "the,-fair%29"),
        ("fair", "the ", ")", "fair,-%29%20of"),
        ("Fair closes", "", ": C", "Fair%20closes,-%3A%20Caf%C3%A9"),
        ("Fair closes", "China.\n", "", "China.-,Fair%20closes"),
        # a quote over several lines is given by its ends
        ("Rail.\nThe China fair, (the fair) of the year", "", "", "Rail.,%28the%20fair%29%20of%20the%20year"),
        ("trade up\n\nChina’s café trade", "", "", "trade%20up,China%E2%80%99s%20caf%C3%A9%20trade"),
    ],
)
def test_a_span_gives_its_text_directive(quote: str, prefix: str, suffix: str, directive: str) -> None:
    assert text_fragment(locate(quote, TEXT, prefix, suffix), TEXT) == f"text={directive}"


def test_a_match_inside_a_longer_word_needs_no_context() -> None:
    assert text_fragment(Span(0, 4), "fair fairness unfair") == "text=fair"
    assert text_fragment(Span(0, 2), "展会 展会上") == "text=%E5%B1%95%E4%BC%9A,-%E5%B1%95%E4%BC%9A%E4%B8%8A"
    assert text_fragment(Span(0, 2), "No-one. Nobody’s no") == "text=No,-%2Done."


def test_combining_marks_belong_to_the_letter_before_them() -> None:
    text = "हिन्दी cafe\u0301s"
    assert text_fragment(Span(0, 1), text) == text_fragment(Span(0, 6), text)
    assert text_fragment(Span(7, 11), text) == "text=cafe%CC%81s"
    assert text_fragment(Span(2, 3), "a \u0301 \u0301") == "text=a-,%CC%81"


def test_a_long_quote_is_linked_by_its_first_and_last_words() -> None:
    words = " ".join(f"w{number}" for number in range(100))
    text = f"So w0 w1 w2 w3 w4: {words} w98 end. w99 w98 end."
    start = text.index(words)
    short = text_fragment(Span(start, text.rindex(" ", start, start + LONGEST)), text)
    assert parse(short).end is None
    long = text_fragment(Span(start, start + len(words)), text)
    assert long == "text=w4%3A-,w0%20w1%20w2%20w3%20w4,w95%20w96%20w97%20w98%20w99"
    assert len(parse(long).start.split()) == FEW
    assert find(parse(long), text) == Span(start, start + len(words))


def test_repeated_last_words_of_a_long_quote_get_a_suffix() -> None:
    text = "one\nBye now.\ntwo\nBye now. Then\nBye now."
    quote = Span(0, text.index(" Then"))
    assert text_fragment(quote, text) == "text=one,Bye%20now.,-Then"
    assert find(parse(text_fragment(quote, text)), text) == quote


def test_signs_count_as_context_where_a_line_has_no_words() -> None:
    assert text_fragment(Span(2, 3), "% %") == "text=%25-,%25"


def test_a_long_quote_without_spaces_is_not_shortened() -> None:
    text = "数" * (LONGEST + 1) + " end"
    assert text_fragment(Span(0, LONGEST + 1), text) == "text=" + "%E6%95%B0" * (LONGEST + 1)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/fair", "https://example.org/fair#:~:text=fair"),
        ("https://example.org/?a=b&c=:~:#top", "https://example.org/?a=b&c=:~:#top:~:text=fair"),
        ("https://example.org/#", "https://example.org/#:~:text=fair"),
        ("https://example.org/#top:~:text=old", "https://example.org/#top:~:text=fair"),
    ],
)
def test_a_page_link_has_the_url_and_the_text_directive(url: str, link: str) -> None:
    assert page_link(url, Span(2, 6), "A fair.") == link


@given(LINES, st.data())
def test_the_specified_search_algorithm_finds_exactly_the_span(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    wanted = _widened(Span(start, end), text)
    directive = parse(text_fragment(Span(start, end), text))
    if not _stands_twice(wanted, text):
        assert find(directive, text) == wanted


@given(st.text(min_size=1), st.data())
@example("\u0301", None)
def test_any_text_gives_a_directive(text: str, data: st.DataObject | None) -> None:
    start = data.draw(st.integers(0, len(text) - 1)) if data else 0
    assume(text[start:].strip())
    directive = parse(text_fragment(Span(start, len(text)), text))
    assert "".join(directive.start.split()) in "".join(text.split())


def _widened(span: Span, text: str) -> Span:
    words = text[span.start : span.end]
    start, end = span.end - len(words.lstrip()), span.start + len(words.rstrip())
    while not at_boundary(text, start):
        start -= 1
    while not at_boundary(text, end):
        end += 1
    return Span(start, end)


def _stands_twice(span: Span, text: str) -> bool:
    """Tell whether words stand there again with the whole line around them, or the end of a long quote within it."""
    words = text[span.start : span.end]
    before = text[: span.start].rstrip().rpartition("\n")[2]
    after = text[span.end :].lstrip().partition("\n")[0]
    if "\n" not in words:
        return _times(before + words + after, text) > 1
    first = " ".join(words.partition("\n")[0].split()[:FEW])
    last = " ".join(words.rpartition("\n")[2].split()[-FEW:])
    return _times(before + first, text) > 1 or _times(last, words.removeprefix(first)) > 1


def _times(words: str, text: str) -> int:
    """Count words whatever their case, accents and white space."""
    sought, among = ("".join(part.casefold().replace("é", "e").split()) for part in (words, text))
    return sum(among.startswith(sought, at) for at in range(len(among)))
