"""Sweep: the safety net. Every minute it takes in what the intake service should have and did not."""

import time
from contextlib import suppress
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.inbox import Claim, claim, claims, has_writer, scan
from flows.stages.pausing import taking_in_is_paused
from flows.stages.reader_pool import ReaderPool
from flows.stages.take_in import TakeIn
from flows.stages.workroom import Workroom, open_workroom
from strongroom.ids import new_id
from strongroom.settings import read_settings


@flow(name="sweep", flow_run_name="sweep", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def sweep(stale_seconds: int = 120, *, dry_run: bool = False) -> PrefectState[None]:
    """Take in what has lain in the inbox for longer than ``stale_seconds``: the intake service is stuck or away."""
    with open_workroom(read_settings()) as work:
        idle = dry_run or taking_in_is_paused(work)
        stale = [] if idle else stale_claims(work, stale_seconds)
        taken = _take(work, stale) if stale else 0
        waiting = work.records.waiting(utc_now())
        counts = work.records.counts()
    create_table_artifact(
        key="sweep",
        table=[{"state": state.value, "documents": count} for state, count in counts.items()],
        description="Documents by state when the sweep passed.",
    )
    return Completed(message=f"{taken} taken in, {waiting} waiting")


def stale_claims(work: Workroom, stale_seconds: int) -> list[Claim]:
    """Claims, and files that have settled, that nobody touched for so long."""
    inbox = work.settings.inbox
    before = time.time() - stale_seconds
    stale = [one for one in claims(inbox) if _untouched(one.path, before)]
    for entry in scan(inbox):
        if entry.regular and _untouched(entry.path, before) and has_writer(entry.path) is False:
            with suppress(OSError):  # it may not be moved; the intake service says so
                stale += filter(None, [claim(inbox, entry.path, new_id(utc_now()))])
    return stale


def _untouched(path: Path, before: float) -> bool:
    # The intake service works on the same inbox: what was listed a moment ago may be gone.
    with suppress(FileNotFoundError):
        return path.lstat().st_ctime < before
    return False


def _take(work: Workroom, stale: list[Claim]) -> int:
    inspector = ReaderPool(work.settings, size=1)
    try:
        take_in = TakeIn(work=work, inspector=inspector, inbox=work.settings.inbox, now=utc_now, actor="sweep")
        return len(take_in.take_all(stale))
    finally:
        inspector.close()
