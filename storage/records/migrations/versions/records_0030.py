"""When people are away, so that nothing is assigned to them meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "records_0030"
down_revision = "records_0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "absences",
        sa.Column("user", sa.String(length=26), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_absences_user_users")),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_absences")),
    )
