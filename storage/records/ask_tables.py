"""The tables of what customers are asked for: asks, letters, links to hand in by, and asks that went with a merge."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from storage.records.tables import Hash, Instant, Number, metadata

asks = Table(
    "asks",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("customer", Hash, nullable=False),  # as in ``customers``; the row goes with them
    Column("why", String(16), nullable=False),
    Column("kinds", Text, nullable=False),  # any of these, by id, apart by blanks
    Column("document", Number, ForeignKey("documents.number")),  # what expires, or was no good copy
    Column("expires_on", Date),
    Column("code", String(16), nullable=False),  # what the customer quotes; says nothing of the paper
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", String(200), nullable=False),
    Column("files_left", Integer, nullable=False),
    Column("bytes_left", BigInteger, nullable=False),
    Column("escalated_at", Instant),
    Column("closed_at", Instant),
    Column("closed_by", String(16)),  # why: strongroom.asking.Ending
    Index(None, "customer"),
    Index(None, "document"),
    Index(None, "closed_at"),
)

ask_letters = Table(
    "ask_letters",
    metadata,
    Column("ask", String(26), ForeignKey("asks.id"), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("proposed_at", Instant, nullable=False),
    Column("allowed_at", Instant),
    Column("allowed_by", String(200)),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("ended_at", Instant),  # sent, given up, or a later one took its place
    Column("sent", String(16)),  # how: mail or hand; null where it was not
)

merged_asks = Table(
    "merged_asks",
    metadata,
    Column("merge", String(26), ForeignKey("merges.id"), primary_key=True),
    Column("ask", String(26), ForeignKey("asks.id"), primary_key=True),
    Index(None, "ask"),
)

ask_links = Table(
    "ask_links",
    metadata,
    Column("token_hash", Hash, primary_key=True),
    Column("ask", String(26), ForeignKey("asks.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index(None, "ask"),
)
