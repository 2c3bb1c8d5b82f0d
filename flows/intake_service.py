"""The intake service: takes files in as they arrive, and hands what was taken in to the ingest flow.

Two loops share one process. Taking in is quick and never waits for reading: a document is safe long before it is
read. Reading runs in the main thread, where Prefect wants its flows, with the reading processes behind it.
"""

import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Final

import watchfiles

from flows.bench import Bench, bench, utc_now
from flows.ingest import run_batch
from flows.stages.inbox import CLAIMS, REFUSED, Claim, Standing, claim, claims, scan, settled, standing
from flows.stages.reader_pool import ReaderPool
from flows.stages.take_in import TakeIn
from strongroom.errors import Unavailable
from strongroom.ids import new_id
from strongroom.log import logger, start_logging

_SETTLING: Final = 0.25
"""Seconds between two looks while something in the inbox has not settled yet."""
_AWAY: Final = 2.0
"""Seconds to wait when the store or the records do not answer."""


class Intake:
    """The taking-in loop."""

    def __init__(self, take_in: TakeIn, inbox: Path) -> None:
        self._take_in = take_in
        self._inbox = inbox
        self._intake = take_in.work.settings.intake
        self._standing: dict[Path, Standing] = {}

    def run(self, stop: threading.Event, wake: threading.Event, taken: threading.Event) -> None:
        """Take in until told to stop. ``wake`` says that something moved; ``taken`` is set when documents wait."""
        while not stop.is_set():
            try:
                pause = self.once(taken)
            except Unavailable as error:
                logger().warning("taking in waits", code=error.code)
                pause = _AWAY
            wake.wait(pause)
            wake.clear()

    def once(self, taken: threading.Event) -> float:
        """Take in everything that has settled; return how long to wait before looking again.

        Raises:
            Unavailable: the store, the records or the keys do not answer.
        """
        ready = [*claims(self._inbox), *self._claim_settled()]
        for start in range(0, len(ready), self._intake.batch_documents):
            batch = ready[start : start + self._intake.batch_documents]
            if any(result.told is None for result in self._take_in.take_all(batch)):
                taken.set()
        return _SETTLING if self._standing else self._intake.rescan_seconds

    def _claim_settled(self) -> list[Claim]:
        now = time.monotonic()
        self._standing = standing(self._standing, scan(self._inbox), now)
        claimed = []
        for path, entry in list(self._standing.items()):
            if not settled(
                entry, now=now, quiet=self._intake.settle_seconds, unleased_quiet=self._intake.unleased_settle_seconds
            ):
                continue
            del self._standing[path]
            arrival = new_id(utc_now())
            if not entry.seen.regular:
                self._take_in.refuse_entry(path, arrival)
            elif (one := claim(self._inbox, path, arrival)) is not None:
                claimed.append(one)
        return claimed


def watch(inbox: Path, stop: threading.Event, wake: threading.Event) -> None:
    """Set ``wake`` when something moves in the inbox. Only a hint: the periodic look is what nothing escapes."""
    ours = (str(inbox / CLAIMS), str(inbox / REFUSED))
    for changes in watchfiles.watch(
        inbox, stop_event=stop, step=50, debounce=200, rust_timeout=1000, yield_on_timeout=False, raise_interrupt=False
    ):
        if any(not path.startswith(ours) for _, path in changes):
            wake.set()


def file_waiting(bench: Bench, stop: threading.Event, taken: threading.Event) -> None:
    """Claim waiting documents in batches and work on them, until told to stop."""
    intake = bench.work.settings.intake
    while not stop.is_set():
        try:
            if bench.work.records.waiting(utc_now()):
                # A short wait gathers what was dropped together into one batch; a full batch does not wait.
                _gather(bench, stop, intake.batch_seconds, intake.batch_documents)
                documents = bench.claim(intake.batch_documents)
                if documents:
                    run_batch(bench, documents)
                continue
        except Unavailable as error:
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
    start_logging("intake")
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
    threads = [
        threading.Thread(target=_take_in_until, args=(Intake(take_in, inbox), stop, wake, taken), name="take-in"),
        threading.Thread(target=watch, args=(inbox, stop, wake), name="watch", daemon=True),
        threading.Thread(target=service.renew_until, args=(stop,), name="leases", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        file_waiting(service, stop, taken)
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


if __name__ == "__main__":
    main()
