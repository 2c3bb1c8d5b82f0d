"""Names of documents are unique, though the database cannot read them: a keyed hash of each is."""

import re
from typing import Final

from sqlalchemy import bindparam, select, text

from storage.records.session import DocumentRow, Session
from storage.records.tables import documents
from strongroom.naming import name_key

_NAME: Final = "@name"
_SERIES: Final = "@series"
_NEXT: Final = text(
    "INSERT INTO name_series (hash, used) VALUES (:series, 1)"
    " ON CONFLICT (hash) DO UPDATE SET used = name_series.used + 1 RETURNING used"
)
_TAKEN: Final = select(documents.c.number).where(
    documents.c.name_hash == bindparam("named"), documents.c.number != bindparam("other_than")
)


def take_name(session: Session, row: DocumentRow, wish: str, *, now_named: str | None) -> tuple[str, bytes]:
    """A name that no other document has, like the one wished for, and its hash.

    A document that is read again and asks for the name it has, or had numbered, keeps it. A name that is free again
    is taken as it was wished for: by an earlier version that comes back, most of all.
    """
    if now_named is not None and is_numbered(now_named, wish):
        return now_named, _hash(session, now_named)
    while True:
        # The series remembers how often a name was asked for. Without it the thousandth receipt of a day would try
        # a thousand names; it is no more than a hint, for a name may also be taken by a document that asked for "a-2".
        # It is asked first: its row keeps others from asking for the same name until this transaction ends.
        number = _next(session, wish)
        for name in dict.fromkeys((wish, numbered(wish, number))):
            hashed = _hash(session, name)
            others = session.connection.execute(_TAKEN, {"named": hashed, "other_than": row.number})
            if others.first() is None:
                return name, hashed


def numbered(name: str, number: int) -> str:
    """``scan.pdf`` for 1, ``scan-2.pdf`` for 2. Names leave room for it (``strongroom.naming.MAX_BYTES``)."""
    if number == 1:
        return name
    stem, dot, extension = name.rpartition(".")
    return f"{stem}-{number}{dot}{extension}" if dot else f"{name}-{number}"


def is_numbered(name: str, wish: str) -> bool:
    """Whether a name is the one wished for, or that one with a number."""
    stem, dot, extension = wish.rpartition(".")
    pattern = f"{re.escape(stem)}(-[0-9]+)?{re.escape(dot + extension)}" if dot else f"{re.escape(wish)}(-[0-9]+)?"
    return re.fullmatch(pattern, name) is not None


def _next(session: Session, wish: str) -> int:
    series = session.hashes.equality(_SERIES, name_key(wish))
    number: int = session.connection.execute(_NEXT, {"series": series}).scalar_one()
    return number


def _hash(session: Session, name: str) -> bytes:
    return session.hashes.equality(_NAME, name_key(name))
