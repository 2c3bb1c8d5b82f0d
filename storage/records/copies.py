"""Better copies that customers were asked for: which paper, why, since when, and the code that they quote.

Nothing here says who the customer is: that is in the document, under its own key.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, select, update

from storage.audit import AuditEvent
from storage.records import reviewing
from storage.records.carrying import carry_renewals
from storage.records.links import link_within
from storage.records.review_tables import better_copies
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from storage.records.values import Correction
from strongroom.better_copy import Fault, quotable
from strongroom.document import State
from strongroom.errors import NotFound
from strongroom.ids import DocumentId


class CopyAction(StrEnum):
    """What an audit event says was done."""

    CLOSED = "copy_closed"
    CAME = "copy_came"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCopy:
    """A better copy that a customer was asked for. ``closed_at`` is when it came, or was not wanted any more."""

    code: str
    document: DocumentId
    fault: Fault
    asked_by: str
    asked_at: dt.datetime
    closed_at: dt.datetime | None = None


class Copies:
    """What customers were asked for. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def ask(
        self, document: DocumentId, fault: Fault, *, seen: int, stage: int | None, actor: str, now: dt.datetime
    ) -> AskedCopy:
        """Set a document aside until a better copy comes.

        Raises:
            IllegalMove, Overtaken, OwnWork: as for ``Records.decide``.
        """

        def work(session: Session) -> AskedCopy:
            row = session.document(document)
            code = quotable(session.hashes.equality("@copy", f"{document} {now.isoformat()}"))
            correction = Correction(verdict="better_copy", seen=seen, stage=stage, facts={"copy": code})
            reviewing.decide(session, document, correction, actor=actor, now=now)
            session.connection.execute(
                insert(better_copies).values(
                    code=code, document=row.number, reason=fault.value, asked_by=actor, asked_at=now
                )
            )
            return AskedCopy(code=code, document=document, fault=fault, asked_by=actor, asked_at=now)

        return self._transactions.write(work)

    def open(self) -> tuple[AskedCopy, ...]:
        """What customers still owe, longest first."""

        def work(session: Session) -> tuple[AskedCopy, ...]:
            rows = session.connection.execute(
                select(better_copies, documents.c.id)
                .join(documents, documents.c.number == better_copies.c.document)
                .where(better_copies.c.closed_at.is_(None))
                .order_by(better_copies.c.asked_at, better_copies.c.code)
            )
            return tuple(
                AskedCopy(
                    code=row.code,
                    document=DocumentId(row.id),
                    fault=Fault(row.reason),
                    asked_by=row.asked_by,
                    asked_at=row.asked_at,
                )
                for row in rows
            )

        return self._transactions.read(work)

    def came(self, codes: Collection[str], document: DocumentId, *, actor: str, now: dt.datetime) -> DocumentId | None:
        """A document came that quotes one of these codes: what was asked for by it is closed, and linked to it; what
        the customer is asked for on account of the bad copy, they are asked for on account of it.

        Return the document that a better copy was asked of; None where none of the codes is open.
        """

        def work(session: Session) -> DocumentId | None:
            row = session.connection.execute(
                select(better_copies.c.code, documents.c.id, documents.c.number)
                .join(documents, documents.c.number == better_copies.c.document)
                .where(better_copies.c.code.in_(codes), better_copies.c.closed_at.is_(None))
                .where(documents.c.id != document, documents.c.state != State.DESTROYED.value)
                .order_by(better_copies.c.asked_at)
                .limit(1)
            ).one_or_none()
            if row is None:
                return None
            session.connection.execute(
                update(better_copies).where(better_copies.c.code == row.code).values(closed_at=now)
            )
            link_within(session, DocumentId(row.id), document, actor=actor, now=now)
            carry_renewals(session, row.number, session.document(document).number, actor=actor, now=now)
            for one, other in ((row.id, document), (document, row.id)):
                facts = {"copy": row.code, "document": other}
                session.note(AuditEvent(at=now, actor=actor, action=CopyAction.CAME, document=one, facts=facts))
            return DocumentId(row.id)

        return self._transactions.write(work) if codes else None

    def asked_for(self, codes: Collection[str]) -> DocumentId | None:
        """The document of which a better copy is awaited under one of these codes; None where none is."""

        def work(session: Session) -> DocumentId | None:
            found = session.connection.execute(
                select(documents.c.id)
                .join(better_copies, better_copies.c.document == documents.c.number)
                .where(better_copies.c.code.in_(codes), better_copies.c.closed_at.is_(None))
                .where(documents.c.state != State.DESTROYED.value)
                .order_by(better_copies.c.asked_at)
                .limit(1)
            ).scalar_one_or_none()
            return DocumentId(found) if found else None

        return self._transactions.read(work) if codes else None

    def close(self, code: str, *, actor: str, now: dt.datetime) -> DocumentId:
        """The copy came, or is not wanted any more; return the document that it was asked for (NotFound)."""

        def work(session: Session) -> DocumentId:
            row = session.connection.execute(
                select(documents.c.id)
                .join(better_copies, better_copies.c.document == documents.c.number)
                .where(better_copies.c.code == code, better_copies.c.closed_at.is_(None))
            ).one_or_none()
            if row is None:
                raise NotFound(code=code)
            session.connection.execute(update(better_copies).where(better_copies.c.code == code).values(closed_at=now))
            event = AuditEvent(at=now, actor=actor, action=CopyAction.CLOSED, document=row.id, facts={"copy": code})
            session.note(event)
            return DocumentId(row.id)

        return self._transactions.write(work)
