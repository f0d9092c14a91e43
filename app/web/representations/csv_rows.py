r"""CSV tables (RFC 4180): a row for each fact, with the quote that proves it.

>>> metrics = columns(COLLECTIONS["metrics"], ["id", "quantity", "evidence"])
>>> header(metrics) + record(metrics, fact, permalink)
'\ufeffid,quantity_text,quantity_amount,…,quote,…\r\nsellers-now,"over 63,000",63000,…,"over 63,000",…\r\n'

A table starts with a byte order mark, so that Excel reads UTF-8, and its lines end with CR LF. Null is an empty cell.
So are the prefix of a quote at the start of its text and the suffix of one at the end. Values are never changed: a
quote that starts with `=` stays the exact words of the source, since a quote that is escaped proves nothing.
"""

import csv
import json
from collections.abc import Callable, Container, Iterable
from decimal import Decimal
from io import StringIO
from typing import Any

from app.models import Collection
from app.web.representations.citations import best_evidence, inferred_fields
from app.web.representations.csv_columns import Column, fact_columns

BYTE_ORDER_MARK = "\ufeff"


def columns(collection: Collection, fields: Container[str] | None = None, *, matched: bool = False) -> list[Column]:
    """Return the columns of a collection's table: all, or those of some fields.

    The quote belongs to the field `evidence`, the permalink to `href`. `matched` adds the snippet and the score of a
    search.
    """
    return [
        column
        for field, group in fact_columns(collection).items()
        if (matched if field == "match" else fields is None or field in fields)
        for column in group
    ]


def header(columns: list[Column]) -> str:
    """Return the byte order mark and the header line, with the names of the columns."""
    return BYTE_ORDER_MARK + _csv_line(column.name for column in columns)


def record(columns: list[Column], item: dict[str, Any], permalink: Callable[[str], str]) -> str:
    """Return the line of a complete item; `permalink` turns its `href` into an immutable link."""
    cited = {
        **item,
        "quote": best_evidence(item),
        "evidence_inferred": inferred_fields(item),
        "evidence_total": len(item["evidence"]),
        "permalink": permalink(item["href"]),
    }
    return _csv_line(_cell(column, cited) for column in columns)


def _csv_line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _cell(column: Column, item: dict[str, Any]) -> str:
    value: Any = item
    for name in column.path:
        value = _part(value, name)
    if column.datatype == "json":
        return json.dumps(value, ensure_ascii=False) if value else ""
    if column.separator:
        return column.separator.join(_escape_separator(_text(each)) for each in value)
    return _text(value)


def _part(value: Any, name: str) -> Any:
    """Return a field of an object, or of each object in a list."""
    if isinstance(value, list):
        return [_part(each, name) for each in value]
    return None if value is None else value[name]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{Decimal(str(value)):f}" if isinstance(value, float) else str(value)


def _escape_separator(text: str) -> str:
    r"""Escape `|` and `\` in one of several values, so that none contains the separator: `a | b` becomes `a \| b`."""
    return text.replace("\\", r"\\").replace("|", r"\|")
