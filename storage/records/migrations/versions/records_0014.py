"""What people add to documents: comments, links, searches they keep, and what they know of customers."""

import sqlalchemy as sa
from alembic import op

revision = "records_0014"
down_revision = "records_0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _comments()
    _links()
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    op.create_index(op.f("ix_saved_searches_actor"), "saved_searches", ["actor"])
    _customers()


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_comments_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_document"), "comments", ["document"])
    op.create_table(
        "mentions",
        sa.Column("comment", sa.String(length=26), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_mentions_comment")),
        sa.PrimaryKeyConstraint("comment", "actor", name=op.f("pk_mentions")),
    )
    op.create_index(op.f("ix_mentions_actor_seen_at"), "mentions", ["actor", "seen_at"])


def _links() -> None:
    op.create_table(
        "document_links",
        sa.Column("first", NUMBER, autoincrement=False, nullable=False),
        sa.Column("second", NUMBER, autoincrement=False, nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("first < second", name="first_is_smaller"),
        sa.ForeignKeyConstraint(["first"], ["documents.number"], name=op.f("fk_document_links_first")),
        sa.ForeignKeyConstraint(["second"], ["documents.number"], name=op.f("fk_document_links_second")),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_document_links")),
    )
    op.create_index(op.f("ix_document_links_second"), "document_links", ["second"])


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_customers")),
    )
    op.create_table(
        "merges",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("merged_at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_table(
        "merged_papers",
        sa.Column("merge", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_merged_papers_document")),
        sa.ForeignKeyConstraint(["merge"], ["merges.id"], name=op.f("fk_merged_papers_merge")),
        sa.PrimaryKeyConstraint("merge", "document", name=op.f("pk_merged_papers")),
    )
    op.create_index(op.f("ix_merged_papers_document"), "merged_papers", ["document"])
