"""Selections: how many rows, a page of them, all of them; and what a wrong cursor does to each."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.database import Database
from app.models import COLLECTIONS
from app.seed.dataset import Dataset
from app.settings import Settings
from app.web.cursors import Key, write_cursor
from app.web.parameters import Given
from app.web.problems import ProblemError
from app.web.selection import Selection
from tests.conftest import counted_statements
from tests.serving import problem_of

TABLE = COLLECTIONS["metrics"].table
AGAIN = "Take it from a `next` link, or leave it out to start again."


@pytest.fixture(scope="module")
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    yield database
    database.close()


def selection(*pairs: tuple[str, str]) -> Selection:
    """Return the counts of the story, the largest first."""
    given = Given({name: [value] for name, value in pairs}, [*pairs])
    keys = [Key(TABLE.c.amount, falling=True), Key(TABLE.c.seq)]
    return Selection("/v1/metrics", given, "v1", TABLE, [TABLE.c.id], [TABLE.c.kind == "count"], keys)


def test_a_page_and_the_way_to_the_next(database: Database) -> None:
    first = selection(("kind", "count"), ("sort", "-amount"))
    with database.session() as session, counted_statements() as statements:
        rows, following = first.page(session, 2)
        assert first.total(session) == 6
    assert len(statements) == 2
    assert [tuple(row) for row in rows] == [
        ("hangzhou-cross-border-e-commerce-sellers", 63000, 2),
        ("3rd-global-digital-trade-expo-registered-buyers", 30000, 6),
    ]
    assert following == first.following(rows[-1])
    path, _, cursor = following.partition("&cursor=")
    assert path == "/v1/metrics?kind=count&sort=-amount"
    with database.session() as session:
        rest = selection(("kind", "count"), ("sort", "-amount"), ("cursor", cursor))
        rows, following = rest.page(session, 4)
        assert rest.total(session) == 6
    assert ([row[1] for row in rows], following) == ([1500, 113, 100, 32], None)
    assert rest.following(rows[0]).count("cursor=") == 1


@pytest.mark.parametrize(("at_once", "parts"), [(4, [4, 2]), (6, [6]), (1, [1] * 6)])
def test_all_rows_some_at_once(database: Database, at_once: int, parts: list[int]) -> None:
    with database.session() as session, counted_statements() as statements:
        found = [*selection().stream(session, at_once)]
        (whole,) = selection().stream(session, 500)
    assert [len(part) for part in found] == parts
    assert [row for part in found for row in part] == whole
    assert len(statements) == 2


def test_rows_have_their_columns_and_then_their_keys() -> None:
    assert [*selection().rows().selected_columns.keys()] == ["id", "amount", "seq"]
    assert str(selection().rows()).endswith("ORDER BY metrics.amount DESC NULLS LAST, metrics.seq ASC")


@pytest.mark.parametrize("version", ["v1", "v0"])
def test_a_wrong_cursor_is_refused_before_anything_is_sent(database: Database, version: str) -> None:
    wrong = selection(("cursor", write_cursor(version, "digest", [1.0, 1])))
    with database.session() as session:
        with pytest.raises(ProblemError, match="cursor"):
            wrong.page(session, 1)
        with pytest.raises(ProblemError, match="cursor"):
            wrong.stream(session, 1)


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
