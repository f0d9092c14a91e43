"""The results as Markdown."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from benchmarks.costs import Held
from benchmarks.peers import PEERS
from benchmarks.processes import Cost
from benchmarks.results import Results
from benchmarks.rounds import Cell

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
"""Marks before and after the table in a text."""


def write(results: Results) -> str:
    """Return all tables, with what they were measured on."""
    parts = [*_rates(results), *_latencies(results), *_held(results), *_workers(results), *_loaded(results)]
    return "\n\n".join([*parts, *_notes(results)]) + "\n"


def put(table: str, text: str) -> str:
    """Return a text with the table between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table}\n{END}{after}"


def _servers(results: Results) -> list[str]:
    asked = {name for row in results.rows for name in row.cells}
    return [name for name in PEERS if name in asked]


def _rates(results: Results) -> Iterable[str]:
    servers = _servers(results)
    for section, rows in groupby(results.rows, key=lambda row: row.section):
        head = [section, *(PEERS[name].title for name in servers)]
        yield _markdown(head, ([row.title, *(_cell(row.cells.get(name)) for name in servers)] for row in rows))


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    if cell.rate is None or cell.ratio is None:
        return "failed"
    return f"**{cell.ratio:.2f}** ({_number(cell.rate)}/s)"


def _latencies(results: Results) -> Iterable[str]:
    servers = [name for name in _servers(results) if name != "bare"]
    rows = [row for row in results.rows if row.name.endswith("-once") or row.name.startswith("large-")]
    if rows:
        head = ["p50 / p99 in ms, 16 connections", *(PEERS[name].title for name in servers)]
        cells = ([f"{row.section}: {row.title}", *(_times(row.cells.get(name)) for name in servers)] for row in rows)
        yield _markdown(head, cells)


def _times(cell: Cell | None) -> str:
    if cell is None or cell.rate is None:
        return "-" if cell is None else "failed"
    p50, p99 = (sorted(found)[len(found) // 2] * 1000 for found in (cell.p50, cell.p99))
    return f"{p50:.1f} / {p99:.1f}"


def _held(results: Results) -> Iterable[str]:
    for corpus, held in results.held.items():
        head = [corpus, "start to first answer", "PSS when started", "PSS after so many questions", "RSS"]
        yield _markdown(head, ([PEERS[name].title, *_holds(one)] for name, one in held.items()))


def _holds(held: Held | str) -> list[str]:
    if isinstance(held, str):
        return ["failed", "", "", ""]
    used = f"{_megabytes(held.used.pss)} after {held.asked:,}"
    if held.later:
        used += f", {_megabytes(held.later.pss)} after {held.asked_later:,}"
    return [f"{held.seconds_to_first_answer:.2f} s", _megabytes(held.fresh.pss), used, _megabytes(held.used.rss)]


def _workers(results: Results) -> Iterable[str]:
    if results.workers:
        cells = (
            [f"{one.asked}, {one.workers}", f"{_number(one.rate)}/s", f"{one.wrk_share:.2f}"] for one in results.workers
        )
        yield _markdown(["workers on both cores, beside wrk", "answers", "cores that wrk took"], cells)


def _loaded(results: Results) -> Iterable[str]:
    if results.loaded:
        head = ["loading", "facts", "our loader", "its peak", "`sqlite-utils insert` of the same rows", "its peak"]
        cells = ([one.what, f"{one.facts:,}", *_cost(one.ours), *_cost(one.inserted)] for one in results.loaded)
        yield _markdown(head, cells)


def _cost(cost: Cost | str) -> list[str]:
    return ["-", "-"] if isinstance(cost, str) else [f"{cost.seconds:.2f} s", _megabytes(cost.peak_bytes)]


def _notes(results: Results) -> Iterable[str]:
    versions = ", ".join(f"{title} {version}" for title, version in results.versions.items())
    lines = [f"- {name}: {what}" for name, what in results.machine.items()]
    lines += [f"- servers: {versions}", f"- medians of {results.rounds} rounds of {results.seconds} s"]
    lines += [f"- {title} is left out: {why}" for title, why in results.missing.items()]
    lines += [f"- failed: {failure}" for failure in results.failures]
    yield "\n".join(lines)


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"
