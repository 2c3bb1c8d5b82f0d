"""What was handed in for an ask is found by it: an index of these few arrivals alone."""

import sqlalchemy as sa
from alembic import op

revision = "records_0034"
down_revision = "records_0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    given = sa.text("substr(actor, 1, 4) = 'ask:'")
    op.create_index(op.f("ix_arrivals_given"), "arrivals", ["actor"], sqlite_where=given, postgresql_where=given)
