"""Identities: whom a provider of OpenID Connect vouches for."""

import sqlalchemy as sa
from alembic import op

revision = "records_0022"
down_revision = "records_0025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "identities",
        sa.Column("user", sa.String(length=26), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=True),
        sa.Column("subject_hash", sa.LargeBinary(), nullable=True),
        sa.Column("invited_at", INSTANT, nullable=False),
        sa.Column("invited_by", sa.String(length=200), nullable=False),
        sa.Column("bound_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_identities_user_users")),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_identities")),
        sa.UniqueConstraint("address_hash", name=op.f("uq_identities_address_hash")),
        sa.UniqueConstraint("subject_hash", name=op.f("uq_identities_subject_hash")),
    )
