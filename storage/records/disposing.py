"""Proposing what may be destroyed. ``strongroom.retention`` decides; this asks it about the documents it could be."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import exists, insert, select

from storage.audit import AuditEvent
from storage.records.session import AnyRow, Session
from storage.records.tables import dispositions, documents, facets, holds
from storage.records.values import Action
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.reading import Origin, Reading, Source
from strongroom.retention import Clock, Due, Kept, clock_start, due

_SCHEDULE = "schedule"


def propose(session: Session, now: dt.datetime) -> tuple[DocumentId, ...]:
    """Propose every document whose time has passed and that was not proposed before."""
    on = now.astimezone(dt.UTC).date()
    candidates = {row.id: row for kind in session.kinds.values() for row in _candidates(session, kind, on)}
    proposed = due((_kept(row, session.kinds[row.kind]) for row in candidates.values()), on=on)
    for item in proposed:
        _write(session, candidates[item.document], item, now)
    return tuple(item.document for item in proposed)


def _candidates(session: Session, kind: Kind, on: dt.date) -> Iterator[AnyRow]:
    """Documents of a kind whose clock may have run out: no N years are shorter than N times 365 days.

    What has no start date has no facet and is not among them: a missing start means never.
    """
    if kind.retention is None or kind.retention.years is None:
        return
    latest = on.toordinal() - 365 * kind.retention.years
    held = exists().where(holds.c.document == documents.c.number, holds.c.released_at.is_(None))
    yield from session.connection.execute(
        select(documents.c.number, documents.c.id, documents.c.kind, facets.c.value)
        .join(facets, facets.c.document == documents.c.number)
        .outerjoin(dispositions, dispositions.c.document == documents.c.number)
        .where(
            documents.c.kind == kind.id,
            documents.c.state.in_([State.FILED.value, State.ARCHIVED.value]),
            facets.c.field == kind.retention.starts,
            facets.c.value <= latest,
            dispositions.c.document.is_(None),
            ~held,
        )
    )


def _kept(row: AnyRow, kind: Kind) -> Kept:
    if kind.retention is None:
        return Kept(document=DocumentId(row.id), clocks=())
    start = Reading(
        field=kind.retention.starts,
        value=dt.date.fromordinal(row.value),
        confidence=1.0,
        source=Source(origin=Origin.DERIVED),
    )
    clock = Clock(rule=kind.retention, start=clock_start(kind.retention, {start.field: start}))
    return Kept(document=DocumentId(row.id), clocks=(clock,))


def _write(session: Session, row: AnyRow, item: Due, now: dt.datetime) -> None:
    session.connection.execute(
        insert(dispositions).values(
            document=row.number,
            basis=item.clock.rule.basis,
            started_on=item.clock.start,
            ended_on=item.since,
            proposed_at=now,
        )
    )
    facts = {"since": item.since.isoformat()}
    session.note(
        AuditEvent(at=now, actor=_SCHEDULE, action=Action.DISPOSITION_PROPOSED, document=item.document, facts=facts)
    )
