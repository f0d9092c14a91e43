from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.seed.files.records import SeedFile
from app.seed.files.yaml_lines import MEND_YAML, BrokenFileError, SeedDocument

STEPS = st.lists(st.one_of(st.text(max_size=5), st.integers(0, 9)), max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("no", "no"),
        ("Norway", "Norway"),
        ("2024-09-25", "2024-09-25"),
        ("12:30", "12:30"),
        ("0x10", "0x10"),
        ("1,000", "1,000"),
        ("1_000", 1000),
        ("-12", -12),
        ("007", 7),
        ("0.1", Decimal("0.1")),
        ("1_000.50", Decimal("1000.50")),
        ("12345678901234567890.1", Decimal("12345678901234567890.1")),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"1"', "1"),
        ("'true'", "true"),
        ('""', ""),
        ("!!int abc", "abc"),
        ("1" * 50, "1" * 50),
    ],
)
def test_scalars_are_those_of_yaml_1_2(scalar: str, value: Any) -> None:
    data = SeedDocument(f"key: {scalar}", is_json=False).data
    assert data == {"key": value}
    assert type(data["key"]) is type(value)


def test_keys_are_words() -> None:
    assert SeedDocument("no: 1\n2024: 2\n", is_json=False).data == {"no": 1, "2024": 2}


def test_a_yaml_anchor_can_be_used_again() -> None:
    assert SeedDocument("a: &words [x, y]\nb: *words\n", is_json=False).data == {"a": ["x", "y"], "b": ["x", "y"]}


def test_an_empty_file_has_no_data() -> None:
    document = SeedDocument("# nothing yet\n", is_json=False)
    assert document.data is None
    assert document.line(("source", "title")) == 1


def test_json_keeps_decimals_too() -> None:
    document = SeedDocument('{"a": 0.10, "b": [1, NaN, null]}', is_json=True)
    assert document.data == {"a": Decimal("0.10"), "b": [1, "NaN", None]}


@pytest.mark.parametrize(
    ("content", "line", "found", "todo"),
    [
        ("a: 1\nb: c: d\n", 2, "this is not YAML: mapping values are not allowed in this context", MEND_YAML),
        ('a: 1\nb: "open\nc: 2\n\n', 2, "this is not YAML: found unexpected end of stream", MEND_YAML),
        ("a: [1,\n", 1, "this is not YAML: did not find expected node content", MEND_YAML),
        ("a: 1\nb: x\x7fy\n", 2, "this is not YAML: '\\x7f' stands in it", "leave it out"),
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands here for the second time", "keep one of the two"),
        ("? [a]\n: 1\n", 1, "a list or a mapping stands here as a key", "write a word as the key"),
        ("a: &x [*x]\n", 1, "it is nested without end", "write it flat, as the schema shows"),
    ],
)
def test_broken_yaml_is_reported_with_its_line(content: str, line: int, found: str, todo: str) -> None:
    with pytest.raises(BrokenFileError) as error:
        SeedDocument(content, is_json=False)
    assert (error.value.line, error.value.found, error.value.todo) == (line, found, todo)


@pytest.mark.parametrize(
    ("content", "line", "found"),
    [
        ('{"a": 1,\n "b" 2}', 2, "this is not JSON: Expecting ':' delimiter"),
        (
            '{\n\t"a": "\\ud83d\\ude00",\n\t"b": {"c": 1,\n\t\t"c": 2}}',
            4,
            "the key 'c' stands here for the second time",
        ),
        ('{"\\u0041": 1, "A": 2}', 1, "a key stands in one object for the second time"),
        ("[" * 5000, 1, "it is nested without end"),
    ],
)
def test_broken_json_is_reported_with_its_line(content: str, line: int, found: str) -> None:
    with pytest.raises(BrokenFileError) as error:
        SeedDocument(content, is_json=True)
    assert (error.value.line, error.value.found) == (line, found)


YAML = "metrics:\n  - id: sellers\n    quantity:\n      amount: 1\n  - evidence: [a,\n      b]\n"
JSON = '{"metrics": [\n\t{"id": "sellers",\n\t "quantity": {\n\t\t"amount": 1}},\n\t{"evidence": ["\\u201c",\n"b"]}]}'


@pytest.mark.parametrize(("content", "is_json"), [(YAML, False), (JSON, True)])
@pytest.mark.parametrize(
    ("loc", "line", "label"),
    [
        ((), 1, "(the whole file)"),
        (("metrics",), 1, "metrics"),
        (("metrics", 0), 2, "metrics[sellers]"),
        (("metrics", 0, "quantity", "amount"), 4, "metrics[sellers].quantity.amount"),
        (("metrics", 0, "quantity", "currency"), 3, "metrics[sellers].quantity.currency"),
        (("metrics", 1, "evidence", 1), 6, "metrics[1].evidence[1]"),
        (("metrics", 7, "name"), 1, "metrics[7].name"),
        (("metrics", "name", 0), 1, "metrics.name[0]"),
    ],
)
def test_every_place_has_a_line_and_a_label(
    content: str, is_json: bool, loc: tuple[str | int, ...], line: int, label: str
) -> None:
    document = SeedDocument(content, is_json=is_json)
    assert document.line(loc) == line
    assert document.label(loc) == label


def test_json_that_is_not_yaml_has_one_line() -> None:
    assert SeedDocument('{\n"a": "\x7f"}', is_json=True).line(("a",)) == 1


@given(st.text(), st.booleans(), STEPS)
@example("- " * 3000, False, ())
@example("{}", True, ("a", 0))
def test_any_text_is_data_or_a_broken_file(content: str, is_json: bool, loc: tuple[str | int, ...]) -> None:
    try:
        document = SeedDocument(content, is_json=is_json)
    except BrokenFileError as error:
        assert 1 <= error.line <= content.count("\n") + 1
        assert error.found
        assert error.todo
    else:
        assert 1 <= document.line(loc) <= content.count("\n") + 1
        assert document.label(loc)


@given(st.text(alphabet="ab:-[]{}\"'&*!|> \n#,?0", max_size=40))
def test_any_yaml_can_be_validated(content: str) -> None:
    try:
        SeedFile.model_validate(SeedDocument(content, is_json=False).data)
    except (BrokenFileError, ValidationError) as error:
        assert str(error)
