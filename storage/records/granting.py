"""Requests as they rest, and the grants that approved ones are. A grant is never a row of its own: it cannot differ
from what was asked for and approved.
"""

import datetime as dt
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update

from storage.audit import AuditEvent, FactValue
from storage.crypto.framing import frame
from storage.crypto.keyring import Keyring
from storage.crypto.small import seal_small, unseal_small
from storage.records.request_tables import requests
from storage.records.sealing import pack, unpack
from storage.records.session import AnyRow, Session
from storage.records.tables import documents
from strongroom.errors import KeyMissing, NotFound
from strongroom.ids import DocumentId
from strongroom.package import Wish
from strongroom.permissions import Action, Grant
from strongroom.request import USABLE, Access, Ending, Request, RequestKind, Stage


class RequestAction(StrEnum):
    """What an audit event of a request says was done."""

    ASKED = "request_made"
    APPROVED = "request_approved"
    REFUSED = "request_refused"
    WITHDRAWN = "request_withdrawn"
    CARRIED_OUT = "request_carried_out"
    GRANT_ENDED = "grant_ended"


SELECT: Final = select(requests, documents.c.id.label("document_id")).outerjoin(
    documents, documents.c.number == requests.c.document
)


class Paper:
    """Seals what is said in requests: under the key of the one document that they are about, else of the house."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, session: Session, document: DocumentId | None, place: str, said: dict[str, Any]) -> bytes:
        """Seal what somebody said."""
        if document is not None:
            return session.seals.seal_json(document, place, said)
        return seal_small(pack(said), self._key, frame(place))

    def open(self, session: Session, document: DocumentId | None, place: str, sealed: bytes | None) -> dict[str, Any]:
        """Open it; empty where the document was destroyed, and what was said of it with it."""
        if not sealed:
            return {}
        if document is None:
            return unpack(unseal_small(sealed, self._key, frame(place)))
        try:
            return session.seals.open_json(document, place, sealed)
        except KeyMissing:
            return {}  # restored data that is older than the end of its document

    @property
    def _key(self) -> bytes:
        return self._keyring.house("requests")


def body_place(request: str) -> str:
    """Where the reason of a request rests."""
    return f"requests.body {request}"


def words_place(request: str) -> str:
    """Where the words of its answer rest."""
    return f"requests.words {request}"


def locked(session: Session, request: str) -> AnyRow:
    """The row of a request, nobody else's until the transaction ends (NotFound)."""
    wanted = SELECT.where(requests.c.id == request).with_for_update(of=requests)
    row = session.connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound(request=request)
    return row


def opened(session: Session, paper: Paper, row: AnyRow) -> Request:
    """A request from its row."""
    document = DocumentId(row.document_id) if row.document_id else None
    said = paper.open(session, document, body_place(row.id), row.body)
    words = paper.open(session, document, words_place(row.id), row.words)
    return Request(
        id=row.id,
        kind=RequestKind(row.kind),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        reason=said.get("reason", ""),
        subjects=tuple(json.loads(row.subjects)),
        access=_access(row, document, said),
        package=Wish.from_json(said["package"]) if "package" in said else None,
        answer=Stage(row.answer) if row.answer else None,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        words=words.get("words", ""),
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        ending=Ending(row.ending) if row.ending else None,
    )


def grants_of(session: Session, paper: Paper, person: str, now: dt.datetime) -> tuple[Grant, ...]:
    """The grants that somebody has at this moment."""
    rows = session.connection.execute(SELECT.where(_live(now), requests.c.asked_by == person)).all()
    found = (opened(session, paper, row).grant(now) for row in rows)
    return tuple(grant for grant in found if grant is not None)


def live_grants(session: Session, paper: Paper, now: dt.datetime) -> tuple[Request, ...]:
    """The approved requests that are grants at this moment, oldest first."""
    rows = session.connection.execute(SELECT.where(_live(now)).order_by(requests.c.id)).all()
    return tuple(opened(session, paper, row) for row in rows)


def end_grants(session: Session, wanted: ColumnElement[bool], ending: Ending, *, actor: str, now: dt.datetime) -> int:
    """End those of the live grants that are wanted, at once, each with an event; return how many there were.

    An approval that waits to be used, such as of an export, ends like a grant: both are leave to do something.
    """
    alive = or_(_live(now), _usable(now))
    rows: Sequence[AnyRow] = session.connection.execute(SELECT.where(alive, wanted)).all()
    for row in rows:
        session.connection.execute(
            update(requests).where(requests.c.id == row.id).values(ended_at=now, ended_by=actor, ending=ending.value)
        )
        facts = {"request": row.id, "why": ending.value}
        action, document = RequestAction.GRANT_ENDED, row.document_id or ""
        session.note(AuditEvent(at=now, actor=actor, action=action, document=document, facts=facts))
    return len(rows)


def leave(session: Session, person: str, *, actor: str, now: dt.datetime) -> None:
    """End what somebody may do and take back what they asked for: they are let in no more."""
    end_grants(session, requests.c.asked_by == person, Ending.LEFT, actor=actor, now=now)
    mine = and_(requests.c.asked_by == person, requests.c.answer.is_(None))
    for row in session.connection.execute(SELECT.where(mine)).all():
        taken_back = {"answer": Stage.WITHDRAWN.value, "answered_by": actor, "answered_at": now}
        session.connection.execute(update(requests).where(requests.c.id == row.id).values(taken_back))
        note(session, RequestAction.WITHDRAWN, row, actor=actor, now=now)


def note(session: Session, action: RequestAction, row: AnyRow, *, actor: str, now: dt.datetime) -> None:
    """Record a step. Ids and names of actions only: what people said is sealed, for they may write anything."""
    facts: dict[str, FactValue] = {"request": row.id, "kind": row.kind, "asked_by": row.asked_by}
    if row.until is not None:
        facts |= {"actions": row.actions, "until": row.until.isoformat()}
    session.note(AuditEvent(at=now, actor=actor, action=action, document=row.document_id or "", facts=facts))


_FORGET: Final = update(requests).where(requests.c.document == bindparam("number")).values(body=b"", words=None)


def forget_requests(session: Session, number: int) -> None:
    """Blank what the requests about a document say. Who asked, who answered and when is kept."""
    session.connection.execute(_FORGET, {"number": number})


def _live(now: dt.datetime) -> ColumnElement[bool]:
    return and_(
        requests.c.kind == RequestKind.ACCESS.value,
        requests.c.answer == Stage.APPROVED.value,
        requests.c.ended_at.is_(None),
        requests.c.until > now,
    )


def _usable(now: dt.datetime) -> ColumnElement[bool]:
    return and_(
        requests.c.kind != RequestKind.ACCESS.value,
        requests.c.answer == Stage.APPROVED.value,
        requests.c.ended_at.is_(None),
        requests.c.answered_at > now - USABLE,
    )


def _access(row: AnyRow, document: DocumentId | None, said: dict[str, Any]) -> Access | None:
    if row.kind != RequestKind.ACCESS:
        return None
    actions = frozenset(Action(name) for name in row.actions.split())
    return Access(actions=actions, until=row.until, document=document, customer=said.get("customer"))
