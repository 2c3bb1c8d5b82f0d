"""The table of the archive: which documents were asked for and are not back yet."""

from sqlalchemy import Column, ForeignKey, String, Table

from storage.records.tables import Instant, Number, metadata

recalls = Table(
    "recalls",
    metadata,
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", String(200), nullable=False),
)
