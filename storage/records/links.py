"""Links between documents that belong together: an invoice and its delivery note, a contract and its amendment."""

import datetime as dt
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, delete, insert, or_, select

from storage.audit import AuditEvent
from storage.records.dossier_tables import document_links
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.errors import BadForm
from strongroom.ids import DocumentId


class LinkAction(StrEnum):
    """What an audit event of a link says was done. Both documents have one."""

    LINKED = "linked"
    UNLINKED = "unlinked"


class Links:
    """All links. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def of(self, document: DocumentId) -> tuple[DocumentId, ...]:
        """What a document is linked to, destroyed ones left out."""
        number = select(documents.c.number).where(documents.c.id == document).scalar_subquery()
        other = or_(
            documents.c.number.in_(select(document_links.c.second).where(document_links.c.first == number)),
            documents.c.number.in_(select(document_links.c.first).where(document_links.c.second == number)),
        )
        wanted = select(documents.c.id).where(other, documents.c.state != State.DESTROYED.value)
        rows = self._transactions.read(
            lambda session: session.connection.execute(wanted.order_by(documents.c.number)).scalars().all()
        )
        return tuple(DocumentId(row) for row in rows)

    def link(self, one: DocumentId, other: DocumentId, *, actor: str, now: dt.datetime) -> bool:
        """Link two documents; False if they were linked.

        Raises:
            NotFound: there is no such document. BadForm: it is the same one.
        """
        return self._transactions.write(lambda session: link_within(session, one, other, actor=actor, now=now))

    def unlink(self, one: DocumentId, other: DocumentId, *, actor: str, now: dt.datetime) -> bool:
        """Take a link away; False if there was none (NotFound, BadForm as above)."""

        def work(session: Session) -> bool:
            pair = _pair(session, one, other)
            gone = session.connection.execute(
                delete(document_links).where(document_links.c.first == pair[0], document_links.c.second == pair[1])
            ).rowcount
            if gone:
                _note(session, LinkAction.UNLINKED, (one, other), actor, now)
            return bool(gone)

        return self._transactions.write(work)


def link_within(session: Session, one: DocumentId, other: DocumentId, *, actor: str, now: dt.datetime) -> bool:
    """The same in a transaction that does more."""
    pair = _pair(session, one, other)
    there = select(document_links).where(document_links.c.first == pair[0], document_links.c.second == pair[1])
    if session.connection.execute(there).first():
        return False
    session.connection.execute(insert(document_links).values(first=pair[0], second=pair[1], actor=actor, made_at=now))
    _note(session, LinkAction.LINKED, (one, other), actor, now)
    return True


_FORGET: Final = delete(document_links).where(
    or_(document_links.c.first == bindparam("number"), document_links.c.second == bindparam("number"))
)


def forget_links(session: Session, number: int) -> None:
    """Remove the links of a document that is destroyed."""
    session.connection.execute(_FORGET, {"number": number})


def _pair(session: Session, one: DocumentId, other: DocumentId) -> tuple[int, int]:
    if one == other:
        raise BadForm(field="other")
    # In one order, so that two people who link the same pair never wait for each other.
    numbers = {document: session.document(document).number for document in sorted((one, other))}
    first, second = sorted(numbers.values())
    return first, second


def _note(
    session: Session, action: LinkAction, pair: tuple[DocumentId, DocumentId], actor: str, now: dt.datetime
) -> None:
    for document, other in (pair, pair[::-1]):
        facts = {"other": other}
        session.note(AuditEvent(at=now, actor=actor, action=action, document=document, facts=facts))
