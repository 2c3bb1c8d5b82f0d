"""Reviewing: a person's decision is a row, and what it changes is a new version. Nothing is overwritten."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, insert, select, update

from storage.audit import AuditEvent, FactValue
from storage.records.bodies import Body
from storage.records.entries import page_text
from storage.records.filing import close_reviews, current_body, quarantine_columns, write_version
from storage.records.session import DocumentRow, Session
from storage.records.tables import decisions, documents, reviews
from storage.records.tasks import Task, decided_as, draw_of, open_task, pass_on
from storage.records.values import BETTER_COPY, DUPLICATE, JOINED, REJECTED, Action, Correction, ReviewTask
from strongroom.amount import amount_of
from strongroom.document import State
from strongroom.errors import BadCorrection, IllegalMove, Overtaken, OwnWork
from strongroom.four_eyes import Stage, blind_fields, disputed, keyed, needs_second
from strongroom.ids import DocumentId
from strongroom.kind import UNKNOWN, Kind, Type
from strongroom.naming import file_name, tags
from strongroom.reading import Classification, Decision, Extraction, Origin, Reading, Source, Value
from strongroom.settings_review import Review

_NOWHERE: Final = Source(origin=Origin.PERSON)
_ASIDE: Final[Mapping[str, str]] = MappingProxyType(
    {"reject": REJECTED, "duplicate": DUPLICATE, "better_copy": BETTER_COPY, "join": JOINED}
)
"""The quarantine codes of decisions that set a document aside."""
ONE_IS_ENOUGH: Final = Review()
"""Rules by which nothing needs a second pair of eyes."""


def decide(
    session: Session,
    document: DocumentId,
    correction: Correction,
    *,
    actor: str,
    now: dt.datetime,
    rules: Review = ONE_IS_ENOUGH,
) -> State:
    """Carry out a reviewer's decision; what needs another pair of eyes goes on waiting, for somebody else."""
    row = session.document(document)
    aside = _ASIDE.get(correction.verdict)
    if row.state != State.IN_REVIEW:
        raise IllegalMove(old=row.state, new=(State.QUARANTINED if aside else State.FILED).value)
    if correction.seen not in (None, row.version):
        raise Overtaken(version=row.version)
    task = open_task(session, row)
    if task is not None and task.stage > Stage.FIRST and actor in task.workers:
        raise OwnWork
    if task is not None and correction.stage not in (None, task.stage):
        # They did not see what a second person sees: fields that are keyed twice were open before them.
        raise Overtaken(version=row.version)
    said = _said(session, row, correction, rules)
    wanted = None if aside or correction.verdict == "split" else _wanted(session, row, task, said, rules)
    _record(session, row, correction, task, said.keyed, actor=actor, now=now)
    facts: dict[str, FactValue] = {
        "verdict": correction.verdict,
        "version": row.version,
        "fields": sorted(correction.corrections),
    }
    if wanted is not None:
        facts["stage"] = int(wanted)
    session.note(AuditEvent(at=now, actor=actor, action=Action.DECIDED, document=document, facts=facts))
    if wanted is not None:
        return _go_on(session, row, correction, said, wanted, actor=actor, now=now)
    changes: dict[str, object] = {"filed_at": now}
    if aside:
        changes = quarantine_columns(aside, correction.facts, now)
    elif correction.verdict in ("correct", "split"):
        changes |= _written(session, row, said.after, actor=actor, now=now)
    state = State.QUARANTINED if aside else State.FILED
    session.move(row, state, **changes)
    close_reviews(session, row, now)
    return state


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What a person says of a document: what is known then, and what they keyed of the fields that two people key."""

    after: Body | None
    keyed: Mapping[str, str]


def _said(session: Session, row: DocumentRow, correction: Correction, rules: Review) -> _Said:
    body = current_body(session, row)
    if correction.verdict == "split" and body is not None:
        return _Said(after=_bundle(body), keyed={})
    if correction.verdict == "correct":
        if body is None:
            raise IllegalMove(old=row.state, new=State.FILED.value)
        body = corrected(body, correction, session.kinds)
        if correction.name is None:
            body = replace(body, name=_named(session, row, body))
    kind = session.kinds.get(body.classification.kind) if body else None
    if body is None or kind is None:
        return _Said(after=body, keyed={})
    return _Said(after=body, keyed=keyed(body.extraction.readings, blind_fields(rules, kind)))


def _wanted(session: Session, row: DocumentRow, task: Task | None, said: _Said, rules: Review) -> Stage | None:
    """Who has to look after this person; None when it may be filed."""
    if task is None or said.after is None or task.stage is Stage.THIRD:
        return None
    if task.stage is Stage.SECOND:
        first = task.keyed[0] if task.keyed else {}
        return Stage.THIRD if said.keyed and disputed(first, said.keyed) else None
    kind = session.kinds.get(said.after.classification.kind)
    readings = said.after.extraction.readings
    draw = draw_of(session, row.id, "second")
    return Stage.SECOND if kind is not None and needs_second(rules, kind, readings, draw=draw) else None


def _go_on(
    session: Session,
    row: DocumentRow,
    correction: Correction,
    said: _Said,
    wanted: Stage,
    *,
    actor: str,
    now: dt.datetime,
) -> State:
    """Write what the next person may see, and let them come."""
    body = current_body(session, row)
    seen = replace(
        correction, corrections={name: text for name, text in correction.corrections.items() if name not in said.keyed}
    )
    if body is not None and (seen.corrections or seen.kind or seen.name):
        # What is keyed blindly is in the decision and nowhere else until two people agree on it.
        after = corrected(body, seen, session.kinds)
        changes = _written(session, row, after, actor=actor, now=now)
        session.connection.execute(update(documents).where(documents.c.number == row.number).values(changes))
    pass_on(session, row, wanted)
    return State.IN_REVIEW


def _bundle(body: Body) -> Body:
    return replace(
        body,
        classification=Classification(kind=UNKNOWN, confidence=1.0, reasons=("bundle",)),
        extraction=Extraction(readings={}),
        decision=Decision(straight_through=False),
    )


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
        turns=body.turns,
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


def _written(
    session: Session, row: DocumentRow, after: Body | None, *, actor: str, now: dt.datetime
) -> dict[str, object]:
    if after is None:
        raise IllegalMove(old=row.state, new=State.FILED.value)
    return write_version(session, row, after, text=page_text(session, row), actor=actor, now=now, seconds=0)


def _named(session: Session, row: DocumentRow, after: Body) -> str:
    kind = session.kinds[after.classification.kind]
    return file_name(kind, after.extraction.readings, received=row.received_at.date(), media=row.media)


def _record(
    session: Session,
    row: DocumentRow,
    correction: Correction,
    task: Task | None,
    typed: Mapping[str, str],
    *,
    actor: str,
    now: dt.datetime,
) -> None:
    document = DocumentId(row.id)
    particulars = {
        "corrections": dict(correction.corrections),
        "kind": correction.kind,
        "name": correction.name,
        "reason": correction.reason,
        "keyed": dict(typed),
        "spent": dict(correction.spent),
    }
    session.connection.execute(
        insert(decisions).values(
            document=row.number,
            verdict=correction.verdict,
            version=row.version,
            actor=actor,
            decided_at=now,
            particulars=session.seals.seal_json(document, decided_as(row, now), particulars),
            stage=task.stage if task else Stage.FIRST,
            sampled=bool(task and task.sampled),
            seconds=correction.spent.get(""),
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
    except ValueError:
        raise BadCorrection(field=name) from None
    return Reading(field=name, value=value, confidence=1.0, source=source)


def _value(wanted: Type, typed: str) -> Value:
    if wanted is Type.DATE:
        return dt.date.fromisoformat(typed)
    if wanted is not Type.AMOUNT:
        return typed
    amount = amount_of(typed.replace(",", ""))
    if amount is None:
        raise ValueError
    return amount
