"""The tables of notices: how people want to be told, and what waits to be told them. Ids and counts only."""

from sqlalchemy import Column, Integer, String, Table

from storage.records.tables import Instant, Sealed, metadata

notice_channels = Table(
    "notice_channels",
    metadata,
    Column("person", String(200), primary_key=True),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(200), nullable=False),
    Column("body", Sealed, nullable=False),  # addresses, which hold passwords and tokens, and the wishes
)

notices = Table(
    "notices",
    metadata,
    # What is told is the key: however often it is gathered, it is told once.
    Column("person", String(200), primary_key=True),
    Column("event", String(32), primary_key=True),
    Column("subject", String(240), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("made_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("ended_at", Instant),  # sent, or given up
)
