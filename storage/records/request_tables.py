"""The tables of what people ask each other for, of who confirmed whose access, and of what is restricted."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text

from storage.records.tables import Instant, Number, Sealed, metadata

requests = Table(
    "requests",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("kind", String(32), nullable=False),
    # Of access to one document; what was said goes with that document.
    Column("document", Number, ForeignKey("documents.number")),
    Column("subjects", Text, nullable=False),  # ids, as JSON
    Column("actions", String(200), nullable=False),  # of access, by name, apart by blanks
    Column("until", Instant),  # the end of the access
    Column("asked_by", String(200), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answer", String(16)),
    Column("answered_by", String(200)),
    Column("answered_at", Instant),
    Column("ended_at", Instant),
    Column("ended_by", String(200)),
    Column("ending", String(16)),
    # Reason and customer; under the key of the document, or of the house where it is about none or several.
    Column("body", Sealed, nullable=False),
    Column("words", Sealed),  # what the answer says
    # Four eyes stand in the database too: no program error can break it.
    CheckConstraint(
        "answer IS NULL OR answer <> 'approved' OR (answered_by IS NOT NULL AND answered_by <> asked_by)",
        name="another_approves",
    ),
    Index(None, "document"),
    Index(None, "asked_by", "answer"),
    Index(None, "answer", "kind"),
)

confirmations = Table(
    "access_confirmations",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("user", String(26), ForeignKey("users.id"), nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("confirmed_by", String(200), nullable=False),
    Index(None, "user", "confirmed_at"),
)

restriction_orders = Table(
    "restriction_orders",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("document", Number, ForeignKey("documents.number"), nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("set_by", String(200), nullable=False),
    Column("reason", Sealed, nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", String(200)),
    Column("lifting", Sealed),  # why it was lifted
    Index(None, "document"),
)
