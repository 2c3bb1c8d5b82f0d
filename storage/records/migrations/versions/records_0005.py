"""What guards the vault: whether it may change, and what people said they open papers for."""

import sqlalchemy as sa
from alembic import op

revision = "records_0005"
down_revision = "records_0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and the one row that says that the vault may change."""
    vault_state = op.create_table(
        "vault_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("frozen_at", INSTANT, nullable=True),
        sa.Column("frozen_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_state")),
    )
    op.bulk_insert(vault_state, [{"id": 1, "frozen_at": None, "frozen_by": None}])
    op.create_table(
        "purposes",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_purposes_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purposes")),
    )
    op.create_index(op.f("ix_purposes_document"), "purposes", ["document"])
