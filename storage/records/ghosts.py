"""The ghost of a document: what its records come down to when it is condemned.

What stays in the clear says that there was a document: its id, kind, media type and page count, when it came, was
filed and ended, and by which rule. It names nobody, and nothing finds it by what stood in it.
"""

from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, delete, exists, select, update

from storage.records.account_tables import stations
from storage.records.archive_tables import recalls
from storage.records.asking import forget_asks
from storage.records.comments import forget_comments
from storage.records.dossier_tables import customers
from storage.records.entries import forget
from storage.records.granting import forget_requests
from storage.records.guard_tables import purposes
from storage.records.holding import forget_reasons
from storage.records.links import forget_links
from storage.records.restriction_orders import forget_orders
from storage.records.review_tables import better_copies, skips
from storage.records.rule_tables import relationships
from storage.records.session import DocumentRow, Session
from storage.records.sharing import forget_shares
from storage.records.tables import arrivals, blobs, decisions, equalities, extractions, reviews
from strongroom.document import State

_GONE: Final = (stations, skips, better_copies, reviews, decisions, extractions, purposes, recalls)
"""Tables whose rows go. Who decided what and when stays in the audit chain, by ids."""
_EMPTIED: Final = (
    *(delete(table).where(table.c.document == bindparam("number")) for table in _GONE),
    update(arrivals).where(arrivals.c.document == bindparam("number")).values(particulars=b""),
    update(blobs).where(blobs.c.document == bindparam("number")).values(digest=b""),
)
_HASHES: Final = select(equalities.c.hash).where(equalities.c.document == bindparam("number"))
_AMONG: Final[BindParameter[Any]] = bindparam("theirs", expanding=True)
_LAST_PAPER: Final = (
    delete(customers).where(customers.c.hash.in_(_AMONG), ~exists().where(equalities.c.hash == customers.c.hash)),
    delete(relationships).where(
        relationships.c.customer_hash.in_(_AMONG), ~exists().where(equalities.c.hash == relationships.c.customer_hash)
    ),
)
_STILL_KNOWN: Final = select(customers.c.hash).where(customers.c.hash.in_(_AMONG))


def forget_all_but_the_row(session: Session, row: DocumentRow) -> None:
    """Remove everything that was read of a document and everything it was found by; it is destroyed from now on.

    Its blobs stay listed until they are gone from the store, so that a crash leaves nothing unknown.
    """
    # Before nothing tells any more whose paper it was.
    theirs = list(session.connection.execute(_HASHES, {"number": row.number}).scalars())
    forget(session, row)
    for statement in _EMPTIED:
        session.connection.execute(statement, {"number": row.number})
    forget_reasons(session, row.number)
    forget_requests(session, row.number)
    forget_orders(session, row.number)
    forget_comments(session, row.number)
    forget_links(session, row.number)
    forget_shares(session, row.number)
    # A customer is known as long as a paper of theirs is, and so is when they left.
    for statement in _LAST_PAPER:
        session.connection.execute(statement, {"theirs": theirs})
    known = set(session.connection.execute(_STILL_KNOWN, {"theirs": theirs}).scalars())
    forget_asks(session, row.number, [one for one in theirs if one not in known])
    session.move(
        row,
        State.DESTROYED,
        content_hash=None,
        name_hash=None,
        worker=None,
        expires_at=None,
        kind_confidence=None,
        quarantine_code=None,
        quarantine_facts=None,
        quarantined_at=None,
    )
