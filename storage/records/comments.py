"""Comments on documents, and whom they call. The words are sealed under the key of the document and go with it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from storage.audit import AuditEvent, FactValue
from storage.records.dossier_tables import comments, mentions
from storage.records.session import AnyRow, Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.errors import KeyMissing
from strongroom.ids import DocumentId, new_id

MOST_MENTIONS = 200
"""Mentions that are shown; who has more unread than this reads the newest first."""


class CommentAction(StrEnum):
    """What an audit event of a comment says was done."""

    COMMENTED = "commented"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody wrote about a document."""

    id: str
    document: DocumentId
    actor: str
    written_at: dt.datetime
    text: str = field(repr=False)


class Comments:
    """All comments. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def write(self, document: DocumentId, text: str, *, calls: Iterable[str], actor: str, now: dt.datetime) -> Comment:
        """Add a comment that calls these people (NotFound where there is no such document)."""
        called = sorted(set(calls))

        def work(session: Session) -> Comment:
            row = session.document(document)
            made = new_id(now)
            sealed = session.seals.seal(document, _place(made), text.encode())
            session.connection.execute(
                insert(comments).values(id=made, document=row.number, actor=actor, written_at=now, text=sealed)
            )
            if called:
                session.connection.execute(insert(mentions), [{"comment": made, "actor": one} for one in called])
            facts: dict[str, FactValue] = {"comment": made, "called": len(called)}
            session.note(
                AuditEvent(at=now, actor=actor, action=CommentAction.COMMENTED, document=document, facts=facts)
            )
            return Comment(id=made, document=document, actor=actor, written_at=now, text=text)

        return self._transactions.write(work)

    def on(self, document: DocumentId) -> tuple[Comment, ...]:
        """All comments on a document, oldest first."""

        def work(session: Session) -> tuple[Comment, ...]:
            rows = session.connection.execute(_SELECT.where(documents.c.id == document).order_by(comments.c.id))
            return tuple(_opened(session, row) for row in rows)

        return self._transactions.read(work)

    def calling(self, actor: str) -> tuple[Comment, ...]:
        """Comments that call somebody and that they have not read, newest first; for them alone."""
        wanted = (
            _SELECT.join(mentions, mentions.c.comment == comments.c.id)
            .where(mentions.c.actor == actor, mentions.c.seen_at.is_(None), documents.c.state != State.DESTROYED.value)
            .order_by(comments.c.id.desc())
            .limit(MOST_MENTIONS)
        )

        def work(session: Session) -> tuple[Comment, ...]:
            found = []
            for row in session.connection.execute(wanted):
                try:
                    found.append(_opened(session, row))
                except KeyMissing:
                    continue  # restored data that is older than the end of its document
            return tuple(found)

        return self._transactions.read(work)

    def read_by(self, actor: str, document: DocumentId, *, now: dt.datetime) -> None:
        """Have somebody read what calls them on a document. That they looked at it is an event of its own."""
        on_it = select(comments.c.id).join(documents, documents.c.number == comments.c.document)
        unread = (
            mentions.c.actor == actor,
            mentions.c.seen_at.is_(None),
            mentions.c.comment.in_(on_it.where(documents.c.id == document)),
        )
        if self._transactions.read(lambda session: session.connection.execute(select(mentions).where(*unread)).first()):
            self._transactions.write(
                lambda session: session.connection.execute(update(mentions).where(*unread).values(seen_at=now))
            )


_SELECT = select(comments, documents.c.id.label("document_id")).join(
    documents, documents.c.number == comments.c.document
)


_OF_IT: Final = select(comments.c.id).where(comments.c.document == bindparam("number"))
_FORGET: Final = (
    delete(mentions).where(mentions.c.comment.in_(_OF_IT)),
    delete(comments).where(comments.c.document == bindparam("number")),
)


def forget_comments(session: Session, number: int) -> None:
    """Remove what was written about a document that is destroyed."""
    for statement in _FORGET:
        session.connection.execute(statement, {"number": number})


def _opened(session: Session, row: AnyRow) -> Comment:
    document = DocumentId(row.document_id)
    return Comment(
        id=row.id,
        document=document,
        actor=row.actor,
        written_at=row.written_at,
        text=session.seals.open(document, _place(row.id), row.text).decode(),
    )


def _place(comment: str) -> str:
    return f"comments.text {comment}"
