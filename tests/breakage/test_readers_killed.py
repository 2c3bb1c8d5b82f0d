"""Reading processes are killed in the middle of a document: another one reads it, unless it kills every one."""

import datetime as dt
import io
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from cli.samples.receipts import draw_receipts
from flows.bench import utc_now
from flows.stages.paper import Paper, Progress
from flows.stages.read_and_file import Done, ReadAndFile
from flows.stages.reader_pool import ReaderPool
from flows.stages.workroom import Workroom, open_workroom
from strongroom.document import State
from strongroom.errors import ReadingCrashed
from strongroom.settings import Intake, Objects, Settings
from tests.breakage.taking_in import take_in_once

pytestmark = [pytest.mark.breakage, pytest.mark.models]


class Doomed(ReaderPool):
    """Reading processes that are killed after the first page of every document, as often as they are told."""

    def __init__(self, settings: Settings, *, kills: int) -> None:
        super().__init__(settings, size=1)
        self.kills = kills
        self.killed: list[int] = []

    def read(self, data: bytes, progress: Progress = lambda _done, _total: None) -> Paper:
        def kill(done: int, total: int) -> None:
            # The first page is done and told of; the process is at the second by now.
            assert (1, 2) == (done, total)
            if len(self.killed) < self.kills:
                (pid,) = self.pids()
                os.kill(pid, signal.SIGKILL)
                self.killed.append(pid)

        return super().read(data, kill if len(self.killed) < self.kills else progress)


def two_pages() -> bytes:
    """A scan of two receipts: recognition has something to do when it is killed."""
    first, second = (Image.open(io.BytesIO(paper.content)) for paper in draw_receipts(2, seed=8))
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=[second], compression="jpeg", dpi=(110, 110))
    return out.getvalue()


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workroom]:
    """A vault with one document of two scanned pages."""
    settings = Settings(
        data=tmp_path / "data",
        inbox=tmp_path / "inbox",
        objects=Objects(backend="folder"),
        intake=Intake(settle_seconds=0.0),
    )
    with open_workroom(settings) as room:
        room.records.migrate()
        settings.inbox.mkdir()
        (settings.inbox / "receipts.tif").write_bytes(two_pages())
        take_in_once(room)
        yield room


@pytest.fixture
def doomed(work: Workroom) -> Iterator[Callable[[int], Doomed]]:
    pools = []

    def pool(kills: int) -> Doomed:
        pools.append(Doomed(work.settings, kills=kills))
        return pools[-1]

    yield pool
    for one in pools:
        one.close()


def work_on(work: Workroom, readers: ReaderPool, now: dt.datetime) -> Done:
    """One attempt, as a service makes it, at a time of our choosing."""
    (lease,) = work.records.claim("test", limit=10, now=now, lease_seconds=60)
    return ReadAndFile(work=work, readers=readers, now=lambda: now).run(lease)


def test_a_document_whose_reader_was_killed_is_read_by_another(work: Workroom, doomed: Callable[[int], Doomed]) -> None:
    readers, now = doomed(1), utc_now()
    assert (State.RECEIVED, ReadingCrashed.code) == outcome(work_on(work, readers, now))
    assert 0 == work.records.waiting(now), "it is left alone for some seconds"
    done = work_on(work, readers, now + dt.timedelta(minutes=1))
    assert done.state in (State.FILED, State.IN_REVIEW)
    assert 2 == done.pages
    (pid,) = readers.killed
    assert pid not in readers.pids()
    assert work.records.audit_verify() > 0


def test_a_document_that_kills_every_reader_is_set_aside_with_that_reason(
    work: Workroom, doomed: Callable[[int], Doomed]
) -> None:
    attempts = work.settings.reading.max_attempts
    readers, now = doomed(attempts), utc_now()
    codes = [outcome(work_on(work, readers, now + dt.timedelta(minutes=turn))) for turn in range(attempts)]
    assert [(State.RECEIVED, ReadingCrashed.code)] * (attempts - 1) == codes[:-1]
    assert (State.QUARANTINED, ReadingCrashed.code) == codes[-1]
    assert attempts == len(set(readers.killed))
    (why,) = work.records.quarantined(10).values()
    assert (ReadingCrashed.code, {"attempts": attempts}) == (why.code, why.facts)
    assert 0 == work.records.waiting(now + dt.timedelta(days=1)), "it is not tried for ever"


def outcome(done: Done) -> tuple[State, str]:
    return done.state, done.code
