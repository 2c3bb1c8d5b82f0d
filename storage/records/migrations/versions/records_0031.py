"""Whether somebody who is awaited from a provider has to be signed in here to be known from then on."""

import sqlalchemy as sa
from alembic import op

revision = "records_0031"
down_revision = "records_0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Whoever is awaited now has to be: whether anybody uses their account was never asked."""
    column: sa.Column[bool] = sa.Column("from_within", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("identities", column)
