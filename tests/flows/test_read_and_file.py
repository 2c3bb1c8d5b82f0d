"""Reading and filing: whatever reading a document comes to, the records say what became of it."""

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from flows.bench import Bench
from flows.intake_service import file_waiting
from flows.stages.paper import Paper, Progress
from flows.stages.read_and_file import Done, ReadAndFile
from flows.stages.workroom import Workroom
from storage.objects.memory import MemoryStore
from storage.records.joining import Joins
from storage.records.values import Arrival, Lease
from storage.vault import Vault
from strongroom.codec import pages_from_json
from strongroom.document import Role, State
from strongroom.errors import (
    Damaged,
    EngineUnavailable,
    ReadersClosed,
    ReadingCrashed,
    ReadingTooSlow,
    RecordsUnavailable,
)
from strongroom.ids import ArrivalId, BlobId, DocumentId, new_id
from tests.flows.doubles import SECRET, Readers, paper

START = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
LEASE = 60.0


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def received(work: Workroom, data: bytes = b"some bytes", name: str = "a.png") -> DocumentId:
    document = DocumentId(new_id(START))
    blob = work.vault.put(data, document=document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(START)))
    arrival = Arrival(
        id=ArrivalId(document),
        document=document,
        blob=blob,
        content_hash=work.records.content_hash(hashlib.sha256(data).hexdigest()),
        media="image/png",
        original_name=name,
        folder_tags=("客户 A", "2026"),
        customer="客户 A",
        received_at=START,
        actor="test",
    )
    return work.records.accept(arrival).document


def claimed(work: Workroom, clock: Clock) -> Lease:
    (lease,) = work.records.claim("test", limit=1, now=clock(), lease_seconds=LEASE)
    return lease


def worked(work: Workroom, clock: Clock, readers: Readers) -> Done:
    return ReadAndFile(work=work, readers=readers, now=clock).run(claimed(work, clock))


def test_what_is_sure_is_filed_with_its_name_tags_customer_and_pages(work: Workroom, clock: Clock) -> None:
    document = received(work)
    done = worked(work, clock, Readers(paper(pages=2)))
    assert (State.FILED, "receipt", 2, "") == (done.state, done.kind, done.pages, done.code)
    view = work.records.view(document, actor="test", purpose="test", now=START)
    row = view.summary
    assert (State.FILED, True, "客户 A") == (row.state, row.straight_through, row.customer)
    assert row.name is not None
    assert row.name.endswith(".png")
    assert {"客户-a", "2026"} <= {tag.casefold().replace(" ", "-") for tag in row.tags}
    blob = work.records.read_blob(document, Role.PAGES, actor="test", purpose="test", now=START)
    assert paper(pages=2).pages == pages_from_json(work.vault.get(blob))


def test_what_is_unsure_goes_to_review_with_its_reasons(work: Workroom, clock: Clock) -> None:
    document = received(work)
    assert State.IN_REVIEW is worked(work, clock, Readers(paper(through=False))).state
    (row,) = work.records.in_state(State.IN_REVIEW, actor="test", now=START, limit=10)
    assert (document, ["field_missing"]) == (row.id, [reason.code for reason in row.reasons])


def test_what_cannot_be_read_is_set_aside_at_once(work: Workroom, clock: Clock) -> None:
    document = received(work)
    done = worked(work, clock, Readers(Damaged()))
    assert (State.QUARANTINED, "damaged") == (done.state, done.code)
    assert 0 == work.records.waiting(clock() + dt.timedelta(days=1))
    assert work.records.quarantine_of(document)


@pytest.mark.parametrize(
    ("error", "code", "facts"),
    [
        (ReadingCrashed(attempts=1), "reading_crashed", {"attempts": 3}),
        (ReadingTooSlow(seconds=300), "reading_too_slow", {"seconds": 300}),
        (ValueError(f"invalid literal: {SECRET}"), "unforeseen", {"error": "ValueError"}),
    ],
    ids=["crash", "hang", "our own fault"],
)
def test_a_failed_attempt_is_repeated_twice_with_longer_pauses_and_then_the_document_is_set_aside(
    work: Workroom,
    clock: Clock,
    error: Exception,
    code: str,
    facts: dict[str, object],
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = received(work)
    readers = Readers(error)
    for pause in (2, 4):
        assert Done(document=document, state=State.RECEIVED, code=code) == worked(work, clock, readers)
        clock.pass_seconds(pause - 0.5)
        assert 0 == work.records.waiting(clock())
        clock.pass_seconds(0.5)
    assert Done(document=document, state=State.QUARANTINED, code=code) == worked(work, clock, readers)
    aside = work.records.quarantine_of(document)
    assert aside is not None
    assert (code, facts) == (aside.code, dict(aside.facts))
    assert SECRET not in "".join(capsys.readouterr())


def test_a_document_that_is_read_after_a_crash_is_filed(work: Workroom, clock: Clock) -> None:
    received(work)
    readers = Readers(ReadingCrashed(attempts=1), paper())
    worked(work, clock, readers)
    clock.pass_seconds(10)
    assert State.FILED is worked(work, clock, readers).state


@pytest.mark.parametrize("error", [EngineUnavailable(), ReadersClosed()])
def test_the_worlds_fault_is_retried_without_end_and_counts_no_attempt(
    work: Workroom, clock: Clock, error: Exception
) -> None:
    document = received(work)
    readers = Readers(error)
    for _ in range(8):
        assert Done(document=document, state=State.RECEIVED, code=error.code) == worked(work, clock, readers)  # type: ignore[attr-defined]
        clock.pass_seconds(60)
    assert 1 == claimed(work, clock).attempt


def test_bytes_that_were_changed_in_the_store_are_set_aside_as_tampered(work: Workroom, clock: Clock) -> None:
    document = received(work)
    store = MemoryStore()
    for key in list(work.store.keys()):
        store.put(key, work.store.get(key)[:-1] + b"\x00")
    changed = replace(work, store=store, vault=Vault(store, work.keyring))
    assert "tampered" == worked(changed, clock, Readers(paper())).code
    assert work.records.quarantine_of(document)


def test_a_document_whose_workers_all_died_is_set_aside_in_the_end(work: Workroom, clock: Clock) -> None:
    document = received(work)
    for _ in range(10):
        claimed(work, clock)
        clock.pass_seconds(LEASE + 1)
    readers = Readers(paper())
    done = worked(work, clock, readers)
    assert (State.QUARANTINED, "reading_crashed", 0) == (done.state, done.code, readers.asked)
    aside = work.records.quarantine_of(document)
    assert aside is not None
    assert {"attempts": 10} == dict(aside.facts)


def test_killed_workers_use_up_none_of_the_attempts_of_a_document(work: Workroom, clock: Clock) -> None:
    received(work)
    for _ in range(3):
        claimed(work, clock)
        clock.pass_seconds(LEASE + 1)
    lease = claimed(work, clock)
    assert (1, 3) == (lease.attempt, lease.lost)
    done = ReadAndFile(work=work, readers=Readers(ReadingCrashed(attempts=1)), now=clock).run(lease)
    assert (State.RECEIVED, "reading_crashed") == (done.state, done.code)
    clock.pass_seconds(60)
    assert 2 == claimed(work, clock).attempt


def test_a_worker_that_was_overtaken_writes_nothing(work: Workroom, clock: Clock) -> None:
    document = received(work)
    stage = ReadAndFile(work=work, readers=Readers(paper()), now=clock)
    slow = claimed(work, clock)
    clock.pass_seconds(LEASE + 1)
    quick = claimed(work, clock)
    assert Done(document=document, state=State.READING, code="lease_lost") == stage.run(slow)
    assert State.FILED is stage.run(quick).state
    assert Done(document=document, state=State.READING, code="lease_lost") == stage.run(slow)
    assert 1 == work.records.counts()[State.FILED]


# The bench.


def test_a_bench_works_once_on_what_it_claimed_however_often_it_is_asked(work: Workroom, clock: Clock) -> None:
    document = received(work)
    readers = Readers(paper())
    bench = Bench(work, readers, now=clock)  # type: ignore[arg-type]
    assert "lease_lost" == bench.work_on(document).code
    assert (document,) == bench.claim(10)
    assert (document,) == bench.held([document])
    assert State.FILED is bench.work_on(document).state
    assert "lease_lost" == bench.work_on(document).code
    assert (1, ()) == (readers.asked, bench.held([document]))


def test_what_somebody_has_begun_with_is_not_begun_again(work: Workroom, clock: Clock) -> None:
    document = received(work)
    inside: list[object] = []

    def reading() -> object:
        inside.append((bench.held([document]), bench.work_on(document).code))
        return paper()

    bench = Bench(work, Readers(reading), now=clock)  # type: ignore[arg-type]
    bench.claim(10)
    bench.work_on(document)
    assert [((), "lease_lost")] == inside


def test_a_document_that_is_renewed_stays_ours_however_long_it_is_read(work: Workroom, clock: Clock) -> None:
    document = received(work)

    def reading() -> object:
        for _ in range(5):
            clock.pass_seconds(LEASE * 0.9)
            bench._renew(bench._leases[document])
            assert 0 == work.records.waiting(clock())
        return paper()

    bench = Bench(work, Readers(reading), now=clock)  # type: ignore[arg-type]
    bench.claim(1)
    assert State.FILED is bench.work_on(document).state
    assert () == bench.held([document])


def test_no_page_of_a_long_file_is_read_once_the_document_is_somebody_elses(work: Workroom, clock: Clock) -> None:
    document = received(work)
    told: list[int] = []

    class Slow(Readers):
        def read(self, _data: bytes, progress: Progress) -> Paper:
            for page in range(1, 9):
                if page == 3:
                    bench._drop(bench._leases[document])
                progress(page, 8)
            return paper()

    bench = Bench(work, Slow(paper()), now=clock)  # type: ignore[arg-type]
    bench.claim(1)
    done = bench.work_on(document, lambda page, _all: told.append(page))
    assert ("lease_lost", [1, 2]) == (done.code, told)


def test_leases_are_renewed_thrice_in_their_time_until_told_to_stop(work: Workroom, clock: Clock) -> None:
    received(work)
    bench = Bench(work, Readers(paper()), now=clock)  # type: ignore[arg-type]
    bench.claim(1)
    waits: list[float] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0.0)
            return len(waits) > 2

    bench.renew_until(Stop())
    assert [LEASE / 3] * 3 == waits


def test_renewing_survives_that_the_records_are_away_and_that_a_lease_is_lost(
    work: Workroom, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = received(work)
    bench = Bench(work, Readers(paper()), now=clock)  # type: ignore[arg-type]
    bench.claim(1)
    (lease,) = bench._leases.values()
    monkeypatch.setattr(work.records, "renew", _raise(RecordsUnavailable()))
    bench._renew(lease)
    assert (document,) == bench.held([document])
    monkeypatch.undo()
    clock.pass_seconds(1000)
    work.records.claim("another", limit=1, now=clock(), lease_seconds=LEASE)
    bench._renew(lease)
    assert () == bench.held([document])


def _raise(error: Exception) -> Callable[..., None]:
    def act(*_args: object, **_kwargs: object) -> None:
        raise error

    return act


def test_everything_that_waits_is_claimed_in_batches_until_told_to_stop(work: Workroom) -> None:
    for number in range(5):
        received(work, f"bytes {number}".encode())
    small = work.settings.intake.model_copy(update={"batch_documents": 2, "batch_seconds": 0.0})
    bench = Bench(
        replace(work, settings=work.settings.model_copy(update={"intake": small})),
        Readers(paper()),  # type: ignore[arg-type]
    )
    stop, taken = threading.Event(), threading.Event()
    batches: list[int] = []

    def work_on(given: Bench, documents: tuple[DocumentId, ...]) -> None:
        batches.append(len(documents))
        given.work_on_all(documents)
        if sum(batches) == 5:
            stop.set()
            taken.set()

    file_waiting(bench, work_on, stop, taken)  # type: ignore[arg-type]
    assert ([2, 2, 1], 5) == (batches, work.records.counts()[State.FILED])


def test_records_that_are_away_do_not_end_the_filing(work: Workroom, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, taken = threading.Event(), threading.Event()
    answers: Iterator[object] = iter([RecordsUnavailable(), 0])

    def waiting(_now: dt.datetime) -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        stop.set()
        taken.set()
        return 0

    monkeypatch.setattr(work.records, "waiting", waiting)
    monkeypatch.setattr("flows.intake_service._AWAY", 0.01)
    file_waiting(Bench(work, Readers(paper())), lambda *_: None, stop, taken)  # type: ignore[arg-type]
    assert [] == list(answers)


def test_what_a_person_joined_is_read_as_one_paper(work: Workroom, clock: Clock) -> None:
    parts = [received(work, bytes([number])) for number in range(2)]
    readers = Readers(paper())
    for _ in parts:
        ReadAndFile(work=work, readers=readers, now=clock).run(claimed(work, clock))
    assert not readers.whole
    whole = DocumentId(new_id(START))
    blob = work.vault.put(b"whole", document=whole, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(START)))
    arrival = Arrival(
        id=ArrivalId(whole),
        document=whole,
        blob=blob,
        content_hash=work.records.content_hash(hashlib.sha256(b"whole").hexdigest()),
        media="application/pdf",
        original_name="a.pdf",
        received_at=START,
        actor="user:ann",
    )
    Joins(work.records.transactions).join(dict.fromkeys(parts, 1), arrival, actor="user:ann", now=clock())
    done = ReadAndFile(work=work, readers=readers, now=clock).run(claimed(work, clock))
    assert (whole, True) == (done.document, readers.whole)
