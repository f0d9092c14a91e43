"""The results as SVG: one bar for each row and server; its length is the ratio to the bare server.

The scale is logarithmic: a tenth is as far from a hundredth as the whole is from a tenth.
"""

import math
from collections.abc import Iterator
from html import escape

from benchmarks.peers import PEERS
from benchmarks.results import Measured, Results

COLOURS = {
    "ours": "#0b6e4f",
    "tutorial": "#7a9cc6",
    "datasette": "#e0a458",
    "roapi": "#a05195",
    "json-server": "#8d99ae",
}
LEFT, WIDE, BAR, GAP, HEAD = 420, 480, 11, 14, 56
LEAST = 0.0001
"""The ratio at which the scale begins."""


def draw(results: Results) -> str:
    """Return the plot."""
    servers = [name for name in COLOURS if any(name in row.cells for row in results.rows)]
    body, height = [], HEAD
    for row in results.rows:
        part = list(_row(row, servers, height))
        body += part
        height += BAR * len(servers) + GAP
    width = LEFT + WIDE + 80
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="system-ui, sans-serif" font-size="11">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    )
    return "\n".join([head, *_scale(height), *_legend(servers), *body, "</svg>"]) + "\n"


def _scale(height: int) -> Iterator[str]:
    ratio = LEAST
    while ratio <= 1.000001:
        at = LEFT + _length(ratio)
        yield f'<line x1="{at:.1f}" y1="{HEAD - 8}" x2="{at:.1f}" y2="{height}" stroke="#dddddd"/>'
        yield f'<text x="{at:.1f}" y="{HEAD - 12}" text-anchor="middle" fill="#555555">{ratio:g}</text>'
        ratio *= 10


def _legend(servers: list[str]) -> Iterator[str]:
    at = LEFT
    for name in servers:
        title = PEERS[name].title
        yield f'<rect x="{at}" y="10" width="10" height="10" fill="{COLOURS[name]}"/>'
        yield f'<text x="{at + 14}" y="19">{escape(title)}</text>'
        at += 30 + 7 * len(title)
    yield f'<text x="{LEFT - 10}" y="19" text-anchor="end">answers a second, bare server = 1</text>'


def _row(row: Measured, servers: list[str], top: int) -> Iterator[str]:
    middle = top + BAR * len(servers) / 2 + 4
    label = escape(f"{row.section}: {row.title}".replace("`", ""))
    yield f'<text x="{LEFT - 10}" y="{middle:.1f}" text-anchor="end">{label}</text>'
    for place, name in enumerate(servers):
        cell = row.cells.get(name)
        y = top + place * BAR
        if cell is None or cell.ratio is None:
            words = "-" if cell is None else "failed"
            yield f'<text x="{LEFT + 3}" y="{y + BAR - 2}" fill="#999999" font-size="9">{words}</text>'
            continue
        length = _length(cell.ratio)
        yield f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 2}" fill="{COLOURS[name]}"/>'
        yield f'<text x="{LEFT + length + 4:.1f}" y="{y + BAR - 3}" font-size="9">{cell.ratio:.2g}</text>'


def _length(ratio: float) -> float:
    """Return how long the bar of a ratio is."""
    share = math.log(max(ratio, LEAST) / LEAST) / math.log(1 / LEAST)
    return WIDE * min(share, 1.05)
