"""Selections: how many rows, a page of them, all of them; and what a wrong cursor does to each."""

from collections.abc import Iterator

import pytest
from sqlalchemy import bindparam
from starlette.testclient import TestClient

from app.database import Database
from app.models import COLLECTIONS
from app.seed.dataset import Dataset
from app.settings import Settings
from app.web.cursors import Key, write_cursor
from app.web.parameters import Given
from app.web.problems import ProblemError
from app.web.questions import Question, ordering
from app.web.selection import Selection
from tests.conftest import counted_statements
from tests.serving import problem_of

TABLE = COLLECTIONS["metrics"].table
COUNTS = Question(
    TABLE,
    [TABLE.c.id],
    [TABLE.c.kind == bindparam("kind_0")],
    [Key(TABLE.c.amount, falling=True), Key(TABLE.c.seq)],
)
AGAIN = "Take it from a `next` link, or leave it out to start again."


@pytest.fixture(scope="module")
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    yield database
    database.close()


def selection(*pairs: tuple[str, str]) -> Selection:
    """Return the counts of the story, the largest first."""
    given = Given({name: [value] for name, value in pairs}, [*pairs])
    return Selection("/v1/metrics", given, "v1", COUNTS, {"kind_0": "count"})


def test_a_page_and_the_way_to_the_next(database: Database) -> None:
    first = selection(("kind", "count"), ("sort", "-amount"))
    with database.reader() as reader, counted_statements() as statements:
        page = first.page(reader, 2)
        assert page.total(reader) == 6
    assert len(statements) == 2
    assert [tuple(row) for row in page.rows] == [
        ("hangzhou-cross-border-e-commerce-sellers", 63000, 2),
        ("3rd-global-digital-trade-expo-registered-buyers", 30000, 6),
    ]
    assert page.next == first.following(page.rows[-1])
    path, _, cursor = page.next.partition("&cursor=")
    assert path == "/v1/metrics?kind=count&sort=-amount"
    with database.reader() as reader:
        rest = selection(("kind", "count"), ("sort", "-amount"), ("cursor", cursor))
        page = rest.page(reader, 4)
        assert page.total(reader) == 6
    assert ([row[1] for row in page.rows], page.next) == ([1500, 113, 100, 32], None)
    assert rest.following(page.rows[0]).count("cursor=") == 1


@pytest.mark.parametrize("limit", [6, 7, 500])
def test_an_only_page_needs_no_counting(database: Database, limit: int) -> None:
    with database.reader() as reader, counted_statements() as statements:
        page = selection().page(reader, limit)
        assert (len(page.rows), page.next, page.total(reader), page.limit) == (6, None, 6, limit)
    assert len(statements) == 1


def test_the_last_page_of_several_is_counted(database: Database) -> None:
    with database.reader() as reader:
        following = selection().page(reader, 5).next
        assert following
        with counted_statements() as statements:
            last = selection(("cursor", following.rpartition("cursor=")[2])).page(reader, 5)
            assert (len(last.rows), last.next, last.total(reader)) == (1, None, 6)
    assert len(statements) == 2


@pytest.mark.parametrize(("at_once", "parts"), [(4, [4, 2]), (6, [6]), (1, [1] * 6)])
def test_all_rows_some_at_once(database: Database, at_once: int, parts: list[int]) -> None:
    with database.reader() as reader, counted_statements() as statements:
        found = [*selection().stream(reader, at_once)]
        (whole,) = selection().stream(reader, 500)
    assert [len(part) for part in found] == parts
    assert [row for part in found for row in part] == whole
    assert len(statements) == 2


def test_rows_have_their_columns_and_then_their_keys() -> None:
    query = ordering(COUNTS, None)
    assert [*query.selected_columns.keys()] == ["id", "amount", "seq"]
    assert str(query).endswith("ORDER BY metrics.amount DESC NULLS LAST, metrics.seq ASC")


@pytest.mark.parametrize("version", ["v1", "v0"])
def test_a_wrong_cursor_is_refused_before_anything_is_sent(database: Database, version: str) -> None:
    wrong = selection(("cursor", write_cursor(version, "digest", [1.0, 1])))
    with database.reader() as reader:
        with pytest.raises(ProblemError, match="cursor"):
            wrong.page(reader, 1)
        with pytest.raises(ProblemError, match="cursor"):
            wrong.stream(reader, 1)


@pytest.mark.parametrize("format_", ["csv", "ndjson", "jsonld"])
def test_wrong_cursors_of_every_format(client: TestClient, dataset: Dataset, format_: str) -> None:
    for address, problem, detail in (
        ("/v1/metrics?cursor=abc", "422 malformed-cursor", f"cursor: It is not a cursor of this API. {AGAIN}"),
        (
            f"/v1/metrics?cursor={write_cursor('old', 'digest', [1])}",
            "410 stale-cursor",
            "The dataset was replaced since this cursor was given. Start again at the link in `see`.",
        ),
        (
            f"/v1/metrics?cursor={write_cursor(dataset.version, 'digest', [1])}",
            "422 malformed-cursor",
            f"cursor: It belongs to a list with other filters or another sort. {AGAIN}",
        ),
    ):
        found = problem_of(client, client.get(f"{address}&format={format_}"))
        assert (found["problem"], found["detail"]) == (problem, detail)
        assert found.get("see") == (f"/v1/metrics?format={format_}" if problem.startswith("410") else None)
