"""Create the index by which facts are compared with a number."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    words = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "steps",
        sa.Column("collection", words, primary_key=True),
        sa.Column("name", words, primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("least", sa.Integer(), primary_key=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """Drop the table; a dataset is loaded anew from its seed."""
    op.drop_table("steps")
