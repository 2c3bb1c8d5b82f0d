"""The clock: chases of papers that expire, pauses, and when an overdue review was passed on."""

import sqlalchemy as sa
from alembic import op

revision = "records_0004"
down_revision = "records_0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and the column."""
    op.create_table(
        "chases",
        sa.Column("document", NUMBER, autoincrement=False, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("days_before", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.String(length=16), nullable=True),
        sa.Column("renewal", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_chases_document")),
        sa.ForeignKeyConstraint(["renewal"], ["documents.number"], name=op.f("fk_chases_renewal")),
        sa.PrimaryKeyConstraint("document", "expires_on", "days_before", name=op.f("pk_chases")),
    )
    op.create_index(op.f("ix_chases_closed_at_expires_on"), "chases", ["closed_at", "expires_on"])
    op.create_table(
        "pauses",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pauses")),
    )
    op.add_column("reviews", sa.Column("escalated_at", INSTANT, nullable=True))
