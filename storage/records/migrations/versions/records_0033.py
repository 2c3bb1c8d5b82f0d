"""Which papers the year-end packages in the vault hold, so that none outlives a paper of its own."""

import sqlalchemy as sa
from alembic import op

revision = "records_0033"
down_revision = "records_0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "packaged",
        sa.Column("package", number, autoincrement=False, nullable=False),
        sa.Column("document", number, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_packaged_document_documents")),
        sa.ForeignKeyConstraint(["package"], ["documents.number"], name=op.f("fk_packaged_package_documents")),
        sa.PrimaryKeyConstraint("package", "document", name=op.f("pk_packaged")),
    )
    op.create_index(op.f("ix_packaged_document"), "packaged", ["document"])
