"""The program that is killed while it destroys: ``python -m tests.breakage.destroying TEMPLATE CASES``.

As ``taking_in``: for every moment there is, the template is copied and a run in the copy is killed at that moment.
"""

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

from flows.stages.keeping import SCHEDULE, destruction
from flows.stages.workroom import Workroom, open_workroom
from storage.destruction import Outcome
from storage.records.dispositions import Dispositions
from strongroom.document import Role
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.settings import Settings, read_settings
from tests.breakage.killing import KillPoints, kill_at_each_moment, pointed
from tests.storage.records.invented import NOW, Paper, arrival, outcome

LATER = NOW + dt.timedelta(days=8)
DATA = b"%PDF-1.7 a delivery note of Wilhelmina Quastenflosse"
OLD = Paper(kind="delivery_note", values={"date": dt.date(2001, 3, 1)}, text="Quastenflosse", tags=())


def content_of(document: DocumentId) -> bytes:
    """What the original of a kept document holds; no two are alike, or they would be one document."""
    return DATA + document.encode()


def settings_in(root: Path) -> Settings:
    """A root's settings; the environment says where objects go."""
    return read_settings(data=root / "data", inbox=root / "inbox")


def keep(work: Workroom, paper: Paper = OLD, *, now: dt.datetime = NOW) -> DocumentId:
    """A document that was read and is really in the vault."""
    given = arrival(work.records, received_at=now)
    original = work.vault.put(
        content_of(given.document), document=given.document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(NOW))
    )
    work.records.accept(replace(given, blob=original))
    (lease,) = work.records.claim_these("worker", [given.document], now=now, lease_seconds=60)
    pages = work.vault.put(b"[]", document=given.document, role=Role.PAGES, version=1, blob=BlobId(new_id(NOW)))
    work.records.finish(lease, replace(outcome(lease, paper), pages=pages), now=now, due_hours=1)
    return given.document


def approve(work: Workroom, document: DocumentId) -> None:
    """What two people do."""
    work.records.propose_dispositions(NOW)
    ends = Dispositions(work.records.transactions)
    ends.request(document, actor="ann", now=NOW)
    ends.approve(document, actor="ben", now=NOW, due_at=NOW + dt.timedelta(days=7))


def destroy_once(work: Workroom) -> list[Outcome]:
    """One nightly run."""
    return list(destruction(work, lambda: LATER).carry_out(SCHEDULE))


def run(root: Path, points: KillPoints | None) -> None:
    """Destroy once, with every moment on the way a kill point."""
    with open_workroom(settings_in(root)) as work:
        if points is None:
            destroy_once(work)
            return
        points.watch_files()
        destroy_once(pointed(work, points))


if __name__ == "__main__":
    kill_at_each_moment(Path(sys.argv[1]), Path(sys.argv[2]), run)
