"""Requests and grants, whose access was confirmed, and what is restricted."""

import sqlalchemy as sa
from alembic import op

revision = "records_0008"
down_revision = "records_0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ANOTHER_APPROVES = "answer IS NULL OR answer <> 'approved' OR (answered_by IS NOT NULL AND answered_by <> asked_by)"


def upgrade() -> None:
    """Make the tables, and the flag of a document."""
    op.add_column("documents", sa.Column("restricted_at", INSTANT, nullable=True))
    create_requests()
    create_confirmations()
    create_restriction_orders()


def create_requests() -> None:
    """What people ask each other for."""
    op.create_table(
        "requests",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("document", NUMBER, nullable=True),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("actions", sa.String(length=200), nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=True),
        sa.Column("ending", sa.String(length=16), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(ANOTHER_APPROVES, name="another_approves"),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_requests_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index(op.f("ix_requests_document"), "requests", ["document"])
    op.create_index(op.f("ix_requests_asked_by_answer"), "requests", ["asked_by", "answer"])
    op.create_index(op.f("ix_requests_answer_kind"), "requests", ["answer", "kind"])


def create_confirmations() -> None:
    """Who looked at whose access and left it."""
    op.create_table(
        "access_confirmations",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("user", sa.String(length=26), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_access_confirmations_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_confirmations")),
    )
    op.create_index(op.f("ix_access_confirmations_user_confirmed_at"), "access_confirmations", ["user", "confirmed_at"])


def create_restriction_orders() -> None:
    """What is kept because a law says so, and for no other use."""
    op.create_table(
        "restriction_orders",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_by", sa.String(length=200), nullable=True),
        sa.Column("lifting", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_restriction_orders_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction_orders")),
    )
    op.create_index(op.f("ix_restriction_orders_document"), "restriction_orders", ["document"])
