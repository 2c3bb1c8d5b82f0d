"""The audit chain in the database: appended to, read, verified, never changed.

On PostgreSQL one function owns the chain, and a role that may only execute it can do nothing else to the tables. On
SQLite whoever writes the file can write the chain; triggers refuse accidents, and a checkpoint kept elsewhere shows
the rest.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, insert, select, text, update

from storage.audit import AuditEvent, ChainedEvent, chain, read_instant, stored_texts, verify
from storage.records.tables import audit_events, audit_head
from storage.records.values import HistoryEntry
from strongroom.errors import AuditBroken
from strongroom.ids import DocumentId

_HEAD: Final = 1
_BATCH: Final = 5000
_COLUMNS: Final = ("at", "actor", "action", "document", "facts")
_APPEND: Final = text(
    "SELECT audit_append(e.at, e.actor, e.action, e.document, e.facts) FROM (SELECT * FROM unnest("
    "CAST(:at AS text[]), CAST(:actor AS text[]), CAST(:action AS text[]), CAST(:document AS text[]), "
    "CAST(:facts AS text[])) WITH ORDINALITY AS n(at, actor, action, document, facts, place) ORDER BY place) AS e"
)
"""One statement for all events of a transaction: a round trip for each costs more than the chain itself. The function
is volatile, so each call sees what the one before it wrote, and is called in the order of the rows below it.
"""

_SELECT_HEAD: Final = select(audit_head.c.sequence, audit_head.c.hash).where(audit_head.c.id == _HEAD)
# One statement, for on PostgreSQL the next one would see what was committed meanwhile.
_ENDS: Final = select(
    audit_head.c.sequence,
    audit_head.c.hash,
    select(func.coalesce(func.max(audit_events.c.sequence), 0)).scalar_subquery().label("last"),
).where(audit_head.c.id == _HEAD)
_CHAIN: Final = insert(audit_events)
_MOVE_HEAD: Final = update(audit_head).where(audit_head.c.id == _HEAD)


def append(connection: Connection, new: Sequence[AuditEvent]) -> None:
    """Append events. It has to be the last thing a transaction does: the chain is locked until it ends."""
    if not new:
        return
    if connection.dialect.name == "postgresql":
        texts = zip(*map(stored_texts, new), strict=True)
        connection.execute(_APPEND, dict(zip(_COLUMNS, map(list, texts), strict=True)))
        return
    sequence, previous = _head(connection)
    rows = []
    for event in new:
        chained = chain(event, sequence=sequence + 1, previous=previous)
        sequence, previous = chained.sequence, chained.hash
        rows.append({name: getattr(chained, name) for name in chained.__slots__})
    connection.execute(_CHAIN, rows)
    connection.execute(_MOVE_HEAD, {"sequence": sequence, "hash": previous})


def verify_all(connection: Connection) -> int:
    """Walk the whole chain and return how many events it has.

    Raises:
        AuditBroken: ``sequence`` is the first event that is not as it was written, or is missing or one too many.
    """
    end = ends(connection)
    walked = verify(events(connection, upto=end.last))
    if walked != (end.sequence, end.hash):
        raise AuditBroken(sequence=walked[0] + 1)
    return walked[0]


def history(connection: Connection, document: DocumentId) -> tuple[HistoryEntry, ...]:
    """The events of one document, oldest first."""
    rows = connection.execute(
        select(audit_events).where(audit_events.c.document == document).order_by(audit_events.c.sequence)
    )
    return tuple(
        HistoryEntry(
            sequence=row.sequence,
            at=read_instant(row.at),
            actor=row.actor,
            action=row.action,
            facts=json.loads(row.facts),
        )
        for row in rows
    )


def events(
    connection: Connection,
    *,
    after: int = 0,
    upto: int | None = None,
    actions: Collection[str] | None = None,
    actors: Collection[str] | None = None,
) -> Iterator[ChainedEvent]:
    """Events as they are stored, in their order: those behind ``after``, and not behind ``upto``.

    Where actions or actors are named, only theirs: a chain with holes, to be read and not to be verified.
    """
    wanted = select(audit_events).where(audit_events.c.sequence > after).order_by(audit_events.c.sequence)
    if actions is not None:
        wanted = wanted.where(audit_events.c.action.in_(actions))
    if actors is not None:
        wanted = wanted.where(audit_events.c.actor.in_(actors))
    if upto is not None:
        wanted = wanted.where(audit_events.c.sequence <= upto)
    for row in connection.execute(wanted.execution_options(yield_per=_BATCH)):
        yield ChainedEvent(
            sequence=row.sequence,
            at=row.at,
            actor=row.actor,
            action=row.action,
            document=row.document,
            facts=row.facts,
            hash=row.hash,
        )


def hashes(connection: Connection, *, upto: int) -> Iterator[bytes]:
    """The hashes of the events up to one, in their order."""
    wanted = select(audit_events.c.hash).where(audit_events.c.sequence <= upto).order_by(audit_events.c.sequence)
    yield from connection.execute(wanted.execution_options(yield_per=_BATCH)).scalars()


def hash_at(connection: Connection, sequence: int) -> bytes | None:
    """The hash of one event; None where there is no such event."""
    wanted = select(audit_events.c.hash).where(audit_events.c.sequence == sequence)
    return connection.execute(wanted).scalar_one_or_none()


def span(connection: Connection, *, since: str, until: str) -> tuple[int, int] | None:
    """The first and the last event of a time, as stored texts of times; None where there is none between.

    Events stand in the order in which they were committed, so the span may hold some of a moment outside.
    """
    wanted = select(func.min(audit_events.c.sequence), func.max(audit_events.c.sequence)).where(
        audit_events.c.at >= since, audit_events.c.at < until
    )
    first, last = connection.execute(wanted).one()
    return None if first is None else (first, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Where the chain ends: as its head says, and the number of the last event that is there."""

    sequence: int
    hash: bytes
    last: int


def ends(connection: Connection) -> Ends:
    """Both at one moment; they differ where somebody was at it. Others may go on appending: a walk ends at ``last``.

    Raises:
        AuditBroken: the head is gone.
    """
    row = connection.execute(_ENDS).one_or_none()
    if row is None:
        raise AuditBroken(sequence=1)
    return Ends(sequence=row.sequence, hash=row.hash, last=row.last)


def _head(connection: Connection) -> tuple[int, bytes]:
    row = connection.execute(_SELECT_HEAD).one_or_none()
    if row is None:
        raise AuditBroken(sequence=1)
    return row.sequence, row.hash
