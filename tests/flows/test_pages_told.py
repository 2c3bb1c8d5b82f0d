"""How far a long reading is, from its pages to the records."""

import datetime as dt
from dataclasses import dataclass, field

import pytest

from flows.bench import Bench
from flows.stages.pages_told import PagesTold
from flows.stages.paper import Paper, Progress
from flows.stages.workroom import Workroom
from storage.records.progress import LongReadings
from storage.records.values import Lease, PagesRead
from strongroom.document import State
from strongroom.errors import RecordsUnavailable
from strongroom.ids import DocumentId
from tests.flows.doubles import paper
from tests.flows.test_read_and_file import Clock, claimed, received


@dataclass
class Slow:
    """Readers that take some seconds for each page, and look at what is shown after it."""

    work: Workroom
    clock: Clock
    pages: int
    size: int = 1
    shown: list[dict[DocumentId, PagesRead]] = field(default_factory=list)

    def read(self, _data: bytes, progress: Progress) -> Paper:
        """Read page by page."""
        for done in range(1, self.pages + 1):
            self.clock.pass_seconds(1)
            progress(done, self.pages)
            self.shown.append(dict(LongReadings(self.work.records.transactions).now()))
        return paper(pages=self.pages)

    def teach(self, _lesson: bytes) -> None:
        """They learn nothing."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


def worked(work: Workroom, clock: Clock, pages: int) -> tuple[DocumentId, list[dict[DocumentId, PagesRead]]]:
    document = received(work)
    readers = Slow(work, clock, pages)
    bench = Bench(work, readers, now=clock)  # type: ignore[arg-type]
    bench.claim(1)
    assert State.FILED is bench.work_on(document).state
    return document, readers.shown


def test_of_a_long_document_the_page_that_is_done_is_shown_every_other_second(work: Workroom, clock: Clock) -> None:
    document, shown = worked(work, clock, 12)
    assert [{}, *({document: PagesRead(done=at, of=12)} for at in (2, 2, 4, 4))] == shown[:5]
    assert {} == LongReadings(work.records.transactions).now()


def test_a_short_document_is_over_before_anybody_looks(work: Workroom, clock: Clock) -> None:
    assert [{}] * 3 == worked(work, clock, 3)[1]


def test_records_that_do_not_answer_stop_no_reading(
    work: Workroom, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_self: LongReadings, _lease: Lease, _pages: PagesRead) -> None:
        raise RecordsUnavailable

    monkeypatch.setattr(LongReadings, "tell", away)
    received(work)
    told = PagesTold(LongReadings(work.records.transactions), claimed(work, clock), clock)
    clock.now += dt.timedelta(seconds=5)
    told(20, 300)
