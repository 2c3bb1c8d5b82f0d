"""Proposing what may be destroyed. ``strongroom.rules`` decides; this asks it about the documents it could be."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlalchemy import ColumnElement, bindparam, insert, select

from storage.audit import AuditEvent
from storage.records.ending_tables import dispositions
from storage.records.holding import is_held
from storage.records.rulebooks import in_force
from storage.records.running import KEPT_STATES, ripe
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.values import Action
from strongroom.disposition import Stage
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.retention import Due, Kept, due

__all__ = ["BATCH", "KEPT_STATES", "candidates", "propose", "still_due"]

BATCH: Final = 200
"""Documents that one transaction proposes: SQLite has one writer, and people wait while it writes."""
_SCHEDULE: Final = "schedule"
_NEW: Final = (dispositions.c.document.is_(None), ~is_held())
_AMONG: Final = documents.c.id.in_(bindparam("among", expanding=True))
_THIS: Final = documents.c.number == bindparam("number")


def candidates(session: Session, now: dt.datetime) -> tuple[DocumentId, ...]:
    """Every document whose time has passed and that is not proposed yet, longest due first."""
    found = _due(session, now, session.kinds.values(), *_NEW)
    return tuple(item.document for item in found.values())


def propose(session: Session, these: tuple[DocumentId, ...], now: dt.datetime) -> tuple[DocumentId, ...]:
    """Propose those of the documents of which all this still holds."""
    kinds = _kinds(session, documents.c.id.in_(these))
    found = _due(session, now, kinds, *_NEW, _AMONG, among=list(these))
    if found:
        session.connection.execute(insert(dispositions), [_row(number, item, now) for number, item in found.items()])
    for item in found.values():
        facts = {"since": item.since.isoformat()}
        session.note(
            AuditEvent(at=now, actor=_SCHEDULE, action=Action.DISPOSITION_PROPOSED, document=item.document, facts=facts)
        )
    return tuple(item.document for item in found.values())


def still_due(session: Session, number: int, now: dt.datetime) -> Due | None:
    """Why a document may be destroyed, by its readings and the rules as they are now; None if it is to be kept."""
    kinds = _kinds(session, documents.c.number == number)
    return _due(session, now, kinds, _THIS, number=number).get(number)


def _kinds(session: Session, condition: ColumnElement[bool]) -> tuple[Kind, ...]:
    named = session.connection.execute(select(documents.c.kind).where(condition).distinct()).scalars()
    return tuple(session.kinds[name] for name in named if name in session.kinds)


def _due(
    session: Session, now: dt.datetime, kinds: Iterable[Kind], *conditions: ColumnElement[bool], **given: object
) -> Mapping[int, Due]:
    on = session.day(now)
    book = in_force(session)
    numbers: dict[DocumentId, int] = {}

    def kept() -> Iterator[Kept]:
        for running in ripe(session, book, on, kinds, *conditions, **given):
            numbers[running.document] = running.number
            yield Kept(document=running.document, clocks=running.clocks(book).keep)

    return {numbers[item.document]: item for item in due(kept(), on=on)}


def _row(number: int, item: Due, now: dt.datetime) -> dict[str, object]:
    return {
        "document": number,
        "stage": Stage.ELIGIBLE.value,
        "basis": item.clock.rule.basis,
        "started_on": item.clock.start,
        "ended_on": item.since,
        "proposed_at": now,
    }
