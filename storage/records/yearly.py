"""The papers of a fiscal year: those whose clock of retention starts from a day in it."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, select

from storage.records.rulebooks import in_force
from storage.records.running import Running, customer_hash, every
from storage.records.session import Session
from storage.records.tables import documents, equalities
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.package import Span, span_of, year_of
from strongroom.retention import longest
from strongroom.rules import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """A paper of the year: the day it is of, by which rule it is kept, and until when (None: no end is known).

    ``restricted`` is whether it may be kept and not be used.
    """

    document: DocumentId
    kind: str
    restricted: bool
    dated: dt.date
    basis: str
    kept_until: dt.date | None


def span(session: Session, year: int) -> Span:
    """A fiscal year, as the rules in force have it."""
    return span_of(year, in_force(session).year)


def of_year(session: Session, within: Span, kinds: Collection[Kind], customer: str | None) -> Iterator[Yearly]:
    """Kept papers of some kinds that are of a year, and of one customer where one is named; in no order.

    A paper without a date is of no year; ``RuleBooks.undated`` counts those.
    """
    conditions = []
    if customer is not None:
        hashed = customer_hash(session, customer)
        carried = exists().where(equalities.c.document == documents.c.number, equalities.c.hash == hashed)
        conditions.append(false() if hashed is None else carried)
    kept_away = select(documents.c.id).where(documents.c.restricted_at.is_not(None))
    restricted = frozenset(session.connection.execute(kept_away).scalars())
    book = in_force(session)
    for running, dated in _dated(session, book, kinds, conditions):
        if not within.first <= dated < within.after:
            continue
        clocks = running.clocks(book).keep
        last = longest(clocks)
        yield Yearly(
            document=running.document,
            kind=running.kind.id,
            restricted=running.document in restricted,
            dated=dated,
            basis=(last or clocks[0]).rule.basis if clocks else "",
            kept_until=last.ends - dt.timedelta(days=1) if last and last.ends else None,
        )


def years(session: Session, kinds: Collection[Kind]) -> frozenset[int]:
    """The fiscal years that kept papers of some kinds are of, by the calendar years in which they began."""
    book = in_force(session)
    return frozenset(year_of(dated, book.year) for _, dated in _dated(session, book, kinds, ()))


def _dated(
    session: Session, book: Book, kinds: Collection[Kind], conditions: Iterable[ColumnElement[bool]]
) -> Iterator[tuple[Running, dt.date]]:
    """The papers with the day from which their clock of retention starts, as far as they have one."""
    for running in every(session, (book,), kinds, *conditions):
        rule = running.kind.retention
        dated = running.facts.dates.get(rule.starts) if rule else None
        if dated is not None:
            yield running, dated
