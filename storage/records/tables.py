"""The tables of the records: one schema on SQLite and PostgreSQL.

What is clear and what is not: ids, states, times, counts, kinds, and the dates and amounts of ``facets`` are clear
(docs/search-leakage.md says which, and what they tell). Every other value from a paper is in a column of type
``Sealed``, which holds an envelope under the document's own key, or is a keyed hash.
"""

import datetime as dt
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Sealed = LargeBinary
Hash = LargeBinary
Number = BigInteger().with_variant(Integer, "sqlite")
"""Row numbers: SQLite numbers rows by itself only in a column of exactly INTEGER."""
GIVER: Final = "ask:"
"""How the actor of a file begins that was handed in through the link of an ask; its id follows."""
GIVEN: Final = f"substr(actor, 1, {len(GIVER)}) = '{GIVER}'"
"""That an arrival is one of these few, for an index of them alone."""


class Instant(TypeDecorator[dt.datetime]):
    """An aware UTC time. SQLite keeps no zone: there it is UTC without saying so."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times: their zone would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants are aware")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Give back aware UTC."""
        if value is None:
            return None
        known: dt.datetime = value
        return known.replace(tzinfo=dt.UTC) if known.tzinfo is None else known.astimezone(dt.UTC)


def _of_document(*, primary_key: bool = False) -> Column[int]:
    return Column("document", Number, ForeignKey("documents.number"), primary_key=primary_key, nullable=False)


documents = Table(
    "documents",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", String(26), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("media", String(100), nullable=False),
    # Null once the document is destroyed: then the same bytes may come again.
    Column("content_hash", Hash, unique=True),
    Column("received_at", Instant, nullable=False),
    Column("filed_at", Instant),
    # The lease. ``fence`` only ever grows.
    Column("not_before", Instant, nullable=False),
    Column("worker", String(200)),
    Column("expires_at", Instant),
    Column("fence", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),  # attempts that failed by themselves
    Column("lost", Integer, nullable=False, server_default="0"),  # workers that died, or were cut off, at it
    # The newest extraction; 0 before the first.
    Column("version", Integer, nullable=False),
    Column("kind", String(64)),
    Column("subkind", String(64)),
    Column("kind_confidence", Float),
    Column("straight_through", Boolean),
    Column("page_count", Integer),
    # Of a long document that is being read, as its worker last told.
    Column("pages_done", Integer),
    Column("pages_in_all", Integer),
    Column("name_hash", Hash, unique=True),
    Column("quarantine_code", String(64)),
    Column("quarantine_facts", Text),
    Column("quarantined_at", Instant),
    Column("restricted_at", Instant),  # kept because a law says so, and for no other use
    Index(None, "state", "number"),
    Index(None, "kind", "number"),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", String(26), primary_key=True),
    _of_document(),
    Column("duplicate", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("particulars", Sealed, nullable=False),  # original name, folder tags, customer
    Index(None, "document"),
    Index("ix_arrivals_given", "actor", sqlite_where=text(GIVEN), postgresql_where=text(GIVEN)),
)

blobs = Table(
    "blobs",
    metadata,
    Column("id", String(26), primary_key=True),
    _of_document(),
    Column("role", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored_size", BigInteger, nullable=False),
    Column("digest", Sealed, nullable=False),
    UniqueConstraint("document", "role", "version"),
)

extractions = Table(
    "extractions",
    metadata,
    _of_document(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("made_at", Instant, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("body", Sealed, nullable=False),  # classification, readings, findings, tables, reasons, name, tags, customer
    Index(None, "made_at"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("number", Number, primary_key=True),
    _of_document(),
    Column("opened_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("reminders", Integer, nullable=False),
    Column("reminded_at", Instant),
    Column("escalated_at", Instant),
    Column("stage", Integer, nullable=False, server_default="1"),  # strongroom.four_eyes.Stage
    Column("sampled", Boolean, nullable=False, server_default=false()),  # had gone straight through; nobody is told
    Column("assignee", String(200)),  # whom it is for; anybody where it is null
    Column("note", Sealed),  # what the one who handed it on had to say
    Index(None, "document"),
    Index(None, "closed_at", "due_at"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("number", Number, primary_key=True),
    _of_document(),
    Column("verdict", String(16), nullable=False),
    Column("version", Integer, nullable=False),  # the extraction that was judged
    Column("actor", String(200), nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("particulars", Sealed, nullable=False),  # corrections and reason
    Column("stage", Integer, nullable=False, server_default="1"),
    Column("sampled", Boolean, nullable=False, server_default=false()),
    Column("seconds", Float),  # at the desk, idle time left out; null where nobody measured
    Index(None, "document"),
)

equalities = Table(
    "equalities",
    metadata,
    _of_document(primary_key=True),
    Column("hash", Hash, primary_key=True),  # of a field's name and value together
    # Of the key it was hashed with; 0 is the key of what is known for good, which is the customer here.
    Column("generation", Integer, nullable=False, server_default="0"),
    Index(None, "hash", "document"),
)

facets = Table(
    "facets",
    metadata,
    _of_document(primary_key=True),
    Column("field", String(64), primary_key=True),
    # Dates as days since 0001-01-01, amounts as ten-thousandths: whole numbers compare alike on every database.
    Column("value", BigInteger, nullable=False),
    Index(None, "field", "value", "document"),
)

search_texts = Table(
    "search_texts",
    metadata,
    _of_document(primary_key=True),
    Column("text", Sealed, nullable=False),
)

name_series = Table(
    "name_series",
    metadata,
    Column("hash", Hash, primary_key=True),
    Column("used", Integer, nullable=False),
)

audit_events = Table(
    "audit_events",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    # Text and not an instant: the hash is over these very characters, on both databases.
    Column("at", String(32), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(64), nullable=False),
    Column("document", String(26), nullable=False),  # empty where there is none; no foreign key: events outlive rows
    Column("facts", Text, nullable=False),
    Column("hash", Hash, nullable=False),
    Index(None, "document", "sequence"),
    Index(None, "actor", "sequence"),
    Index(None, "action", "sequence"),
    Index(None, "at"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", Hash, nullable=False),
)

key_metadata = MetaData(naming_convention=metadata.naming_convention)

wrapped_keys = Table(
    "wrapped_keys",
    key_metadata,
    # In the order of its bytes, whatever the database's language: walks go on behind the last id they saw.
    Column("id", String(64).with_variant(String(64, collation="C"), "postgresql"), primary_key=True),
    Column("document", String(26), nullable=False),
    Column("kek", String(200), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index(None, "document"),
    Index(None, "kek", "id"),
)

current_kek = Table(
    "current_kek",
    key_metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row
    Column("kek", String(200), nullable=False),
)
