"""What the report for compliance is made of: what is kept and why, what ended, and who saw what. Nothing is opened."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, FromClause, and_, func, select

from storage.records.accounts import SignInAction
from storage.records.ending_tables import certificates, holds
from storage.records.holding import is_held
from storage.records.reporting.past import said
from storage.records.request_tables import confirmations, restriction_orders
from storage.records.rulebooks import in_force
from storage.records.running import every
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from storage.records.watching import deeds
from strongroom.access_review import Lapse
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import UNKNOWN, Sensitivity
from strongroom.reports.compliance import Counts, Destroyed
from strongroom.reports.holdings import Basis, Held, Keeping, Kept, basis_of, summed
from strongroom.unusual import Act, Deed

_ASKED: Final = 500
Span = tuple[dt.datetime, dt.datetime]
"""The moments [since, until)."""


def held(transactions: Transactions) -> Mapping[Basis, Held]:
    """Everything that is kept, by kind and by what keeps it."""
    return transactions.read(lambda session: summed(_kept(session)))


def bases(transactions: Transactions, wanted: Iterable[str]) -> Mapping[str, tuple[Keeping, str, dt.date | None]]:
    """Why each of these documents is kept (``basis_of``); those that are not filed yet are not among them."""

    def work(session: Session) -> Mapping[str, tuple[Keeping, str, dt.date | None]]:
        book = in_force(session)
        found = every(session, (book,), session.kinds.values(), documents.c.id.in_(list(wanted)))
        return {one.document: basis_of(one.clocks(book)) for one in found}

    return transactions.read(work)


def destroyed(transactions: Transactions, span: Span) -> tuple[Destroyed, ...]:
    """What was destroyed in a time, as the certificates say."""
    query = (
        select(certificates.c.id, certificates.c.issued_at, certificates.c.body, documents.c.id.label("document"))
        .join(documents, documents.c.number == certificates.c.document)
        .where(certificates.c.step == "shredded", _within(certificates.c.issued_at, span))
        .order_by(certificates.c.id)
    )
    return transactions.read(lambda session: tuple(_destroyed(row) for row in session.connection.execute(query)))


def seen(transactions: Transactions, span: Span) -> tuple[tuple[Act, ...], Mapping[str, str]]:
    """What people did in a time to papers with identity contents, what sensitive values they had shown, and what they
    were refused; with the kinds of these papers.
    """
    since, until = span
    acts = [act for act in deeds(transactions, since=since, until=until) if since <= act.at < until]
    kinds = transactions.read(lambda session: _kinds(session, {act.document for act in acts if act.document}))
    sensitive = transactions.read(_sensitive)
    told = tuple(
        act for act in acts if act.deed in (Deed.DENIED, Deed.REVEALED) or kinds.get(act.document, UNKNOWN) in sensitive
    )
    return told, kinds


def counts(transactions: Transactions, span: Span) -> Counts:
    """Holds and restrictions in numbers."""

    def work(session: Session) -> Counts:
        def number(table: FromClause, *conditions: ColumnElement[bool]) -> int:
            found = session.connection.execute(select(func.count()).select_from(table).where(*conditions))
            return int(found.scalar_one())

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


def _kinds(session: Session, wanted: Iterable[str]) -> dict[str, str]:
    asked = sorted(wanted)
    found: dict[str, str] = {}
    for start in range(0, len(asked), _ASKED):
        rows = session.connection.execute(
            select(documents.c.id, documents.c.kind).where(documents.c.id.in_(asked[start : start + _ASKED]))
        )
        found |= {row.id: row.kind or UNKNOWN for row in rows}
    return found


def _sensitive(session: Session) -> frozenset[str]:
    """The kinds with identity contents; the unknown is one of them."""
    return frozenset(kind.id for kind in session.kinds.values() if kind.sensitivity is Sensitivity.IDENTITY)


def _living() -> ColumnElement[bool]:
    return documents.c.state != State.DESTROYED.value


def _within(column: Column[Any], span: Span) -> ColumnElement[bool]:
    return and_(column >= span[0], column < span[1])
