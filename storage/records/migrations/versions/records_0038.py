"""Indexes of the audit trail: who, what and when, by which it is asked of for each page and at each tick of notices."""

from alembic import op

revision = "records_0038"
down_revision = "records_0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    for columns in (["actor", "sequence"], ["action", "sequence"], ["at"]):
        op.create_index(op.f(f"ix_audit_events_{'_'.join(columns)}"), "audit_events", columns)
