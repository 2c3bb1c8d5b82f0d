"""From which networks people have signed in, as keyed hashes."""

import sqlalchemy as sa
from alembic import op

revision = "records_0029"
down_revision = "records_0028"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "sign_in_places",
        sa.Column("user", sa.String(length=26), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_sign_in_places_user_users")),
        sa.PrimaryKeyConstraint("user", "place", name=op.f("pk_sign_in_places")),
    )
    op.create_index(op.f("ix_sign_in_places_first_at"), "sign_in_places", ["first_at"])
