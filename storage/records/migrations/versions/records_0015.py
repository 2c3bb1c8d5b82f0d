"""Links to outside: what was shared with whom, on which terms, and each time it was opened."""

import sqlalchemy as sa
from alembic import op

revision = "records_0015"
down_revision = "records_0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "shares",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("views_left", sa.Integer(), nullable=False),
        sa.Column("takes", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("revoked_by", sa.String(length=200), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_shares_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_shares_token_hash")),
    )
    op.create_index(op.f("ix_shares_document"), "shares", ["document"])
    op.create_table(
        "share_views",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("share", sa.String(length=26), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("origin", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["share"], ["shares.id"], name=op.f("fk_share_views_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_views")),
    )
    op.create_index(op.f("ix_share_views_share"), "share_views", ["share"])
