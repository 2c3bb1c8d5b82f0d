"""Joined papers: which document was made of which parts, in which order."""

import sqlalchemy as sa
from alembic import op

revision = "records_0023"
down_revision = "records_0024"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "joined_parts",
        sa.Column(
            "document", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("parted_at", INSTANT, nullable=True),
        sa.Column("parted_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_joined_parts_document")),
        sa.ForeignKeyConstraint(["part"], ["documents.number"], name=op.f("fk_joined_parts_part")),
        sa.PrimaryKeyConstraint("document", "place", name=op.f("pk_joined_parts")),
    )
    op.create_index(op.f("ix_joined_parts_part"), "joined_parts", ["part"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("joined_parts")
