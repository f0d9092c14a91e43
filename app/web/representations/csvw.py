"""CSVW: metadata that describes each column of a CSV table to programs (W3C Metadata Vocabulary for Tabular Data).

A CSV response links to its metadata by `rel="describedby"`.
"""

from typing import Any

from app.web.representations.csv_columns import Column

MEDIA_TYPE = "application/csvm+json"

DIALECT = {
    "encoding": "utf-8",
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminators": ["\r\n"],
    "header": True,
}

TABLE_DESCRIPTION = (
    "A row for each fact; quote, quote_start and quote_end are the words that it comes from and where they stand. An "
    "empty cell is null: not stated, or not applicable. Where a cell has several values, a backslash stands before "
    "each | or backslash of their own. Words are those of the source, code point for code point, whatever they start "
    "with."
)


def metadata(columns: list[Column], url: str, title: str, rights: str) -> dict[str, Any]:
    """Return the metadata of a table; `url` is the link to its CSV, `rights` a statement about its licence."""
    names = {column.name for column in columns}
    schema: dict[str, Any] = {"columns": [_column_metadata(column) for column in columns]}
    if "id" in names:
        schema["primaryKey"] = "id"
    if "href" in names:
        schema["aboutUrl"] = "{+href}"
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": title,
        "dc:description": TABLE_DESCRIPTION,
        "dc:rights": rights,
        "dialect": DIALECT,
        "tableSchema": schema,
    }


def _column_metadata(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description,
        "datatype": column.datatype,
    }
    if column.required:
        described["required"] = True
    if column.separator:
        described["separator"] = column.separator
    return described
