"""Finding: a query becomes conditions that the database can test on hashes and clear values, and checks after opening.

Each condition lets through every document that fits. Where it lets through more (words that have to stand side by
side, a text within one field), a check on the opened document decides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from storage.records.conditions import Candidate, of_filter, of_term
from storage.records.entries import CUSTOMER
from storage.records.opening import open_rows
from storage.records.session import DocumentRow, Session
from storage.records.tables import documents, equalities, search_texts
from storage.records.values import DocumentSummary, Found
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.query import Query

SCAN_LIMIT: Final = 2000
"""Candidates that are opened for one query. What lets through more is too common to be worth more of anybody's time."""
_BATCH: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which of the results are wanted."""

    limit: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which documents somebody may know of at all, so that no total tells of others.

    ``customers`` None is the whole house. ``documents`` are known to them beyond that scope, by a grant.
    ``restricted`` is whether they may know of restricted ones.
    """

    customers: frozenset[str] | None = None
    documents: frozenset[DocumentId] = frozenset()
    restricted: bool = True


EVERYTHING: Final = Scope()


def find(session: Session, query: Query, page: Page, scope: Scope = EVERYTHING) -> Found:
    """One page of what fits, newest first; destroyed documents never fit, nor what is outside the scope."""
    conditions = [of_term(session, term) for term in query.terms]
    conditions += [of_filter(session, condition) for condition in query.filters]
    where = and_(
        documents.c.state != State.DESTROYED.value,
        *_within(session, scope),
        *(condition.clause for condition in conditions if condition.clause is not None),
    )
    checks = [condition.check for condition in conditions if condition.check is not None]
    if checks:
        return _checked(session, _newest(where, query), checks, page)
    total = session.connection.execute(select(func.count()).select_from(documents).where(where)).scalar_one()
    rows = session.connection.execute(_newest(where, query).limit(page.limit).offset(page.offset)).all()
    return Found(total=total, complete=True, rows=open_rows(session, rows))


def _within(session: Session, scope: Scope) -> Iterator[ColumnElement[bool]]:
    if not scope.restricted:
        yield documents.c.restricted_at.is_(None)
    if scope.customers is not None:
        hashes = session.hashes.equalities((CUSTOMER, customer) for customer in scope.customers)
        theirs = select(equalities.c.document).where(equalities.c.hash.in_(hashes))
        yield or_(documents.c.number.in_(theirs), documents.c.id.in_(scope.documents))


def _newest(where: ColumnElement[bool], query: Query) -> Select[Any]:
    # With "+ 0" PostgreSQL cannot walk the primary key backwards and test every document, which it otherwise does,
    # as it takes any array condition for common: 0.8 ms instead of 72 ms at 100,000 documents.
    number = documents.c.number + 0 if query.terms or query.filters else documents.c.number
    return select(documents).where(where).order_by(number.desc())


def _checked(
    session: Session, candidates: Select[Any], checks: Sequence[Callable[[Candidate], bool]], page: Page
) -> Found:
    rows = session.connection.execute(candidates.limit(SCAN_LIMIT + 1)).all()
    fitting: list[DocumentSummary] = []
    for candidate in _candidates(session, rows[:SCAN_LIMIT]):
        if all(check(candidate) for check in checks):
            fitting.append(candidate.summary)  # noqa: PERF401 - the loop says what is decided
    shown = fitting[page.offset : page.offset + page.limit]
    return Found(total=len(fitting), complete=len(rows) <= SCAN_LIMIT, rows=tuple(shown))


def _candidates(session: Session, rows: Sequence[DocumentRow]) -> Iterator[Candidate]:
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        numbers = {row.id: row.number for row in batch}
        texts = session.connection.execute(
            select(search_texts.c.document, search_texts.c.text).where(search_texts.c.document.in_(numbers.values()))
        )
        sealed = {row.document: row.text for row in texts}
        for summary in open_rows(session, batch):
            text = session.seals.open_text(summary.id, "search_texts.text", sealed[numbers[summary.id]])
            yield Candidate(summary=summary, text=text, kinds=session.kinds)
