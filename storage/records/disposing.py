"""Proposing what may be destroyed. ``strongroom.rules`` decides; this asks it about the documents it could be."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, bindparam, insert, select

from storage.audit import AuditEvent
from storage.records.ending_tables import dispositions
from storage.records.holding import is_held
from storage.records.rulebooks import in_force
from storage.records.running import KEPT_STATES, Running, ripe
from storage.records.session import AnyRow, Session
from storage.records.tables import documents
from storage.records.values import Action
from strongroom.disposition import Stage
from strongroom.ids import DocumentId
from strongroom.retention import Due, Kept, due
from strongroom.rules import Book

__all__ = ["AT_ONCE", "BATCH", "KEPT_STATES", "candidates", "propose", "still_due"]

BATCH: Final = 200
"""Documents that one transaction proposes: SQLite has one writer, and people wait while it writes."""
AT_ONCE: Final = 20_000
"""Documents that are found together: where a house adopts its first rules, they may be most of what it has."""
_SCHEDULE: Final = "schedule"
_NEW: Final = (dispositions.c.document.is_(None), ~is_held())
_AMONG: Final = documents.c.id.in_(bindparam("among", expanding=True))
_THIS: Final = documents.c.number == bindparam("number")
_KINDS: Final = select(documents.c.kind).where(_AMONG).distinct()
_PROPOSE: Final = insert(dispositions)


def candidates(session: Session, now: dt.datetime) -> Iterator[DocumentId]:
    """Every document whose time has passed and that is not proposed yet, one after the other."""
    on = session.day(now)
    book = in_force(session)
    for running in ripe(session, book, on, session.kinds.values(), *_NEW):
        if due((_kept(running, book),), on=on):
            yield running.document


def propose(session: Session, these: Sequence[DocumentId], now: dt.datetime) -> tuple[DocumentId, ...]:
    """Propose those of the documents of which all this still holds."""
    named = session.connection.execute(_KINDS, {"among": these}).scalars()
    found = _due(session, now, named, *_NEW, _AMONG, among=these)
    if found:
        session.connection.execute(_PROPOSE, [_row(number, item, now) for number, item in found.items()])
    for item in found.values():
        facts = {"since": item.since.isoformat()}
        session.note(
            AuditEvent(at=now, actor=_SCHEDULE, action=Action.DISPOSITION_PROPOSED, document=item.document, facts=facts)
        )
    return tuple(item.document for item in found.values())


def still_due(session: Session, row: AnyRow, now: dt.datetime) -> Due | None:
    """Why a document may be destroyed, by its readings and the rules as they are now; None if it is to be kept."""
    return _due(session, now, (row.kind,), _THIS, number=row.number).get(row.number)


def _due(
    session: Session, now: dt.datetime, named: Iterable[str], *conditions: ColumnElement[bool], **given: object
) -> Mapping[int, Due]:
    on = session.day(now)
    book = in_force(session)
    kinds = [session.kinds[name] for name in named if name in session.kinds]
    numbers: dict[DocumentId, int] = {}

    def kept() -> Iterator[Kept]:
        for running in ripe(session, book, on, kinds, *conditions, **given):
            numbers[running.document] = running.number
            yield _kept(running, book)

    return {numbers[item.document]: item for item in due(kept(), on=on)}


def _kept(running: Running, book: Book) -> Kept:
    return Kept(document=running.document, clocks=running.clocks(book).keep)


def _row(number: int, item: Due, now: dt.datetime) -> dict[str, object]:
    return {
        "document": number,
        "stage": Stage.ELIGIBLE.value,
        "basis": item.clock.rule.basis,
        "started_on": item.clock.start,
        "ended_on": item.since,
        "proposed_at": now,
    }
