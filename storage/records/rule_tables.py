"""The tables of the rules of retention: the books a house adopted, and what they wait for."""

from sqlalchemy import Column, Date, Integer, String, Table, Text

from storage.records.tables import Hash, Instant, metadata

rule_books = Table(
    "rule_books",
    metadata,
    Column("id", String(26), primary_key=True),  # the newest is in force
    Column("adopted_at", Instant, nullable=False),
    Column("adopted_by", String(200), nullable=False),
    Column("text", Text, nullable=False),  # the TOML as it was handed in: laws and periods, nothing personal
)

relationships = Table(
    "relationships",
    metadata,
    Column("customer_hash", Hash, primary_key=True),  # as in ``equalities``
    Column("ended_on", Date, nullable=False),
    Column("noted_at", Instant, nullable=False),
    Column("noted_by", String(200), nullable=False),
)

undated_kinds = Table(
    "undated_kinds",
    metadata,
    Column("kind", String(64), primary_key=True),
    Column("documents", Integer, nullable=False),  # as the last night found them, so that nobody counts to tell people
)
