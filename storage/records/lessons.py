"""What people taught: each field that a reviewer changed or let stand, with what had been read and where it stands.

For whoever learns from corrections. A lesson holds what a paper says; it is opened under the document's own key, lives
as long as that, and is gone with it: nothing of it is stored a second time.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as set_by
from typing import Any

from sqlalchemy import Row, select

from storage.records.bodies import read_body
from storage.records.session import Session
from storage.records.tables import decisions, documents, extractions
from storage.records.tasks import decided_as
from storage.records.transactions import Transactions
from strongroom.errors import KeyMissing
from strongroom.ids import DocumentId
from strongroom.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One field of one decision. ``read`` is what the reviewer was shown, None where nothing had been found.

    ``said`` is what they made of it: the same text where they let it stand, empty where they took it away. ``number``
    is that of the decision and only grows: whoever learns goes on behind the last.
    """

    number: int
    document: DocumentId
    kind: str
    field: str
    read: Reading | None = set_by(repr=False)
    said: str = set_by(repr=False)
    actor: str
    decided_at: dt.datetime
    sampled: bool

    @property
    def is_correction(self) -> bool:
        """Whether the machine had it wrong, or had not found it."""
        return self.said != (self.read.text if self.read else "")


class Lessons:
    """Decisions as lessons. Safe to use from many threads. Reading them is for the machine: nobody sees them by it."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def after(self, number: int, *, limit: int = 200) -> tuple[Lesson, ...]:
        """The lessons of the next decisions behind a number, in order; of papers that were accepted or corrected.

        A decision is never cut in two. Those of destroyed papers are left out.
        """

        def work(session: Session) -> tuple[Lesson, ...]:
            rows = session.connection.execute(
                select(decisions, documents.c.id, extractions.c.body)
                .join(documents, documents.c.number == decisions.c.document)
                .join(
                    extractions,
                    (extractions.c.document == decisions.c.document) & (extractions.c.version == decisions.c.version),
                )
                .where(decisions.c.number > number, decisions.c.verdict.in_(("accept", "correct")))
                .order_by(decisions.c.number)
                .limit(limit)
            )
            return tuple(lesson for row in rows for lesson in _lessons(session, row))

        return self._transactions.read(work)


def _lessons(session: Session, row: Row[Any]) -> Iterator[Lesson]:
    document = DocumentId(row.id)
    try:
        said = session.seals.open_json(document, decided_as(row, row.decided_at), row.particulars)
        body = read_body(session.seals, document, row.version, row.body)
    except KeyMissing:
        return
    if said.get("kind"):
        return  # its fields were those of another kind: what was read teaches nothing about this one
    readings, typed = body.extraction.readings, said.get("corrections", {})
    for name in sorted(readings.keys() | typed.keys()):
        read = readings.get(name)
        yield Lesson(
            number=row.number,
            document=document,
            kind=body.classification.kind,
            field=name,
            read=read,
            said=typed.get(name, read.text if read else ""),
            actor=row.actor,
            decided_at=row.decided_at,
            sampled=row.sampled,
        )
