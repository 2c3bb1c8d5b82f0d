"""Which asks went to another customer with a merge, so that its way back brings them back."""

import sqlalchemy as sa
from alembic import op

revision = "records_0032"
down_revision = "records_0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "merged_asks",
        sa.Column("merge", sa.String(length=26), nullable=False),
        sa.Column("ask", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["merge"], ["merges.id"], name=op.f("fk_merged_asks_merge_merges")),
        sa.ForeignKeyConstraint(["ask"], ["asks.id"], name=op.f("fk_merged_asks_ask_asks")),
        sa.PrimaryKeyConstraint("merge", "ask", name=op.f("pk_merged_asks")),
    )
    op.create_index(op.f("ix_merged_asks_ask"), "merged_asks", ["ask"])
