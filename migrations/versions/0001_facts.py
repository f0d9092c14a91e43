"""Create a table for each collection, and one for the dataset."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, with an index on each column that SQL searches; bitmaps do the rest."""
    _collection(
        "sources",
        sa.Column("text", sa.Text(), nullable=False),
        _words("text_sha256", nullable=False),
        _words("title", nullable=False),
        _words("language", nullable=False),
        _words("dateline"),
        indexed=["language"],
    )
    _collection("speakers", _words("name", nullable=False), _words("affiliation"))
    _collection(
        "statements",
        _words("speaker"),
        _words("mode", nullable=False),
        _words("event"),
        indexed=["speaker", "event"],
    )
    _collection(
        "events",
        _words("name", nullable=False),
        _words("kind", nullable=False),
        sa.Column("edition", sa.Integer()),
        *map(_words, ("place", "venue", "part_of", "start", "end")),
        indexed=["kind", "part_of"],
    )
    _collection(
        "signed_projects",
        _words("name", nullable=False),
        *map(_words, ("event", "place", "currency")),
        sa.Column("amount", sa.Double()),
        indexed=["event", "currency"],
    )
    _collection(
        "metrics",
        _words("name", nullable=False),
        _words("kind", nullable=False),
        *map(_words, ("about", "unit", "currency", "comparator")),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        _words("status", nullable=False),
        *map(_words, ("place", "event")),
        _words("attribution", nullable=False),
        _words("of"),
        *(sa.Column(name, sa.Double()) for name in ("amount", "lower", "upper")),
        *(sa.Column(f"{bound}_inclusive", sa.Boolean()) for bound in ("lower", "upper")),
        indexed=["unit", "currency", "event", "amount", "lower", "upper"],
    )
    _collection("entities", _words("name", nullable=False), _words("kind", nullable=False), _words("part_of"))
    op.create_table(
        "dataset",
        _words("version", primary_key=True),
        _words("fingerprint", nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables; a dataset is loaded anew from its seed."""
    for table in (
        "dataset",
        "entities",
        "metrics",
        "signed_projects",
        "events",
        "statements",
        "speakers",
        "sources",
    ):
        op.drop_table(table)


def _collection(name: str, *columns: sa.Column[Any], indexed: Sequence[str] = ()) -> None:
    op.create_table(
        name,
        sa.Column("seq", sa.Integer(), primary_key=True),
        _words("id", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        *columns,
        sa.UniqueConstraint("id"),
    )
    for column in indexed:
        op.create_index(f"ix_{name}_{column}", name, [column])


def _words(name: str, *, nullable: bool = True, primary_key: bool = False) -> sa.Column[Any]:
    """Text that sorts by code point on every engine."""
    kind = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=nullable and not primary_key, primary_key=primary_key)
