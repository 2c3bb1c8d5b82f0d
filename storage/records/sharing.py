"""Links to outside. A link is a secret of which a keyed hash is kept; who has the database alone can open none.

Opening counts before anything is shown, in one statement, so that two browsers at once do not share the last view. A
try at a password counts before it is judged, in one statement too, so that a hundred tries at once are a hundred.
What a link is for and for whom is sealed under the key of its document.
"""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, select, true, update

from storage.audit import AuditEvent, FactValue
from storage.crypto.passwords import hash_password, is_password
from storage.crypto.primitives import keyed_hash
from storage.crypto.profile import STANDARD, Profile
from storage.records.session import AnyRow, Session
from storage.records.share_tables import share_views, shares
from storage.records.tables import documents
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.errors import BadForm, NotFound, SignInFailed
from strongroom.ids import DocumentId, new_id

MOST_FAILURES: Final = 5
"""Wrong passwords after which a link opens no more."""
LONGEST: Final = dt.timedelta(days=30)
MOST_VIEWS: Final = 100


class ShareAction(StrEnum):
    """What an audit event of a link says was done."""

    SHARED = "shared"
    OPENED = "share_opened"
    FAILED = "share_failed"
    TAKEN = "share_taken"
    REVOKED = "share_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms a paper is shared. ``address`` is whose link it is; ``password`` may be empty."""

    address: str = field(repr=False)
    reason: str = field(repr=False)
    expires_at: dt.datetime
    views: int
    takes: bool
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A link. ``views`` is how often it was opened."""

    id: str
    document: DocumentId
    address: str = field(repr=False)
    reason: str = field(repr=False)
    made_by: str
    made_at: dt.datetime
    expires_at: dt.datetime
    views: int
    views_left: int
    takes: bool
    locked: bool
    revoked_at: dt.datetime | None
    password: str = field(repr=False)

    @property
    def actor(self) -> str:
        """Under which name what is done through the link is recorded."""
        return f"share:{self.id}"

    def opens(self, now: dt.datetime) -> bool:
        """Whether it may be opened once more."""
        return self.lives(now) and self.views_left > 0

    def lives(self, now: dt.datetime) -> bool:
        """Whether what was opened may still be looked at."""
        return self.revoked_at is None and not self.locked and now < self.expires_at


class Shares:
    """All links. Safe to use from many threads. ``profile`` is the cost of a password."""

    def __init__(self, transactions: Transactions, *, profile: Profile = STANDARD) -> None:
        self._transactions = transactions
        self._profile = profile

    def make(self, document: DocumentId, terms: Terms, *, actor: str, now: dt.datetime) -> tuple[str, str]:
        """Share a document; return the id of the link, and its secret, which is told this one time.

        Raises:
            NotFound: there is no such document. BadForm: the terms are too wide.
        """
        if not now < terms.expires_at <= now + LONGEST:
            raise BadForm(field="days")
        if not 0 < terms.views <= MOST_VIEWS:
            raise BadForm(field="views")
        made, token = new_id(now), secrets.token_urlsafe(32)
        said = {
            "address": terms.address,
            "reason": terms.reason,
            "password": hash_password(terms.password, self._profile) if terms.password else "",
        }

        def work(session: Session) -> None:
            row = session.document(document)
            session.connection.execute(
                insert(shares).values(
                    id=made,
                    document=row.number,
                    token_hash=self._hash(token),
                    made_at=now,
                    made_by=actor,
                    expires_at=terms.expires_at,
                    views_left=terms.views,
                    takes=terms.takes,
                    failures=0,
                    body=session.seals.seal_json(document, _place(made), said),
                )
            )
            facts: dict[str, FactValue] = {"share": made, "views": terms.views, "takes": int(terms.takes)}
            session.note(AuditEvent(at=now, actor=actor, action=ShareAction.SHARED, document=document, facts=facts))

        self._transactions.write(work)
        return made, token

    def of(self, document: DocumentId) -> tuple[Share, ...]:
        """All links to a document, newest first."""
        return self._found(documents.c.id == document)

    def by_token(self, token: str) -> Share:
        """The link of a secret, whatever became of it (NotFound)."""
        found = self._found(shares.c.token_hash == self._hash(token))
        if not found:
            raise NotFound(share="?")
        return found[0]

    def open(self, token: str, password: str, *, origin: str, now: dt.datetime) -> Share:
        """Count one view and return the link.

        Raises:
            NotFound: it opens no more, or never did. SignInFailed: it has another password.
        """
        share = self.by_token(token)
        if not share.opens(now):
            raise NotFound(share="?")
        tried = int(bool(share.password))
        if tried:
            self._count_try(share)
            if not is_password(password, share.password):
                self._transactions.write(
                    lambda session: _note(session, ShareAction.FAILED, share, actor=share.actor, now=now)
                )
                raise SignInFailed

        def work(session: Session) -> None:
            left = (shares.c.id == share.id, shares.c.views_left > 0, shares.c.revoked_at.is_(None))
            # The right password gives its own try back, and no others: they were not this guest's.
            count = update(shares).where(*left)
            count = count.values(views_left=shares.c.views_left - 1, failures=shares.c.failures - tried)
            if not session.connection.execute(count).rowcount:
                raise NotFound(share="?")
            view = new_id(now)
            sealed = session.seals.seal(share.document, f"share_views.origin {view}", origin.encode())
            session.connection.execute(insert(share_views).values(id=view, share=share.id, at=now, origin=sealed))
            _note(session, ShareAction.OPENED, share, actor=share.actor, now=now)

        self._transactions.write(work)
        return share

    def taken(self, share: Share, *, now: dt.datetime) -> None:
        """Record that the original is taken away."""
        self._transactions.write(lambda session: _note(session, ShareAction.TAKEN, share, actor=share.actor, now=now))

    def revoke(self, share: Share, *, actor: str, now: dt.datetime) -> None:
        """End a link at once; one that was ended stays as it is."""

        def work(session: Session) -> None:
            ended = update(shares).where(shares.c.id == share.id, shares.c.revoked_at.is_(None))
            if session.connection.execute(ended.values(revoked_at=now, revoked_by=actor)).rowcount:
                _note(session, ShareAction.REVOKED, share, actor=actor, now=now)

        self._transactions.write(work)

    def revoke_all(self, maker: str | None = None, *, actor: str, now: dt.datetime) -> int:
        """End every link that may be opened still, or every one that somebody made; return how many there were."""
        made = true() if maker is None else shares.c.made_by == maker
        return self._transactions.write(lambda session: end_shares(session, made, actor=actor, now=now))

    def _count_try(self, share: Share) -> None:
        # One that is cut off before it is judged counts as failed.
        left = (shares.c.id == share.id, shares.c.failures < MOST_FAILURES)
        counted = update(shares).where(*left).values(failures=shares.c.failures + 1)
        if not self._transactions.write(lambda session: session.connection.execute(counted).rowcount):
            raise NotFound(share="?")

    def _found(self, which: ColumnElement[bool]) -> tuple[Share, ...]:
        seen = select(func.count()).where(share_views.c.share == shares.c.id).scalar_subquery()
        wanted = (
            select(shares, documents.c.id.label("document_id"), seen.label("seen"))
            .join(documents, documents.c.number == shares.c.document)
            .where(which, documents.c.state != State.DESTROYED.value)
            .order_by(shares.c.id.desc())
        )

        def work(session: Session) -> tuple[Share, ...]:
            return tuple(_opened(session, row) for row in session.connection.execute(wanted).all())

        return self._transactions.read(work)

    def _hash(self, token: str) -> bytes:
        return keyed_hash(self._key, f"share {token}".encode())

    @cached_property
    def _key(self) -> bytes:
        return self._transactions.keyring.house("shares")


def end_shares(session: Session, wanted: ColumnElement[bool], *, actor: str, now: dt.datetime) -> int:
    """End those of the wanted links that may be opened still, each with an event; return how many there were."""
    alive = and_(wanted, shares.c.revoked_at.is_(None), shares.c.expires_at > now)
    rows = session.connection.execute(
        select(shares.c.id, documents.c.id.label("document_id"))
        .join(documents, documents.c.number == shares.c.document)
        .where(alive)
    ).all()
    for row in rows:
        ended = update(shares).where(shares.c.id == row.id)
        session.connection.execute(ended.values(revoked_at=now, revoked_by=actor))
        action, facts = ShareAction.REVOKED, {"share": row.id}
        session.note(AuditEvent(at=now, actor=actor, action=action, document=row.document_id, facts=facts))
    return len(rows)


_OF_IT: Final = select(shares.c.id).where(shares.c.document == bindparam("number"))
_FORGET: Final = (
    delete(share_views).where(share_views.c.share.in_(_OF_IT)),
    delete(shares).where(shares.c.document == bindparam("number")),
)


def forget_shares(session: Session, number: int) -> None:
    """Remove the links to a document that is destroyed."""
    for statement in _FORGET:
        session.connection.execute(statement, {"number": number})


def _opened(session: Session, row: AnyRow) -> Share:
    document = DocumentId(row.document_id)
    body = session.seals.open_json(document, _place(row.id), row.body)
    return Share(
        id=row.id,
        document=document,
        address=body["address"],
        reason=body["reason"],
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        views=row.seen,
        views_left=row.views_left,
        takes=row.takes,
        locked=row.failures >= MOST_FAILURES,
        revoked_at=row.revoked_at,
        password=body["password"],
    )


def _note(session: Session, action: ShareAction, share: Share, *, actor: str, now: dt.datetime) -> None:
    facts: dict[str, FactValue] = {"share": share.id}
    session.note(AuditEvent(at=now, actor=actor, action=action, document=share.document, facts=facts))


def _place(share: str) -> str:
    return f"shares.body {share}"
