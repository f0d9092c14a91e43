"""Selections: totals, pages, streams, and wrong cursors."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.models import COLLECTIONS
from app.settings import Settings
from app.storage.connections import Database
from app.storage.reader import Reader
from app.web.http.problems import ProblemError
from app.web.query.facts import select_facts
from app.web.query.paging import Selection, page_after, write_cursor
from app.web.request.parameters import GivenParameters
from tests.conftest import counted_statements
from tests.serving import problem_of
from tests.whole import Dataset

AGAIN = "Take it from a `next` link, or leave it out to start again."
COUNTS = (("kind", "count"), ("sort", "-amount"))


@pytest.fixture
def reader(settings: Settings) -> Iterator[Reader]:
    database = Database(settings.database_url)
    with database.reader() as reader:
        yield reader
    database.close()


def selection(reader: Reader, *pairs: tuple[str, str]) -> Selection:
    """Return a selection of metrics of the story."""
    return select_facts(
        reader, COLLECTIONS["metrics"], GivenParameters({name: [value] for name, value in pairs}, [*pairs]), "v1"
    )


def test_a_page_links_to_the_next(reader: Reader) -> None:
    first = selection(reader, *COUNTS)
    with counted_statements() as statements:
        page = first.page(reader, 2)
    assert len(statements) == 2  # the size of the table, and the rows
    assert (page.total, page.limit, [row[-1] for row in page.rows]) == (6, 2, [2, 6])
    assert page.next == page_after("/v1/metrics", first.parameters, "v1", 6)
    path, _, cursor = page.next.partition("&cursor=")
    assert path == "/v1/metrics?kind=count&sort=-amount"
    page = selection(reader, *COUNTS, ("cursor", cursor)).page(reader, 4)
    assert ([row[-1] for row in page.rows], page.next, page.total) == ([4, 7, 1, 5], None, 6)


@pytest.mark.parametrize("limit", [6, 7, 500])
def test_a_single_page_has_no_next_link(reader: Reader, limit: int) -> None:
    page = selection(reader, ("kind", "count")).page(reader, limit)
    assert (len(page.rows), page.next, page.total, page.limit) == (6, None, 6, limit)


@pytest.mark.parametrize(("at_once", "parts"), [(4, [4, 2]), (6, [6]), (1, [1] * 6)])
def test_a_stream_reads_all_rows_in_batches(reader: Reader, at_once: int, parts: list[int]) -> None:
    chosen = selection(reader, *COUNTS)
    with counted_statements() as statements:
        found = [*chosen.stream(reader, at_once)]
    assert len(statements) == 1 + len(parts)
    (whole,) = chosen.stream(reader, 500)
    assert [len(part) for part in found] == parts
    assert [row for part in found for row in part] == whole


def test_rows_of_a_search_have_their_score_before_their_number(reader: Reader) -> None:
    best = selection(reader, ("q", "digital trade")).page(reader, 50).rows
    assert [score for *_, score, _ in best] == [0.75] * 5
    by_amount = selection(reader, ("q", "hangzhou"), ("sort", "amount")).page(reader, 50).rows
    assert [row[-1] for row in by_amount] == [1, 2, 3]


@pytest.mark.parametrize("version", ["v1", "v0"])
def test_a_wrong_cursor_is_refused_before_anything_is_sent(reader: Reader, version: str) -> None:
    wrong = selection(reader, ("cursor", write_cursor(version, "digest", 1)))
    with pytest.raises(ProblemError, match="cursor"):
        wrong.page(reader, 1)
    with pytest.raises(ProblemError, match="cursor"):
        wrong.stream(reader, 1)


@pytest.mark.parametrize("format_", ["csv", "ndjson", "jsonld"])
def test_a_wrong_cursor_is_refused_in_every_format(client: TestClient, dataset: Dataset, format_: str) -> None:
    for address, problem, detail in (
        ("/v1/metrics?cursor=abc", "422 malformed-cursor", f"cursor: It is not a cursor of this API. {AGAIN}"),
        (
            f"/v1/metrics?cursor={write_cursor('old', 'digest', 1)}",
            "410 stale-cursor",
            "The dataset was replaced since this cursor was given. Start again at the link in `see`.",
        ),
        (
            f"/v1/metrics?cursor={write_cursor(dataset.version, 'digest', 1)}",
            "422 malformed-cursor",
            f"cursor: It belongs to a list with other filters or another sort. {AGAIN}",
        ),
    ):
        found = problem_of(client, client.get(f"{address}&format={format_}"))
        assert (found["problem"], found["detail"]) == (problem, detail)
        assert found.get("see") == (f"/v1/metrics?format={format_}" if problem.startswith("410") else None)
