import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts import quote_context
from app.facts.date import words as date_words
from app.facts.evidence import Span, locate
from app.facts.quantity import amounts, currencies, numbers, qualifiers, shares, units
from app.facts.quantity import parse as quantities
from app.facts.quantity.phrases import PhraseReader, Wordings
from app.facts.quantity.refusals import stops_noun
from app.facts.quote_context import narrow_dates, narrow_quantity

TEXT = (
    "Sales of about €1.4 billion came from at least three firms; exports more than doubled to 1.500 units, "
    "10 000 boxes and 63,000 bags. One in five grew 12 percent, with 20-30 more. It runs from September 25 to 29 and "
    "ends by June 2025, with a $100-million fund and 113 projects since 2015. In 2023, the city had over 63,001 "
    "sellers from 32 countries and regions, up from fewer than 100. Then 2024 300 firms met 2,000 professional buyers "
    "on Thursday, September 26."
)


@pytest.mark.parametrize(
    ("quote", "prefix", "suffix", "wider"),
    [
        ("€1.4 billion", "", "", "about €1.4 billion"),
        ("three", "", " firms", "at least three"),
        ("doubled", "", "", "more than doubled"),
        ("500", "1.", "", "1.500"),
        ("10", "", " 000", "10 000"),
        ("3,000", "6", "", "63,000"),
        ("63", "", ",000", "63,000"),
        ("One", "", " in", "One in five"),
        ("12", "", " percent", "12 percent"),
        ("20", "", "-", "20-30"),
        ("$100", "", "", "$100-million"),
        ("bag", "", "", "bags"),
    ],
)
def test_a_quantity_quoted_too_narrowly_gives_the_wider_phrase(
    quote: str, prefix: str, suffix: str, wider: str
) -> None:
    assert narrow_quantity(locate(quote, TEXT, prefix, suffix), TEXT) == wider


@pytest.mark.parametrize(
    ("quote", "wider"),
    [
        ("September 25", "September 25 to 29"),
        ("June 2025", "by June 2025"),
        ("2015", "since 2015"),
        ("Thursday", "Thursday, September 26"),
        ("202", "2025"),
    ],
)
def test_a_date_quoted_too_narrowly_gives_the_wider_phrase(quote: str, wider: str) -> None:
    suffix = "5, with" if quote == "202" else ""
    assert narrow_dates(locate(quote, TEXT, suffix=suffix), TEXT) == wider


@pytest.mark.parametrize(
    ("wider", "quote"),
    [
        ("Q 1 2024", "2024"),
        ("first three quarters of 2024", "2024"),
        ("May of the year 2024", "May"),
        ("May (2024", "May"),
        ("May alone 2024", "May"),
        ("circa May 2024", "May 2024"),
        ("between 2015 and 2020", "2020"),
        ("2020 onwards", "2020"),
        ("2015 to 2020", "2020"),
        ("last three months of 2024", "2024"),
    ],
)
def test_a_date_that_continues_beyond_its_quote_gives_the_wider_phrase(wider: str, quote: str) -> None:
    text = f"It ran, {wider}), said many."
    assert narrow_dates(locate(quote, text), text) == wider


@pytest.mark.parametrize(
    "quote",
    ["about €1.4 billion", "at least three", "113", "over 63,001", "32", "fewer than 100", "2,000", "One in five"],
)
def test_a_complete_quantity_has_no_wider_phrase(quote: str) -> None:
    suffix = " projects" if quote == "113" else ""
    assert narrow_quantity(locate(quote, TEXT, suffix=suffix), TEXT) is None


@pytest.mark.parametrize("quote", ["September 25 to 29", "2023", "since 2015", "September 26", "2024"])
def test_a_complete_date_has_no_wider_phrase(quote: str) -> None:
    assert narrow_dates(locate(quote, TEXT), TEXT) is None


def test_each_end_of_a_change_may_be_quoted_alone() -> None:
    text = "Its share rose from 20% to 30%, or 20% to 25% at worst."
    assert narrow_quantity(locate("20%", text, prefix="from "), text) is None
    assert narrow_quantity(locate("30%", text), text) is None
    assert narrow_quantity(locate("25%", text), text) == "20% to 25%"


def test_an_excused_date_may_not_cut_a_word_or_number() -> None:
    text = "It ran from early March 3 to 6, 2025, and closed before June 2026."
    assert narrow_dates(locate("March 3", text), text) == "March 3 to 6"
    assert narrow_dates(locate("March 3", text), text, excused=True) is None
    assert narrow_dates(locate("202", text, suffix="5"), text, excused=True) == "2025"
    assert narrow_dates(locate("June 2026", text), text) == "before June 2026"
    assert narrow_dates(locate("June 2026", text), text, excused=True) is None


def test_words_of_another_sentence_are_ignored() -> None:
    text = "It drew more than\n20 firms. Over.\n30 came."
    assert narrow_quantity(locate("20", text), text) is None
    assert narrow_quantity(Span(0, len(text)), text) is None


@given(st.text(), st.data())
def test_any_span_of_any_text_is_checked_without_error(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    for narrow in (narrow_quantity, narrow_dates):
        wider = narrow(span, text)
        assert wider is None or wider != ""


WORDS = sorted(
    {*date_words.MOMENTS, *date_words.PARTS_OF_YEAR, *date_words.REFUSED, "q 1", "Sept.", "2015-20", "2010-12"}
    | {
        "from",
        "between",
        "and",
        "20",
        "$5",
        "3 bn",
        "one",
        "over",
        "firms",
        "said",
        "30%",
        "with",
        "٣",
        "(2024)",
        "year’s",
        ",",
        "“",
    }
)


@given(st.lists(st.sampled_from(WORDS), min_size=1), st.sampled_from([" ", " ", "-", ""]), st.data())
def test_skipped_phrases_would_not_change_the_result(words: list[str], glue: str, data: st.DataObject) -> None:
    """Phrases are left out that can't be read; without that, each is read, and the same comes of it."""
    at = data.draw(st.integers(0, len(words) - 1))
    before, after = " ".join(words[:at]), " ".join(words[at + 1 :])
    text = f"{before}{glue}{words[at]}{data.draw(st.sampled_from([' ', glue]))}{after}"
    span = Span(len(before + glue), len(before + glue + words[at]))
    found = narrow_quantity(span, text), narrow_dates(span, text)
    with pytest.MonkeyPatch.context() as patch:
        for test in ("may_be_quantity", "_may_be_in_quantity", "may_be_in_date"):
            patch.setattr(quote_context, test, lambda _: True)
        assert (narrow_quantity(span, text), narrow_dates(span, text)) == found


def test_words_that_end_a_number_phrase_are_in_no_table() -> None:
    modules = (amounts, currencies, numbers, qualifiers, quantities, shares, units)
    tables = [table for module in modules for table in vars(module).values() if isinstance(table, Wordings)]
    spelled = {word.lower() for table in tables for wording in table._meanings for word in wording}
    assert len(tables) > 30
    assert not [word for word in spelled if quote_context._ENDS.fullmatch(word)]
    assert all(stops_noun(PhraseReader(word)) for word in quote_context._ENDS.pattern.split("|"))


def test_unsupported_digits_begin_no_wider_phrase() -> None:
    text = "Of ٣ 20 were firms."
    assert narrow_quantity(locate("20", text), text) is None
