"""Reviewing: a person's decision is a row, and what it changes is a new version. Nothing is overwritten."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Final

from sqlalchemy import Connection, insert, select, update

from storage.audit import AuditEvent
from storage.records.bodies import Body
from storage.records.entries import page_text
from storage.records.filing import close_reviews, current_body, quarantine_columns, write_version
from storage.records.session import DocumentRow, Session
from storage.records.tables import decisions, documents, reviews
from storage.records.values import REJECTED, Action, Correction, ReviewTask
from strongroom.document import State
from strongroom.errors import BadCorrection, IllegalMove, Overtaken
from strongroom.ids import DocumentId
from strongroom.kind import Kind, Type
from strongroom.naming import file_name, tags
from strongroom.reading import Classification, Decision, Extraction, Origin, Reading, Source, Value

_NOWHERE: Final = Source(origin=Origin.PERSON)


def decide(session: Session, document: DocumentId, correction: Correction, *, actor: str, now: dt.datetime) -> State:
    """Carry out a reviewer's decision."""
    row = session.document(document)
    state = State.QUARANTINED if correction.verdict == "reject" else State.FILED
    if row.state != State.IN_REVIEW:
        raise IllegalMove(old=row.state, new=state.value)
    if correction.seen not in (None, row.version):
        raise Overtaken(version=row.version)
    _record(session, row, correction, actor=actor, now=now)
    changes: dict[str, object] = {"filed_at": now}
    if correction.verdict == "correct":
        changes |= _correct(session, row, correction, actor=actor, now=now)
    elif correction.verdict == "reject":
        changes = quarantine_columns(REJECTED, {}, now)
    session.move(row, state, **changes)
    close_reviews(session, row, now)
    facts = {"verdict": correction.verdict, "version": row.version, "fields": sorted(correction.corrections)}
    session.note(AuditEvent(at=now, actor=actor, action=Action.DECIDED, document=document, facts=facts))
    return state


def corrected(body: Body, correction: Correction, kinds: Mapping[str, Kind]) -> Body:
    """What is known after a correction. Its checks are made anew, over what the person says.

    Raises:
        BadCorrection: there is no such kind, the kind has no such field, or the value is none of its type.
    """
    kind = kinds.get(correction.kind or body.classification.kind)
    if kind is None:
        raise BadCorrection(field="kind")
    readings = {name: reading for name, reading in body.extraction.readings.items() if name in kind.by_name}
    for name, typed in correction.corrections.items():
        if typed:
            readings[name] = _by_person(kind, name, typed, correction.places.get(name, _NOWHERE))
        else:
            readings.pop(name, None)
    findings = tuple(finding for check in kind.checks if (finding := check(readings)) is not None)
    old = kinds.get(body.classification.kind)
    earned = tags(old, body.extraction.readings, ()) if old is not None else ()
    kept = tuple(tag for tag in body.tags if tag not in earned)
    return Body(
        classification=_classification(body.classification, kind),
        extraction=Extraction(readings=readings, findings=findings, tables=body.extraction.tables),
        decision=Decision(straight_through=False, reasons=()),
        name=correction.name or body.name,
        tags=tuple(dict.fromkeys((*tags(kind, readings, ()), *kept))),
        customer=body.customer,
    )


def due_reviews(connection: Connection, now: dt.datetime) -> tuple[ReviewTask, ...]:
    """Open tasks whose time is up, longest overdue first."""
    rows = connection.execute(
        select(documents.c.id, documents.c.kind, reviews)
        .join(documents, documents.c.number == reviews.c.document)
        .where(reviews.c.closed_at.is_(None), reviews.c.due_at <= now)
        .order_by(reviews.c.due_at, reviews.c.number)
    )
    return tuple(
        ReviewTask(
            document=DocumentId(row.id),
            kind=row.kind,
            opened_at=row.opened_at,
            due_at=row.due_at,
            reminders=row.reminders,
            reminded_at=row.reminded_at,
        )
        for row in rows
    )


def remind(session: Session, document: DocumentId, *, now: dt.datetime) -> bool:
    """Count a reminder for an open task, unless one was counted on this UTC day."""
    row = session.document(document)
    midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = session.connection.execute(
        update(reviews)
        .where(
            reviews.c.document == row.number,
            reviews.c.closed_at.is_(None),
            reviews.c.reminded_at.is_(None) | (reviews.c.reminded_at < midnight),
        )
        .values(reminders=reviews.c.reminders + 1, reminded_at=now)
    ).rowcount
    if counted:
        session.note(AuditEvent(at=now, actor="schedule", action=Action.REMINDED, document=document))
    return counted > 0


def _correct(
    session: Session, row: DocumentRow, correction: Correction, *, actor: str, now: dt.datetime
) -> dict[str, object]:
    body = current_body(session, row)
    if body is None:
        raise IllegalMove(old=row.state, new=State.FILED.value)
    after = corrected(body, correction, session.kinds)
    if correction.name is None:
        after = replace(after, name=_named(session, row, after))
    return write_version(session, row, after, text=page_text(session, row), actor=actor, now=now, seconds=0)


def _named(session: Session, row: DocumentRow, after: Body) -> str:
    kind = session.kinds[after.classification.kind]
    return file_name(kind, after.extraction.readings, received=row.received_at.date(), media=row.media)


def _record(session: Session, row: DocumentRow, correction: Correction, *, actor: str, now: dt.datetime) -> None:
    document = DocumentId(row.id)
    particulars = {
        "corrections": dict(correction.corrections),
        "kind": correction.kind,
        "name": correction.name,
        "reason": correction.reason,
    }
    # Bound to the version judged: a document is decided on once for each version it is sent to review with.
    place = f"decisions.particulars {row.version} {now.isoformat()}"
    session.connection.execute(
        insert(decisions).values(
            document=row.number,
            verdict=correction.verdict,
            version=row.version,
            actor=actor,
            decided_at=now,
            particulars=session.seals.seal_json(document, place, particulars),
        )
    )


def _classification(before: Classification, kind: Kind) -> Classification:
    if before.kind == kind.id:
        return before
    return replace(before, kind=kind.id, subkind=None, confidence=1.0, reasons=("person",))


def _by_person(kind: Kind, name: str, typed: str, source: Source) -> Reading:
    known = kind.by_name.get(name)
    if known is None:
        raise BadCorrection(field=name)
    try:
        value = _value(known.type, typed.strip())
    except (ValueError, InvalidOperation):
        raise BadCorrection(field=name) from None
    return Reading(field=name, value=value, confidence=1.0, source=source)


def _value(wanted: Type, typed: str) -> Value:
    if wanted is Type.DATE:
        return dt.date.fromisoformat(typed)
    if wanted is not Type.AMOUNT:
        return typed
    amount = Decimal(typed.replace(",", ""))
    if not amount.is_finite():
        raise ValueError
    return amount
