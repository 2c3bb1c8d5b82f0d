"""Papers that customers may be asked for: those that are chased, and those of which a better copy is wanted.

Only of customers of whom the house has said something: to the others nobody can write.
"""

from typing import Any

from sqlalchemy import Select, select

from storage.records.clock_tables import chases
from storage.records.dossier_tables import customers
from storage.records.review_tables import better_copies
from storage.records.session import Session
from storage.records.tables import documents, equalities
from storage.records.transactions import Transactions
from strongroom.asking import Wanted, Why
from strongroom.ids import DocumentId


def chased(transactions: Transactions) -> tuple[Wanted, ...]:
    """The papers with open chases."""
    query = (
        _of_customers(documents.c.id, documents.c.kind, chases.c.expires_on)
        .join(chases, chases.c.document == documents.c.number)
        .where(chases.c.closed_at.is_(None))
        .distinct()
        .order_by(chases.c.expires_on, documents.c.id)
    )

    def work(session: Session) -> tuple[Wanted, ...]:
        return tuple(
            Wanted(
                customer=row.hash,
                why=Why.RENEWAL,
                kinds=(row.kind,),
                document=DocumentId(row.id),
                expires_on=row.expires_on,
            )
            for row in session.connection.execute(query)
        )

    return transactions.read(work)


def copies_wanted(transactions: Transactions) -> tuple[Wanted, ...]:
    """The papers of which reviewers want a better copy, with the code that was given out for it."""
    query = (
        _of_customers(documents.c.id, documents.c.kind, better_copies.c.code)
        .join(better_copies, better_copies.c.document == documents.c.number)
        .where(better_copies.c.closed_at.is_(None), documents.c.kind.is_not(None))
        .order_by(better_copies.c.asked_at, better_copies.c.code)
    )

    def work(session: Session) -> tuple[Wanted, ...]:
        return tuple(
            Wanted(customer=row.hash, why=Why.COPY, kinds=(row.kind,), document=DocumentId(row.id), code=row.code)
            for row in session.connection.execute(query)
        )

    return transactions.read(work)


def _of_customers(*columns: Any) -> Select[Any]:
    return (
        select(customers.c.hash, *columns)
        .select_from(documents)
        .join(equalities, equalities.c.document == documents.c.number)
        .join(customers, customers.c.hash == equalities.c.hash)
        .where(customers.c.profile.is_not(None))
    )
