"""What settles a chase: the paper is renewed, corrected or gone. ``strongroom.expiry`` decides what renews what."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, bindparam, select

from storage.records.chase_looks import Look, changed_since, looked
from storage.records.clock_tables import chases
from storage.records.session import AnyRow, Session
from storage.records.streaming import batches
from storage.records.succeeding import KEPT, dated, earlier, paper_of, renewal
from storage.records.tables import documents, facets
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
    since = looked(session, Look.CLOSE)
    if since is None:
        return session.connection.execute(_OPEN).all()
    found = [*session.connection.execute(_GONE), *session.connection.execute(_CHANGED, {"since": since})]
    related: set[int] = set()
    for row in session.connection.execute(_VERSIONS, {"since": since}).all():
        new = paper_of(session, row)
        related |= {one.number for one in earlier(session, row, new)} if new else set()
    found += open_chases_of(session, sorted(related))
    return tuple({(row.number, row.chased_for): row for row in found}.values())


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


_OPEN_OF: Final = _OPEN.where(documents.c.number.in_(bindparam("among", expanding=True)))
_GONE: Final = _OPEN.where(documents.c.state.not_in(KEPT))
# Also where no other paper came: whose paper it is may have been corrected, and its renewal may have been here before.
_CHANGED: Final = _OPEN.where(changed_since())
_VERSIONS: Final = dated().where(changed_since())
