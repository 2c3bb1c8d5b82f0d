"""Archiving in the records: who may go into the archive, who is in it, who was asked for.

A paper goes when nobody has used it since a time: no event of its trail is of a person, and nothing under way needs it
at hand (a review, a request or an access given, a link to outside, a chase, a decision about its end, a hold). What is
asked is asked again in the transaction that archives, so that whoever opens a paper meanwhile keeps it at hand.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, insert, or_, select

from storage.audit import AuditEvent, written_instant
from storage.records.archive_tables import recalls
from storage.records.bodies import read_blob, write_blob
from storage.records.clock_tables import chases
from storage.records.contents import OF_DOCUMENT
from storage.records.ending_tables import dispositions
from storage.records.holding import is_held
from storage.records.purposes import facts_of
from storage.records.request_tables import requests
from storage.records.session import DocumentRow, Session
from storage.records.share_tables import shares
from storage.records.streaming import streamed
from storage.records.tables import audit_events, blobs, documents, reviews
from storage.records.transactions import Transactions
from storage.records.values import Action, Blob
from strongroom.archiving import Place
from strongroom.disposition import Stage
from strongroom.document import ARCHIVED_ROLES, Role, State
from strongroom.errors import IllegalMove, NotFound
from strongroom.ids import BlobId, DocumentId

T = TypeVar("T")

SCHEDULE: Final = "schedule"
"""Who works at night: what it does with a paper is no use of it."""


class ArchiveAction(StrEnum):
    """What an audit event says was done."""

    ARCHIVED = "archived"
    RECALLED = "recalled"
    BROUGHT_BACK = "brought_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A document that was asked for and is not back yet."""

    document: DocumentId
    asked_at: dt.datetime
    asked_by: str


class Archive:
    """The archive as the records know it. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def unused(self, before: dt.datetime, *, now: dt.datetime, limit: int) -> tuple[DocumentId, ...]:
        """Filed documents that nobody has used since a time, oldest first."""
        query = (
            select(documents.c.id)
            .where(documents.c.state == State.FILED.value, *_unused(before, now))
            .order_by(documents.c.number)
            .limit(limit)
        )
        found = self._transactions.read(lambda session: session.connection.execute(query).scalars().all())
        return tuple(map(DocumentId, found))

    def archive(
        self, document: DocumentId, thumbnails: Iterable[Blob], *, before: dt.datetime, actor: str, now: dt.datetime
    ) -> bool:
        """Record that a document lies in the archive, with the small pictures that stay at hand.

        False where it is not to be archived any more: somebody used it meanwhile, or it is no longer filed.

        Raises:
            NotFound: it was destroyed. VaultFrozen: nothing changes now.
        """
        small = tuple(thumbnails)

        def work(session: Session) -> bool:
            row = session.document(document)
            still = select(documents.c.number).where(documents.c.number == row.number, *_unused(before, now))
            if row.state != State.FILED or session.connection.execute(still).one_or_none() is None:
                return False
            session.move(row, State.ARCHIVED)
            _keep_thumbnails(session, row, small)
            session.note(AuditEvent(at=now, actor=actor, action=ArchiveAction.ARCHIVED, document=document))
            return True

        return self._transactions.write(work)

    def thumbnails(self, document: DocumentId) -> Mapping[int, Blob]:
        """The small pictures that are kept of a document, by page."""

        def work(session: Session) -> Mapping[int, Blob]:
            found = session.connection.execute(_blobs_of(document, frozenset({Role.THUMBNAIL})))
            return {row.version: read_blob(session.seals, document, row) for row in found}

        return self._transactions.read(work)

    def read_thumbnail(self, document: DocumentId, page: int, *, actor: str, purpose: str, now: dt.datetime) -> Blob:
        """The small picture of a page, and the record that it is seen (NotFound: there is none)."""

        def work(session: Session) -> Blob:
            row = session.document(document)
            wanted = _blobs_of(document, frozenset({Role.THUMBNAIL})).where(blobs.c.version == page)
            blob = session.connection.execute(wanted).one_or_none()
            if blob is None:
                raise NotFound(document=document, page=page)
            facts = {**facts_of(session, row, purpose, now), "role": Role.THUMBNAIL.value, "blob": blob.id}
            session.note(AuditEvent(at=now, actor=actor, action=Action.READ, document=document, facts=facts))
            return read_blob(session.seals, document, blob)

        return self._transactions.write(work)

    def recall(self, document: DocumentId, *, actor: str, now: dt.datetime) -> bool:
        """Ask for a document; False where somebody has already.

        Raises:
            IllegalMove: it is not in the archive. NotFound: it was destroyed. VaultFrozen: nothing changes now.
        """

        def work(session: Session) -> bool:
            row = session.document(document)
            if row.state != State.ARCHIVED:
                raise IllegalMove(old=row.state, new=State.FILED.value)
            session.check_thawed()
            if session.connection.execute(select(recalls).where(recalls.c.document == row.number)).one_or_none():
                return False
            session.connection.execute(insert(recalls).values(document=row.number, asked_at=now, asked_by=actor))
            session.note(AuditEvent(at=now, actor=actor, action=ArchiveAction.RECALLED, document=document))
            return True

        return self._transactions.write(work)

    def recalled(self) -> tuple[Recall, ...]:
        """Documents that were asked for and are not back yet, longest first."""
        query = (
            select(documents.c.id, recalls)
            .join(documents, documents.c.number == recalls.c.document)
            .where(documents.c.state == State.ARCHIVED.value)
            .order_by(recalls.c.asked_at, recalls.c.document)
        )
        rows = self._transactions.read(lambda session: session.connection.execute(query).all())
        return tuple(Recall(document=DocumentId(row.id), asked_at=row.asked_at, asked_by=row.asked_by) for row in rows)

    def recall_of(self, document: DocumentId) -> Recall | None:
        """Since when a document is awaited, and by whom; None where nobody asked."""
        return next((one for one in self.recalled() if one.document == document), None)

    def brought_back(self, document: DocumentId, *, actor: str, now: dt.datetime) -> None:
        """Record that a document is at hand again; one that is already stays as it is (NotFound, VaultFrozen)."""

        def work(session: Session) -> None:
            row = session.document(document)
            if row.state != State.ARCHIVED:
                return
            session.move(row, State.FILED)
            session.connection.execute(delete(recalls).where(recalls.c.document == row.number))
            session.note(AuditEvent(at=now, actor=actor, action=ArchiveAction.BROUGHT_BACK, document=document))

        self._transactions.write(work)

    def where(self, document: DocumentId, belongs: Place, act: Callable[[], None]) -> bool:
        """Run ``act`` while nobody can move the document, if this is where its bytes still belong; False if not.

        ``act`` may be run again, and does nothing with the records: they are locked (on SQLite for all who write).

        Raises:
            NotFound: it was destroyed.
        """

        def work(session: Session) -> bool:
            is_far = session.document(document).state == State.ARCHIVED
            if is_far is not (belongs is Place.FAR):
                return False
            act()
            return True

        return self._transactions.write(work)

    def of(self, document: DocumentId) -> tuple[BlobId, ...]:
        """What of a document lies in the archive while it is archived."""
        query = _blobs_of(document, ARCHIVED_ROLES)
        rows = self._transactions.read(lambda session: session.connection.execute(query).all())
        return tuple(BlobId(row.id) for row in rows)

    def places(self, walk: Callable[[Iterator[tuple[DocumentId, BlobId, Place]]], T]) -> T:
        """Give ``walk`` every blob of a living document and where it should lie, in the order of keys in the store.

        They are read while it walks, in one transaction, and are never all in memory.
        """
        far = and_(
            documents.c.state == State.ARCHIVED.value, blobs.c.role.in_(sorted(role.value for role in ARCHIVED_ROLES))
        )
        query = (
            select(documents.c.id, blobs.c.id.label("blob"), case((far, True), else_=False).label("far"))
            .join(documents, OF_DOCUMENT)
            .where(documents.c.state != State.DESTROYED.value)
        )

        def work(session: Session) -> T:
            rows = streamed(session.connection, query, documents.c.id, blobs.c.id)
            return walk((DocumentId(row.id), BlobId(row.blob), Place.FAR if row.far else Place.NEAR) for row in rows)

        return self._transactions.read(work)


def _blobs_of(document: DocumentId, roles: frozenset[Role]) -> Select[Any]:
    return (
        select(blobs)
        .join(documents, documents.c.number == blobs.c.document)
        .where(documents.c.id == document, blobs.c.role.in_(sorted(role.value for role in roles)))
        .order_by(blobs.c.role, blobs.c.version)
    )


def _keep_thumbnails(session: Session, row: DocumentRow, small: Iterable[Blob]) -> None:
    there = select(blobs.c.version).where(blobs.c.document == row.number, blobs.c.role == Role.THUMBNAIL.value)
    known = frozenset(session.connection.execute(there).scalars())
    for blob in small:
        if blob.version not in known:
            write_blob(session, row, blob)


def _unused(before: dt.datetime, now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions on ``documents`` that nobody used one since a time, and that nothing under way needs it."""
    used = exists().where(
        audit_events.c.document == documents.c.id,
        audit_events.c.at >= written_instant(before),
        audit_events.c.actor != SCHEDULE,
    )
    return (
        documents.c.filed_at < before,
        ~used,
        ~exists().where(reviews.c.document == documents.c.number, reviews.c.closed_at.is_(None)),
        ~exists().where(chases.c.document == documents.c.number, chases.c.closed_at.is_(None)),
        ~exists().where(
            dispositions.c.document == documents.c.number,
            dispositions.c.stage.in_([Stage.REQUESTED.value, Stage.APPROVED.value]),
        ),
        ~exists().where(
            shares.c.document == documents.c.number, shares.c.revoked_at.is_(None), shares.c.expires_at > now
        ),
        ~_asked_for(now),
        ~is_held(),
    )


def _asked_for(now: dt.datetime) -> ColumnElement[bool]:
    """A request about the document waits for its answer, or what it was answered with has not ended."""
    lives = or_(
        requests.c.answer.is_(None),
        and_(requests.c.answer == "approved", or_(requests.c.until.is_(None), requests.c.until > now)),
    )
    about = or_(requests.c.document == documents.c.number, requests.c.subjects.contains(documents.c.id))
    return exists().where(requests.c.ended_at.is_(None), lives, about)
