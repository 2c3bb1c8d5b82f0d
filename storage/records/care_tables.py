"""The tables of care: what is wrong with the machine, and since when a key-encryption key is the current one."""

from sqlalchemy import Column, Integer, String, Table

from storage.records.tables import Instant, metadata

concerns = Table(
    "concerns",
    metadata,
    Column("trouble", String(32), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("step", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)

kek_ages = Table(
    "kek_ages",
    metadata,
    Column("kek", String(200), primary_key=True),
    Column("since", Instant, nullable=False),
)
