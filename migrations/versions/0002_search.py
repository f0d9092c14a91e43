"""Create the documents that search finds, and the index of their words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; the index is of the engine's own kind and takes words as they are, parted by spaces."""
    op.create_table(
        "documents",
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("type", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search"
            " USING fts5(name, words, related, content='', tokenize=\"ascii tokenchars '.|'\")"
        )
    else:
        op.create_table(
            "search",
            sa.Column("seq", sa.Integer(), primary_key=True),
            sa.Column("words", TSVECTOR(), nullable=False),
        )
        op.create_index("ix_search_words", "search", ["words"], postgresql_using="gin")


def downgrade() -> None:
    """Drop the tables; a dataset is loaded anew from its seed."""
    op.drop_table("search")
    op.drop_table("documents")
