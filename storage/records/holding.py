"""Holds: what must not be destroyed, whatever any rule says. A hold never ends by itself.

A hold is on one document, or on a customer: then it covers every document of theirs, those that are yet to come too.
The holds of one matter can be lifted together; what a search finds is held document by document, under one matter.
Placing a hold and destroying a document exclude each other (``keep_others_out``), so that there is no moment between
the last look at the holds and the destruction.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from storage.audit import AuditEvent
from storage.crypto.framing import frame
from storage.crypto.small import seal_small, unseal_small
from storage.records.ending_tables import holds
from storage.records.entries import CUSTOMER
from storage.records.sealing import pack, unpack
from storage.records.session import AnyRow, Session
from storage.records.tables import documents, equalities
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.errors import BadForm, KeyMissing, NotFound
from strongroom.ids import DocumentId, new_id

_MATTER: Final = "@matter"
"""A name that no field can have."""
_ADVISORY_LOCK: Final = 0x486F6C6473
"""Any number that nobody else locks in this database; the letters "Holds"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold; on a document or on a customer. ``matter`` is the case it is for."""

    id: str
    document: DocumentId | None
    customer: str | None = field(repr=False)
    matter: str = field(repr=False)
    reason: str = field(repr=False)
    placed_at: dt.datetime
    placed_by: str
    lifted_at: dt.datetime | None = None
    lifted_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What a hold is for, in words; sealed wherever it rests."""

    matter: str = field(repr=False)
    reason: str = field(repr=False)


class Holds:
    """All holds. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def on_document(self, document: DocumentId, why: Why, *, actor: str, now: dt.datetime) -> str:
        """Keep a document; return the id of the hold, whose event is recorded.

        Raises:
            NotFound: there is no such document, or it is destroyed: the hold came too late.
        """

        def work(session: Session) -> str:
            keep_others_out(session.connection)
            return self._place_one(session, document, why, actor=actor, now=now)

        return self._transactions.write(work)

    def on_documents(
        self, documents: Sequence[DocumentId], why: Why, *, actor: str, now: dt.datetime
    ) -> tuple[str, ...]:
        """Keep several documents, each by a hold of its own: all of them, or none where one raises (NotFound)."""

        def work(session: Session) -> tuple[str, ...]:
            keep_others_out(session.connection)
            return tuple(self._place_one(session, one, why, actor=actor, now=now) for one in documents)

        return self._transactions.write(work)

    def on_customer(self, customer: str, why: Why, *, actor: str, now: dt.datetime) -> str:
        """Keep every document of a customer, also those to come; return the id of the hold.

        Raises:
            BadForm: the name has no letter and no digit, by which it could be known.
        """
        hashed = self._transactions.hashes.equalities([(CUSTOMER, customer)])
        if not hashed:
            raise BadForm(field="customer")

        def work(session: Session) -> str:
            keep_others_out(session.connection)
            hold = new_id(now)
            body = seal_small(
                pack({"matter": why.matter, "reason": why.reason, "customer": customer}), self._key, _context(hold)
            )
            _insert(
                session,
                hold,
                customer_hash=next(iter(hashed)),
                matter_hash=self._matter(why.matter),
                body=body,
                placed_by=actor,
                placed_at=now,
            )
            _note(session, Action.HOLD_PLACED, hold, "", actor=actor, now=now)
            return hold

        return self._transactions.write(work)

    def lift(self, hold: str, reason: str, *, actor: str, now: dt.datetime) -> None:
        """End a hold; one that was lifted before stays as it is.

        Raises:
            NotFound: there is no such hold.
        """

        def work(session: Session) -> None:
            row = _row(session, hold)
            if row.lifted_at is not None:
                return
            session.connection.execute(
                update(holds)
                .where(holds.c.id == hold)
                .values(lifted_at=now, lifted_by=actor, lifting=self._sealed_lifting(session, row, reason))
            )
            _note(session, Action.HOLD_LIFTED, hold, row.document_id or "", actor=actor, now=now)

        self._transactions.write(work)

    def of_matter(self, matter: str) -> tuple[str, ...]:
        """The ids of the holds in force for a matter, oldest first."""
        wanted = (
            select(holds.c.id)
            .where(holds.c.matter_hash == self._matter(matter), holds.c.lifted_at.is_(None))
            .order_by(holds.c.id)
        )
        return self._transactions.read(lambda session: tuple(session.connection.execute(wanted).scalars()))

    def one(self, hold: str) -> Hold:
        """A hold by its id (NotFound)."""
        return self._transactions.read(lambda session: self._opened(session, _row(session, hold)))

    def in_force(self) -> tuple[Hold, ...]:
        """Every hold that is not lifted, oldest first."""

        def work(session: Session) -> tuple[Hold, ...]:
            rows = session.connection.execute(_SELECT.where(holds.c.lifted_at.is_(None)).order_by(holds.c.id))
            return tuple(self._opened(session, row) for row in rows)

        return self._transactions.read(work)

    def covering(self, document: DocumentId) -> tuple[Hold, ...]:
        """The holds in force on a document or on its customer, oldest first."""
        number = select(documents.c.number).where(documents.c.id == document).scalar_subquery()
        of_customer = holds.c.customer_hash.in_(select(equalities.c.hash).where(equalities.c.document == number))
        wanted = _SELECT.where(holds.c.lifted_at.is_(None), or_(holds.c.document == number, of_customer))

        def work(session: Session) -> tuple[Hold, ...]:
            return tuple(self._opened(session, row) for row in session.connection.execute(wanted.order_by(holds.c.id)))

        return self._transactions.read(work)

    def carry_over(
        self, session: Session, parts: Sequence[int], whole: DocumentId, *, actor: str, now: dt.datetime
    ) -> None:
        """Keep what was made of documents, by row number, as strictly as they are: under each of their holds."""
        of_customer = holds.c.customer_hash.in_(select(equalities.c.hash).where(equalities.c.document.in_(parts)))
        wanted = _SELECT.where(holds.c.lifted_at.is_(None), or_(holds.c.document.in_(parts), of_customer))
        found = [self._opened(session, row) for row in session.connection.execute(wanted.order_by(holds.c.id))]
        for why in dict.fromkeys(Why(matter=hold.matter, reason=hold.reason) for hold in found):
            self._place_one(session, whole, why, actor=actor, now=now)

    @cached_property
    def _key(self) -> bytes:
        return self._transactions.keyring.house("holds")

    def _place_one(self, session: Session, document: DocumentId, why: Why, *, actor: str, now: dt.datetime) -> str:
        row = session.document(document)
        hold = new_id(now)
        body = session.seals.seal_json(document, _place(hold), {"matter": why.matter, "reason": why.reason})
        _insert(
            session,
            hold,
            document=row.number,
            matter_hash=self._matter(why.matter),
            body=body,
            placed_by=actor,
            placed_at=now,
        )
        _note(session, Action.HOLD_PLACED, hold, document, actor=actor, now=now)
        return hold

    def _matter(self, matter: str) -> bytes | None:
        # Null for a matter without letters and digits: all of those would be one.
        return next(iter(self._transactions.hashes.equalities([(_MATTER, matter)])), None)

    def _opened(self, session: Session, row: AnyRow) -> Hold:
        body = self._body(session, row)
        return Hold(
            id=row.id,
            document=DocumentId(row.document_id) if row.document_id else None,
            customer=body.get("customer"),
            matter=body.get("matter", ""),
            reason=body.get("reason", ""),
            placed_at=row.placed_at,
            placed_by=row.placed_by,
            lifted_at=row.lifted_at,
            lifted_by=row.lifted_by,
        )

    def _body(self, session: Session, row: AnyRow) -> dict[str, Any]:
        if row.document_id is None:
            return unpack(unseal_small(row.body, self._key, _context(row.id)))
        try:
            return session.seals.open_json(DocumentId(row.document_id), _place(row.id), row.body) if row.body else {}
        except KeyMissing:
            return {}  # restored data that is older than the end of its document

    def _sealed_lifting(self, session: Session, row: AnyRow, reason: str) -> bytes:
        if row.document_id is None:
            return seal_small(reason.encode(), self._key, _context(f"{row.id} lifting"))
        return session.seals.seal(DocumentId(row.document_id), f"holds.lifting {row.id}", reason.encode())


_SELECT: Final = select(holds, documents.c.id.label("document_id")).outerjoin(
    documents, documents.c.number == holds.c.document
)
_FORGET_REASONS: Final = update(holds).where(holds.c.document == bindparam("number")).values(body=b"", lifting=None)


def keep_others_out(connection: Connection) -> None:
    """Have nobody else place a hold or destroy a document until this transaction ends.

    SQLite has one writer anyway. A hold on a customer locks no row of any document, so row locks would not do.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))


def is_held() -> ColumnElement[bool]:
    """The condition on ``documents`` that a hold is in force, on them or on their customer."""
    return _covered(holds.c.lifted_at.is_(None))


def held_since(moment: dt.datetime | BindParameter[dt.datetime]) -> ColumnElement[bool]:
    """The condition on ``documents`` that a hold was placed after a moment, even if it was lifted again."""
    return _covered(holds.c.placed_at >= moment)


def _covered(which: ColumnElement[bool]) -> ColumnElement[bool]:
    # Two questions, each answered by an index: as one, every hold there ever was would be looked at for each document.
    # ``correlate`` is said out loud: otherwise one hold on a customer could be taken to keep the papers of all.
    on_it = exists().where(which, holds.c.document == documents.c.number).correlate(documents)
    of_customer = exists().where(
        which, holds.c.customer_hash == equalities.c.hash, equalities.c.document == documents.c.number
    )
    return or_(on_it, of_customer.correlate(documents))


def forget_reasons(session: Session, number: int) -> None:
    """Blank what the holds on a document say, which may name people. That they were there is kept."""
    session.connection.execute(_FORGET_REASONS, {"number": number})


def _insert(session: Session, hold: str, **values: object) -> None:
    session.connection.execute(insert(holds).values(id=hold, **values))


def _row(session: Session, hold: str) -> AnyRow:
    rows: Sequence[AnyRow] = session.connection.execute(_SELECT.where(holds.c.id == hold)).all()
    if not rows:
        raise NotFound(hold=hold)
    return rows[0]


def _note(session: Session, action: Action, hold: str, document: str, *, actor: str, now: dt.datetime) -> None:
    session.note(AuditEvent(at=now, actor=actor, action=action, document=document, facts={"hold": hold}))


def _place(hold: str) -> str:
    return f"holds.body {hold}"


def _context(hold: str) -> bytes:
    return frame("holds.body", hold)
