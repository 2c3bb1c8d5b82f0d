"""The tables of what the clock remembers: which expiring papers are chased, and what is paused."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from storage.records.tables import Instant, Number, metadata

chases = Table(
    "chases",
    metadata,
    # The date belongs to the key: when a person corrects it, what was chased for the wrong one says nothing of it.
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("expires_on", Date, primary_key=True),
    Column("days_before", Integer, primary_key=True, autoincrement=False),  # 0: it has expired
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", String(16)),  # why: strongroom.expiry.Closing
    Column("renewal", Number, ForeignKey("documents.number")),
    Index(None, "closed_at", "expires_on"),
)

chase_looks = Table(
    "chase_looks",
    metadata,
    Column("name", String(16), primary_key=True),  # storage.records.chase_looks.Look
    Column("at", Instant, nullable=False),
)

pauses = Table(
    "pauses",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("actor", String(200), nullable=False),
)
