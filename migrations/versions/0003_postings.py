"""Create the postings: which facts of a large collection have which value of a filter."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    words = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "postings",
        sa.Column("collection", words, primary_key=True),
        sa.Column("name", words, primary_key=True),
        sa.Column("value", words, primary_key=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """Drop the table; a dataset is loaded anew from its seed."""
    op.drop_table("postings")
