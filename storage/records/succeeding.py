"""Successors: which kept paper took the place of which. ``strongroom.expiry.renews`` decides.

The link is found when it is asked for and rests nowhere, so that a corrected date or holder makes and unmakes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, select

from storage.records.asking import renewal_asked
from storage.records.disposing import KEPT_STATES
from storage.records.entries import CUSTOMER
from storage.records.filing import current_body
from storage.records.session import AnyRow, DocumentRow, Session
from storage.records.tables import documents, equalities, facets
from storage.records.transactions import Transactions
from strongroom.errors import KeyMissing
from strongroom.expiry import FIELD, Paper, paper, renews
from strongroom.ids import DocumentId

KEPT: Final = tuple(state.value for state in KEPT_STATES)
_DATED: Final = (
    select(documents, facets.c.value.label("expires"))
    .join(facets, and_(facets.c.document == documents.c.number, facets.c.field == FIELD))
    .where(documents.c.state.in_(KEPT))
)
# Asked of the hashes and not of the documents: a holder has few papers, and the house many.
_SHARING: Final = documents.c.number.in_(
    select(equalities.c.document).where(equalities.c.hash.in_(bindparam("hashes", expanding=True)))
)
_ALIKE: Final = _DATED.where(documents.c.kind == bindparam("kind_sought"), _SHARING).order_by(
    facets.c.value.desc(), documents.c.number
)
_LATER: Final = _ALIKE.where(facets.c.value > bindparam("end"))
_EARLIER: Final = _ALIKE.where(facets.c.value < bindparam("end"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """The paper that a document took the place of, and the one that took its place."""

    predecessor: DocumentId | None
    successor: DocumentId | None


def succession(transactions: Transactions, document: DocumentId) -> Succession:
    """Where a document stands among the papers that renew each other; outside, if it names no day of expiry."""

    def work(session: Session) -> Succession:
        row = session.connection.execute(dated().where(documents.c.id == document)).one_or_none()
        if row is None:
            return Succession(predecessor=None, successor=None)
        return Succession(predecessor=_renewed(session, row), successor=renewal(session, row))

    return transactions.read(work)


def renewal(session: Session, row: AnyRow) -> DocumentId | None:
    """The kept paper that takes the place of this one, the one that is valid longest; ``row`` is one of ``dated``."""
    old = paper_of(session, row)
    if old is None:
        return None
    later = _related(session, row, old, _LATER)
    return next((new.document for new in later if renews(new, old)), None)


def dated() -> Select[Any]:
    """Kept papers with the day on which they expire (``expires``)."""
    return _DATED


def paper_of(session: Session, row: DocumentRow) -> Paper | None:
    """What a document says of its holder and its end; None if it names no end."""
    try:
        body = current_body(session, row)
    except KeyMissing:
        return None  # restored data that is older than the end of its document
    kind = session.kinds.get(row.kind)
    if body is None or kind is None:
        return None
    found = paper(DocumentId(row.id), kind, body.extraction.readings, body.customer)
    return found and replace(found, answers=renewal_asked(session, row.number))


def known_by(session: Session, one: Paper) -> frozenset[bytes]:
    """The hashes by which papers of the same holder are found."""
    theirs = session.hashes.equalities([(CUSTOMER, one.customer or "")])
    return theirs | session.generations.equalities(one.numbers)


def _alike(session: Session, row: AnyRow, one: Paper, which: Select[Any]) -> Sequence[AnyRow]:
    hashes = known_by(session, one)
    given = {"kind_sought": row.kind, "end": row.expires, "hashes": list(hashes)}
    return session.connection.execute(which, given).all() if hashes else ()


def _renewed(session: Session, row: AnyRow) -> DocumentId | None:
    """The kept paper that this one took the place of, the one that was valid longest."""
    new = paper_of(session, row)
    if new is None:
        return None
    return next((old.document for old in _related(session, row, new, _EARLIER) if renews(new, old)), None)


def earlier(session: Session, row: AnyRow, one: Paper) -> Sequence[AnyRow]:
    """Kept papers of the kind and the holder of this one that expire before it, as rows of ``dated``."""
    return _alike(session, row, one, _EARLIER)


def _related(session: Session, row: AnyRow, one: Paper, which: Select[Any]) -> Iterator[Paper]:
    """Kept papers of the same kind that share a number or the customer, valid longest first. No others are opened."""
    for found in _alike(session, row, one, which):
        other = paper_of(session, found)
        if other is not None:
            yield other
