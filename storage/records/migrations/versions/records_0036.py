"""How far chasing looked at all papers is one row, and no longer one moment for each open chase."""

import sqlalchemy as sa
from alembic import op

revision = "records_0036"
down_revision = "records_0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Where an open chase was never looked at, the first run looks at all of them."""
    op.create_table(
        "chase_looks",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(
        "INSERT INTO chase_looks (name, at) SELECT 'close', min(looked_at) FROM chases WHERE closed_at IS NULL"
        " HAVING count(*) > 0 AND count(*) = count(looked_at)"
    )
    op.drop_column("chases", "looked_at")
