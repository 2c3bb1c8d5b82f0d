"""Read and file: from a leased document to one that is filed, in review, in quarantine, or waiting for another try."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Protocol

from flows.stages.filing_children import FilingChildren, Unpacker
from flows.stages.paper import Paper, Progress
from flows.stages.take_in import UNTYPED
from flows.stages.told import as_told, kind_told
from flows.stages.working_days import review_due
from flows.stages.workroom import Workroom
from storage.records.joining import Joins
from storage.records.key_check import check_keys
from storage.records.values import Assignment, Blob, Lease, Outcome
from strongroom.checks.house import concerns_the_house, direction_of, is_red_letter, not_after_arrival
from strongroom.codec import pages_to_json
from strongroom.confidence import doubted
from strongroom.customer import identifiers
from strongroom.document import Role, State
from strongroom.errors import (
    Broken,
    KeyMissing,
    KeysLost,
    LeaseLost,
    NotFound,
    ReadingCrashed,
    ReadingTooSlow,
    Refused,
    Tampered,
    Unavailable,
    Unforeseen,
    WrongKey,
)
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.kind import Kind
from strongroom.log import logger, place_of
from strongroom.naming import file_name, tags
from strongroom.reading import Finding, Readings

_PATIENCE: Final = 10
"""Workers that may be lost at one document. Power cuts and restarts are nearly always why, hence the patience; but a
document that takes the whole service with it each time is not to be tried for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a document; ``code`` says why it was set aside or put back."""

    document: DocumentId
    state: State
    code: str = ""
    kind: str = ""
    seconds: float = 0.0
    pages: int = 0


class Readers(Unpacker, Protocol):
    """Reads documents and takes them apart; processes apart from the keys in production."""

    def read(self, data: bytes, progress: Progress) -> Paper:
        """Read a document; what ``progress`` raises of our own errors ends it.

        Raises:
            Refused: it cannot be read. ReadingCrashed and ReadingTooSlow say that a process died of it.
            Unavailable: nobody can read it now.
        """

    def read_whole(self, data: bytes, progress: Progress) -> Paper:
        """Read a document of which a person said that it is one paper; errors as for ``read``."""


@dataclass(frozen=True, kw_only=True)
class ReadAndFile:
    """The stage with everything it needs."""

    work: Workroom
    readers: Readers
    now: Callable[[], dt.datetime]
    unlocked: Blob | None = None
    """What is kept of a document that a person has just unlocked; None of all others."""

    def run(self, lease: Lease, progress: Progress = lambda _done, _total: None) -> Done:
        """Work on one leased document, telling after each page. Every outcome is in the records.

        Nothing is raised but what is nobody's fault.

        Raises:
            RecordsUnavailable: the outcome could not be written; the lease will run out and the work is done again.
        """
        try:
            done = self._outcome_of(lease, progress)
        except (LeaseLost, NotFound) as error:
            # Somebody else has it by now, or it was destroyed: it is not ours to write about.
            done = Done(document=lease.document, state=State.READING, code=error.code)
        logger().info(
            "worked",
            document=done.document,
            state=done.state.value,
            code=done.code or None,
            kind=done.kind or None,
            pages=done.pages,
            seconds=round(done.seconds, 3),
        )
        return done

    def _outcome_of(self, lease: Lease, progress: Progress) -> Done:
        try:
            if lease.lost >= _PATIENCE:
                return self._set_aside(lease, ReadingCrashed(attempts=lease.lost))
            return self._read_and_file(lease, progress)
        except (LeaseLost, NotFound):
            raise
        except (ReadingCrashed, ReadingTooSlow) as error:
            return self._failed_attempt(lease, error)
        except (KeyMissing, Tampered, WrongKey) as error:
            return self._does_not_open(lease, error)
        except (Refused, Broken) as error:
            return self._set_aside(lease, error)
        except Unavailable as error:
            return self._give_back(lease, error)
        except Exception as error:  # noqa: BLE001
            # A fault of ours that one document brings out must not take the others of its batch with it, and is not to
            # be retried for ever: it counts as an attempt. What it says may quote the document, so only its type and
            # place are told.
            logger().error("unforeseen", document=lease.document, error=type(error).__name__, step=place_of(error))
            return self._failed_attempt(lease, Unforeseen(error=type(error).__name__))

    def _read_and_file(self, lease: Lease, progress: Progress) -> Done:
        assignment = self.work.records.assignment(lease)
        data = self.work.vault.get(assignment.blob)
        # What a person joined is not cut again, whatever the numbers on its pages say.
        joined = Joins(self.work.records.transactions).of(lease.document)
        paper = self.readers.read_whole(data, progress) if joined else self.readers.read(data, progress)
        if paper.has_children:
            FilingChildren(work=self.work, unpacker=self.readers, now=self.now).run(assignment, data, paper.parts)
        told = kind_told(assignment.folder_tags, self.work.kinds)
        if told and not paper.has_children:
            paper = as_told(paper, told, filing=self.work.settings.filing)
        outcome = self._outcome(assignment, paper)
        now = self.now()
        hours = (review_due(self.work.settings, now) - now) / dt.timedelta(hours=1)
        state = self.work.records.finish(lease, outcome, now=now, due_hours=hours)
        return Done(
            document=lease.document,
            state=state,
            kind=paper.classification.kind,
            seconds=paper.seconds,
            pages=len(paper.pages),
        )

    def _outcome(self, assignment: Assignment, paper: Paper) -> Outcome:
        lease = assignment.lease
        kind = self.work.kind(paper.classification.kind)
        readings = paper.extraction.readings
        findings = tuple(self._beside_the_paper(assignment, kind, readings))
        pages = self.work.vault.put(
            pages_to_json(paper.pages),
            document=lease.document,
            role=Role.PAGES,
            version=lease.version,
            blob=BlobId(new_id(self.now())),
        )
        received = assignment.received_at.date()
        return Outcome(
            classification=paper.classification,
            extraction=replace(paper.extraction, findings=(*paper.extraction.findings, *findings)),
            decision=doubted(paper.decision, findings),
            name=file_name(kind, readings, received=received, media=_media(assignment, paper)),
            tags=(*tags(kind, readings, assignment.folder_tags), *self._marks(kind, readings)),
            # The folder is what a person said; what the paper says by itself comes after it.
            customer=assignment.customer or self.work.records.customer_of(identifiers(readings)),
            page_count=len(paper.pages),
            pages=pages,
            text=paper.text,
            seconds=paper.seconds,
            media=paper.media if assignment.media == UNTYPED else None,
            unlocked=self.unlocked,
        )

    def _beside_the_paper(self, assignment: Assignment, kind: Kind, readings: Readings) -> Iterator[Finding]:
        """What the paper cannot say: that it is of another day, or another house."""
        companies = self.work.settings.filing.companies
        for finding in (
            not_after_arrival(kind, readings, assignment.received_at.date()),
            concerns_the_house(kind, readings, companies),
        ):
            if finding:
                yield finding

    def _marks(self, kind: Kind, readings: Readings) -> Iterator[str]:
        direction = direction_of(readings, self.work.settings.filing.companies)
        if direction:
            yield direction.value
        if is_red_letter(kind, readings):
            yield "red-letter"

    def _does_not_open(self, lease: Lease, error: KeyMissing | Tampered | WrongKey) -> Done:
        # One document that does not open is set aside. When the keys of all are gone, that would empty the queue into
        # quarantine, and be nobody's fault who lies there.
        try:
            check_keys(self.work.records.transactions)
        except KeysLost as lost:
            return self._give_back(lease, lost)
        return self._set_aside(lease, error)

    def _give_back(self, lease: Lease, error: Unavailable) -> Done:
        self.work.records.release(lease, now=self.now(), delay_seconds=_back_off(lease.attempt))
        return Done(document=lease.document, state=State.RECEIVED, code=error.code)

    def _failed_attempt(self, lease: Lease, error: ReadingCrashed | ReadingTooSlow | Unforeseen) -> Done:
        # A crash may have been the machine's (memory ran out, a kill by hand): the document's only when it repeats.
        if lease.attempt >= self.work.settings.reading.max_attempts:
            if isinstance(error, ReadingCrashed):
                error = ReadingCrashed(attempts=lease.attempt)
            return self._set_aside(lease, error)
        self.work.records.postpone(lease, now=self.now(), delay_seconds=_back_off(lease.attempt))
        return Done(document=lease.document, state=State.RECEIVED, code=error.code)

    def _set_aside(self, lease: Lease, error: Refused | Broken) -> Done:
        if isinstance(error, Broken):
            logger().error("broken", document=lease.document, code=error.code)
        self.work.records.quarantine(lease, error.code, error.facts, now=self.now())
        return Done(document=lease.document, state=State.QUARANTINED, code=error.code)


def _media(assignment: Assignment, paper: Paper) -> str:
    # Of a file under a password nobody knew what it is when it came.
    return paper.media if assignment.media == UNTYPED else assignment.media


def _back_off(attempt: int) -> float:
    """Seconds until the next try: 2, 4, 8 ... at most a minute."""
    return float(min(60, 2**attempt))
