"""Put beside each fact the text that its snippets are cut from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FACTS = ("sources", "speakers", "statements", "events", "signed_projects", "metrics", "entities")


def upgrade() -> None:
    """Add the column, which is empty until a dataset is loaded anew from its seed."""
    for table in FACTS:
        op.add_column(table, sa.Column("excerpt", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop the column."""
    for table in FACTS:
        op.drop_column(table, "excerpt")
