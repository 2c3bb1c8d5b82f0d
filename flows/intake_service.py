"""The intake service: takes files in as they arrive, and hands what was taken in to the ingest flow.

Two loops share one process. Taking in is quick and never waits for reading: a document is safe long before it is
read. Reading runs in the main thread, where Prefect wants its flows, with the reading processes behind it.
"""

import errno
import signal
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Final

import watchfiles

from flows.bench import Bench, bench, utc_now
from flows.metrics import serve_metrics
from flows.stages.inbox import CLAIMS, REFUSED, Claim, Standing, claim, claims, scan, settled, standing
from flows.stages.pausing import filing_is_paused, taking_in_is_paused
from flows.stages.reader_pool import ReaderPool
from flows.stages.take_in import TakeIn
from flows.stages.tally import Tally
from storage.records.key_check import check_keys
from strongroom.errors import Unavailable
from strongroom.ids import DocumentId, new_id
from strongroom.log import logger, start_logging, tell_errors_by_their_place

Batches = Callable[[Bench, Sequence[DocumentId]], None]
"""How a batch of leased documents is worked on."""

_SETTLING: Final = 0.25
"""Seconds between two looks while something in the inbox has not settled yet."""
_AWAY: Final = 2.0
"""Seconds to wait when the store or the records do not answer."""
_FIRST_WAIT: Final = 15.0
_LONGEST_WAIT: Final = 600.0


class Intake:
    """The taking-in loop."""

    def __init__(
        self, take_in: TakeIn, inbox: Path, clock: Callable[[], float] = time.monotonic, *, tally: Tally | None = None
    ) -> None:
        self._take_in = take_in
        self._tally = tally or Tally()
        self._inbox = inbox
        self._clock = clock
        self._intake = take_in.work.settings.intake
        self._standing: dict[Path, Standing] = {}
        self._waits = Waits(clock)

    def run(self, stop: threading.Event, wake: threading.Event, taken: threading.Event) -> None:
        """Take in until told to stop. ``wake`` says that something moved; ``taken`` is set when documents wait."""
        while not stop.is_set():
            try:
                pause = _AWAY if taking_in_is_paused(self._take_in.work) else self.once(taken)
            except Unavailable as error:
                self._tally.count(error.code)
                logger().warning("taking in waits", code=error.code)
                pause = _AWAY
            wake.wait(pause)
            wake.clear()

    def once(self, taken: threading.Event) -> float:
        """Take in everything that has settled; return how long to wait before looking again.

        What cannot be taken though everything answers is tried again ever more rarely, and keeps nothing else waiting.

        Raises:
            Unavailable: the store, the records or the keys do not answer.
        """
        waiting = [one for one in claims(self._inbox) if self._waits.over(one.arrival)]
        ready = [*waiting, *self._claim_settled()]
        began = self._clock()
        told = self._take_in.take_all(ready)
        self._tally.spend("take_in", documents=len(told), seconds=self._clock() - began)
        if any(one.told is None for one in told):
            taken.set()
        self._waits.begin(one.arrival for one in ready if one.path.exists())
        return _SETTLING if self._standing else self._intake.rescan_seconds

    def _claim_settled(self) -> list[Claim]:
        now = self._clock()
        self._standing = standing(self._standing, scan(self._inbox), now)
        claimed = []
        for path, entry in list(self._standing.items()):
            if not settled(
                entry, now=now, quiet=self._intake.settle_seconds, unleased_quiet=self._intake.unleased_settle_seconds
            ):
                continue
            del self._standing[path]
            one = self._claim(entry) if self._waits.over(str(path)) else None
            if one is not None:
                claimed.append(one)
        return claimed

    def _claim(self, entry: Standing) -> Claim | None:
        path, arrival = entry.seen.path, new_id(utc_now())
        try:
            if entry.seen.regular:
                return claim(self._inbox, path, arrival)
            self._take_in.refuse_entry(path, arrival)
        except OSError as error:
            # A folder that we may not write to, a path that grows too long. It stays where it is, and is tried again.
            logger().error("not claimed", arrival=arrival, error=type(error).__name__)
            self._waits.begin([str(path)])
            if error.errno == errno.ENAMETOOLONG:
                with suppress(OSError):  # it is gone; then there is nothing to tell
                    self._take_in.tell_too_deep(path)
        return None


class Waits:
    """What has to wait before it is tried again: a quarter of a minute at first, then twice as long each time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, tuple[float, float]] = {}

    def over(self, name: str) -> bool:
        """Whether a name may be tried now."""
        until, _ = self._until.get(name, (0.0, 0.0))
        return self._clock() >= until

    def begin(self, names: Iterable[str]) -> None:
        """Let these names wait."""
        for name in names:
            _, seconds = self._until.get(name, (0.0, _FIRST_WAIT / 2))
            seconds = min(_LONGEST_WAIT, 2 * seconds)
            self._until[name] = (self._clock() + seconds, seconds)


def watch(inbox: Path, stop: threading.Event, wake: threading.Event) -> None:
    """Set ``wake`` when something moves in the inbox. Only a hint: the periodic look is what nothing escapes."""
    ours = (str(inbox / CLAIMS), str(inbox / REFUSED))
    for changes in watchfiles.watch(
        inbox, stop_event=stop, step=50, debounce=200, rust_timeout=1000, yield_on_timeout=False, raise_interrupt=False
    ):
        if any(not path.startswith(ours) for _, path in changes):
            wake.set()


def file_waiting(bench: Bench, work_on: Batches, stop: threading.Event, taken: threading.Event) -> None:
    """Claim waiting documents in batches and have them worked on, until told to stop."""
    intake = bench.work.settings.intake
    while not stop.is_set():
        try:
            if not filing_is_paused(bench.work) and bench.work.records.waiting(utc_now()):
                check_keys(bench.work.records.transactions)
                # A short wait gathers what was dropped together into one batch; a full batch does not wait.
                _gather(bench, stop, intake.batch_seconds, intake.batch_documents)
                documents = bench.claim(intake.batch_documents)
                if documents:
                    work_on(bench, documents)
                    continue
        except Unavailable as error:
            bench.tally.count(error.code)
            logger().warning("filing waits", code=error.code)
            stop.wait(_AWAY)
        taken.wait(_AWAY)
        taken.clear()


def _gather(bench: Bench, stop: threading.Event, seconds: float, enough: int) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stop.is_set():
        if bench.work.records.waiting(utc_now()) >= enough:
            return
        stop.wait(0.2)


def main() -> None:
    """Run the service until SIGTERM."""
    from flows.ingest import run_batch  # brings Prefect, which the reading processes have no use for

    start_logging("intake")
    tell_errors_by_their_place()
    stop, wake, taken = threading.Event(), threading.Event(), threading.Event()

    def finish(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        wake.set()
        taken.set()

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    service = bench()
    inbox = service.work.settings.inbox
    # One process of its own for looking at structure, so that taking in never queues behind reading.
    inspector = ReaderPool(service.work.settings, size=1)
    take_in = TakeIn(work=service.work, inspector=inspector, inbox=inbox, now=utc_now)
    intake = Intake(take_in, inbox, tally=service.tally)
    serve_metrics(service, now=utc_now)
    threads = [
        threading.Thread(target=_take_in_until, args=(intake, stop, wake, taken), name="take-in"),
        threading.Thread(target=watch, args=(inbox, stop, wake), name="watch", daemon=True),
        threading.Thread(target=service.renew_until, args=(stop,), name="leases", daemon=True),
        threading.Thread(target=_close_when, args=(stop, service.readers), name="closing", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        file_waiting(service, run_batch, stop, taken)
    finally:
        finish(signal.SIGTERM, None)
        threads[0].join(timeout=10)
        inspector.close()
        service.readers.close()


def _take_in_until(intake: Intake, stop: threading.Event, wake: threading.Event, taken: threading.Event) -> None:
    """Run the loop in a thread; whatever ends it ends the whole process, which the supervisor starts anew."""
    try:
        intake.run(stop, wake, taken)
    finally:
        stop.set()
        taken.set()


def _close_when(stop: threading.Event, readers: ReaderPool) -> None:
    """Cut readings short when the service stops: their documents go back with no attempt counted, at once."""
    stop.wait()
    readers.close()


if __name__ == "__main__":
    main()
