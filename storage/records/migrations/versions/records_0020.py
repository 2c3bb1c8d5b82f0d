"""Exact values are hashed by generations of a key, as words are."""

import sqlalchemy as sa
from alembic import op

revision = "records_0020"
down_revision = "records_0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of each hash which generation it is of.

    Those from before were all made with one key. Where there are documents, they count as of the newest generation that
    is kept, and the one after it is the first to have a key of its own. A customer whom no list knows yet is entered
    as known for good when the document is.
    """
    op.add_column("search_generation", sa.Column("values_since", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("equalities", sa.Column("generation", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE equalities SET generation = (SELECT coalesce(building, current) FROM search_generation)"
        " WHERE hash NOT IN (SELECT hash FROM customers)"
    )
    op.execute(
        "UPDATE search_generation SET values_since = coalesce(building, current) + 1"
        " WHERE EXISTS (SELECT 1 FROM documents)"
    )
