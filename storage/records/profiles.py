"""What the house knows of its customers: their sort, where they are written to, and what their files hold.

All of it goes with the customer, who is known as long as a paper of theirs is (``ghosts.py``).
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select, update

from storage.audit import AuditEvent, FactValue
from storage.crypto.framing import frame
from storage.crypto.small import seal_small, unseal_small
from storage.records.dossier_tables import customers
from storage.records.running import KEPT_STATES
from storage.records.sealing import pack, unpack
from storage.records.session import AnyRow, Session
from storage.records.tables import documents, equalities, facets
from storage.records.transactions import Transactions
from strongroom.checklist import Filed, Held
from strongroom.contact import Contact
from strongroom.document import State
from strongroom.errors import NotFound
from strongroom.expiry import FIELD
from strongroom.ids import DocumentId

CHANGED = "customer_changed"
"""What an audit event says was done."""
_KEPT: Final = frozenset(state.value for state in KEPT_STATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A customer besides their papers. ``sort`` is of ``strongroom.checklist``; None where nobody has said it."""

    sort: str | None = None
    contact: Contact = field(default_factory=Contact)


class Profiles:
    """Those of all customers. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def of(self, hashed: bytes) -> Profile:
        """What is known of a customer; nothing, where there is none."""

        def work(session: Session) -> Profile:
            row = session.connection.execute(select(customers).where(customers.c.hash == hashed)).one_or_none()
            return self._opened(row) if row else Profile()

        return self._transactions.read(work)

    def set(self, hashed: bytes, profile: Profile, *, actor: str, now: dt.datetime) -> None:
        """Say it anew (NotFound). The audit trail learns the sort and the language, and no address."""
        said = {"mail": profile.contact.mail, "language": profile.contact.language}
        sealed = seal_small(pack(said), self._key, _place(hashed))
        facts: dict[str, FactValue] = {"sort": profile.sort or "", "language": profile.contact.language}

        def work(session: Session) -> None:
            change = update(customers).where(customers.c.hash == hashed)
            if not session.connection.execute(change.values(sort=profile.sort, profile=sealed)).rowcount:
                raise NotFound(customer="?")
            session.note(AuditEvent(at=now, actor=actor, action=CHANGED, facts=facts))

        self._transactions.write(work)

    def filed(self, hashed: bytes) -> Filed:
        """What a customer's file holds; an empty file where there is none."""
        found = self._transactions.read(lambda session: _filed(session, customers.c.hash == hashed))
        return found[0] if found else Filed(hash=hashed, sort=None)

    def all_filed(self) -> tuple[Filed, ...]:
        """The files of all customers that are to hold anything."""
        asked = or_(customers.c.sort.is_not(None), customers.c.wanted != "")
        return self._transactions.read(lambda session: _filed(session, asked))

    def _opened(self, row: AnyRow) -> Profile:
        if row.profile is None:
            return Profile(sort=row.sort)
        said: dict[str, Any] = unpack(unseal_small(row.profile, self._key, _place(row.hash)))
        return Profile(sort=row.sort, contact=Contact(mail=said["mail"], language=said["language"]))

    @cached_property
    def _key(self) -> bytes:
        return self._transactions.keyring.house("customers")


def _filed(session: Session, condition: ColumnElement[bool]) -> tuple[Filed, ...]:
    """Customers with at least one paper, and those of their papers that count: kept or in review, and not restricted.

    What is restricted may be used for nothing, so also not to show that a file is complete.
    """
    counts = and_(
        documents.c.number == equalities.c.document,
        documents.c.state.in_([State.IN_REVIEW.value, *_KEPT]),
        documents.c.restricted_at.is_(None),
    )
    rows = session.connection.execute(
        select(
            customers.c.hash,
            customers.c.sort,
            customers.c.wanted,
            documents.c.id,
            documents.c.kind,
            documents.c.state,
            facets.c.value,
        )
        .join(equalities, equalities.c.hash == customers.c.hash)
        .outerjoin(documents, counts)
        .outerjoin(facets, and_(facets.c.document == documents.c.number, facets.c.field == FIELD))
        .where(condition)
        .order_by(customers.c.hash, documents.c.number)
    ).all()
    said = {row.hash: row for row in rows}
    papers: defaultdict[bytes, list[Held]] = defaultdict(list)
    for row in rows:
        if row.id is not None:
            papers[row.hash].append(_held(row))
    return tuple(
        Filed(hash=one.hash, sort=one.sort, wanted=tuple(one.wanted.split()), papers=tuple(papers[one.hash]))
        for one in said.values()
    )


def _held(row: AnyRow) -> Held:
    return Held(
        document=DocumentId(row.id),
        kind=row.kind or "",
        expires_on=None if row.value is None else dt.date.fromordinal(int(row.value)),
        decided=row.state in _KEPT,
    )


def _place(hashed: bytes) -> bytes:
    return frame("customers.profile", hashed)
