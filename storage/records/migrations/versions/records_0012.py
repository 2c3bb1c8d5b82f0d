"""Second pairs of eyes, who a paper is for, samples of what went straight through, and copies that were asked for."""

import sqlalchemy as sa
from alembic import op

revision = "records_0012"
down_revision = "records_0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and make the tables. What was reviewed before was reviewed by one person, and was no sample."""
    op.add_column("reviews", sa.Column("stage", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("reviews", sa.Column("sampled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("reviews", sa.Column("assignee", sa.String(length=200), nullable=True))
    op.add_column("reviews", sa.Column("note", sa.LargeBinary(), nullable=True))
    op.add_column("decisions", sa.Column("stage", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("decisions", sa.Column("sampled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("decisions", sa.Column("seconds", sa.Float(), nullable=True))
    op.create_table(
        "skips",
        sa.Column("document", NUMBER, autoincrement=False, nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("skipped_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_skips_document")),
        sa.PrimaryKeyConstraint("document", "user", name=op.f("pk_skips")),
    )
    op.create_table(
        "better_copies",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_better_copies_document")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_better_copies")),
    )
    op.create_index(op.f("ix_better_copies_document"), "better_copies", ["document"])
