"""What customers are asked for: asks, letters about them, and links by which papers are handed in."""

import sqlalchemy as sa
from alembic import op

revision = "records_0025"
down_revision = "records_0019"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "asks",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("customer", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("document", NUMBER, nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("files_left", sa.Integer(), nullable=False),
        sa.Column("bytes_left", sa.BigInteger(), nullable=False),
        sa.Column("escalated_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_asks_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
    )
    for column in ("customer", "document", "closed_at"):
        op.create_index(op.f(f"ix_asks_{column}"), "asks", [column])
    op.create_table(
        "ask_letters",
        sa.Column("ask", sa.String(length=26), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("allowed_at", INSTANT, nullable=True),
        sa.Column("allowed_by", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("sent", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["ask"], ["asks.id"], name=op.f("fk_ask_letters_ask")),
        sa.PrimaryKeyConstraint("ask", "step", name=op.f("pk_ask_letters")),
    )
    op.create_table(
        "ask_links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ask", sa.String(length=26), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["ask"], ["asks.id"], name=op.f("fk_ask_links_ask")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_ask_links")),
    )
    op.create_index(op.f("ix_ask_links_ask"), "ask_links", ["ask"])
