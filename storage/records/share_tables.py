"""The tables of links to outside: what was shared with whom, on which terms, and each time it was opened."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from storage.records.tables import Hash, Instant, Number, Sealed, metadata

shares = Table(
    "shares",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("document", Number, ForeignKey("documents.number"), nullable=False),
    Column("token_hash", Hash, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("views_left", Integer, nullable=False),
    Column("takes", Boolean, nullable=False),  # whether the original may be taken away
    Column("failures", Integer, nullable=False),  # wrong passwords
    Column("revoked_at", Instant),
    Column("revoked_by", String(200)),
    Column("body", Sealed, nullable=False),  # address, reason, password hash
    Index(None, "document"),
)

share_views = Table(
    "share_views",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("share", String(26), ForeignKey("shares.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("origin", Sealed, nullable=False),  # from which network address
    Index(None, "share"),
)
