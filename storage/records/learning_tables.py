"""The tables of learned models: what each learned from, how it did, which one is in use. The vault has their bytes."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from storage.records.tables import Instant, Number, metadata

models = Table(
    "models",
    metadata,
    Column("id", String(26), primary_key=True),  # of its blob in the vault too, and of the blob's document
    Column("standing", String(16), nullable=False),
    Column("trained_at", Instant, nullable=False),
    Column("trained_by", String(200), nullable=False),
    Column("scores", Text, nullable=False),  # counts by kind, and how it and the one before it did: numbers, as JSON
    Column("promoted_at", Instant),
    Column("promoted_by", String(200)),
    # How often a model had been promoted when this one was: who was in use before whom.
    Column("turn", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored_size", BigInteger, nullable=False),
    Index(None, "standing", "turn"),
)

model_papers = Table(
    "model_papers",
    metadata,
    Column("model", String(26), ForeignKey("models.id"), primary_key=True),
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Index(None, "document"),
)
