"""Open review tasks: who has a paper behind them, for whom it is, and what chance says of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Row, delete, insert, select, union, update

from storage.records.account_tables import stations
from storage.records.review_tables import skips
from storage.records.session import DocumentRow, Session
from storage.records.tables import arrivals, decisions, reviews
from strongroom.four_eyes import Stage
from strongroom.ids import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The open review of a document.

    ``workers`` handed it in or have decided on it. ``keyed`` is what they typed blindly, in their order; it is for
    comparing, and nobody is shown it before a third person settles. ``sampled`` is shown to nobody.
    """

    number: int
    stage: Stage
    sampled: bool
    assignee: str | None
    workers: frozenset[str]
    note: str = field(default="", repr=False)
    keyed: tuple[Mapping[str, str], ...] = field(default=(), repr=False)


def open_task(session: Session, row: DocumentRow) -> Task | None:
    """The open review of a document; None where there is none."""
    found = session.connection.execute(
        select(reviews).where(reviews.c.document == row.number, reviews.c.closed_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    document = DocumentId(row.id)
    before = _before(session, found) if found.stage > Stage.FIRST else []
    return Task(
        number=found.number,
        stage=Stage(found.stage),
        sampled=found.sampled,
        assignee=found.assignee,
        workers=workers_of(session, [row.number])[row.number],
        note=session.seals.open(document, _note_place(found.number), found.note).decode() if found.note else "",
        keyed=tuple(_keyed(session, document, one) for one in before),
    )


def workers_of(session: Session, numbers: list[int]) -> Mapping[int, frozenset[str]]:
    """Who handed documents in, or has decided on them since their open review began; by row number."""
    deciders = (
        select(decisions.c.document, decisions.c.actor)
        .join(reviews, reviews.c.document == decisions.c.document)
        .where(reviews.c.closed_at.is_(None), decisions.c.decided_at >= reviews.c.opened_at)
        .where(decisions.c.document.in_(numbers))
    )
    handed_in = select(arrivals.c.document, arrivals.c.actor).where(arrivals.c.document.in_(numbers))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for row in session.connection.execute(union(deciders, handed_in)):
        found[row.document].add(row.actor)
    return defaultdict(frozenset, {number: frozenset(actors) for number, actors in found.items()})


def pass_on(session: Session, row: DocumentRow, stage: Stage) -> None:
    """Have the next person look at it: whoever sat there has stood up, and it is for anybody again."""
    session.connection.execute(
        update(reviews)
        .where(reviews.c.document == row.number, reviews.c.closed_at.is_(None))
        .values(stage=stage, assignee=None, note=None)
    )
    session.connection.execute(delete(stations).where(stations.c.document == row.number))


def hand_over(session: Session, row: DocumentRow, to: str | None, note: str) -> None:
    """Say for whom a paper is, and why; None is anybody."""
    task = open_task(session, row)
    if task is None:
        return
    sealed = session.seals.seal(DocumentId(row.id), _note_place(task.number), note.encode()) if note else None
    session.connection.execute(update(reviews).where(reviews.c.number == task.number).values(assignee=to, note=sealed))
    session.connection.execute(delete(stations).where(stations.c.document == row.number))


def skip(session: Session, row: DocumentRow, *, actor: str, now: dt.datetime) -> None:
    """Remember that somebody left it for later: they are given it again after all others."""
    session.connection.execute(delete(skips).where(skips.c.document == row.number, skips.c.user == actor))
    session.connection.execute(insert(skips).values(document=row.number, user=actor, skipped_at=now))


def draw_of(session: Session, document: str, lot: str) -> float:
    """A number in [0, 1) that belongs to a document and a lot: even, the same each time, and known to nobody before.

    It is a keyed hash, so that whoever hands a paper in cannot choose an id that is never drawn.
    """
    drawn = session.hashes.equality(f"@{lot}", document)
    return int.from_bytes(drawn) / float(1 << 8 * len(drawn))


def decided_as(row: DocumentRow, decided_at: dt.datetime) -> str:
    """The place to which the particulars of a decision are sealed: the version judged, and when."""
    return f"decisions.particulars {row.version} {decided_at.isoformat()}"


def _before(session: Session, review: Row[tuple[object, ...]]) -> list[DocumentRow]:
    rows = session.connection.execute(
        select(decisions)
        .where(decisions.c.document == review.document, decisions.c.decided_at >= review.opened_at)
        .order_by(decisions.c.decided_at, decisions.c.number)
    )
    return list(rows)


def _keyed(session: Session, document: DocumentId, decision: DocumentRow) -> Mapping[str, str]:
    said = session.seals.open_json(document, decided_as(decision, decision.decided_at), decision.particulars)
    keyed: dict[str, str] = said.get("keyed", {})
    return keyed


def _note_place(number: int) -> str:
    return f"reviews.note {number}"
