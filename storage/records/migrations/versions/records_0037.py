"""Kinds of which papers wait for the date that their rule of retention starts from, as the last night found them."""

import sqlalchemy as sa
from alembic import op

revision = "records_0037"
down_revision = "records_0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "undated_kinds",
        sa.Column("kind", sa.String(64), primary_key=True),
        sa.Column("documents", sa.Integer(), nullable=False),
    )
