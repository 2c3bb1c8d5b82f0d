"""Generations of the search key: which one answers, a second index to build the next one in, entries by generation."""

import sqlalchemy as sa
from alembic import op

revision = "records_0006"
down_revision = "records_0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """All that was entered before is of the first generation."""
    op.create_table(
        "search_generation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("building", sa.Integer(), nullable=True),
        sa.Column("forgetting", sa.Integer(), nullable=True),
        sa.Column("since", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_generation")),
    )
    op.execute("INSERT INTO search_generation (id, current) VALUES (1, 1)")
    op.create_table(
        "search_entries",
        sa.Column("document", NUMBER, autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_search_entries_document")),
        sa.PrimaryKeyConstraint("document", "generation", name=op.f("pk_search_entries")),
    )
    op.execute("INSERT INTO search_entries (document, generation, tokens) SELECT document, 1, tokens FROM search_texts")
    op.drop_column("search_texts", "tokens")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE search_index_even "
            "(document bigint PRIMARY KEY REFERENCES documents (number), tokens bigint[] NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_index_even_tokens ON search_index_even USING gin (tokens)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE search_index_even "
            "USING fts5(tokens, content='', columnsize=0, detail=none, tokenize='ascii')"
        )
