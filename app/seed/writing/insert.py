"""Rows on their way into a table: by the driver alone, as SQLAlchemy would look at each value of each of them."""

from typing import Any

from sqlalchemy import Connection

Row = dict[str, Any]
"""The values of a row by their columns, as the driver takes them."""


def insert_rows(connection: Connection, table: str, rows: list[Row]) -> None:
    """Insert rows into a table; all of them have the same columns in the same order."""
    if rows:
        columns = ", ".join(f'"{name}"' for name in rows[0])
        marks = ", ".join(["?" if connection.dialect.paramstyle == "qmark" else "%s"] * len(rows[0]))
        values = [tuple(row.values()) for row in rows]
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608  (ours)
