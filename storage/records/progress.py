"""How far long documents are that are being read: told by whoever holds the lease, and shown while it is held.

Counts of pages, nothing of what is on them: telling and looking leave no trace in the audit trail.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, select, update

from storage.records.session import DocumentRow, Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from storage.records.values import Lease, PagesRead
from strongroom.document import State
from strongroom.ids import DocumentId

_MOST: Final = 100
"""So many documents are listed: more are never read at once."""


class LongReadings:
    """Pages done of documents under a lease. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def tell(self, lease: Lease, pages: PagesRead) -> None:
        """Write down how far the holder of a lease is.

        Raises:
            LeaseLost: somebody else has the document.
            NotFound: it was destroyed.
            RecordsUnavailable: the records are away.
        """
        self._transactions.write(lambda session: _tell(session, lease, pages))

    def now(self) -> Mapping[DocumentId, PagesRead]:
        """The documents that are being read and of which it was told how far they are, oldest first."""
        return self._transactions.read(lambda session: _now(session.connection))


def pages_read(row: DocumentRow) -> PagesRead | None:
    """How far the reading of a document is; None where it is not being read, or nobody told."""
    if row.state != State.READING or row.pages_in_all is None:
        return None
    return PagesRead(done=row.pages_done, of=row.pages_in_all)


def _tell(session: Session, lease: Lease, pages: PagesRead) -> None:
    row = session.leased(lease.document, lease.fence)
    told = update(documents).where(documents.c.number == row.number)
    session.connection.execute(told.values(pages_done=pages.done, pages_in_all=pages.of))


def _now(connection: Connection) -> Mapping[DocumentId, PagesRead]:
    being_read = documents.c.state == State.READING.value, documents.c.pages_in_all.is_not(None)
    rows = connection.execute(select(documents).where(*being_read).order_by(documents.c.number).limit(_MOST))
    return {DocumentId(row.id): pages for row in rows if (pages := pages_read(row))}
