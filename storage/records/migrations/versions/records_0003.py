"""Endings: holds on documents and customers, dispositions with their two people, certificates of destruction."""

import sqlalchemy as sa
from alembic import op

revision = "records_0003"
down_revision = "records_0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TWO_PEOPLE = (
    "stage IN ('eligible', 'requested') OR "
    "(requested_by IS NOT NULL AND approved_by IS NOT NULL AND requested_by <> approved_by AND due_at IS NOT NULL)"
)


def upgrade() -> None:
    """Make the tables anew; proposals are kept. No hold could be placed before this version."""
    op.drop_table("holds")
    create_holds()
    proposals = sa.text("SELECT document, basis, started_on, ended_on, proposed_at FROM dispositions")
    kept = [dict(row._mapping) for row in op.get_bind().execute(proposals)]
    op.drop_table("dispositions")
    create_dispositions()
    carry_over = sa.text(
        "INSERT INTO dispositions (document, stage, basis, started_on, ended_on, proposed_at) "
        "VALUES (:document, 'eligible', :basis, :started_on, :ended_on, :proposed_at)"
    )
    if kept:
        op.get_bind().execute(carry_over, kept)
    create_certificates()


def create_holds() -> None:
    """What keeps documents."""
    op.create_table(
        "holds",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, nullable=True),
        sa.Column("customer_hash", sa.LargeBinary(), nullable=True),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("placed_by", sa.String(length=200), nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_by", sa.String(length=200), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("lifting", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(document IS NULL) <> (customer_hash IS NULL)", name="one_subject"),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_holds_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_document"), "holds", ["document"])
    op.create_index(op.f("ix_holds_customer_hash"), "holds", ["customer_hash"])


def create_dispositions() -> None:
    """What ends documents."""
    op.create_table(
        "dispositions",
        sa.Column("document", NUMBER, autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("requested_at", INSTANT, nullable=True),
        sa.Column("requested_by", sa.String(length=200), nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("approved_by", sa.String(length=200), nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("condemned_at", INSTANT, nullable=True),
        sa.Column("inventory", sa.Text(), nullable=True),
        sa.Column("shredded_at", INSTANT, nullable=True),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.CheckConstraint(TWO_PEOPLE, name="two_people"),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_dispositions_document")),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_dispositions")),
    )
    op.create_index(op.f("ix_dispositions_stage_document"), "dispositions", ["stage", "document"])


def create_certificates() -> None:
    """What proves their end."""
    op.create_table(
        "certificates",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("pdf_size", sa.BigInteger(), nullable=True),
        sa.Column("pdf_stored_size", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_certificates_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_index("ix_certificates_document_step", "certificates", ["document", "step"], unique=True)
