"""The tables of what people add to documents: comments, links, searches they keep, and what they know of customers."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from storage.records.tables import Hash, Instant, Number, Sealed, metadata

comments = Table(
    "comments",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("document", Number, ForeignKey("documents.number"), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("text", Sealed, nullable=False),
    Index(None, "document"),
)

mentions = Table(
    "mentions",
    metadata,
    Column("comment", String(26), ForeignKey("comments.id"), primary_key=True),
    Column("actor", String(200), primary_key=True),
    Column("seen_at", Instant),
    Index(None, "actor", "seen_at"),
)

document_links = Table(
    "document_links",
    metadata,
    # A link has no direction: the smaller number stands first, so that each pair is there once.
    Column("first", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("second", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("actor", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    CheckConstraint("first < second", name="first_is_smaller"),
    Index(None, "second"),
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("actor", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("body", Sealed, nullable=False),  # title and query, which may name people
    Index(None, "actor"),
)

customers = Table(
    "customers",
    metadata,
    # The hash by which papers of the customer are found. The name is opened from one of the papers, so that it goes
    # with the last of them.
    Column("hash", Hash, primary_key=True),
    Column("wanted", Text, nullable=False),  # kinds that a complete file has besides its list, by id, apart by blanks
    Column("sort", String(64)),  # of which checklist they are
    Column("profile", Sealed),  # where they are written to, and in which language; under a house key
)

merges = Table(
    "merges",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("merged_at", Instant, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", String(200)),
)

merged_papers = Table(
    "merged_papers",
    metadata,
    Column("merge", String(26), ForeignKey("merges.id"), primary_key=True),
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),  # the one that the merge wrote; the one before has the old customer
    Index(None, "document"),
)

joined_parts = Table(
    "joined_parts",
    metadata,
    # The document that was made of the parts. It keeps their rows when it is taken apart: the past is not rewritten.
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),  # from 1
    Column("part", Number, ForeignKey("documents.number"), nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("parted_at", Instant),  # when it was taken apart again
    Column("parted_by", String(200)),
    Index(None, "part"),
)
