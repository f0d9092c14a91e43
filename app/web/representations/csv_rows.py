r"""Tables: a collection as CSV (RFC 4180), a row for each fact, in which every row cites itself.

>>> metrics = columns(COLLECTIONS["metrics"], ["id", "quantity", "evidence"])
>>> header(metrics) + record(metrics, fact, permalink)
'\ufeffid,quantity_text,quantity_amount,…,quote,…\r\nsellers-now,"over 63,000",63000,…,"over 63,000",…\r\n'

A table starts with a byte order mark, by which Excel knows UTF-8, and ends its lines with CR LF. Null is an empty cell.
So are the words before a quote that begins its text and those behind one that ends it; no other words can be empty.
Values stand as they are: words that start with `=` stay the exact words of the source, since a quote that is changed to
keep a spreadsheet from calculating no longer proves anything.
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

    The columns of the quote are those of the field `evidence`, the permalink is one of `href`. `matched` adds what a
    search says of a row.
    """
    return [
        column
        for field, group in fact_columns(collection).items()
        if (matched if field == "match" else fields is None or field in fields)
        for column in group
    ]


def header(columns: list[Column]) -> str:
    """Write the byte order mark and the first line: the names of the columns."""
    return BYTE_ORDER_MARK + _csv_line(column.name for column in columns)


def record(columns: list[Column], item: dict[str, Any], permalink: Callable[[str], str]) -> str:
    """Write the line of one item, given in full; `permalink` makes the immutable link of the item's `href`."""
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
        return column.separator.join(_escape_separator(_text(one)) for one in value)
    return _text(value)


def _part(value: Any, name: str) -> Any:
    """Return a part of an object, or of each object in a list."""
    if isinstance(value, list):
        return [_part(one, name) for one in value]
    return None if value is None else value[name]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{Decimal(str(value)):f}" if isinstance(value, float) else str(value)


def _escape_separator(text: str) -> str:
    r"""Mark each `|` in one value of several, so that no value can hold the separator: `a | b` is `a \| b`."""
    return text.replace("\\", r"\\").replace("|", r"\|")
