"""The archive: which documents were asked for and are not back yet."""

import sqlalchemy as sa
from alembic import op

revision = "records_0026"
down_revision = "records_0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "recalls",
        sa.Column(
            "document", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_recalls_document_documents")),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_recalls")),
    )
