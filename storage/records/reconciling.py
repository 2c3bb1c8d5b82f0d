"""What the records expect of the rest of the house: objects that have to be there, leases that somebody should hold."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from storage.records.contents import living_blobs
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.ids import BlobId, DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The blobs of all living documents, and documents whose reading ended without anybody taking it up again."""

    blobs: frozenset[tuple[DocumentId, BlobId]]
    left: tuple[DocumentId, ...]


def expected(transactions: Transactions, *, leases_before: dt.datetime) -> Expected:
    """What is expected now; leases that ran out before a time count as left."""

    def work(session: Session) -> Expected:
        left = select(documents.c.id).where(
            documents.c.state == State.READING.value, documents.c.expires_at < leases_before
        )
        return Expected(
            blobs=frozenset(living_blobs(session.connection)),
            left=tuple(map(DocumentId, session.connection.execute(left.order_by(documents.c.number)).scalars())),
        )

    return transactions.read(work)
