"""Papers that came before: the same invoice scanned twice, or sent by mail and on paper (DOMAIN: V9).

The question is asked in the transaction that files a paper, and not before: of two prints that are read at one moment
neither is known when the other is read, but one of them is filed first.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from sqlalchemy import func, select

from storage.records.filing import current_body
from storage.records.session import Session
from storage.records.tables import documents, equalities
from storage.records.values import Outcome
from strongroom.checks.house import is_same_paper
from strongroom.confidence import doubted
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.reading import Finding, Readings

_ASKED: Final = 20
"""Newest papers that are compared. Short numbers are shared by papers of many sellers."""
_KNOWN: Final = (State.IN_REVIEW.value, State.FILED.value, State.ARCHIVED.value)
_LOCKS: Final = 0x7717
"""The room of these locks among those of PostgreSQL that stand for no row."""


def beside_twins(session: Session, document: DocumentId, outcome: Outcome) -> Outcome:
    """The outcome of reading a document; where a print of the same paper is here already, one that asks a person.

    Of several prints that are filed at once, each but the first sees one before it.
    """
    kind = session.kinds.get(outcome.classification.kind)
    readings = outcome.extraction.readings
    if kind is None or not has_twin(session, document, kind, readings):
        return outcome
    shared = tuple(name for name in kind.unique_by if name in readings)
    found = Finding(check="not_here_already", passed=False, fields=shared)
    extraction = replace(outcome.extraction, findings=(*outcome.extraction.findings, found))
    return replace(outcome, extraction=extraction, decision=doubted(outcome.decision, (found,)))


def has_twin(session: Session, document: DocumentId, kind: Kind, readings: Readings) -> bool:
    """Whether another document that is kept, or waits for a person, is of the same kind and shares what is unique."""
    asked = [(name, readings[name].text) for name in kind.unique_by if name in readings and kind.by_name[name].exact]
    hashes = session.generations.equalities(asked)
    if not hashes:
        return False
    _one_at_a_time(session, hashes)
    rows = session.connection.execute(
        select(documents)
        .join(equalities, equalities.c.document == documents.c.number)
        .where(
            equalities.c.hash.in_(hashes),
            documents.c.state.in_(_KNOWN),
            documents.c.kind == kind.id,
            documents.c.id != document,
        )
        .distinct()
        .order_by(documents.c.number.desc())
        .limit(_ASKED)
    ).all()
    bodies = (current_body(session, row) for row in rows)
    return any(is_same_paper(kind, readings, body.extraction.readings) for body in bodies if body)


def _one_at_a_time(session: Session, hashes: Collection[bytes]) -> None:
    # SQLite has one writer. PostgreSQL shows a transaction nothing of another that is under way, so that two prints
    # would overlook each other: whoever comes second waits here until the first is written down, and then sees it.
    # In one order for all, or two papers that share two numbers could wait for each other.
    if session.connection.dialect.name != "sqlite":
        for key in sorted({int.from_bytes(one[:4], "big", signed=True) for one in hashes}):
            session.connection.execute(select(func.pg_advisory_xact_lock(_LOCKS, key)))
