"""The tables of the review station that are about people: what somebody left for later, and what was asked for."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from storage.records.tables import Instant, Number, metadata

skips = Table(
    "skips",
    metadata,
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("user", String(200), primary_key=True),
    Column("skipped_at", Instant, nullable=False),
)

better_copies = Table(
    "better_copies",
    metadata,
    Column("code", String(16), primary_key=True),  # what the customer quotes; says nothing of the paper
    Column("document", Number, ForeignKey("documents.number"), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Index(None, "document"),
)
