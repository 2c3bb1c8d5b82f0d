"""Indexes of what an end waits for: certificates without a PDF, and documents of whose keys copies may be left."""

import sqlalchemy as sa
from alembic import op

revision = "records_0035"
down_revision = "records_0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    for name, table, column, waits in (
        ("ix_certificates_without_pdf", "certificates", "id", "pdf_sha256 IS NULL"),
        ("ix_dispositions_not_erased", "dispositions", "shredded_at", "erased_at IS NULL"),
    ):
        op.create_index(name, table, [column], sqlite_where=sa.text(waits), postgresql_where=sa.text(waits))
