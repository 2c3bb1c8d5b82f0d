"""Learned models: what each learned from, how it did, and which one is in use."""

import sqlalchemy as sa
from alembic import op

revision = "records_0010"
down_revision = "records_0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "models",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("trained_at", INSTANT, nullable=False),
        sa.Column("trained_by", sa.String(length=200), nullable=False),
        sa.Column("scores", sa.Text(), nullable=False),
        sa.Column("promoted_at", INSTANT, nullable=True),
        sa.Column("promoted_by", sa.String(length=200), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_models")),
    )
    op.create_index(op.f("ix_models_standing_turn"), "models", ["standing", "turn"])
    op.create_table(
        "model_papers",
        sa.Column("model", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["model"], ["models.id"], name=op.f("fk_model_papers_model")),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_model_papers_document")),
        sa.PrimaryKeyConstraint("model", "document", name=op.f("pk_model_papers")),
    )
    op.create_index(op.f("ix_model_papers_document"), "model_papers", ["document"])
