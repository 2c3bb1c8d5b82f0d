"""The rules of retention in force, what a change of them would change, and what they wait for."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, insert, select

from storage.audit import AuditEvent
from storage.records.ending_tables import dispositions
from storage.records.rule_tables import relationships, rule_books, undated_kinds
from storage.records.running import Running, customer_hash, dateless, every
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.errors import BadForm, Fact
from strongroom.ids import DocumentId, new_id
from strongroom.retention import longest
from strongroom.rules import Book, check_book
from strongroom.rules_toml import parse_book

_SHOWN: Final = 200
_NEWEST: Final = select(rule_books).order_by(rule_books.c.id.desc()).limit(1)
_IN_FORCE: Final = _NEWEST.with_only_columns(rule_books.c.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A book that was adopted."""

    id: str
    at: dt.datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What a change of the rules does to papers of one kind: how many end sooner, later, or never any more.

    ``due`` may be proposed at once and might not before; ``spared`` might, and may no longer.
    """

    kind: str
    documents: int
    sooner: int
    later: int
    never: int
    due: int
    spared: int
    restricted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What adopting a book would change. ``due`` names some of the documents that could be proposed at once."""

    shifts: tuple[Shift, ...]
    due: tuple[DocumentId, ...]
    stopped: tuple[DocumentId, ...]
    """Some documents whose disposition is under way and would be stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undated:
    """Papers that are kept until somebody gives a date: how many of each kind, and some of them."""

    kinds: Mapping[str, int]
    documents: tuple[DocumentId, ...] = field(default=())


def in_force(session: Session) -> Book:
    """The rules of the house; the empty book before it has adopted any."""
    text = session.connection.execute(_IN_FORCE).scalar_one_or_none()
    return Book() if text is None else parse_book(text)


class RuleBooks:
    """The books of a house. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def newest(self) -> Adopted | None:
        """The book in force; None while every kind is kept by its own rule."""

        def work(session: Session) -> Adopted | None:
            row = session.connection.execute(_NEWEST).one_or_none()
            return None if row is None else Adopted(id=row.id, at=row.adopted_at, by=row.adopted_by, text=row.text)

        return self._transactions.read(work)

    def preview(self, text: str, on: dt.date) -> Preview:
        """What a book would change on a day, were it adopted; nothing is changed (BadRules)."""
        wanted = parse_book(text)

        def work(session: Session) -> Preview:
            check_book(wanted, session.kinds)
            return _preview(session, in_force(session), wanted, on)

        return self._transactions.read(work)

    def adopt(self, text: str, *, actor: str, now: dt.datetime) -> str:
        """Put a book in force and return its id; the text that is in force already is no new book (BadRules)."""
        wanted = parse_book(text)

        def work(session: Session) -> str:
            check_book(wanted, session.kinds)
            last = session.connection.execute(_NEWEST).first()
            if last is not None and last.text == text:
                return str(last.id)
            book = new_id(now)
            session.connection.execute(insert(rule_books).values(id=book, adopted_at=now, adopted_by=actor, text=text))
            facts: dict[str, Fact] = {"book": book, "rules": len(wanted.rules)}
            session.note(AuditEvent(at=now, actor=actor, action=Action.RULES_ADOPTED, facts=facts))
            return book

        return self._transactions.write(work)

    def undated(self) -> Undated:
        """Papers whose rules wait for a date; until somebody gives it, they are kept."""

        def work(session: Session) -> Undated:
            book = in_force(session)
            waiting = [one for one in dateless(session, book) if one.clocks(book).undated]
            kinds = Counter(one.kind.id for one in waiting)
            return Undated(kinds=kinds, documents=tuple(one.document for one in waiting[:_SHOWN]))

        return self._transactions.read(work)

    def note_undated(self, found: Undated) -> None:
        """Remember of which kinds papers wait for a date, until the next night: whoever may give dates is told."""
        rows = [{"kind": kind, "documents": count} for kind, count in sorted(found.kinds.items())]

        def work(session: Session) -> None:
            session.connection.execute(delete(undated_kinds))
            if rows:
                session.connection.execute(insert(undated_kinds), rows)

        self._transactions.write(work)

    def end_relationship(self, customer: str, ended_on: dt.date | None, *, actor: str, now: dt.datetime) -> None:
        """Note when the relationship with a customer ended; None says that it goes on.

        Raises:
            BadForm: the name has no letter and no digit, by which it could be known.
        """

        def work(session: Session) -> None:
            hashed = customer_hash(session, customer)
            if hashed is None:
                raise BadForm(field="customer")
            session.connection.execute(delete(relationships).where(relationships.c.customer_hash == hashed))
            if ended_on is not None:
                session.connection.execute(
                    insert(relationships).values(customer_hash=hashed, ended_on=ended_on, noted_at=now, noted_by=actor)
                )
            # Without the name and without its hash: the event outlives the customer's papers.
            facts = {"ended_on": ended_on.isoformat() if ended_on else ""}
            session.note(AuditEvent(at=now, actor=actor, action=Action.RELATIONSHIP_NOTED, facts=facts))

        self._transactions.write(work)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    before: dt.date | None
    after: dt.date | None
    restricted: bool


def _preview(session: Session, before: Book, after: Book, on: dt.date) -> Preview:
    shifts, newly_due, stopped = [], list[DocumentId](), list[DocumentId]()
    proposed = set(
        session.connection.execute(
            select(documents.c.id).join(dispositions, dispositions.c.document == documents.c.number)
        ).scalars()
    )
    for kind in session.kinds.values():
        ends: list[_Ends] = []
        for running, end in _ends(every(session, (before, after), (kind,)), before, after, on):
            ends.append(end)
            if _is_due(end.after, on) and not _is_due(end.before, on):
                newly_due.append(running.document)
            elif running.document in proposed and not _is_due(end.after, on):
                stopped.append(running.document)
        if any(end.before != end.after or end.restricted for end in ends):
            shifts.append(_shift(kind.id, ends, on))
    return Preview(shifts=tuple(shifts), due=tuple(newly_due[:_SHOWN]), stopped=tuple(stopped[:_SHOWN]))


def _ends(found: Iterator[Running], before: Book, after: Book, on: dt.date) -> Iterator[tuple[Running, _Ends]]:
    """What becomes of the papers of one kind. Many have the same dates and tags: those are decided once."""
    known: dict[object, _Ends] = {}
    for running in found:
        same = (tuple(running.facts.dates.items()), running.facts.tags)
        if same not in known:
            known[same] = _decided(running, before, after, on)
        yield running, known[same]


def _decided(running: Running, before: Book, after: Book, on: dt.date) -> _Ends:
    old, new = running.clocks(before), running.clocks(after)
    ended, ends = longest(old.keep), longest(new.keep)
    return _Ends(
        before=ended.ends if ended else None,
        after=ends.ends if ends else None,
        restricted=_is_due(new.restricted_from, on) and not _is_due(old.restricted_from, on),
    )


def _shift(kind: str, ends: list[_Ends], on: dt.date) -> Shift:
    last = dt.date.max
    return Shift(
        kind=kind,
        documents=len(ends),
        sooner=sum((one.after or last) < (one.before or last) for one in ends),
        later=sum(one.after is not None and one.after > (one.before or last) for one in ends),
        never=sum(one.after is None and one.before is not None for one in ends),
        due=sum(_is_due(one.after, on) and not _is_due(one.before, on) for one in ends),
        spared=sum(_is_due(one.before, on) and not _is_due(one.after, on) for one in ends),
        restricted=sum(one.restricted for one in ends),
    )


def _is_due(end: dt.date | None, on: dt.date) -> bool:
    return end is not None and end <= on
