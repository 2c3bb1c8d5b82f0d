"""The first schema of the records: documents and what belongs to them, the search index, the audit chain."""

import sqlalchemy as sa
from alembic import op

revision = "records_0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The chain of storage/audit.py, computed where the application cannot reach: its role may execute this function, and
# may do nothing to the tables but read them. The head's row lock puts the events of all sessions in one order.
AUDIT_APPEND = """
CREATE FUNCTION audit_append(e_at text, e_actor text, e_action text, e_document text, e_facts text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    place bigint;
    digest bytea;
    part text;
BEGIN
    SELECT sequence + 1, hash INTO STRICT place, digest FROM audit_head WHERE id = 1 FOR UPDATE;
    digest := digest || int8send(place);
    FOREACH part IN ARRAY ARRAY[e_at, e_actor, e_action, e_document, e_facts] LOOP
        digest := digest || int4send(length(convert_to(part, 'UTF8'))) || convert_to(part, 'UTF8');
    END LOOP;
    digest := sha256(digest);
    INSERT INTO audit_events (sequence, at, actor, action, document, facts, hash)
        VALUES (place, e_at, e_actor, e_action, e_document, e_facts, digest);
    UPDATE audit_head SET sequence = place, hash = digest WHERE id = 1;
    RETURN place;
END $$
"""


def upgrade() -> None:
    """Make all tables."""
    create_documents()
    create_findings()
    create_search()
    create_endings()
    create_audit()
    op.execute(
        sa.text("INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, :zero)").bindparams(
            sa.bindparam("zero", bytes(32), sa.LargeBinary())
        )
    )
    if op.get_bind().dialect.name == "postgresql":
        for_postgresql()
    else:
        for_sqlite()


def for_postgresql() -> None:
    """The token index as arrays; the audit chain behind its function."""
    op.execute(
        "CREATE TABLE search_index (document bigint PRIMARY KEY REFERENCES documents (number), tokens bigint[] NOT NULL)"
    )
    op.execute("CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens)")
    op.execute(AUDIT_APPEND)
    # Everything else about roles is in infra/postgresql/roles.sql: who connects is not known here.
    op.execute("REVOKE ALL ON audit_events, audit_head FROM PUBLIC")
    op.execute("REVOKE ALL ON FUNCTION audit_append(text, text, text, text, text) FROM PUBLIC")


def for_sqlite() -> None:
    """The token index as contentless full text; triggers that refuse accidents with the audit chain."""
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='', columnsize=0, detail=none, tokenize='ascii')"
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_events_no_{verb.lower()} BEFORE {verb} ON audit_events "
            "BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
        )


def create_documents() -> None:
    """Documents, how they came, and their blobs."""
    op.create_table(
        "documents",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("media", sa.String(length=100), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("filed_at", INSTANT, nullable=True),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("subkind", sa.String(length=64), nullable=True),
        sa.Column("kind_confidence", sa.Float(), nullable=True),
        sa.Column("straight_through", sa.Boolean(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("name_hash", sa.LargeBinary(), nullable=True),
        sa.Column("quarantine_code", sa.String(length=64), nullable=True),
        sa.Column("quarantine_facts", sa.Text(), nullable=True),
        sa.Column("quarantined_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_documents")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_documents_content_hash")),
        sa.UniqueConstraint("id", name=op.f("uq_documents_id")),
        sa.UniqueConstraint("name_hash", name=op.f("uq_documents_name_hash")),
    )
    op.create_index(op.f("ix_documents_kind_number"), "documents", ["kind", "number"])
    op.create_index(op.f("ix_documents_state_number"), "documents", ["state", "number"])
    op.create_table(
        "arrivals",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("duplicate", sa.Boolean(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("particulars", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_arrivals_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
    )
    op.create_index(op.f("ix_arrivals_document"), "arrivals", ["document"])
    op.create_table(
        "blobs",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_blobs_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blobs")),
        sa.UniqueConstraint("document", "role", "version", name=op.f("uq_blobs_document_role_version")),
    )


def create_findings() -> None:
    """What was found in documents, and what people decide on it."""
    op.create_table(
        "extractions",
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_extractions_document")),
        sa.PrimaryKeyConstraint("document", "version", name=op.f("pk_extractions")),
    )
    op.create_table(
        "reviews",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_reviews_document")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_closed_at_due_at"), "reviews", ["closed_at", "due_at"])
    op.create_index(op.f("ix_reviews_document"), "reviews", ["document"])
    op.create_table(
        "decisions",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("particulars", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_decisions_document")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_document"), "decisions", ["document"])


def create_search() -> None:
    """What documents are found by."""
    op.create_table(
        "equalities",
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_equalities_document")),
        sa.PrimaryKeyConstraint("document", "hash", name=op.f("pk_equalities")),
    )
    op.create_index(op.f("ix_equalities_hash_document"), "equalities", ["hash", "document"])
    op.create_table(
        "facets",
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_facets_document")),
        sa.PrimaryKeyConstraint("document", "field", name=op.f("pk_facets")),
    )
    op.create_index(op.f("ix_facets_field_value_document"), "facets", ["field", "value", "document"])
    op.create_table(
        "search_texts",
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_search_texts_document")),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_search_texts")),
    )
    op.create_table(
        "name_series",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_name_series")),
    )


def create_endings() -> None:
    """What keeps documents, and what ends them."""
    op.create_table(
        "holds",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("placed_by", sa.String(length=200), nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("released_by", sa.String(length=200), nullable=True),
        sa.Column("particulars", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_holds_document")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_document"), "holds", ["document"])
    op.create_table(
        "dispositions",
        sa.Column("document", NUMBER, nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.number"], name=op.f("fk_dispositions_document")),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_dispositions")),
    )


def create_audit() -> None:
    """The audit chain."""
    op.create_table(
        "audit_events",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=26), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_document_sequence"), "audit_events", ["document", "sequence"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
