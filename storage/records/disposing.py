"""Proposing what may be destroyed. ``strongroom.retention`` decides; this asks it about the documents it could be."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import ColumnElement, insert, select

from storage.audit import AuditEvent
from storage.records.ending_tables import dispositions
from storage.records.holding import is_held
from storage.records.session import AnyRow, Session
from storage.records.tables import documents, facets
from storage.records.values import Action
from strongroom.disposition import Stage
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.reading import Origin, Reading, Source
from strongroom.retention import Clock, Due, Kept, clock_start, due

BATCH: Final = 200
"""Documents that one transaction proposes: SQLite has one writer, and people wait while it writes."""
KEPT_STATES: Final = (State.FILED, State.ARCHIVED)
"""The states in which a document lies where its kind and its readings were settled."""
_SCHEDULE: Final = "schedule"


def candidates(session: Session, now: dt.datetime) -> tuple[DocumentId, ...]:
    """Every document whose time has passed and that is not proposed yet, longest due first."""
    return tuple(item.document for item in _due(session, now, dispositions.c.document.is_(None), ~is_held()).values())


def propose(session: Session, these: tuple[DocumentId, ...], now: dt.datetime) -> tuple[DocumentId, ...]:
    """Propose those of the documents of which all this still holds."""
    found = _due(session, now, dispositions.c.document.is_(None), ~is_held(), documents.c.id.in_(these))
    for number, item in found.items():
        _write(session, number, item, now)
    return tuple(item.document for item in found.values())


def still_due(session: Session, number: int, now: dt.datetime) -> Due | None:
    """Why a document may be destroyed, by its readings and the rules as they are now; None if it is to be kept."""
    return _due(session, now, documents.c.number == number).get(number)


def _due(session: Session, now: dt.datetime, *conditions: ColumnElement[bool]) -> Mapping[int, Due]:
    on = now.astimezone(dt.UTC).date()
    rows = {row.id: row for kind in session.kinds.values() for row in _rows(session, kind, on, *conditions)}
    found = due((_kept(row, session.kinds[row.kind]) for row in rows.values()), on=on)
    return {rows[item.document].number: item for item in found}


def _rows(session: Session, kind: Kind, on: dt.date, *conditions: ColumnElement[bool]) -> Iterator[AnyRow]:
    """Documents of a kind whose clock may have run out: no N years are shorter than N times 365 days.

    What has no start date has no facet and is not among them: a missing start means never.
    """
    if kind.retention is None or kind.retention.years is None:
        return
    latest = on.toordinal() - 365 * kind.retention.years
    yield from session.connection.execute(
        select(documents.c.number, documents.c.id, documents.c.kind, facets.c.value)
        .join(facets, facets.c.document == documents.c.number)
        .outerjoin(dispositions, dispositions.c.document == documents.c.number)
        .where(
            documents.c.kind == kind.id,
            documents.c.state.in_([state.value for state in KEPT_STATES]),
            facets.c.field == kind.retention.starts,
            facets.c.value <= latest,
            *conditions,
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


def _write(session: Session, number: int, item: Due, now: dt.datetime) -> None:
    session.connection.execute(
        insert(dispositions).values(
            document=number,
            stage=Stage.ELIGIBLE.value,
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
