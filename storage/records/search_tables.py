"""The tables of the generations of the keys for finding; what the index itself looks like is told in ``index.py``."""

from sqlalchemy import Column, ForeignKey, Integer, Table

from storage.records.tables import Instant, Number, Sealed, metadata

search_generation = Table(
    "search_generation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row, made with the table
    Column("current", Integer, nullable=False),  # the one that answers
    Column("building", Integer),  # the one that comes after it, while it is not complete
    Column("forgetting", Integer),  # the one before it, while something of it is left
    Column("since", Instant),  # when the last step was taken
    Column("values_since", Integer, nullable=False, server_default="1"),  # the first with a key of its own for values
)

search_entries = Table(
    "search_entries",
    metadata,
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("tokens", Sealed, nullable=False),  # FTS5 forgets an entry only when told what was in it
)
