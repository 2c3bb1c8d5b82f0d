"""The tables of people and what they are at: users, absences, sessions, from where, API tokens, failed tries,
seats at reviews.

Names and secrets are sealed under a house key, for they belong to no document; names are found by a keyed hash.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, true

from storage.records.tables import Hash, Instant, Number, Sealed, metadata

users = Table(
    "users",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("name_hash", Hash, nullable=False, unique=True),
    Column("roles", String(200), nullable=False),  # by name, in their order, apart by blanks
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    Column("must_change", Boolean, nullable=False),  # the password was given by somebody else
    Column("enrolled", Boolean, nullable=False),  # has a second factor
    Column("last_step", Integer, nullable=False),  # of the last one-time code taken: none is taken twice
    Column("body", Sealed, nullable=False),  # name, title, password hash, secret, hashes of recovery codes
)

absences = Table(
    "absences",
    metadata,
    Column("user", String(26), ForeignKey("users.id"), primary_key=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),  # the last on which they are away
)

identities = Table(
    "identities",
    metadata,
    Column("user", String(26), ForeignKey("users.id"), primary_key=True),
    # Awaited under an address, then known by what the provider calls them. Both, while somebody who is known is to
    # become known as somebody else.
    Column("address_hash", Hash, unique=True),
    Column("subject_hash", Hash, unique=True),
    Column("invited_at", Instant, nullable=False),
    Column("invited_by", String(200), nullable=False),
    Column("bound_at", Instant),
    # Somebody uses the account: whoever is awaited becomes known only by signing in here first.
    Column("from_within", Boolean, nullable=False, server_default=true()),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("name_hash", Hash, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Instant, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("token_hash", Hash, nullable=False, unique=True),
    Column("user", String(26), ForeignKey("users.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("complete", Boolean, nullable=False),  # everything that signing in asks for was given
    Column("body", Sealed, nullable=False),  # from where, with what
    Index(None, "user", "started_at"),
)

sign_in_places = Table(
    "sign_in_places",
    metadata,
    Column("user", String(26), ForeignKey("users.id"), primary_key=True),
    Column("place", Hash, primary_key=True),  # of the person and the network
    Column("first_at", Instant, nullable=False),
    Index(None, "first_at"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("token_hash", Hash, nullable=False, unique=True),
    Column("user", String(26), ForeignKey("users.id"), nullable=False),
    Column("scopes", String(200), nullable=False),  # by name, in their order, apart by blanks
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("ended_at", Instant),
    Column("body", Sealed, nullable=False),  # what its person calls it
    Index(None, "user"),
)

stations = Table(
    "stations",
    metadata,
    Column("document", Number, ForeignKey("documents.number"), primary_key=True, autoincrement=False),
    Column("user", String(200), nullable=False),
    Column("taken_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
