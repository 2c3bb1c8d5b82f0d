"""What settles a chase: the paper is renewed, corrected or gone. ``strongroom.expiry`` decides what renews what."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, Integer, Select, and_, bindparam, cast, func, literal, or_, select

from storage.records.clock_tables import chases
from storage.records.session import AnyRow, Session
from storage.records.streaming import batches
from storage.records.succeeding import KEPT, dated, earlier, paper_of, renewal
from storage.records.tables import documents, extractions, facets
from strongroom.expiry import FIELD, Closing
from strongroom.ids import DocumentId

_OPEN: Final = (
    select(documents, chases.c.expires_on.label("chased_for"), facets.c.value.label("expires"))
    .join(chases, chases.c.document == documents.c.number)
    .outerjoin(facets, and_(facets.c.document == documents.c.number, facets.c.field == FIELD))
    .where(chases.c.closed_at.is_(None))
    .distinct()
    .order_by(chases.c.expires_on, documents.c.number)
)
_DAY_ZERO: Final = 1721424.5
"""The Julian date of the midnight before 0001-01-01, of which the ordinal is 1 (``datetime.date.toordinal``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A paper that is chased no longer, and the one that took its place, if one did."""

    document: DocumentId
    expires_on: dt.date
    why: Closing
    renewal: DocumentId | None = None


def open_chases_of(session: Session, numbers: Iterable[int]) -> Iterator[AnyRow]:
    """Some documents with their open chases, once for each day of expiry that was chased."""
    for batch in batches(numbers):
        yield from session.connection.execute(_OPEN_OF, {"among": batch})


def touched(session: Session) -> Sequence[AnyRow]:
    """Open chases that may be settled: their paper changed, or one that came or changed since may renew it.

    Thousands may be open for years, and to ask each of them every day whose it is would mean to open all their papers.
    """
    found = list(session.connection.execute(_UNSETTLED[session.connection.dialect.name == "sqlite"]))
    related: set[int] = set()
    for row in _newer(session):
        new = paper_of(session, row)
        # Also its own chase: whose paper it is may have been corrected, and its renewal may have been here before.
        related |= {one.number for one in (row, *(earlier(session, row, new) if new else ()))}
    found += open_chases_of(session, sorted(related))
    return tuple({(row.number, row.chased_for): row for row in found}.values())


def _newer(session: Session) -> Sequence[AnyRow]:
    """Papers of which a version was made since every open chase was looked at; all of them before the first look."""
    total, looked, since = session.connection.execute(_LOOKED).one()
    if total == 0:
        return ()
    if looked < total:
        return session.connection.execute(_VERSIONS).all()
    return session.connection.execute(_VERSIONS_SINCE, {"since": since}).all()


def settled(session: Session, row: AnyRow) -> Closed | None:
    """Why an open chase (a row of ``open_chases_of``) ends now; None while it goes on."""
    document, chased_for = DocumentId(row.id), row.chased_for
    if row.state not in KEPT:
        return Closed(document=document, expires_on=chased_for, why=Closing.GONE)
    if row.expires is None or dt.date.fromordinal(row.expires) != chased_for:
        return Closed(document=document, expires_on=chased_for, why=Closing.CORRECTED)
    found = renewal(session, row)
    if found is None:
        return None
    return Closed(document=document, expires_on=chased_for, why=Closing.RENEWED, renewal=found)


def _unsettled(chased_for: ColumnElement[Any]) -> Select[Any]:
    """Open chases of documents that are kept no longer, or name another day; days are numbers in facets."""
    return _OPEN.where(or_(documents.c.state.not_in(KEPT), facets.c.value.is_(None), facets.c.value != chased_for))


_OPEN_OF: Final = _OPEN.where(documents.c.number.in_(bindparam("among", expanding=True)))
# Days are numbers in facets and dates in chases, which the databases do not compare alike.
_UNSETTLED: Final = {
    True: _unsettled(func.julianday(chases.c.expires_on) - _DAY_ZERO),
    False: _unsettled(cast(chases.c.expires_on - literal(dt.date(1, 1, 1), Date), Integer) + 1),
}
_LOOKED: Final = select(func.count(), func.count(chases.c.looked_at), func.min(chases.c.looked_at)).where(
    chases.c.closed_at.is_(None)
)
_VERSIONS: Final = dated().join(
    extractions, and_(extractions.c.document == documents.c.number, extractions.c.version == documents.c.version)
)
_VERSIONS_SINCE: Final = _VERSIONS.where(extractions.c.made_at >= bindparam("since"))
