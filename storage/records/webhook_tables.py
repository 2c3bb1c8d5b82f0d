"""The tables of webhooks: endpoints, and the messages that wait for them or went there. Ids, codes and times only."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.records.tables import Instant, Sealed, metadata

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("health", String(16), nullable=False),
    Column("events", Text, nullable=False),  # by name, apart by blanks
    Column("told_upto", BigInteger, nullable=False),  # the last event of the audit trail that was looked at for it
    Column("succeeded_at", Instant),
    Column("body", Sealed, nullable=False),  # the address, which may hold a token, its name, and the secrets
)

webhook_messages = Table(
    "webhook_messages",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("endpoint", String(26), ForeignKey("webhook_endpoints.id"), nullable=False),
    Column("sequence", BigInteger),  # of the event of the audit trail; none for what a person sends to try
    Column("event", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("tried_at", Instant),
    Column("ended_at", Instant),  # taken, or given up
    Column("status", Integer, nullable=False),  # of HTTP, at the last try; 0 where there was none
    Column("problem", String(16)),  # of the last try; none with ended_at: it was taken
    # However often the trail is read, an event is one message to an endpoint.
    UniqueConstraint("endpoint", "sequence"),
    Index(None, "endpoint", "ended_at"),
)
