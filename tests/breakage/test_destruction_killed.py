"""Destruction is killed at every moment it has; the next run ends it, and nothing is left or doubled."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows.stages.keeping import destruction
from flows.stages.proving import check_certificate, house_key
from flows.stages.workroom import open_workroom
from storage.records.dispositions import Dispositions
from storage.records.endings import Endings
from storage.records.tables import audit_events
from strongroom.disposition import Stage
from strongroom.errors import NotGone
from strongroom.ids import BlobId
from tests.breakage.destroying import LATER, approve, destroy_once, keep, settings_in

pytestmark = pytest.mark.breakage
ACTIONS = (
    select(audit_events.c.action, func.count())
    .where(audit_events.c.action.in_(["condemned", "destroyed"]))
    .group_by(audit_events.c.action)
    .order_by(audit_events.c.action)
)
POINTS = 30
"""Kill points there are at least: fewer means that some are no longer reached."""


def test_killed_at_any_moment_the_end_is_whole_after_the_next_run(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_OBJECTS__BACKEND", "folder")
    template, cases = quick / "template", quick / "cases"
    with open_workroom(settings_in(template)) as work:
        work.records.migrate()
        document = keep(work)
        approve(work, document)
        house_key(work)  # house keys are made at first use
    subprocess.run(
        [sys.executable, "-m", "tests.breakage.destroying", str(template), str(cases)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found = sorted(cases.iterdir())
    moments = Counter((case / "journal").read_text().splitlines()[-1] for case in found)
    sys.stdout.write(f"\n{len(found)} kill points: {dict(moments)}\n")
    assert len(found) >= POINTS
    assert {"before delete", "before commit to keys"} <= {moment.replace("a commit", "commit") for moment in moments}
    for case in found:
        check(case)


def check(case: Path) -> None:
    with open_workroom(settings_in(case)) as work:
        destroy_once(work)
        assert destroy_once(work) == [], case
        endings = Endings(work.records.transactions)
        (issued,) = endings.register(limit=10)
        said = check_certificate(issued.body.encode(), house_key(work))
        assert len(said["destruction"]["objects"]) == 2, case
        assert Dispositions(work.records.transactions).one(issued.document).stage is Stage.DESTROYED
        blobs = [BlobId(blob) for blob in said["destruction"]["data_keys"]]
        work.vault.check_gone(issued.document, blobs)
        pdf = destruction(work, lambda: LATER).pdf(issued)
        assert check_certificate(pdf, house_key(work)) == said
        assert len(list(work.store.keys(""))) == 1, case  # the PDF alone
        work.records.audit_verify()
        rows = work.records._database.read(lambda connection: connection.execute(ACTIONS).all())
        assert [tuple(row) for row in rows] == [("condemned", 1), ("destroyed", 1)], case


def test_what_is_not_gone_is_not_certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_OBJECTS__BACKEND", "folder")
    with open_workroom(settings_in(tmp_path)) as work:
        work.records.migrate()
        document = keep(work)
        with pytest.raises(NotGone):
            work.vault.check_gone(document, [])
        approve(work, document)
        monkeypatch.setattr(type(work.store), "delete", lambda _self, _key: None)
        (outcome,) = destroy_once(work)
        assert outcome.failure == "not_gone"
        assert Endings(work.records.transactions).of(document) == ()
