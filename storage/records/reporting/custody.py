"""What the report for compliance is made of: what is kept and why, what ended, and who saw what. Nothing is opened."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, FromClause, and_, func, select

from storage.records.accounts import SignInAction
from storage.records.ending_tables import certificates, dispositions, holds
from storage.records.holding import is_held
from storage.records.reporting.past import said
from storage.records.request_tables import confirmations, restriction_orders
from storage.records.rulebooks import in_force
from storage.records.running import every
from storage.records.session import AnyRow, Session
from storage.records.streaming import batches
from storage.records.tables import documents
from storage.records.transactions import Transactions
from storage.records.watching import acts
from strongroom.access_review import Lapse
from strongroom.disposition import Stage
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import UNKNOWN, Sensitivity
from strongroom.reports.compliance import MOST, Counts, Destroyed, Due, First
from strongroom.reports.holdings import Basis, Held, Keeping, Kept, basis_of, summed
from strongroom.reports.seen import Seen, summed_acts
from strongroom.unusual import Act, Deed

_UNDER_WAY: Final = (Stage.ELIGIBLE, Stage.REQUESTED, Stage.APPROVED, Stage.DESTROYING)
Span = tuple[dt.datetime, dt.datetime]
"""The moments [since, until)."""


def held(transactions: Transactions) -> Mapping[Basis, Held]:
    """Everything that is kept, by kind and by what keeps it."""
    return transactions.read(lambda session: summed(_kept(session)))


def bases(transactions: Transactions, wanted: Iterable[str]) -> Mapping[str, tuple[Keeping, str, dt.date | None]]:
    """Why each of these documents is kept (``basis_of``); those that are not filed yet are not among them."""

    def work(session: Session) -> Mapping[str, tuple[Keeping, str, dt.date | None]]:
        book = in_force(session)
        return {
            one.document: basis_of(one.clocks(book))
            for batch in batches(wanted)
            for one in every(session, (book,), session.kinds.values(), documents.c.id.in_(batch))
        }

    return transactions.read(work)


def under_way(transactions: Transactions) -> First[Due]:
    """The destructions that were proposed and are not carried out, longest proposed first."""
    stages = dispositions.c.stage.in_([stage.value for stage in _UNDER_WAY])
    query = (
        select(dispositions, documents.c.id, documents.c.kind)
        .join(documents, documents.c.number == dispositions.c.document)
        .where(stages)
        .order_by(dispositions.c.proposed_at, documents.c.id)
        .limit(MOST)
    )

    def work(session: Session) -> First[Due]:
        rows = tuple(_due(row) for row in session.connection.execute(query))
        return First(rows=rows, total=_number(session, dispositions, stages))

    return transactions.read(work)


def destroyed(transactions: Transactions, span: Span) -> First[Destroyed]:
    """What was destroyed in a time, as the certificates say."""
    these = and_(certificates.c.step == "shredded", _within(certificates.c.issued_at, span))
    query = (
        select(certificates.c.id, certificates.c.issued_at, certificates.c.body, documents.c.id.label("document"))
        .join(documents, documents.c.number == certificates.c.document)
        .where(these)
        .order_by(certificates.c.id)
        .limit(MOST)
    )

    def work(session: Session) -> First[Destroyed]:
        rows = tuple(_destroyed(row) for row in session.connection.execute(query))
        return First(rows=rows, total=_number(session, certificates, these))

    return transactions.read(work)


def seen(transactions: Transactions, span: Span) -> Seen:
    """What people did in a time to papers with identity contents, what sensitive values they had shown, and what they
    were refused.
    """

    def work(session: Session) -> Seen:
        sensitive = _sensitive(session)
        return summed_acts(
            (
                (act, kind)
                for act, kind in _acts(session, span)
                if act.deed in (Deed.DENIED, Deed.REVEALED) or (kind or UNKNOWN) in sensitive
            ),
            most=MOST,
        )

    return transactions.read(work)


def counts(transactions: Transactions, span: Span) -> Counts:
    """Holds and restrictions in numbers."""

    def work(session: Session) -> Counts:
        number = partial(_number, session)
        return Counts(
            holds=number(holds, holds.c.lifted_at.is_(None)),
            placed=number(holds, _within(holds.c.placed_at, span)),
            lifted=number(holds, _within(holds.c.lifted_at, span)),
            restricted=number(documents, documents.c.restricted_at.is_not(None), _living()),
            ordered=number(restriction_orders, _within(restriction_orders.c.set_at, span)),
            freed=number(restriction_orders, _within(restriction_orders.c.lifted_at, span)),
        )

    return transactions.read(work)


def confirmed(transactions: Transactions, span: Span) -> tuple[int, int]:
    """Of how many people the access was confirmed in a time, and of how many it lapsed."""

    def work(session: Session) -> tuple[int, int]:
        people = select(func.count(func.distinct(confirmations.c.user)))
        number = session.connection.execute(people.where(_within(confirmations.c.confirmed_at, span))).scalar_one()
        reasons = {lapse.value for lapse in Lapse}
        events = said(session, *span, {SignInAction.USER_CHANGED})
        return int(number), sum(facts.get("why") in reasons for facts in events)

    return transactions.read(work)


def _kept(session: Session) -> Iterator[Kept]:
    book = in_force(session)
    held_now = set(session.connection.execute(select(documents.c.number).where(is_held())).scalars())
    restricted = set(
        session.connection.execute(
            select(documents.c.number).where(documents.c.restricted_at.is_not(None), _living())
        ).scalars()
    )
    for running in every(session, (book,), session.kinds.values()):
        yield Kept(
            kind=running.kind.id,
            clocks=running.clocks(book),
            held=running.number in held_now,
            restricted=running.number in restricted,
        )


def _destroyed(row: Any) -> Destroyed:
    certificate = json.loads(row.body)["certificate"]
    return Destroyed(
        document=DocumentId(row.document),
        kind=certificate["document"]["kind"],
        basis=certificate["retention"]["basis"],
        asked_by=certificate["decision"]["requested_by"],
        approved_by=certificate["decision"]["approved_by"],
        at=row.issued_at,
        certificate=row.id,
    )


def _due(row: AnyRow) -> Due:
    return Due(document=row.id, kind=row.kind or "", stage=row.stage, basis=row.basis, since=row.ended_on)


def _acts(session: Session, span: Span) -> Iterator[tuple[Act, str | None]]:
    """What people did in a time, with the kind of each paper."""
    since, until = span
    found = (act for act in acts(session.connection, since=since, until=until) if since <= act.at < until)
    for batch in batches(found):
        asked = select(documents.c.id, documents.c.kind).where(documents.c.id.in_({act.document for act in batch}))
        kinds = {row.id: row.kind or UNKNOWN for row in session.connection.execute(asked)}
        for act in batch:
            yield act, kinds.get(act.document)


def _number(session: Session, table: FromClause, *conditions: ColumnElement[bool]) -> int:
    found = session.connection.execute(select(func.count()).select_from(table).where(*conditions))
    return int(found.scalar_one())


def _sensitive(session: Session) -> frozenset[str]:
    """The kinds with identity contents; the unknown is one of them."""
    return frozenset(kind.id for kind in session.kinds.values() if kind.sensitivity is Sensitivity.IDENTITY)


def _living() -> ColumnElement[bool]:
    return documents.c.state != State.DESTROYED.value


def _within(column: Column[Any], span: Span) -> ColumnElement[bool]:
    return and_(column >= span[0], column < span[1])
