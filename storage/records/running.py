"""The clocks of documents: what the rules of retention ask of each, fetched from the clear dates and keyed hashes.

``ripe`` lets the database leave out whatever cannot have run out yet, so that a pass over a million documents opens
none and decides on few; ``strongroom.rules`` decides.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, false, func, or_, select

from storage.records.ending_tables import dispositions
from storage.records.entries import CUSTOMER, TAG
from storage.records.rule_tables import relationships
from storage.records.session import AnyRow, Session
from storage.records.streaming import AT_ONCE
from storage.records.tables import documents, equalities, facets
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Kind, Retention
from strongroom.rules import RELATIONSHIP_END, Book, Clocks, Facts, Purpose, Rule, clocks

KEPT_STATES: Final = (State.FILED, State.ARCHIVED)
"""The states in which a document lies where its kind and its readings were settled."""
_SHORTEST_YEAR: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A kept document and what the rules ask of it."""

    number: int
    document: DocumentId
    kind: Kind
    facts: Facts

    def clocks(self, book: Book) -> Clocks:
        """The clocks of the document by a book."""
        return clocks(book, self.kind, self.facts)


def ripe(
    session: Session, book: Book, on: dt.date, kinds: Iterable[Kind], *conditions: ColumnElement[bool]
) -> Iterator[Running]:
    """Documents of some kinds of which every clock may have run out by a day; few that have not."""
    for kind in kinds:
        sought = _Sought.of(session, (book,), kind)
        if sought.unending:
            continue
        always = [sought.passed(rule, on) for rule in sought.untagged]
        # A date that ran out is found by an index; only then each rule with a tag is looked at, where it applies.
        ending = [sought.passed(rule, on) for rule in sought.any_of if rule.years is not None]
        tagged = [or_(~sought.tags[tag], sought.passed(rule, on)) for tag, rule in sought.tagged]
        yield from _rows(session, sought, or_(false(), *ending), *always, *tagged, *conditions)


def used_up(session: Session, book: Book, on: dt.date, *conditions: ColumnElement[bool]) -> Iterator[Running]:
    """Documents of which a rule of use may have run out by a day."""
    for kind in session.kinds.values():
        sought = _Sought.of(session, (book,), kind)
        ending = [sought.passed(rule.retention, on) for rule in book.of_kind(kind.id) if _ends_use(rule)]
        if ending:
            yield from _rows(session, sought, or_(*ending), *conditions)


def every(
    session: Session, books: Sequence[Book], kinds: Iterable[Kind], *conditions: ColumnElement[bool]
) -> Iterator[Running]:
    """All kept documents of some kinds, with everything that any of the books asks of them."""
    for kind in kinds:
        sought = _Sought.of(session, books, kind)
        # A few at a time: these may be all papers of the house.
        rows = sought.select().where(*conditions).execution_options(yield_per=AT_ONCE)
        yield from _opened(sought, session.connection.execute(rows))


def dateless(session: Session, book: Book) -> Iterator[Running]:
    """Kept documents that lack a date which a rule may ask for."""
    for kind in session.kinds.values():
        sought = _Sought.of(session, (book,), kind)
        if sought.dates:
            yield from _rows(session, sought, or_(*(date.is_(None) for date in sought.dates.values())))


def _ends_use(rule: Rule) -> bool:
    return rule.purpose is Purpose.USE and rule.retention.years is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What books ask of the papers of a kind: dates, as columns of joined facets, and tags, as conditions."""

    kind: Kind
    untagged: tuple[Retention, ...]
    any_of: tuple[Retention, ...]
    tagged: tuple[tuple[str, Retention], ...]
    dates: dict[str, ColumnElement[Any]]
    joined: tuple[FromClause, ...]
    tags: dict[str, ColumnElement[bool]]

    @classmethod
    def of(cls, session: Session, books: Sequence[Book], kind: Kind) -> "_Sought":
        rules = [rule for book in books for rule in book.of_kind(kind.id)]
        own = () if kind.retention is None else (kind.retention,)
        fields = sorted({one.starts for one in (*own, *(rule.retention for rule in rules))} - {RELATIONSHIP_END})
        joined = {name: facets.alias(f"start_{place}") for place, name in enumerate(fields)}
        dates: dict[str, ColumnElement[Any]] = {name: table.c.value for name, table in joined.items()}
        if any(rule.retention.starts == RELATIONSHIP_END for rule in rules):
            dates[RELATIONSHIP_END] = _relationship_end()
        # The kind's own rule holds only where no other does; where some have tags, that is not known beforehand.
        return cls(
            kind=kind,
            untagged=tuple(rule.retention for rule in rules if rule.tag is None) if rules else own,
            tagged=tuple((rule.tag, rule.retention) for rule in rules if rule.tag is not None),
            any_of=(*own, *(rule.retention for rule in rules)),
            dates=dates,
            joined=tuple(joined.values()),
            tags={rule.tag: _tagged(session, rule.tag) for rule in rules if rule.tag is not None},
        )

    @property
    def unending(self) -> bool:
        """Whether nothing of the kind ever ends: no rule, or one for ever."""
        return not (self.untagged or self.tags) or any(rule.years is None for rule in self.untagged)

    def passed(self, rule: Retention, on: dt.date) -> ColumnElement[bool]:
        """That a rule may have run out by a day: no N years are shorter than N times 365 days."""
        if rule.years is None:
            return false()
        date = self.dates[rule.starts]
        if rule.starts == RELATIONSHIP_END:
            return date.is_not(None)
        return date <= on.toordinal() - _SHORTEST_YEAR * rule.years

    def select(self) -> Select[Any]:
        """Kept documents of the kind, with their dates and tags."""
        columns = [column.label(f"date_{place}") for place, column in enumerate(self.dates.values())]
        marks = [mark.label(f"tag_{place}") for place, mark in enumerate(self.tags.values())]
        source: FromClause = documents
        for table, name in zip(self.joined, self.dates, strict=False):
            on = and_(table.c.document == documents.c.number, table.c.field == name)
            source = source.outerjoin(table, on)
        source = source.outerjoin(dispositions, dispositions.c.document == documents.c.number)
        return (
            select(documents.c.number, documents.c.id, *columns, *marks)
            .select_from(source)
            .where(documents.c.kind == self.kind.id, documents.c.state.in_([state.value for state in KEPT_STATES]))
        )


def _rows(session: Session, sought: _Sought, *conditions: ColumnElement[bool]) -> Iterator[Running]:
    return _opened(sought, session.connection.execute(sought.select().where(*conditions)))


def _opened(sought: _Sought, rows: Iterable[AnyRow]) -> Iterator[Running]:
    for row in rows:
        dates = {name: date for name, date in zip(sought.dates, row[2:], strict=False) if date is not None}
        marks = zip(sought.tags, row[2 + len(sought.dates) :], strict=True)
        facts = Facts(
            dates={name: _date(date) for name, date in dates.items()},
            tags=frozenset(tag for tag, carried in marks if carried),
        )
        yield Running(number=row.number, document=DocumentId(row.id), kind=sought.kind, facts=facts)


def _date(value: int | dt.date) -> dt.date:
    return dt.date.fromordinal(value) if isinstance(value, int) else value


def _tagged(session: Session, tag: str) -> ColumnElement[bool]:
    hashed = session.generations.equalities([(TAG, tag)])
    if not hashed:
        return false()
    return exists().where(equalities.c.document == documents.c.number, equalities.c.hash.in_(hashed))


def _relationship_end() -> ColumnElement[dt.date]:
    """When the relationship with the customer of a document ended; null while it goes on, or without a customer."""
    return (
        select(func.max(relationships.c.ended_on))
        .join(equalities, equalities.c.hash == relationships.c.customer_hash)
        .where(equalities.c.document == documents.c.number)
        .correlate(documents)
        .scalar_subquery()
    )


def customer_hash(session: Session, customer: str) -> bytes | None:
    """The keyed hash by which the papers of a customer are found; None for a name without letters and digits."""
    return next(iter(session.hashes.equalities([(CUSTOMER, customer)])), None)
