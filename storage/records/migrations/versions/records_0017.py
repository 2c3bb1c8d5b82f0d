"""When open chases were last looked at, and versions by the time they were made: what came since may renew them."""

import sqlalchemy as sa
from alembic import op

revision = "records_0017"
down_revision = "records_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Chases from before were never looked at: the first run asks every paper."""
    op.add_column("chases", sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_extractions_made_at"), "extractions", ["made_at"])
