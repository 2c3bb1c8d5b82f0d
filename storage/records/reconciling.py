"""What the records expect of the rest of the house: objects that have to be there, leases that somebody should hold."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from storage.records.contents import living_among, living_blobs, living_documents
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.ids import BlobId, DocumentId
from strongroom.in_order import InOrder

Stored = tuple[DocumentId, BlobId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How many blobs there should be, the first of those that were not listed, and how many more were not."""

    blobs: int
    missing: tuple[Stored, ...]
    more: int


def compare(transactions: Transactions, stored: Callable[[], Iterable[Stored]], *, most: int) -> Compared:
    """Walk the records and a listing of the store, in the order of keys, side by side; neither is held in memory.

    The records are read as they were before ``stored`` is asked: whatever they know was stored before. What was moved
    or destroyed during the walk is among the missing (``still_expected``); of these at most ``most`` are told.
    """

    def work(session: Session) -> Compared:
        there, missing, blobs, more = InOrder(stored()), list[Stored](), 0, 0
        for one in living_blobs(session.connection):
            blobs += 1
            if there.has(one):
                continue
            if len(missing) < most:
                missing.append(one)
            else:
                more += 1
        return Compared(blobs=blobs, missing=tuple(missing), more=more)

    return transactions.read(work)


def still_expected(transactions: Transactions, wanted: Iterable[Stored]) -> tuple[Stored, ...]:
    """Those of some blobs that should be there now."""
    asked = tuple(wanted)
    known = transactions.read(lambda session: living_among(session.connection, (blob for _, blob in asked)))
    return tuple(one for one in asked if one[1] in known)


def left(transactions: Transactions, before: dt.datetime) -> tuple[DocumentId, ...]:
    """Documents whose reading ended before a time without anybody taking it up again."""
    query = select(documents.c.id).where(documents.c.state == State.READING.value, documents.c.expires_at < before)
    found = transactions.read(
        lambda session: session.connection.execute(query.order_by(documents.c.number)).scalars().all()
    )
    return tuple(map(DocumentId, found))


def chosen(
    transactions: Transactions, choose: Callable[[Iterable[DocumentId], int], Iterable[DocumentId]], few: int
) -> tuple[DocumentId, ...]:
    """A few of the documents that live."""
    return transactions.read(lambda session: tuple(choose(living_documents(session.connection), few)))
