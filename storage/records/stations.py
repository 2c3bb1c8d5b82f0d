"""Who sits at which document, and what becomes of it there: a seat is a lease that ends by itself."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from storage.audit import AuditEvent
from storage.records import tasks
from storage.records.account_tables import stations
from storage.records.bodies import Body, read_body
from storage.records.entries import page_text
from storage.records.filing import current_body, write_version
from storage.records.finding import FIRST_PAGE, Page
from storage.records.queueing import Only, Order, Queue, Seat, Tally, Waiting, count, held, lines, tally
from storage.records.session import DocumentRow, Session
from storage.records.tables import documents, extractions, reviews
from storage.records.tasks import Task
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.document import State
from strongroom.errors import Fact, IllegalMove, Overtaken
from strongroom.four_eyes import Stage
from strongroom.ids import DocumentId

SEAT: Final = dt.timedelta(minutes=10)
"""How long a document is somebody's after they last did something with it."""


class StationAction(StrEnum):
    """What an audit event of a review says was done."""

    TAKEN = "taken"
    TAKEN_OVER = "taken_over"
    HANDED_OVER = "handed_over"
    REVISED = "revised"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of what is known of a document: by whom, when, and what."""

    number: int
    made_at: dt.datetime
    actor: str
    body: Body = field(repr=False)


class Stations:
    """The queue and the seats. Every method is one transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def queue(
        self,
        queue: Queue,
        page: Page = FIRST_PAGE,
        *,
        only: Only | None = None,
        kind: str = "",
        order: Order = Order.DUE,
    ) -> tuple[Waiting, ...]:
        """A page of what waits for a person; recorded as one event."""

        def work(session: Session) -> tuple[Waiting, ...]:
            found = lines(session, queue, page, only=only, kind=kind, order=order)
            shown = [waiting.summary.id for waiting in found]
            event = AuditEvent(at=queue.now, actor=queue.actor, action=Action.LISTED, facts={"documents": shown})
            session.note(event)
            return found

        return self._transactions.write(work)

    def turns(self, queue: Queue, page: Page) -> tuple[Waiting, ...]:
        """What is open to a person, in the order of their turns. Not recorded: it decides what is opened, and is shown
        to nobody.
        """
        return self._transactions.read(lambda session: lines(session, queue, page, only=Only.OPEN, order=Order.TURN))

    def count(self, queue: Queue) -> int:
        """How much waits for a person."""
        return self._transactions.read(lambda session: count(session, queue))

    def tally(self, queue: Queue) -> Tally:
        """What waits for a person, counted."""
        return self._transactions.read(lambda session: tally(session, queue))

    def sit_down(self, document: DocumentId, *, actor: str, now: dt.datetime) -> Seat:
        """Take a document, or keep it for longer; return who has it, which is somebody else if they were first.

        Raises:
            NotFound: there is no such document.
        """

        def work(session: Session) -> Seat:
            row = session.document(document)
            held = _seat(session.connection, row, now)
            if held is not None and held.user != actor:
                return held
            if held is None:
                session.note(AuditEvent(at=now, actor=actor, action=StationAction.TAKEN, document=document))
            return _take(session.connection, row, actor, now)

        return self._transactions.write(work)

    def take_over(self, document: DocumentId, *, actor: str, now: dt.datetime) -> Seat:
        """Take a document from whoever has it. They lose nothing: what they send later is compared, not dropped."""

        def work(session: Session) -> Seat:
            row = session.document(document)
            session.note(AuditEvent(at=now, actor=actor, action=StationAction.TAKEN_OVER, document=document))
            return _take(session.connection, row, actor, now)

        return self._transactions.write(work)

    def stand_up(self, document: DocumentId, *, actor: str, now: dt.datetime) -> None:
        """Leave a document to others; who leaves it is given it again after all others."""

        def work(session: Session) -> None:
            row = session.document(document)
            session.connection.execute(
                delete(stations).where(stations.c.document == row.number, stations.c.user == actor)
            )
            tasks.skip(session, row, actor=actor, now=now)

        self._transactions.write(work)

    def give_back(self, document: DocumentId, *, actor: str, until: dt.datetime) -> None:
        """End a seat that its holder never came to use, as it was taken: whoever has sat down there since, in another
        window too, sits there until another moment and keeps it.

        Raises:
            NotFound: there is no such document.
        """

        def work(session: Session) -> None:
            row = session.document(document)
            taken = (stations.c.document == row.number, stations.c.user == actor, stations.c.expires_at == until)
            session.connection.execute(delete(stations).where(*taken))

        self._transactions.write(work)

    def hand_over(self, document: DocumentId, to: str | None, *, note: str, actor: str, now: dt.datetime) -> None:
        """Say for whom a waiting document is, with a word to them; None is anybody.

        Raises:
            IllegalMove: it does not wait for review.
        """

        def work(session: Session) -> None:
            row = session.document(document)
            if row.state != State.IN_REVIEW:
                raise IllegalMove(old=row.state, new=State.IN_REVIEW.value)
            tasks.hand_over(session, row, to, note)
            facts: dict[str, Fact] = {"user": to.removeprefix("user:")} if to else {}
            event = AuditEvent(at=now, actor=actor, action=StationAction.HANDED_OVER, document=document, facts=facts)
            session.note(event)

        self._transactions.write(work)

    def task(self, document: DocumentId) -> Task | None:
        """The open review of a document; None where there is none (NotFound when there is no such document)."""
        return self._transactions.read(lambda session: tasks.open_task(session, session.document(document)))

    def media(self, document: DocumentId) -> str:
        """The format of a document's original (NotFound when there is none)."""
        return self._transactions.read(lambda session: str(session.document(document).media))

    def versions(self, document: DocumentId) -> tuple[Version, ...]:
        """All versions, newest first; none before the document is read (NotFound when there is none)."""

        def work(session: Session) -> tuple[Version, ...]:
            row = session.document(document)
            rows = session.connection.execute(
                select(extractions).where(extractions.c.document == row.number).order_by(extractions.c.version.desc())
            )
            return tuple(
                Version(
                    number=one.version,
                    made_at=one.made_at,
                    actor=one.actor,
                    body=read_body(session.seals, document, one.version, one.body),
                )
                for one in rows
            )

        return self._transactions.read(work)

    def revise(
        self,
        document: DocumentId,
        change: Callable[[Body], Body],
        *,
        seen: int,
        actor: str,
        now: dt.datetime,
    ) -> int:
        """Write a new version of a document that goes on waiting, and return its number.

        Raises:
            Overtaken: the version that was seen is no longer the newest.
            IllegalMove: it does not wait for review.
        """

        def work(session: Session) -> int:
            row = self._current(session, document, seen)
            body = current_body(session, row)
            if row.state != State.IN_REVIEW or body is None:
                raise IllegalMove(old=row.state, new=State.IN_REVIEW.value)
            text = page_text(session, row)
            changes = write_version(session, row, change(body), text=text, actor=actor, now=now, seconds=0)
            session.connection.execute(update(documents).where(documents.c.number == row.number).values(changes))
            # Of another kind, what was decided says nothing: it begins anew, and those who decided are known still.
            session.connection.execute(
                update(reviews)
                .where(reviews.c.document == row.number, reviews.c.closed_at.is_(None))
                .values(stage=Stage.FIRST)
            )
            version: int = row.version + 1
            session.note(
                AuditEvent(
                    at=now, actor=actor, action=StationAction.REVISED, document=document, facts={"version": version}
                )
            )
            return version

        return self._transactions.write(work)

    def reopen(self, document: DocumentId, *, actor: str, now: dt.datetime, due_at: dt.datetime) -> None:
        """Send a filed document back to review (IllegalMove from any other state)."""

        def work(session: Session) -> None:
            row = session.document(document)
            session.move(row, State.IN_REVIEW, filed_at=None)
            session.connection.execute(
                insert(reviews).values(document=row.number, opened_at=now, due_at=due_at, reminders=0)
            )
            session.note(AuditEvent(at=now, actor=actor, action=StationAction.REOPENED, document=document))

        self._transactions.write(work)

    @staticmethod
    def _current(session: Session, document: DocumentId, seen: int) -> DocumentRow:
        row = session.document(document)
        if row.version != seen:
            raise Overtaken(version=row.version)
        return row


def _seat(connection: Connection, row: DocumentRow, now: dt.datetime) -> Seat | None:
    found = connection.execute(select(stations).where(stations.c.document == row.number)).one_or_none()
    return held(row.id, found.user, found.expires_at, now) if found else None


def _take(connection: Connection, row: DocumentRow, actor: str, now: dt.datetime) -> Seat:
    connection.execute(delete(stations).where(stations.c.document == row.number))
    connection.execute(insert(stations).values(document=row.number, user=actor, taken_at=now, expires_at=now + SEAT))
    return Seat(document=DocumentId(row.id), user=actor, expires_at=now + SEAT)
