"""The file of each customer: their papers, what a complete file has, and doubles made one, with a way back.

A customer is known by the keyed hash of their name, which is also their address at the desk; the name itself is opened
from one of their papers and rests nowhere else.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select, update

from storage.audit import AuditEvent
from storage.records.dossier_tables import customers
from storage.records.entries import CUSTOMER, know_customer
from storage.records.filing import current_body
from storage.records.session import Session
from storage.records.tables import documents, equalities
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.errors import KeyMissing, NotFound
from strongroom.ids import DocumentId

_BATCH = 500
_ALIVE = documents.c.state != State.DESTROYED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One customer: the ids of some of their papers, newest first, and the kinds that a complete file has."""

    hash: bytes
    papers: tuple[DocumentId, ...]
    wanted: tuple[str, ...]


class CustomerFiles:
    """All customers. Safe to use from many threads. Nothing is opened here: who may see which paper is asked first."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def hash_of(self, customer: str) -> bytes | None:
        """By what a name is known; None where it has no letter and no digit."""
        return next(iter(self._transactions.hashes.equalities([(CUSTOMER, customer)])), None)

    def listed(self, *, limit: int, offset: int, papers: int) -> tuple[File, ...]:
        """Customers, the one with the newest paper first, each with so many of their newest papers."""
        newest = func.max(equalities.c.document)
        wanted = (
            select(customers.c.hash)
            .join(equalities, equalities.c.hash == customers.c.hash)
            .group_by(customers.c.hash)
            .order_by(newest.desc())
            .limit(limit)
            .offset(offset)
        )

        def work(session: Session) -> tuple[File, ...]:
            hashes = session.connection.execute(wanted).scalars().all()
            return tuple(_file(session, hashed, papers) for hashed in hashes)

        return self._transactions.read(work)

    def one(self, hashed: bytes, *, papers: int) -> File:
        """One customer (NotFound when no paper is theirs)."""

        def work(session: Session) -> File:
            found = _file(session, hashed, papers)
            if not found.papers:
                raise NotFound(customer="?")
            return found

        return self._transactions.read(work)

    def want(self, hashed: bytes, kinds: Iterable[str], *, actor: str, now: dt.datetime) -> None:
        """Say which kinds of paper a complete file has (NotFound)."""
        wanted = sorted(set(kinds))

        def work(session: Session) -> None:
            change = update(customers).where(customers.c.hash == hashed).values(wanted=" ".join(wanted))
            if not session.connection.execute(change).rowcount:
                raise NotFound(customer="?")
            session.note(AuditEvent(at=now, actor=actor, action="customer_changed", facts={"kinds": wanted}))

        self._transactions.write(work)

    def catch_up(self) -> int:
        """Know the customers of documents from before there was a list; nothing to do where there is one."""

        def numbers(session: Session) -> list[int]:
            if session.connection.execute(select(customers.c.hash).limit(1)).first():
                return []
            return list(session.connection.execute(select(documents.c.number).where(_ALIVE)).scalars())

        found = self._transactions.read(numbers)
        for start in range(0, len(found), _BATCH):
            some = found[start : start + _BATCH]
            self._transactions.write(lambda session, some=some: _know(session, some))  # type: ignore[misc]
        return len(found)


def _file(session: Session, hashed: bytes, papers: int) -> File:
    ids = session.connection.execute(
        select(documents.c.id)
        .join(equalities, equalities.c.document == documents.c.number)
        .where(equalities.c.hash == hashed, _ALIVE)
        .order_by(documents.c.number.desc())
        .limit(papers)
    ).scalars()
    wanted = session.connection.execute(
        select(customers.c.wanted).where(customers.c.hash == hashed)
    ).scalar_one_or_none()
    if wanted is None:
        return File(hash=hashed, papers=(), wanted=())  # the hash of something else
    return File(hash=hashed, papers=tuple(DocumentId(one) for one in ids), wanted=tuple(wanted.split()))


def _know(session: Session, numbers: list[int]) -> None:
    for row in session.connection.execute(select(documents).where(documents.c.number.in_(numbers))).all():
        try:
            body = current_body(session, row)
        except KeyMissing:
            continue
        if body and body.customer:
            know_customer(session, body.customer)
