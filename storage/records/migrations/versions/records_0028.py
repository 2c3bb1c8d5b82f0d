"""Care: what is wrong with the machine, and how old key-encryption keys are."""

import sqlalchemy as sa
from alembic import op

revision = "records_0028"
down_revision = "records_0026"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "concerns",
        sa.Column("trouble", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("trouble", "subject", name=op.f("pk_concerns")),
    )
    op.create_table(
        "kek_ages",
        sa.Column("kek", sa.String(length=200), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("kek", name=op.f("pk_kek_ages")),
    )
