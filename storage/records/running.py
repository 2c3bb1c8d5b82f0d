"""The clocks of documents: what the rules of retention ask of each, fetched from the clear dates and keyed hashes.

``ripe`` lets the database leave out whatever cannot have run out yet, so that a pass over a million documents opens
none and decides on few; ``strongroom.rules`` decides.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    LargeBinary,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
)

from storage.records.ending_tables import dispositions
from storage.records.entries import CUSTOMER, TAG
from storage.records.rule_tables import relationships
from storage.records.session import Session
from storage.records.streaming import AT_ONCE
from storage.records.tables import documents, equalities, facets
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Kind, Retention
from strongroom.rules import RELATIONSHIP_END, Book, Clocks, Facts, Purpose, Rule, clocks

KEPT_STATES: Final = (State.FILED, State.ARCHIVED)
"""The states in which a document lies where its kind and its readings were settled."""
_SHORTEST_YEAR: Final = 365
_ON: Final = bindparam("on", type_=Integer)
"""The day of which is asked what may have run out by it, as facets have days."""


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
    session: Session, book: Book, on: dt.date, kinds: Iterable[Kind], *conditions: ColumnElement[bool], **given: object
) -> Iterator[Running]:
    """Documents of some kinds of which every clock may have run out by a day; few that have not.

    The conditions are ones that last, for the statement is kept by them; what changes in them is ``given`` by name.
    """
    for kind in kinds:
        query = _ripe(_asked(kind, book), conditions)
        if query is not None:
            yield from _rows(session, kind, _sought(_asked(kind, book)), query, on=on.toordinal(), **given)


def used_up(session: Session, book: Book, on: dt.date, *conditions: ColumnElement[bool]) -> Iterator[Running]:
    """Documents of which a rule of use may have run out by a day."""
    for kind in session.kinds.values():
        sought = _sought(_asked(kind, book))
        ending = [sought.passed(rule.retention) for rule in book.of_kind(kind.id) if _ends_use(rule)]
        if ending:
            query = sought.select().where(or_(*ending), *conditions)
            yield from _rows(session, kind, sought, query, on=on.toordinal())


def every(
    session: Session, books: Sequence[Book], kinds: Iterable[Kind], *conditions: ColumnElement[bool]
) -> Iterator[Running]:
    """All kept documents of some kinds, with everything that any of the books asks of them."""
    for kind in kinds:
        sought = _sought(_asked(kind, *books))
        # A few at a time: these may be all papers of the house.
        query = sought.select().where(*conditions).execution_options(yield_per=AT_ONCE)
        yield from _rows(session, kind, sought, query)


def dateless(session: Session, book: Book) -> Iterator[Running]:
    """Kept documents that lack a date which a rule may ask for."""
    for kind in session.kinds.values():
        sought = _sought(_asked(kind, book))
        if sought.dates:
            query = sought.select().where(or_(*(date.is_(None) for date in sought.dates.values())))
            yield from _rows(session, kind, sought, query)


def _ends_use(rule: Rule) -> bool:
    return rule.purpose is Purpose.USE and rule.retention.years is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What decides how papers of a kind are asked for: its own rule and those of the books."""

    kind: str
    own: Retention | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What books ask of the papers of a kind: dates, as columns of joined facets, and tags, as conditions."""

    kind: str
    untagged: tuple[Retention, ...]
    any_of: tuple[Retention, ...]
    tagged: tuple[tuple[str, Retention], ...]
    dates: dict[str, ColumnElement[Any]]
    joined: tuple[FromClause, ...]
    tags: dict[str, ColumnElement[bool]]

    @classmethod
    def of(cls, asked: _Asked) -> "_Sought":
        rules = asked.rules
        own = () if asked.own is None else (asked.own,)
        fields = sorted({one.starts for one in (*own, *(rule.retention for rule in rules))} - {RELATIONSHIP_END})
        joined = {name: facets.alias(f"start_{place}") for place, name in enumerate(fields)}
        dates: dict[str, ColumnElement[Any]] = {name: table.c.value for name, table in joined.items()}
        if any(rule.retention.starts == RELATIONSHIP_END for rule in rules):
            dates[RELATIONSHIP_END] = _relationship_end()
        # The kind's own rule holds only where no other does; where some have tags, that is not known beforehand.
        return cls(
            kind=asked.kind,
            untagged=tuple(rule.retention for rule in rules if rule.tag is None) if rules else own,
            tagged=tuple((rule.tag, rule.retention) for rule in rules if rule.tag is not None),
            any_of=(*own, *(rule.retention for rule in rules)),
            dates=dates,
            joined=tuple(joined.values()),
            tags={
                tag: _tagged(place) for place, tag in enumerate(dict.fromkeys(filter(None, (one.tag for one in rules))))
            },
        )

    @property
    def unending(self) -> bool:
        """Whether nothing of the kind ever ends: no rule, or one for ever."""
        return not (self.untagged or self.tags) or any(rule.years is None for rule in self.untagged)

    def passed(self, rule: Retention) -> ColumnElement[bool]:
        """That a rule may have run out by the day of ``_ON``: no N years are shorter than N times 365 days."""
        if rule.years is None:
            return false()
        date = self.dates[rule.starts]
        if rule.starts == RELATIONSHIP_END:
            return date.is_not(None)
        return date <= _ON - _SHORTEST_YEAR * rule.years

    def ripe(self) -> ColumnElement[bool]:
        """That every clock may have run out by that day."""
        always = [self.passed(rule) for rule in self.untagged]
        # A date that ran out is found by an index; only then each rule with a tag is looked at, where it applies.
        ending = [self.passed(rule) for rule in self.any_of if rule.years is not None]
        tagged = [or_(~self.tags[tag], self.passed(rule)) for tag, rule in self.tagged]
        return and_(or_(false(), *ending), *always, *tagged)

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
            .where(documents.c.kind == self.kind, documents.c.state.in_([state.value for state in KEPT_STATES]))
        )


def _asked(kind: Kind, *books: Book) -> _Asked:
    rules = tuple(rule for book in books for rule in book.of_kind(kind.id))
    return _Asked(kind=kind.id, own=kind.retention, rules=rules)


# Statements are kept by what decides them: each night, and each end, would build the same ones again.
@lru_cache(maxsize=512)
def _sought(asked: _Asked) -> _Sought:
    return _Sought.of(asked)


@lru_cache(maxsize=512)
def _ripe(asked: _Asked, conditions: tuple[ColumnElement[bool], ...]) -> Select[Any] | None:
    sought = _sought(asked)
    return None if sought.unending else sought.select().where(sought.ripe(), *conditions)


def _rows(session: Session, kind: Kind, sought: _Sought, query: Select[Any], **given: object) -> Iterator[Running]:
    carried = {_tag(place): list(_hashes(session, tag)) for place, tag in enumerate(sought.tags)}
    for row in session.connection.execute(query, {**carried, **given}):
        dates = {name: date for name, date in zip(sought.dates, row[2:], strict=False) if date is not None}
        marks = zip(sought.tags, row[2 + len(sought.dates) :], strict=True)
        facts = Facts(
            dates={name: _date(date) for name, date in dates.items()},
            tags=frozenset(tag for tag, carried in marks if carried),
        )
        yield Running(number=row.number, document=DocumentId(row.id), kind=kind, facts=facts)


def _date(value: int | dt.date) -> dt.date:
    return dt.date.fromordinal(value) if isinstance(value, int) else value


def _tagged(place: int) -> ColumnElement[bool]:
    hashes = bindparam(_tag(place), expanding=True, type_=LargeBinary)
    return exists().where(equalities.c.document == documents.c.number, equalities.c.hash.in_(hashes))


def _tag(place: int) -> str:
    """The name by which a statement asks for the hashes of its tag at a place."""
    return f"tag_hashes_{place}"


def _hashes(session: Session, tag: str) -> frozenset[bytes]:
    return session.generations.equalities([(TAG, tag)])


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
