"""What people say they open a paper for. They may write anything, so it is sealed under the key of the document.

The audit event holds the id of the sealed text alone: the text goes with the document, and the chain stays whole. The
codes by which the product itself says what it opens a paper for stand in the event as they are.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy import insert, select

from storage.records.guard_tables import purposes
from storage.records.session import DocumentRow, Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from storage.records.values import HistoryEntry
from strongroom.errors import KeyMissing, NotFound
from strongroom.ids import DocumentId, new_id

CODES: Final = frozenset({"view", "review", "draw ahead", "drill", "reconcile"})
_STATED: Final = "stated"


def facts_of(session: Session, row: DocumentRow, purpose: str, now: dt.datetime) -> dict[str, str]:
    """What an event says of a purpose: a code of ours, or the id under which a person's words are sealed."""
    if purpose in CODES or not purpose:
        return {"purpose": purpose}
    made = new_id(now)
    sealed = session.seals.seal(DocumentId(row.id), _place(made), purpose.encode())
    session.connection.execute(insert(purposes).values(id=made, document=row.number, text=sealed))
    return {_STATED: made}


def with_purposes(session: Session, document: DocumentId, entries: Iterable[HistoryEntry]) -> tuple[HistoryEntry, ...]:
    """A document's events with the words in place of their ids, for who may see the document."""
    stated = select(purposes.c.id, purposes.c.text).join(documents, documents.c.number == purposes.c.document)
    rows = session.connection.execute(stated.where(documents.c.id == document))
    texts = {row.id: session.seals.open(document, _place(row.id), row.text).decode() for row in rows}
    return tuple(replace(one, facts=_spelt_out(one.facts, texts)) for one in entries)


def stated_purpose(transactions: Transactions, purpose: str) -> tuple[DocumentId, str]:
    """The document that a purpose was stated for, and its words.

    Raises:
        NotFound: there is none of this id, or its document is destroyed.
    """

    def work(session: Session) -> tuple[DocumentId, str]:
        row = session.connection.execute(
            select(purposes.c.text, documents.c.id)
            .join(documents, documents.c.number == purposes.c.document)
            .where(purposes.c.id == purpose)
        ).one_or_none()
        if row is None:
            raise NotFound(purpose=purpose)
        try:
            return row.id, session.seals.open(row.id, _place(purpose), row.text).decode()
        except KeyMissing:
            raise NotFound(purpose=purpose) from None

    return transactions.read(work)


def _spelt_out(facts: Mapping[str, int | float | str], texts: Mapping[str, str]) -> Mapping[str, int | float | str]:
    text = texts.get(str(facts.get(_STATED)))
    if text is None:
        return facts
    return {"purpose": text, **{name: value for name, value in facts.items() if name != _STATED}}


def _place(purpose: str) -> str:
    return f"purposes.text {purpose}"
