"""EDTF values: supported and refused ones, and the combination of two."""

import pytest
from edtf import parse_edtf
from hypothesis import assume, given
from hypothesis import strategies as st

from app.facts.date.edtf import DateError, Interval, Point, check_edtf, read_edtf, refine

YEARS = st.sampled_from(["2023", "2024", "1995", "199X", "XXXX"])
MONTHS = st.sampled_from(["", "", "01", "02", "09", "12", "21", "24"])
DAYS = st.sampled_from(["", "", "01", "25", "29", "31"])


@st.composite
def points(draw: st.DrawFn) -> str:
    """Anything that looks like a point, possible or not."""
    month = draw(MONTHS)
    parts = [draw(YEARS), month, draw(DAYS) if month else ""]
    return "-".join(filter(None, parts)) + draw(st.sampled_from(["", "", "~"]))


@st.composite
def values(draw: st.DrawFn) -> str:
    """Only what we take for EDTF."""
    end = points() | st.just("..")
    value = draw(points() | st.builds("{}/{}".format, end, end))
    try:
        check_edtf(value)
    except DateError:
        assume(False)
    return value


@pytest.mark.parametrize(
    "value",
    [
        "1000",
        "2999",
        "2023",
        "2024-09",
        "2024-09-25",
        "2024-02-29",
        "2024-21",
        "199X",
        "199X-09-25",
        "2015~",
        "2024-09~",
        "2024-09-25~",
        "XXXX-09",
        "XXXX-09-25",
        "XXXX-02-29",
        "2015/2020",
        "2015/..",
        "../2030",
        "2015~/..",
        "2015~/2020~",
        "2024-21/..",
        "199X/200X",
        "199X/2005",
        "2024-01/2024-06",
        "2024-21/2024-23",
        "2024-24/2025-21",
        "2024-09-25/2024-09-29",
        "2023-12-30/2024-01-02",
        "2023/2024-06",
        "XXXX-09-25/XXXX-09-29",
        "XXXX-12-30/XXXX-01-02",
        "XXXX-11/XXXX-02",
        "199X-11/199X-02",
    ],
)
def test_supported_edtf_values_are_read_and_written_unchanged(value: str) -> None:
    check_edtf(value)

    assert str(read_edtf(value)) == value
    assert parse_edtf(value)


WRITE_IT_LIKE = "write it like 2024, 2024-09, 2024-09-25, XXXX-09-25, 2024-09-25/2024-09-29 or 2015/.."


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", WRITE_IT_LIKE),
        ("September", WRITE_IT_LIKE),
        ("2024-9", WRITE_IT_LIKE),
        ("24", WRITE_IT_LIKE),
        (" 2024", WRITE_IT_LIKE),
        ("2024\n", WRITE_IT_LIKE),
        ("٢٠٢٤", WRITE_IT_LIKE),
        ("2024?", WRITE_IT_LIKE),
        ("20XX", WRITE_IT_LIKE),
        ("2015/", WRITE_IT_LIKE),
        ("2015/2016/2017", WRITE_IT_LIKE),
        ("2024-09-25T10:00:00", WRITE_IT_LIKE),
        ("0999", "0999 is out of reach, years are read from 1000 to 2999"),
        ("3000", "3000 is out of reach, years are read from 1000 to 2999"),
        ("099X", "099X is out of reach, years are read from 1000 to 2999"),
        ("XXXX", "XXXX names neither a year nor a month, so name the year"),
        ("XXXX-21", "XXXX-21 names neither a year nor a month, so name the year"),
        ("2024-13", "2024-13 has no such month, months are 01 to 12 and seasons 21 to 24"),
        ("2024-00", "2024-00 has no such month, months are 01 to 12 and seasons 21 to 24"),
        ("2024-25", "2024-25 has no such month, months are 01 to 12 and seasons 21 to 24"),
        ("2024-02-30", "2024-02-30 is no day of the calendar, so check the day and the month"),
        ("2023-02-29", "2023-02-29 is no day of the calendar, so check the day and the month"),
        ("2024-09-00", "2024-09-00 is no day of the calendar, so check the day and the month"),
        ("XXXX-09-31", "XXXX-09-31 is no day of the calendar, so check the day and the month"),
        ("2024-21-25", "2024-21-25 is more than EDTF can say of a season, so write its year and the season"),
        ("199X-21", "199X-21 is more than EDTF can say of a season, so write its year and the season"),
        ("2024-21~", "2024-21~ is more than EDTF can say of a season, so write its year and the season"),
        (
            "XXXX-09-25~",
            "XXXX-09-25~ is more than EDTF can say of a year that is not stated, so leave out the ~",
        ),
        ("199X~", "199X~ is more than EDTF can say of a year that is not stated, so leave out the ~"),
        ("../..", "../.. leaves too much open, so give it an end with a full year"),
        ("XXXX-09/..", "XXXX-09/.. leaves too much open, so give it an end with a full year"),
        ("../199X", "../199X leaves too much open, so give it an end with a full year"),
        (
            "199X/2015~",
            "199X/2015~ can't be approximate while a year is not stated, so leave out the ~",
        ),
        (
            "2024-09-25/XXXX-09-29",
            "2024-09-25/XXXX-09-29 states the year of one end only, so state both or neither",
        ),
        ("2020/2015", "2020/2015 does not run forward, its end must come after its start"),
        ("2020/2020", "2020/2020 does not run forward, its end must come after its start"),
        ("2024/2024-09", "2024/2024-09 does not run forward, its end must come after its start"),
        ("2024-09/2024", "2024-09/2024 does not run forward, its end must come after its start"),
        ("2024-09/2024-09-25", "2024-09/2024-09-25 does not run forward, its end must come after its start"),
        ("2024-09-25/2024-09", "2024-09-25/2024-09 does not run forward, its end must come after its start"),
        ("2024-09/2024-21", "2024-09/2024-21 does not run forward, its end must come after its start"),
        ("2024-24/2024-21", "2024-24/2024-21 does not run forward, its end must come after its start"),
        ("1995/199X", "1995/199X does not run forward, its end must come after its start"),
        (
            "XXXX-09-29/XXXX-09-25",
            "XXXX-09-29/XXXX-09-25 does not run forward, its end must come after its start",
        ),
    ],
)
def test_unsupported_edtf_values_are_refused_and_quoted(value: str, why: str) -> None:
    with pytest.raises(DateError) as caught:
        check_edtf(value)

    assert str(caught.value) == f'"{value}" is no date in EDTF: {why}'


def test_points_and_intervals_give_their_iso_days_and_years() -> None:
    assert Point("2024", "09", "25").iso == "2024-09-25"
    assert [Point("2024", "09").iso, Point("XXXX", "09", "25").iso] == [None, None]
    assert Point("2024", "09", "25", approximate=True).iso is None
    assert list(Point("199X").years) == list(range(1990, 2000))
    assert list(Interval(Point("199X"), Point("2001")).years) == list(range(1990, 2002))
    assert list(Interval(None, Point("2030")).years) == [2030]
    assert list(Interval(Point("XXXX", "09"), Point("XXXX", "10")).years) == []


@pytest.mark.parametrize(
    ("known", "added", "together"),
    [
        ("2024", "2024", "2024"),
        ("2024", "2024-09", "2024-09"),
        ("XXXX-09", "2024", "2024-09"),
        ("XXXX-09-25", "2024-09-25", "2024-09-25"),
        ("XXXX-09-25", "XXXX-09", "XXXX-09-25"),
        ("XXXX-02-29", "2024", "2024-02-29"),
        ("199X", "1995", "1995"),
        ("199X", "XXXX-09-25", "199X-09-25"),
        ("2024", "2024-21", "2024-21"),
        ("XXXX-09-25/XXXX-09-29", "2024", "2024-09-25/2024-09-29"),
        ("XXXX-09-25/XXXX-09-29", "2024-09", "2024-09-25/2024-09-29"),
        ("XXXX-09-25/XXXX-09-29", "2024-09-25/2024-09-29", "2024-09-25/2024-09-29"),
        ("XXXX-09-25/XXXX-09-29", "199X", "199X-09-25/199X-09-29"),
        ("XXXX-12-30/XXXX-01-02", "2023/2024", "2023-12-30/2024-01-02"),
        ("2015/2020", "2015-03/2020-06", "2015-03/2020-06"),
        ("199X", "1995/1997", "1995/1997"),
        ("2015/..", "../2020", "2015/2020"),
        ("2015/..", "2015-06/2020", "2015-06/2020"),
        ("2015/..", "2015-06/..", "2015-06/.."),
        ("2015~", "2015", "2015"),
        ("2015~", "2015-09", "2015-09"),
        ("2015~", "XXXX-09", "2015-09~"),
        ("2015", "2015-09~", "2015-09~"),
        ("2015~", "XXXX-09-25/XXXX-09-29", "2015-09-25~/2015-09-29~"),
    ],
)
def test_two_compatible_edtf_values_are_combined(known: str, added: str, together: str) -> None:
    assert refine(known, added) == together
    assert refine(added, known) == together


@pytest.mark.parametrize(
    ("known", "added"),
    [
        ("2023", "2024"),
        ("2024-09", "2024-10"),
        ("XXXX-09-25", "2024-09-26"),
        ("XXXX-02-29", "2023"),
        ("199X", "2005"),
        ("2015~", "2016"),
        ("2024-21", "2024-04"),
        ("2024-09-27", "2024-09-25/2024-09-29"),
        ("2024", "2023/2024"),
        ("XXXX-09", "2023/2024"),
        ("199X-09", "1995/1997"),
        ("XXXX-12-30/XXXX-01-02", "2024"),
        ("2015", "2015/.."),
        ("2015/..", "../2010"),
        ("2015/..", "2016/.."),
        ("2015/2020", "2015/2021"),
    ],
)
def test_contradicting_edtf_values_are_not_combined(known: str, added: str) -> None:
    assert refine(known, added) is None
    assert refine(added, known) is None


@pytest.mark.parametrize("pair", [("soon", "2024"), ("2024", "soon")])
def test_refining_a_value_that_is_not_edtf_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(DateError, match=r'^"soon" is no date in EDTF: write it like'):
        refine(*pair)


@given(values())
def test_accepted_values_are_valid_for_a_strict_edtf_parser(value: str) -> None:
    assert parse_edtf(value)
    assert str(read_edtf(value)) == value
    assert refine(value, value) == value


@given(values(), values())
def test_refining_is_commutative_and_loses_no_precision(known: str, added: str) -> None:
    together = refine(known, added)

    assert refine(added, known) == together
    if together is not None:
        assert parse_edtf(together)
        assert refine(together, known) == together
        assert refine(together, added) == together


@given(st.text() | st.text(alphabet="0129X-/.~"))
def test_any_text_is_supported_edtf_or_refused(value: str) -> None:
    try:
        check_edtf(value)
    except DateError:
        return
    assert parse_edtf(value)
