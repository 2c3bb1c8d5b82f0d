"""Customers: of which sort they are, and where they are written to."""

import sqlalchemy as sa
from alembic import op

revision = "records_0024"
down_revision = "records_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("customers", sa.Column("sort", sa.String(length=64), nullable=True))
    op.add_column("customers", sa.Column("profile", sa.LargeBinary(), nullable=True))
