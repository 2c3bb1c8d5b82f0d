"""Papers that came before: the same invoice scanned twice, or sent by mail and on paper."""

from typing import Final

from sqlalchemy import select

from storage.records.filing import current_body
from storage.records.session import Session
from storage.records.tables import documents, equalities
from strongroom.checks.house import is_same_paper
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.reading import Readings

_ASKED: Final = 20
"""Newest papers that are compared. Short numbers are shared by papers of many sellers."""
_KNOWN: Final = (State.IN_REVIEW.value, State.FILED.value, State.ARCHIVED.value)


def has_twin(session: Session, document: DocumentId, kind: Kind, readings: Readings) -> bool:
    """Whether another document that is kept, or waits for a person, is of the same kind and shares what is unique."""
    asked = [(name, readings[name].text) for name in kind.unique_by if name in readings and kind.by_name[name].exact]
    hashes = session.generations.equalities(asked)
    if not hashes:
        return False
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
