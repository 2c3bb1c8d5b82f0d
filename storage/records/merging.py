"""Doubles of a customer made one, with a way back.

Each paper of the double gets a new version that names the other customer; nothing is overwritten. The way back gives
each of them a version with the name it had, unless a person has said something else of it since. Papers change in
batches, one transaction each: a merge that was cut off is finished by merging again. What the double is asked for goes
with the first of them, and comes back at the end of the way back (``carrying``).
"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, or_, select, update

from storage.audit import AuditEvent, FactValue
from storage.records.bodies import Body, read_body
from storage.records.carrying import bring_back, carry
from storage.records.customer_files import CustomerFiles
from storage.records.describing import DESCRIBED, DescribeAction, readable, write_description
from storage.records.dossier_tables import merged_papers, merges
from storage.records.entries import CUSTOMER
from storage.records.filing import current_body
from storage.records.holding import is_held, keep_others_out
from storage.records.reach import EVERYTHING, Reach, within
from storage.records.review_tables import better_copies
from storage.records.session import AnyRow, Session
from storage.records.tables import documents, equalities, extractions
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.errors import BadForm, Held, NotFound
from strongroom.ids import DocumentId, new_id

_BATCH: Final = 50
_SHOWN: Final = 50
_DESCRIBED: Final = tuple(state.value for state in DESCRIBED)


class MergeAction(StrEnum):
    """What an audit event of a merge says was done."""

    MERGED = "customers_merged"
    UNDONE = "merge_undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A merge that can be undone: how many papers it changed, and one of them, by which to tell whose they were."""

    id: str
    merged_at: dt.datetime
    actor: str
    papers: tuple[DocumentId, ...]


class Merges:
    """All merges of customers."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def merge(self, double: bytes, into: str, *, actor: str, now: dt.datetime, reach: Reach = EVERYTHING) -> Merge:
        """Give the papers of one customer to another; those out of reach stay, which the audit says with their number.

        Raises:
            BadForm: they are the same. NotFound: the double has no paper. Held: a hold stands on some of the papers.
        """
        known = CustomerFiles(self._transactions).hash_of(into)
        if known is None or known == double:
            raise BadForm(field="into")
        started = new_id(now)
        begin = partial(_begin, merge=started, double=double, into=known, reach=reach, actor=actor, now=now)
        self._transactions.write(begin)
        done: list[DocumentId] = []
        while some := self._transactions.write(
            partial(_merge_some, merge=started, double=double, into=into, reach=reach, actor=actor, now=now)
        ):
            done += some
        return Merge(id=started, merged_at=now, actor=actor, papers=tuple(done))

    def undo(self, merge: str, *, actor: str, now: dt.datetime, reach: Reach = EVERYTHING) -> int:
        """Give the papers back that still are where the merge put them, and return how many (NotFound, Held).

        What is out of reach by now stays where it is.
        """

        def papers(session: Session) -> list[AnyRow]:
            row = session.connection.execute(select(merges).where(merges.c.id == merge)).one_or_none()
            if row is None or row.undone_at is not None:
                raise NotFound(merge=merge)
            return list(session.connection.execute(_PAPERS.where(merged_papers.c.merge == merge)).all())

        found = self._transactions.read(papers)
        back = 0
        for start in range(0, len(found), _BATCH):
            some = found[start : start + _BATCH]
            back += self._transactions.write(partial(_give_back, papers=some, reach=reach, actor=actor, now=now))
        self._transactions.write(lambda session: _end(session, merge, back, actor=actor, now=now))
        return back

    def into(self, customer: bytes) -> tuple[Merge, ...]:
        """The merges that gave papers to a customer and were not undone, newest first."""
        given = (
            select(merged_papers.c.merge)
            .join(equalities, equalities.c.document == merged_papers.c.document)
            .where(equalities.c.hash == customer)
        )
        wanted = select(merges).where(merges.c.undone_at.is_(None), merges.c.id.in_(given))

        def work(session: Session) -> tuple[Merge, ...]:
            rows = session.connection.execute(wanted.order_by(merges.c.id.desc()).limit(_SHOWN)).all()
            return tuple(
                Merge(id=row.id, merged_at=row.merged_at, actor=row.actor, papers=_ids(session, row.id)) for row in rows
            )

        return self._transactions.read(work)

    def papers_of(self, merge: str) -> tuple[DocumentId, ...]:
        """The papers that a merge changed (none where there is no such merge)."""
        return self._transactions.read(lambda session: _ids(session, merge))

    def former_customer(self, merge: str) -> str | None:
        """Whose the papers of a merge were, opened from one of them."""

        def work(session: Session) -> str | None:
            row = session.connection.execute(_PAPERS.where(merged_papers.c.merge == merge).limit(1)).one_or_none()
            return _former(session, row) if row else None

        return self._transactions.read(work)


_PAPERS: Final = select(merged_papers, documents.c.id.label("document_id")).join(
    documents, documents.c.number == merged_papers.c.document
)


def _begin(
    session: Session, *, merge: str, double: bytes, into: bytes, reach: Reach, actor: str, now: dt.datetime
) -> None:
    keep_others_out(session.connection)
    reached = within(session, reach)
    if not session.connection.execute(_papers(double).where(reached).limit(1)).first():
        raise NotFound(customer="?")
    if session.connection.execute(_papers(double).where(reached, is_held()).limit(1)).first():
        raise Held(customer="?")
    beyond = select(func.count()).select_from(_papers(double).where(~reached).subquery())
    facts: dict[str, FactValue] = {"merge": merge, "left": session.connection.execute(beyond).scalar_one()}
    session.connection.execute(insert(merges).values(id=merge, merged_at=now, actor=actor))
    session.note(AuditEvent(at=now, actor=actor, action=MergeAction.MERGED, facts=facts))
    going = _papers(double).where(reached).with_only_columns(documents.c.number).order_by(None)
    carry(session, merge, double, into, going, actor=actor, now=now)


def _merge_some(
    session: Session, *, merge: str, double: bytes, into: str, reach: Reach, actor: str, now: dt.datetime
) -> list[DocumentId]:
    # Asked in each transaction: what is restricted meanwhile stays.
    reached = _papers(double).where(within(session, reach)).with_for_update()
    some = session.connection.execute(reached.limit(_BATCH)).all()
    for row in some:
        before = _known(session, row)
        version = _given(session, row, before, into, actor=actor, now=now)
        session.connection.execute(insert(merged_papers).values(merge=merge, document=row.number, version=version))
    return [DocumentId(row.id) for row in some]


def _give_back(session: Session, *, papers: list[AnyRow], reach: Reach, actor: str, now: dt.datetime) -> int:
    back, reached = 0, within(session, reach)
    for paper in papers:
        try:
            row = session.document(DocumentId(paper.document_id))
        except NotFound:
            continue  # destroyed since
        here = select(documents.c.number).where(documents.c.number == row.number, reached)
        if session.connection.execute(here).first() is None:
            continue
        before = _known(session, row)
        if before.customer != _customer_at(session, row, paper.version):
            continue
        former = _customer_at(session, row, paper.version - 1)
        _given(session, row, before, former, actor=actor, now=now)
        back += 1
    return back


def _known(session: Session, row: AnyRow) -> Body:
    """What is known of a paper that goes with its customer (IllegalMove: it is being read this moment)."""
    # Set aside for a better copy, it is not described, and yet is the customer's: the copy that comes is to be theirs.
    body = current_body(session, row) if row.state == State.QUARANTINED else None
    return body or readable(session, row)


def _given(session: Session, row: AnyRow, before: Body, customer: str | None, *, actor: str, now: dt.datetime) -> int:
    """Give a paper to a customer, as if a person described it so; return the new version."""
    version = write_description(session, row, before, replace(before, customer=customer), actor=actor, now=now)
    facts: dict[str, FactValue] = {"version": version, "fields": ["customer"]}
    session.note(AuditEvent(at=now, actor=actor, action=DescribeAction.DESCRIBED, document=row.id, facts=facts))
    return version


def _end(session: Session, merge: str, back: int, *, actor: str, now: dt.datetime) -> None:
    session.connection.execute(update(merges).where(merges.c.id == merge).values(undone_at=now, undone_by=actor))
    facts: dict[str, FactValue] = {"merge": merge, "count": back}
    session.note(AuditEvent(at=now, actor=actor, action=MergeAction.UNDONE, facts=facts))
    names = _names(session, merge) if back else None
    if names is not None:
        former, into = (next(iter(session.hashes.equalities([(CUSTOMER, name)]))) for name in names)
        bring_back(session, merge, former, into, actor=actor, now=now)


def _is_owed() -> ColumnElement[bool]:
    """Whether a better copy of a document is awaited."""
    open_copy = and_(better_copies.c.document == documents.c.number, better_copies.c.closed_at.is_(None))
    return and_(documents.c.state == State.QUARANTINED.value, documents.c.version > 0, exists().where(open_copy))


def _papers(customer: bytes) -> Select[Any]:
    return (
        select(documents)
        .join(equalities, equalities.c.document == documents.c.number)
        .where(equalities.c.hash == customer, or_(documents.c.state.in_(_DESCRIBED), _is_owed()))
        .order_by(documents.c.number)
    )


def _names(session: Session, merge: str) -> tuple[str, str] | None:
    """Whose the papers of a merge were, and whose they became; None where that is not known any more."""
    for paper in session.connection.execute(_PAPERS.where(merged_papers.c.merge == merge)).all():
        row = session.connection.execute(select(documents).where(documents.c.number == paper.document)).one()
        former, into = (_customer_at(session, row, version) for version in (paper.version - 1, paper.version))
        if former and into:
            return former, into
    return None


def _ids(session: Session, merge: str) -> tuple[DocumentId, ...]:
    rows = session.connection.execute(_PAPERS.where(merged_papers.c.merge == merge).order_by(documents.c.number))
    return tuple(DocumentId(row.document_id) for row in rows)


def _former(session: Session, paper: AnyRow) -> str | None:
    row = session.connection.execute(select(documents).where(documents.c.number == paper.document)).one()
    return _customer_at(session, row, paper.version - 1)


def _customer_at(session: Session, row: AnyRow, version: int) -> str | None:
    sealed = session.connection.execute(
        select(extractions.c.body).where(extractions.c.document == row.number, extractions.c.version == version)
    ).scalar_one_or_none()
    return read_body(session.seals, DocumentId(row.id), version, sealed).customer if sealed else None
