"""How often a worker was lost while it read a document, apart from the attempts that failed by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "records_0009"
down_revision = "records_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Attempts that were counted before may have been lost workers; they stay counted."""
    op.add_column("documents", sa.Column("lost", sa.Integer(), nullable=False, server_default="0"))
