"""The first schema of the data keys."""

import sqlalchemy as sa
from alembic import op

revision = "keys_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of wrapped keys."""
    op.create_table(
        "wrapped_keys",
        sa.Column(
            "id", sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("document", sa.String(length=26), nullable=False),
        sa.Column("kek", sa.String(length=200), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrapped_keys")),
    )
    op.create_index(op.f("ix_wrapped_keys_document"), "wrapped_keys", ["document"])
    op.create_index(op.f("ix_wrapped_keys_kek_id"), "wrapped_keys", ["kek", "id"])
