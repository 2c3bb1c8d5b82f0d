"""Which key-encryption key is the current one."""

import sqlalchemy as sa
from alembic import op

revision = "keys_0002"
down_revision = "keys_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the one row. Before this version there was no rotation: all keys are under one key-encryption key."""
    op.create_table(
        "current_kek",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kek", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_current_kek")),
    )
    op.execute("INSERT INTO current_kek (id, kek) SELECT 1, kek FROM wrapped_keys ORDER BY id LIMIT 1")
