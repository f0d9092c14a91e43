"""Ranges of values with every certainty, compared with a plain model: the set of numbers that the words allow."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlalchemy import create_engine, insert
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.facts.quantity.parse import Quantity, parse_quantity
from app.models import COLLECTIONS
from app.models.bitmaps import ALL
from app.models.metrics import CERTAINTIES
from app.seed.writing.bitmaps import Postings, _indexes, _insert
from app.storage.dataset_cache import DatasetCache
from app.storage.reader import Reader
from app.web.query.bitmaps import FactFilter
from tests.serving import problem_of

METRICS = COLLECTIONS["metrics"]
WORDINGS = ("{}", "over {}", "fewer than {}", "at least {}", "up to {}", "about {}", "nearly {}", "just over {}")
RANGES = ("between {} and {}", "approximately {}-{}")
QUANTITIES = {
    **{wording.format(n): parse_quantity(wording.format(n)) for wording in WORDINGS for n in (1, 2, 3)},
    **{wording.format(*ends): parse_quantity(wording.format(*ends)) for wording in RANGES for ends in ((1, 2), (2, 4))},
    "dozens": parse_quantity("dozens"),
}
GRID = [Decimal(n) / 8 for n in range(-8, 81)]
"""Numbers finer and wider than any range; words such as "fewer than 2" do not exclude negative ones."""

MANY = {number: number * 7919 % 70001 for number in range(1, 70001)}
"""Numbers, each with the metric that has it."""

ends = st.none() | st.sampled_from(GRID[8:60:2])


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with reading([row(seq, words) for seq, words in enumerate(QUANTITIES, start=1)]) as one:
        yield one


@pytest.fixture(scope="module")
def many() -> Iterator[Reader]:
    """A reader of so many metrics that their ranks need three bytes, with values in random order."""
    amounts = {"amount": 0.0, "lower": None, "upper": None}
    some = {**row(1, "1"), **amounts}
    with reading(
        [{**some, "seq": seq, "id": f"{seq}", "amount": float(number)} for number, seq in MANY.items()]
    ) as one:
        yield one


@contextmanager
def reading(metrics: list[dict[str, Any]]) -> Iterator[Reader]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with engine.connect() as connection:
        connection.execute(insert(METRICS.table), metrics)
        postings = Postings()
        for metric in metrics:
            postings.add({(METRICS.path, ALL, ALL): [metric["seq"]]})
            for name in ("approximate", "lower_inclusive", "upper_inclusive"):
                if metric[name] is not None:
                    postings.add({(METRICS.path, name, metric[name]): [metric["seq"]]})
        for table, rows in _indexes(connection, METRICS, postings):
            _insert(connection, table, rows)
        yield Reader(connection.connection.dbapi_connection, engine.dialect, DatasetCache())
    engine.dispose()


def row(seq: int, words: str) -> dict[str, Any]:
    quantity = QUANTITIES[words]
    numbers = {name: getattr(quantity, name) for name in ("amount", "lower", "upper")}
    return {
        **{name: None if number is None else float(number) for name, number in numbers.items()},
        **{name: getattr(quantity, name) for name in ("lower_inclusive", "upper_inclusive", "approximate")},
        **dict.fromkeys(("name", "kind", "status", "attribution", "body", "excerpt"), ""),
        "seq": seq,
        "id": words,
    }


def allows(quantity: Quantity, number: Decimal) -> bool:
    above = quantity.lower is None or number > quantity.lower or (number == quantity.lower and quantity.lower_inclusive)
    below = quantity.upper is None or number < quantity.upper or (number == quantity.upper and quantity.upper_inclusive)
    return bool(above and below)


def model(quantity: Quantity, certainty: str, low: Decimal | None, high: Decimal | None) -> bool:
    """Tell whether a quantity is in a range, by trying numbers one by one."""

    def asked(number: Decimal) -> bool:
        return (low is None or number >= low) and (high is None or number <= high)

    allowed = [number for number in GRID if allows(quantity, number)]
    if certainty == "certain":
        return not quantity.approximate and all(asked(number) for number in allowed)
    if certainty == "possible" and not quantity.approximate:
        return any(asked(number) for number in allowed)
    if quantity.amount is not None:
        return asked(quantity.amount)
    return quantity.lower is not None and any(asked(number) for number in allowed)


@given(st.sampled_from([*CERTAINTIES]), ends, ends)
def test_every_range_matches_as_the_words_allow(
    reader: Reader, certainty: str, low: Decimal | None, high: Decimal | None
) -> None:
    assume(low is not None or high is not None)
    assume(low is None or high is None or low <= high)
    span = [None if end is None else float(end) for end in (low, high)]
    found = FactFilter(METRICS, (), certainty, *span).facts(reader)
    answers = {
        number for number, words in enumerate(QUANTITIES, start=1) if model(QUANTITIES[words], certainty, low, high)
    }
    assert set(found) == answers


@given(st.integers(min_value=0, max_value=70002), st.sampled_from([0.0, 0.5]))
@example(2**8, 0.0)
@example(2**8 + 1, 0.0)
@example(2**16, 0.0)
@example(2**16 + 1, 0.0)
@settings(max_examples=25)
def test_ranges_match_among_many_numbers(many: Reader, number: int, more: float) -> None:
    at_least = FactFilter(METRICS, (), "stated", number + more, None).facts(many)
    assert at_least == BitMap(seq for one, seq in MANY.items() if one >= number + more)
    at_most = FactFilter(METRICS, (), "stated", None, number + more).facts(many)
    assert at_most == BitMap(seq for one, seq in MANY.items() if one <= number + more)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("value_min=60000", {"over 63,000", "approximately RMB 319 billion"}),
        ("value_min=60000&certainty=certain", {"over 63,000"}),
        ("value_min=70000&certainty=certain", set()),
        (
            "value_min=70000&certainty=possible",
            {"over 63,000", "more than 1,500", "more than 30,000", "approximately RMB 319 billion"},
        ),
        ("value_max=100&certainty=certain", {"fewer than 100", "32"}),
        ("value_max=99.5&certainty=possible", {"fewer than 100", "32"}),
        ("value_min=113&value_max=113", {"113"}),
        ("value_min=3e11&currency=CNY", {"approximately RMB 319 billion"}),
    ],
)
def test_the_figures_of_the_story(client: TestClient, question: str, answers: set[str]) -> None:
    items = client.get(f"/v1/metrics?{question}").json()["items"]
    assert {item["quantity"]["text"] for item in items} == answers


@pytest.mark.parametrize("text", ["63,000", "nan", "inf", "-1", "1e19", "0x10", "1_000", "", "1e999"])
def test_an_invalid_number_is_refused(client: TestClient, text: str) -> None:
    problem = problem_of(client, client.get("/v1/metrics", params={"value_min": text}))
    detail = f"{text!r} is not a number such as 63000 or 0.5, from 0 to 10^18."
    assert problem["problem"] == "422 invalid-value"
    assert problem["errors"] == [{"parameter": "value_min", "detail": detail}]


def test_a_minimum_above_the_maximum_is_refused(client: TestClient) -> None:
    problem = problem_of(client, client.get("/v1/metrics?value_min=2&value_max=1"))
    assert problem["detail"] == "value_min: It is more than value_max: no number lies between them."
    assert client.get("/v1/metrics?value_min=1&value_max=1").json()["total"] == 0


@pytest.mark.parametrize("certainty", [*CERTAINTIES])
def test_certainty_without_a_range_is_refused(client: TestClient, certainty: str) -> None:
    detail = "It decides how value_min and value_max compare; give one of these too."
    assert problem_of(client, client.get(f"/v1/metrics?unit=seller&certainty={certainty}")) == {
        "problem": "422 invalid-value",
        "detail": f"certainty: {detail}",
        "instance": f"/v1/metrics?unit=seller&certainty={certainty}",
        "errors": [{"parameter": "certainty", "detail": detail}],
    }
    for bound in ("value_min=100", "value_max=100"):
        assert client.get(f"/v1/metrics?unit=seller&certainty={certainty}&{bound}").status_code == 200


def test_only_metrics_take_a_range(client: TestClient) -> None:
    problem = problem_of(client, client.get("/v1/events?value_min=1"))
    assert problem["problem"] == "422 unknown-parameter"
