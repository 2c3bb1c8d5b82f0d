"""Papers that belong together made one document, with a way back.

Nothing is overwritten: the parts are set aside whole, as evidence, and say what they are a part of; what was made of
them is a document of its own that is read as any other. One transaction, so that no paper is ever in neither.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import func, insert, or_, select, update

from storage.audit import AuditEvent
from storage.records import accepting, reviewing
from storage.records.dossier_tables import customers, joined_parts
from storage.records.filing import close_reviews, quarantine_columns, read_again
from storage.records.holding import Holds, keep_others_out
from storage.records.reach import Reach, within
from storage.records.sealing import make_field_key
from storage.records.session import DocumentRow, Session
from storage.records.tables import documents, equalities, reviews
from storage.records.transactions import Transactions
from storage.records.values import JOINED, PARTED, Arrival, Correction
from strongroom.document import State
from strongroom.errors import Denied, IllegalMove, NotFound, Overtaken
from strongroom.ids import DocumentId

_JOINABLE: Final = (State.IN_REVIEW.value, State.FILED.value)


class JoinAction(StrEnum):
    """What an audit event of a joined document says was done."""

    JOINED = "papers_joined"
    PARTED = "taken_apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """What a joined document was made of, in order. ``parted_at`` is when it was taken apart again."""

    document: DocumentId
    parts: tuple[DocumentId, ...]
    actor: str
    joined_at: dt.datetime
    parted_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A filed paper that may belong to another one: the newest version of what is known of it, and its format."""

    document: DocumentId
    version: int
    media: str


class Joins:
    """All joined documents. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def join(self, parts: Mapping[DocumentId, int], arrival: Arrival, *, actor: str, now: dt.datetime) -> None:
        """Take the joined document in, and set its parts aside; ``parts`` are in order, with the versions seen.

        It is held for every matter for which one of them is: the strictest holds.

        Raises:
            NotFound: there is no such document. Denied: one of them is restricted, and so kept for no other use.
            IllegalMove: one neither waits for review nor is filed. Overtaken, OwnWork: as for ``Records.decide``.
        """

        def work(session: Session) -> None:
            keep_others_out(session.connection)
            # In one order, so that two people who join the same papers never wait for each other.
            rows = {document: session.document(document) for document in sorted(parts)}
            for document, row in rows.items():
                self._set_aside(session, row, parts[document], arrival.document, actor=actor, now=now)
            accepting.accept(session, arrival, None)
            whole = session.document(arrival.document)
            numbers = [rows[part].number for part in parts]
            _write(session, whole, numbers, actor=actor, now=now)
            Holds(self._transactions).carry_over(session, numbers, arrival.document, actor=actor, now=now)
            _note(session, JoinAction.JOINED, arrival.document, tuple(parts), actor=actor, now=now)

        # Durable before any row is sealed under it, as for every arrival.
        make_field_key(self._transactions.keyring, arrival.document)
        self._transactions.write(work)

    def of(self, document: DocumentId) -> Join | None:
        """What a document was joined of; None where it was not."""

        def work(session: Session) -> Join | None:
            rows = session.connection.execute(
                select(joined_parts, _PART.c.id)
                .join(documents, documents.c.number == joined_parts.c.document)
                .join(_PART, _PART.c.number == joined_parts.c.part)
                .where(documents.c.id == document)
                .order_by(joined_parts.c.place)
            ).all()
            if not rows:
                return None
            return Join(
                document=document,
                parts=tuple(DocumentId(row.id) for row in rows),
                actor=rows[0].actor,
                joined_at=rows[0].joined_at,
                parted_at=rows[0].parted_at,
            )

        return self._transactions.read(work)

    def filed_near(self, document: DocumentId, span: dt.timedelta, *, reach: Reach, limit: int) -> tuple[Near, ...]:
        """Filed papers within reach that came within a time of a document, or are of its customer; the nearest first.

        Raises:
            NotFound: there is no such document.
        """

        def work(session: Session) -> tuple[Near, ...]:
            row = session.document(document)
            theirs = (
                select(_OTHER.c.document)
                .join(equalities, equalities.c.hash == _OTHER.c.hash)
                .join(customers, customers.c.hash == _OTHER.c.hash)
                .where(equalities.c.document == row.number)
            )
            came = documents.c.received_at.between(row.received_at - span, row.received_at + span)
            rows = session.connection.execute(
                select(documents.c.id, documents.c.version, documents.c.media)
                .where(
                    documents.c.state == State.FILED.value,
                    documents.c.restricted_at.is_(None),
                    documents.c.number != row.number,
                    or_(came, documents.c.number.in_(theirs)),
                    within(session, reach),
                )
                .order_by(func.abs(documents.c.number - row.number), documents.c.number)
                .limit(limit)
            )
            return tuple(Near(document=DocumentId(one.id), version=one.version, media=one.media) for one in rows)

        return self._transactions.read(work)

    def take_apart(self, document: DocumentId, *, actor: str, now: dt.datetime) -> tuple[DocumentId, ...]:
        """Set a joined document aside, and have its parts read again; return those that still wait for that.

        A part that was sent back to be read meanwhile, or destroyed, stays as it is.

        Raises:
            NotFound: it was not joined, or is taken apart already.
            IllegalMove: it is being read this moment, or was archived.
        """
        join = self.of(document)
        if join is None or join.parted_at is not None:
            raise NotFound(document=document)

        def work(session: Session) -> tuple[DocumentId, ...]:
            row = session.document(document)
            ended = session.connection.execute(
                update(joined_parts)
                .where(joined_parts.c.document == row.number, joined_parts.c.parted_at.is_(None))
                .values(parted_at=now, parted_by=actor)
            )
            if not ended.rowcount:
                raise NotFound(document=document)
            _end(session, row, now)
            back = tuple(part for part in sorted(join.parts) if _is_back(session, part, actor=actor, now=now))
            _note(session, JoinAction.PARTED, document, join.parts, actor=actor, now=now)
            return back

        return self._transactions.write(work)

    @staticmethod
    def _set_aside(
        session: Session, row: DocumentRow, seen: int, whole: DocumentId, *, actor: str, now: dt.datetime
    ) -> None:
        if row.restricted_at is not None:
            raise Denied(reason="restricted")
        if row.state not in _JOINABLE:
            raise IllegalMove(old=row.state, new=State.IN_REVIEW.value)
        if row.version != seen:
            raise Overtaken(version=row.version)
        if row.state == State.FILED:
            # Only what waits for a person is decided on; it waits for as long as this transaction lasts.
            session.move(row, State.IN_REVIEW, filed_at=None)
            session.connection.execute(
                insert(reviews).values(document=row.number, opened_at=now, due_at=now, reminders=0)
            )
        correction = Correction(verdict="join", seen=seen, facts={"document": whole})
        reviewing.decide(session, DocumentId(row.id), correction, actor=actor, now=now)


_PART: Final = documents.alias("part")
_OTHER: Final = equalities.alias("other")


def _write(session: Session, whole: DocumentRow, parts: Sequence[int], *, actor: str, now: dt.datetime) -> None:
    rows = [
        {"document": whole.number, "place": place, "part": part, "joined_at": now, "actor": actor}
        for place, part in enumerate(parts, start=1)
    ]
    session.connection.execute(insert(joined_parts), rows)


def _end(session: Session, row: DocumentRow, now: dt.datetime) -> None:
    if row.state == State.QUARANTINED:
        return
    if row.state == State.FILED:
        session.move(row, State.IN_REVIEW, filed_at=None)
        row = session.document(DocumentId(row.id))
    elif row.state == State.READING:
        # The table allows this move to a worker that gives up, which has its own pages to put away first.
        raise IllegalMove(old=row.state, new=State.QUARANTINED.value)
    session.move(row, State.QUARANTINED, **quarantine_columns(PARTED, {}, now))
    close_reviews(session, row, now)


def _is_back(session: Session, part: DocumentId, *, actor: str, now: dt.datetime) -> bool:
    try:
        row = session.document(part)
    except NotFound:
        return False  # destroyed since
    if row.quarantine_code != JOINED:
        return False
    read_again(session, part, actor=actor, now=now)
    return True


def _note(
    session: Session,
    action: JoinAction,
    document: DocumentId,
    parts: tuple[DocumentId, ...],
    *,
    actor: str,
    now: dt.datetime,
) -> None:
    facts = {"documents": list(parts)}
    session.note(AuditEvent(at=now, actor=actor, action=action, document=document, facts=facts))
