"""The tables of what keeps documents and of what ends them: holds, dispositions, certificates of destruction."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, String, Table, Text, text

from storage.records.tables import Hash, Instant, Number, Sealed, metadata


def _waiting(name: str, column: str, waits: str) -> Index:
    # Asked for every night: without it each such question would walk over all that ever ended.
    return Index(name, column, sqlite_where=text(waits), postgresql_where=text(waits))


holds = Table(
    "holds",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("document", Number, ForeignKey("documents.number")),
    Column("customer_hash", Hash),  # as in ``equalities``: covers every document of the customer, also later ones
    Column("matter_hash", Hash),  # keyed, so that all holds of one matter can be lifted together
    Column("placed_at", Instant, nullable=False),
    Column("placed_by", String(200), nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", String(200)),
    # Matter, reason and customer; under the key of the document, or of the house where it is about a customer.
    Column("body", Sealed, nullable=False),
    Column("lifting", Sealed),  # why it was lifted
    CheckConstraint("(document IS NULL) <> (customer_hash IS NULL)", name="one_subject"),
    Index(None, "document"),
    Index(None, "customer_hash"),
    Index(None, "matter_hash"),
)

dispositions = Table(
    "dispositions",
    metadata,
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("stage", String(16), nullable=False),
    Column("basis", String(300), nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("requested_at", Instant),
    Column("requested_by", String(200)),
    Column("approved_at", Instant),
    Column("approved_by", String(200)),
    Column("due_at", Instant),  # the end of the cooling-off period
    Column("condemned_at", Instant),  # when the conditions were checked for the last time, and there was no way back
    Column("inventory", Text),  # the objects that were found before the first was deleted, as JSON
    Column("shredded_at", Instant),
    Column("erased_at", Instant),
    # The rule of two people stands in the database too: no program error can break it.
    CheckConstraint(
        "stage IN ('eligible', 'requested') OR "
        "(requested_by IS NOT NULL AND approved_by IS NOT NULL AND requested_by <> approved_by AND due_at IS NOT NULL)",
        name="two_people",
    ),
    Index(None, "stage", "document"),
    _waiting("ix_dispositions_not_erased", "shredded_at", "erased_at IS NULL"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("document", Number, ForeignKey("documents.number"), nullable=False),
    Column("step", String(16), nullable=False),
    Column("issued_at", Instant, nullable=False),
    # The signed file as it is handed out. It holds no personal data and outlives every key of its document.
    Column("body", Text, nullable=False),
    # The PDF in the vault, once it is there.
    Column("pdf_sha256", String(64)),
    Column("pdf_size", BigInteger),
    Column("pdf_stored_size", BigInteger),
    Index("ix_certificates_document_step", "document", "step", unique=True),
    _waiting("ix_certificates_without_pdf", "id", "pdf_sha256 IS NULL"),
)
