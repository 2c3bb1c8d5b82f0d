"""What customers are asked for. ``strongroom.asking`` decides when; ``letters`` go out, and ``ask_links`` let in.

Nothing here says who a customer is, nor where they are written to: asks know them by the hash of their papers, and go
with the last of these. Each method is one transaction that decides anew on what it finds, so that a run which is
killed leaves nothing half done, and a second run finds nothing left to do.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    true,
    update,
)

from storage.audit import AuditEvent, FactValue
from storage.records.ask_tables import ask_letters, ask_links, asks, merged_asks
from storage.records.dossier_tables import customers
from storage.records.session import AnyRow, Session
from storage.records.streaming import batches
from storage.records.tables import GIVEN, GIVER, arrivals, documents
from storage.records.transactions import Transactions
from strongroom.asking import Ending, Wanted, Why, order_of
from strongroom.better_copy import quotable
from strongroom.errors import NotFound
from strongroom.ids import DocumentId, new_id
from strongroom.notice import wait_after


class AskAction(StrEnum):
    """What an audit event of an ask says was done."""

    OPENED = "ask_opened"
    PROPOSED = "letter_proposed"
    ALLOWED = "letter_allowed"
    SENT = "letter_sent"
    GIVEN_UP = "letter_given_up"
    LINKED = "ask_link_made"
    UNLINKED = "ask_links_ended"
    USED = "ask_link_used"
    ESCALATED = "ask_escalated"
    CARRIED = "ask_carried"
    CLOSED = "ask_closed"


class Way(StrEnum):
    """How a letter went."""

    MAIL = "mail"
    HAND = "hand"
    """A person took the link and sends it in their own way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter of an ask. It waits for leave until ``allowed_by`` is there; ``sent`` None with an end: never sent."""

    step: int
    proposed_at: dt.datetime
    allowed_by: str | None
    attempts: int
    ended_at: dt.datetime | None
    sent: Way | None

    @property
    def waits(self) -> bool:
        """Whether somebody has to allow it."""
        return self.ended_at is None and self.allowed_by is None

    @property
    def given_up(self) -> bool:
        """Whether it could not be sent."""
        return self.ended_at is not None and self.sent is None and wait_after(self.attempts) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What one customer is asked for. ``came`` was handed in by its links; ``letters`` are in the order they went."""

    id: str
    customer: bytes
    why: Why
    kinds: tuple[str, ...]
    document: DocumentId | None
    expires_on: dt.date | None
    code: str
    opened_at: dt.datetime
    files_left: int
    bytes_left: int
    escalated_at: dt.datetime | None
    letters: tuple[Letter, ...]
    came: tuple[DocumentId, ...]

    @property
    def actor(self) -> str:
        """Under which name what is handed in through its links is recorded."""
        return f"{GIVER}{self.id}"

    @property
    def letter(self) -> Letter | None:
        """The newest letter."""
        return self.letters[-1] if self.letters else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How much may be handed in for an ask, through all its links together."""

    files: int
    bytes: int


class Asks:
    """Everything that customers are asked for. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def open(self, customer: bytes | None = None) -> tuple[Ask, ...]:
        """What is asked for now, longest first: of everybody, or of one customer."""
        theirs = true() if customer is None else asks.c.customer == customer
        return self._transactions.read(lambda session: found(session, asks.c.closed_at.is_(None), theirs))

    def one(self, ask: str) -> Ask:
        """One that is open (NotFound)."""
        return self._transactions.read(lambda session: open_one(session, ask))

    def begin(self, wanted: Wanted, quota: Quota, *, actor: str, now: dt.datetime) -> str | None:
        """Ask a customer for something; None where they are asked for it already, or are no customer any more."""

        def work(session: Session) -> str | None:
            # The row of the customer is the lock: two runs at once do not ask twice.
            known = select(customers.c.hash).where(customers.c.hash == wanted.customer).with_for_update()
            if session.connection.execute(known).one_or_none() is None or _is_asked(session, wanted):
                return None
            made = new_id(now)
            row = _columns(session, wanted) | {"files_left": quota.files, "bytes_left": quota.bytes}
            row["code"] = wanted.code or quotable(session.hashes.equality("@ask", made))
            session.connection.execute(insert(asks).values(id=made, opened_at=now, opened_by=actor, **row))
            note(session, AskAction.OPENED, made, actor=actor, now=now, why=wanted.why.value, kinds=list(wanted.kinds))
            return made

        return self._transactions.write(work)

    def escalate(self, ask: str, *, actor: str, now: dt.datetime) -> None:
        """Tell the lead of it, once."""

        def work(session: Session) -> None:
            fresh = and_(asks.c.id == ask, asks.c.closed_at.is_(None), asks.c.escalated_at.is_(None))
            if session.connection.execute(update(asks).where(fresh).values(escalated_at=now)).rowcount:
                note(session, AskAction.ESCALATED, ask, actor=actor, now=now)

        self._transactions.write(work)

    def close(self, ask: str, why: Ending, *, actor: str, now: dt.datetime) -> bool:
        """Ask for it no more; its links take nothing any more. False if it was closed."""
        return self._transactions.write(lambda session: close_within(session, ask, why, actor=actor, now=now))


def close_within(session: Session, ask: str, why: Ending, *, actor: str, now: dt.datetime) -> bool:
    """The same within a transaction."""
    ending = update(asks).where(asks.c.id == ask, asks.c.closed_at.is_(None))
    if not session.connection.execute(ending.values(closed_at=now, closed_by=why.value)).rowcount:
        return False
    unsent = and_(ask_letters.c.ask == ask, ask_letters.c.ended_at.is_(None))
    session.connection.execute(update(ask_letters).where(unsent).values(ended_at=now))
    session.connection.execute(delete(ask_links).where(ask_links.c.ask == ask))
    note(session, AskAction.CLOSED, ask, actor=actor, now=now, why=why.value)
    return True


def found(session: Session, *conditions: ColumnElement[bool]) -> tuple[Ask, ...]:
    """The asks of which all this holds, longest first."""
    query = select(asks, documents.c.id.label("document_id")).outerjoin(
        documents, documents.c.number == asks.c.document
    )
    rows = session.connection.execute(query.where(*conditions).order_by(asks.c.opened_at, asks.c.id)).all()
    letters, came = _letters(session, [row.id for row in rows]), _came(session, [row.id for row in rows])
    return tuple(_ask(row, letters[row.id], came[row.id]) for row in rows)


# The ask is taken out of the actor, and not put into one: by its id it is found, and with the other each ask was tried.
_ASK_OF: Final = and_(arrivals.c.actor.startswith(GIVER), asks.c.id == func.substr(arrivals.c.actor, len(GIVER) + 1))
_RENEWAL_ASKED: Final = (
    select(documents.c.id)
    .join(asks, asks.c.document == documents.c.number)
    .join(arrivals, _ASK_OF)
    .where(arrivals.c.document == bindparam("number"), asks.c.why == Why.RENEWAL.value)
    .order_by(arrivals.c.id.desc())
    .limit(1)
)


def renewal_asked(session: Session, number: int) -> DocumentId | None:
    """The paper whose renewal was asked for when this document was handed in by a link; None if it was not so."""
    asked = session.connection.execute(_RENEWAL_ASKED, {"number": number}).scalar_one_or_none()
    return DocumentId(asked) if asked else None


_THEIRS: Final = or_(asks.c.document == bindparam("number"), asks.c.customer.in_(bindparam("gone", expanding=True)))
_OF_THEM: Final = select(asks.c.id).where(_THEIRS)
_FORGET: Final = (
    *(delete(table).where(table.c.ask.in_(_OF_THEM)) for table in (ask_letters, ask_links, merged_asks)),
    delete(asks).where(_THEIRS),
)


def forget_asks(session: Session, number: int, gone: Iterable[bytes]) -> None:
    """Remove what was asked for on account of a document that is destroyed, and of customers who are gone with it."""
    for statement in _FORGET:
        session.connection.execute(statement, {"number": number, "gone": list(gone)})


def note(session: Session, action: AskAction, ask: str, *, actor: str, now: dt.datetime, **facts: FactValue) -> None:
    """Record what was done about an ask: ids, kinds and steps."""
    session.note(AuditEvent(at=now, actor=actor, action=action, facts={"ask": ask, **facts}))


def open_one(session: Session, ask: str) -> Ask:
    """One that is open (NotFound)."""
    one = found(session, asks.c.id == ask, asks.c.closed_at.is_(None))
    if not one:
        raise NotFound(ask="?")
    return one[0]


def _is_asked(session: Session, wanted: Wanted) -> bool:
    # A missing paper is known by its kinds, the others by their document, whatever day it is corrected to.
    same = {name: value for name, value in _columns(session, wanted).items() if name in ("customer", "why", "document")}
    if wanted.document is None:
        same["kinds"] = " ".join(wanted.kinds)
    query = select(asks.c.id).where(
        asks.c.closed_at.is_(None), *(asks.c[name].is_not_distinct_from(value) for name, value in same.items())
    )
    return session.connection.execute(query.limit(1)).first() is not None


def _columns(session: Session, wanted: Wanted) -> dict[str, Any]:
    number = None if wanted.document is None else session.document(wanted.document).number
    return {
        "customer": wanted.customer,
        "why": wanted.why.value,
        "kinds": " ".join(wanted.kinds),
        "document": number,
        "expires_on": wanted.expires_on,
    }


def _letters(session: Session, ids: list[str]) -> defaultdict[str, list[Letter]]:
    by_ask: defaultdict[str, list[Letter]] = defaultdict(list)
    for row in _of_each(session, select(ask_letters), ask_letters.c.ask, ids):
        by_ask[row.ask].append(
            Letter(
                step=row.step,
                proposed_at=row.proposed_at,
                allowed_by=row.allowed_by,
                attempts=row.attempts,
                ended_at=row.ended_at,
                sent=Way(row.sent) if row.sent else None,
            )
        )
    return by_ask


def _came(session: Session, ids: list[str]) -> defaultdict[str, list[DocumentId]]:
    came = (
        select(arrivals.c.actor, documents.c.id)
        .join(documents, documents.c.number == arrivals.c.document)
        # As the index says it, word for word: else it is not used, and all arrivals are gone through for each ask.
        .where(text(GIVEN))
        .order_by(arrivals.c.id)
    )
    by_ask: defaultdict[str, list[DocumentId]] = defaultdict(list)
    for row in _of_each(session, came, arrivals.c.actor, [f"{GIVER}{ask}" for ask in ids]):
        by_ask[row.actor.removeprefix(GIVER)].append(DocumentId(row.id))
    return by_ask


def _of_each(session: Session, query: Select[Any], column: Column[str], ids: list[str]) -> Iterator[AnyRow]:
    """The rows of these, in the order of the query for each: thousands may be asked of at once."""
    for batch in batches(ids):
        yield from session.connection.execute(query.where(column.in_(batch)))


def _ask(row: AnyRow, letters: Iterable[Letter], came: Iterable[DocumentId]) -> Ask:
    why = Why(row.why)
    return Ask(
        id=row.id,
        customer=row.customer,
        why=why,
        kinds=tuple(row.kinds.split()),
        document=DocumentId(row.document_id) if row.document_id else None,
        expires_on=row.expires_on,
        code=row.code,
        opened_at=row.opened_at,
        files_left=row.files_left,
        bytes_left=row.bytes_left,
        escalated_at=row.escalated_at,
        letters=tuple(sorted(letters, key=lambda letter: order_of(why, letter.step))),
        came=tuple(came),
    )
