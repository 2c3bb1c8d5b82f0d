"""The tables of what guards the vault: whether it may change, and what people said they open papers for."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from storage.records.tables import Instant, Number, Sealed, metadata

vault_state = Table(
    "vault_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row, made with the table
    Column("frozen_at", Instant),
    Column("frozen_by", String(200)),
)

purposes = Table(
    "purposes",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("document", Number, ForeignKey("documents.number"), nullable=False),
    Column("text", Sealed, nullable=False),
    Index(None, "document"),
)
