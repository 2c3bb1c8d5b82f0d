"""Finding: a query becomes conditions that the database can test on hashes and clear values, and checks after opening.

Each condition lets through every document that fits. Where it lets through more (words that have to stand side by
side, a text within one field), a check on the opened document decides.

What the database walks (measured on 1,000,000 documents): all words of a query together are one question of the token
index, which skips by the rarest of them; an exact value, a range or a kind that few documents have is read first, and
only those are looked at. Whatever is walked, walks newest first and stops when the page is full. How many there are
besides is found out within bounds, and said to be "at least" beyond them: a page never waits for its total.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, true

from storage.records.conditions import Candidate, Condition, of_filter, of_terms
from storage.records.index import Posting
from storage.records.opening import open_rows
from storage.records.reach import EVERYTHING, Reach, within
from storage.records.session import DocumentRow, Session
from storage.records.tables import documents, search_texts
from storage.records.values import DocumentSummary, Found
from strongroom.document import State
from strongroom.query import Query

SCAN_LIMIT: Final = 2000
"""Candidates that are opened for one query. What lets through more is too common to be worth more of anybody's time."""
COUNT_LIMIT: Final = 5000
"""How far results are counted: nobody pages through more, and counting a million costs as much as a thousand pages."""
WALK_LIMIT: Final = 10_000
"""Candidates that are walked to count what fits among them."""
_OPENED_TO_COUNT: Final = 200
"""Candidates that are opened for one query when the page is full already."""
_BATCH: Final = 100
_FEW: Final = 1000
"""So many documents are quicker looked up one by one than a longer list is walked."""
_LOOKUPS: Final = 25
"""Looking one document up among those with a word costs as much as walking past so many of them."""
_FEW_IN_A_RANGE: Final = 2000
"""A range lists its documents by their values. Walked newest first, a longer one is found among all documents soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which of the results are wanted."""

    limit: int
    offset: int


FIRST_PAGE: Final = Page(limit=20, offset=0)


def find(session: Session, query: Query, page: Page, reach: Reach = EVERYTHING) -> Found:
    """One page of what fits and lies within reach, newest first; destroyed documents never fit."""
    conditions = of_terms(session, query.terms)
    conditions += [of_filter(session, condition) for condition in query.filters]
    walk = _walk(session, conditions, within(session, reach))
    checks = [condition.check for condition in conditions if condition.check is not None]
    if not checks:
        found = _listed(session, walk, page)
        if all(reach.may(row) for row in found.rows):
            return found
        # The database let something through that the policy does not: by what it tells apart more finely. Rows are
        # asked for one by one then, so that pages are full and totals tell of nothing else.
    return _checked(session, walk.newest_first, [*checks, lambda candidate: reach.may(candidate.summary)], page)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """The row numbers of what fits, newest first; and the list and the tests by which they are soonest counted."""

    newest_first: Select[Any]
    driver: Posting
    tests: Sequence[ColumnElement[bool]]


def _listed(session: Session, walk: _Walk, page: Page) -> Found:
    # One more than is shown, for what follows a page is found by it where counting has stopped before.
    asked = walk.newest_first.limit(page.limit + 1).offset(page.offset)
    seen = session.connection.execute(asked).scalars().all()
    shown, reached = seen[: page.limit], page.offset + len(seen)
    rows = open_rows(session, _rows(session, shown)) if shown else ()
    if len(seen) <= page.limit and (seen or not page.offset):
        return Found(total=reached, complete=True, rows=rows)
    total, complete = _counted(session, walk)
    return Found(total=max(total, reached if seen else 0), complete=complete, rows=rows)


def _counted(session: Session, walk: _Walk) -> tuple[int, bool]:
    """How many fit, as far as that is found out soon, and whether these are all."""
    run = session.connection.execute
    listed = select(walk.driver.number.label("number")).where(walk.driver.where)
    walked = listed.limit(WALK_LIMIT).subquery()
    some = Posting(number=walked.c.number, where=true(), order=walked.c.number)
    fitting = _fitting(some, walk.tests).limit(COUNT_LIMIT + 1).subquery()
    total = run(select(func.count()).select_from(fitting)).scalar_one()
    if total > COUNT_LIMIT:
        return COUNT_LIMIT, False
    longer = run(listed.offset(WALK_LIMIT).limit(1)).first()
    return total, longer is None


def _walk(session: Session, conditions: Sequence[Condition], reach: ColumnElement[bool]) -> _Walk:
    tokens = frozenset[str]().union(*(condition.tokens for condition in conditions))
    tests = [condition.where for condition in conditions if condition.where is not None]
    tests += [documents.c.state != State.DESTROYED.value, reach]
    few = _few(session, conditions, limit=_few_for_words(session) if tokens else _FEW_IN_A_RANGE)
    words = session.generations.having(tokens) if tokens else None
    every, index = documents.alias(), session.generations.index
    if few is not None:
        if words is not None:
            both = words.numbers().where(index.among(words.number, few))
            few = frozenset(session.connection.execute(both).scalars())
        only = index.among(every.c.number, few)
        drivers = [Posting(number=every.c.number, where=only, order=every.c.number)]
    elif words is not None:
        drivers = [words]
    else:
        drivers = [condition.postings[0] for condition in conditions if len(condition.postings) == 1]
        drivers.append(Posting(number=every.c.number, where=true(), order=every.c.number))
    ordered = next(driver for driver in drivers if driver.ordered)
    newest_first = _fitting(ordered, tests).order_by(ordered.order.desc())
    return _Walk(newest_first=newest_first, driver=drivers[0], tests=tests)


def _fitting(driver: Posting, tests: Sequence[ColumnElement[bool]]) -> Select[Any]:
    # On the row of each candidate, found by its number: as a join, SQLite might walk the documents of a kind instead.
    fits = select(documents.c.number).where(documents.c.number == driver.number, *tests).correlate_except(documents)
    return select(driver.number).where(driver.where, fits.exists())


def _few_for_words(session: Session) -> int:
    newest = session.connection.execute(select(func.max(documents.c.number))).scalar() or 0
    return min(_FEW, newest // _LOOKUPS)


def _few(session: Session, conditions: Sequence[Condition], *, limit: int) -> frozenset[int] | None:
    """The documents that are in all lists that are short; None if no list is."""
    short: frozenset[int] | None = None
    for condition in conditions:
        most = min(limit, _FEW) if all(posting.ordered for posting in condition.postings) else limit
        found = frozenset[int]()
        for posting in condition.postings:
            found |= frozenset(session.connection.execute(posting.numbers().limit(most + 1)).scalars())
        if condition.postings and len(found) <= most:
            short = found if short is None else short & found
    return short


def _rows(session: Session, numbers: Sequence[int]) -> list[DocumentRow]:
    rows = session.connection.execute(select(documents).where(documents.c.number.in_(numbers)))
    return sorted(rows, key=lambda row: row.number, reverse=True)


def _checked(
    session: Session, candidates: Select[Any], checks: Sequence[Callable[[Candidate], bool]], page: Page
) -> Found:
    numbers = session.connection.execute(candidates.limit(SCAN_LIMIT + 1)).scalars().all()
    complete, last = len(numbers) <= SCAN_LIMIT, page.offset + page.limit
    fitting: list[DocumentSummary] = []
    for opened, candidate in enumerate(_candidates(session, numbers[:SCAN_LIMIT])):
        # One more than the page holds says that there is another page; how many more is worth little of anybody's time.
        if opened >= _OPENED_TO_COUNT and len(fitting) > last:
            complete = False
            break
        if all(check(candidate) for check in checks):
            fitting.append(candidate.summary)
    return Found(total=len(fitting), complete=complete, rows=tuple(fitting[page.offset : last]))


def _candidates(session: Session, numbers: Sequence[int]) -> Iterator[Candidate]:
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        rows = _rows(session, batch)
        ids = {row.id: row.number for row in rows}
        texts = session.connection.execute(
            select(search_texts.c.document, search_texts.c.text).where(search_texts.c.document.in_(batch))
        )
        sealed = {row.document: row.text for row in texts}
        for summary in open_rows(session, rows):
            text = session.seals.open_text(summary.id, "search_texts.text", sealed[ids[summary.id]])
            yield Candidate(summary=summary, text=text, kinds=session.kinds)
