"""Whose paper it is: asked of the papers that carry the same number."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select

from storage.records.filing import current_body
from storage.records.session import Session
from storage.records.tables import documents, equalities
from strongroom.customer import agreed
from strongroom.document import State

_ASKED: Final = 20
"""Newest papers that are asked. A number that is on more of them than this says enough by those."""


def customer_of(session: Session, identifiers: Iterable[tuple[str, str]]) -> str | None:
    """The customer of the kept papers that carry any of these numbers, if they all name the same one."""
    hashes = session.generations.equalities(identifiers)
    if not hashes:
        return None
    rows = session.connection.execute(
        select(documents)
        .join(equalities, equalities.c.document == documents.c.number)
        .where(equalities.c.hash.in_(hashes), documents.c.state.in_([State.FILED.value, State.ARCHIVED.value]))
        .distinct()
        .order_by(documents.c.number.desc())
        .limit(_ASKED)
    ).all()
    bodies = (current_body(session, row) for row in rows)
    return agreed(body.customer for body in bodies if body)
