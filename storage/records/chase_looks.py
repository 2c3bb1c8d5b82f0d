"""How far chasing looked: of papers that were looked at, only those are looked at again that came or changed since."""

import datetime as dt
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, bindparam, delete, insert, select

from storage.records.clock_tables import chase_looks
from storage.records.session import Session
from storage.records.tables import documents, extractions

_BACK: Final = dt.timedelta(hours=1)
"""How long before it was committed a version may have been made: what is younger is looked at once more."""


class Look(StrEnum):
    """What a look was for."""

    CLOSE = "close"
    """Which open chases are settled."""
    OPEN = "open"
    """Which papers reached a step."""


def looked(session: Session, look: Look) -> dt.datetime | None:
    """Before which moment every version was made that the last look knew; None before the first look."""
    return session.connection.execute(_LOOKED, {"wanted": look.value}).scalar_one_or_none()


def remember(session: Session, look: Look, now: dt.datetime) -> None:
    """Note that all was looked at; last of all, so that a run that was cut off looks at the same papers again."""
    session.connection.execute(_FORGET, {"wanted": look.value})
    session.connection.execute(_REMEMBER, {"name": look.value, "at": now - _BACK})


def changed_since() -> ColumnElement[bool]:
    """That a document was read, reviewed or corrected since a moment (``since``).

    Asked of the versions and not of the documents: of those that are kept, few changed.
    """
    versions = select(extractions.c.document).where(extractions.c.made_at >= bindparam("since"))
    return documents.c.number.in_(versions)


_LOOKED: Final = select(chase_looks.c.at).where(chase_looks.c.name == bindparam("wanted"))
_FORGET: Final = delete(chase_looks).where(chase_looks.c.name == bindparam("wanted"))
_REMEMBER: Final = insert(chase_looks)
