"""The workbench of a service: one open workroom, its readers and its leases, for the life of the process."""

import datetime as dt
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache

from flows.stages.learning import Teacher
from flows.stages.pages_told import PagesTold
from flows.stages.paper import Progress
from flows.stages.read_and_file import Done, ReadAndFile
from flows.stages.reader_pool import ReaderPool
from flows.stages.tally import Tally
from flows.stages.workroom import Workroom, open_workroom
from storage.records.progress import LongReadings
from storage.records.values import Lease
from strongroom.document import State
from strongroom.errors import LeaseLost, NotFound, Unavailable
from strongroom.ids import DocumentId, new_id
from strongroom.log import logger
from strongroom.settings import read_settings


def utc_now() -> dt.datetime:
    """The clock of the services."""
    return dt.datetime.now(dt.UTC)


class Bench:
    """What a running service works with. Documents are worked on only under a lease that this bench keeps alive."""

    def __init__(self, work: Workroom, readers: ReaderPool, now: Callable[[], dt.datetime] = utc_now) -> None:
        self.work = work
        self.readers = readers
        self.tally = Tally()
        self._now = now
        self._teacher = Teacher(work, readers.teach)
        self._stage = ReadAndFile(work=work, readers=readers, now=now)
        self._leases: dict[DocumentId, Lease] = {}
        self._begun: set[tuple[DocumentId, int]] = set()
        self._lock = threading.Lock()
        # Not the number of the process: in containers everybody's is the same, and the audit trail names the worker.
        self._worker = f"worker-{new_id(now())}"

    def claim(self, limit: int) -> tuple[DocumentId, ...]:
        """Lease waiting documents and return their ids, oldest first."""
        self._teacher.refresh()
        leases = self.work.records.claim(
            self._worker, limit=limit, now=self._now(), lease_seconds=self.work.settings.reading.lease_seconds
        )
        with self._lock:
            self._leases.update({lease.document: lease for lease in leases})
        return tuple(lease.document for lease in leases)

    def work_on(self, document: DocumentId, progress: Progress = lambda _done, _total: None) -> Done:
        """Read and file a document that was claimed; one whose lease is gone is somebody else's by now.

        ``progress`` is told of each page. Of a long file no further page is read once its lease is gone: it was
        destroyed or given to another, and whoever waits for a reader shall have this one.

        Raises:
            RecordsUnavailable: the outcome could not be written; the lease runs out and the work is done again.
        """
        with self._lock:
            lease = self._leases.get(document)
            if lease is None or self._is_begun(lease):
                return Done(document=document, state=State.READING, code=LeaseLost.code)
            self._begun.add((document, lease.fence))
        try:
            told = PagesTold(LongReadings(self.work.records.transactions), lease, self._now)
            done = self._stage.run(lease, lambda done, total: self._go_on(lease, (told, progress), done, total))
        except Unavailable as error:
            self.tally.count(error.code)
            raise
        finally:
            self._drop(lease)
        self.tally.spend("read", documents=1, seconds=done.seconds)
        if done.code:
            self.tally.count(done.code)
        return done

    def work_on_all(self, documents: Iterable[DocumentId]) -> None:
        """Work on documents with threads alone, as many at once as there are readers."""
        with ThreadPoolExecutor(max_workers=self.readers.size, thread_name_prefix="file") as threads:
            list(threads.map(self.work_on, documents))

    def held(self, documents: Iterable[DocumentId]) -> tuple[DocumentId, ...]:
        """Those of the documents that are leased and that nobody has begun with."""
        with self._lock:
            leases = [self._leases[document] for document in documents if document in self._leases]
            return tuple(lease.document for lease in leases if not self._is_begun(lease))

    def renew_until(self, stop: threading.Event) -> None:
        """Keep every lease alive until told to stop. A lease that was lost is dropped: its worker is fenced off."""
        every = self.work.settings.reading.lease_seconds / 3
        while not stop.wait(every):
            with self._lock:
                leases = list(self._leases.values())
            for lease in leases:
                self._renew(lease)

    def _renew(self, lease: Lease) -> None:
        seconds = self.work.settings.reading.lease_seconds
        try:
            renewed = self.work.records.renew(lease, now=self._now(), lease_seconds=seconds)
        except (LeaseLost, NotFound) as error:
            # Its work ended a moment ago, or somebody else has it, or it was destroyed: nothing left to hold on to.
            logger().info("lease ended", document=lease.document, code=error.code)
            self.tally.count(error.code)
            self._drop(lease)
        except Unavailable as error:
            logger().warning("lease not renewed", document=lease.document, code=error.code)
            self.tally.count(error.code)
        else:
            with self._lock:
                if self._is_current(lease):
                    self._leases[lease.document] = renewed

    def _go_on(self, lease: Lease, told: Iterable[Progress], done: int, total: int) -> None:
        with self._lock:
            if not self._is_current(lease):
                raise LeaseLost(document=lease.document, fence=lease.fence)
        for progress in told:
            progress(done, total)

    def _drop(self, lease: Lease) -> None:
        with self._lock:
            self._begun.discard((lease.document, lease.fence))
            if self._is_current(lease):
                del self._leases[lease.document]

    def _is_begun(self, lease: Lease) -> bool:
        return (lease.document, lease.fence) in self._begun

    def _is_current(self, lease: Lease) -> bool:
        # A document whose lease ran out may have been claimed again meanwhile, by this very bench.
        held = self._leases.get(lease.document)
        return held is not None and held.fence == lease.fence


@cache
def bench() -> Bench:
    """This process's bench, opened at first use from the process's settings.

    Prefect calls tasks by name with ids as their only parameters, so what they work with cannot be handed to them.
    """
    stack = ExitStack()
    work = stack.enter_context(open_workroom(read_settings()))
    readers = ReaderPool(work.settings)
    stack.callback(readers.close)
    return Bench(work, readers)
