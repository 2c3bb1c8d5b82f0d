"""How far a document is that is being read."""

import sqlalchemy as sa
from alembic import op

revision = "records_0019"
down_revision = "records_0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("documents", sa.Column("pages_done", sa.Integer(), nullable=True))
    op.add_column("documents", sa.Column("pages_in_all", sa.Integer(), nullable=True))
