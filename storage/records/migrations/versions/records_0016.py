"""Rules of retention that a house adopts, when relationships with customers ended, and the matters of holds."""

import sqlalchemy as sa
from alembic import op

revision = "records_0016"
down_revision = "records_0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the hash by which the holds of one matter are found; holds from before have none."""
    op.create_table(
        "rule_books",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("adopted_at", INSTANT, nullable=False),
        sa.Column("adopted_by", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_books")),
    )
    op.create_table(
        "relationships",
        sa.Column("customer_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("customer_hash", name=op.f("pk_relationships")),
    )
    op.add_column("holds", sa.Column("matter_hash", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_holds_matter_hash"), "holds", ["matter_hash"])
