"""Create the bitmap indexes: which facts of a large collection have which value, and in which order they are."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    words = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "postings",
        sa.Column("collection", words, primary_key=True),
        sa.Column("name", words, primary_key=True),
        sa.Column("value", words, primary_key=True),
        sa.Column("label", words),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "slices",
        sa.Column("collection", words, primary_key=True),
        sa.Column("name", words, primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables; a dataset is loaded anew from its seed."""
    op.drop_table("slices")
    op.drop_table("postings")
