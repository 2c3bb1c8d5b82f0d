"""SIGKILL at any point of a transaction leaves all of it or nothing, and the next run ends right."""

import datetime as dt
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from strongroom.document import State
from strongroom.query import parse
from tests.storage.records.invented import NOW, arrival, claim_one, invoice, outcome
from tests.storage.records.killed import AFTER_COMMIT, BEFORE_COMMIT, CONTENT, opened

LATER = NOW + dt.timedelta(minutes=2)


def _kill(folder: Path, point: str, deed: str) -> None:
    command = [sys.executable, "-m", "tests.storage.records.killed", str(folder), point, deed]
    died = subprocess.run(command, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()


@pytest.mark.breakage
@pytest.mark.parametrize(
    "point",
    [
        "before the key of its fields",
        "before its blob is recorded",
        "before it can be found",
        "before the audit event",
        BEFORE_COMMIT,
        AFTER_COMMIT,
    ],
)
def test_a_kill_while_accepting_leaves_one_document_or_none(tmp_path: Path, point: str) -> None:
    records = opened(tmp_path)
    records.migrate()
    _kill(tmp_path, point, "accept")
    committed = point == AFTER_COMMIT
    assert sum(records.counts().values()) == int(committed)
    assert records.audit_verify() == int(committed)
    assert records.accept(arrival(records, CONTENT)).duplicate is committed
    assert records.counts()[State.RECEIVED] == 1
    records.close()


@pytest.mark.breakage
@pytest.mark.parametrize(
    "point",
    [
        "before its pages are recorded",
        "before its version is written",
        "before the audit event",
        BEFORE_COMMIT,
        AFTER_COMMIT,
    ],
)
def test_a_kill_while_finishing_leaves_a_document_that_is_read_again_or_filed(tmp_path: Path, point: str) -> None:
    records = opened(tmp_path)
    records.migrate()
    records.accept(arrival(records, CONTENT))
    _kill(tmp_path, point, "finish")
    if point != AFTER_COMMIT:
        assert records.counts()[State.READING] == 1
        lease = claim_one(records, "another", LATER)
        assert (lease.fence, lease.version) == (2, 1)
        records.finish(lease, outcome(lease, invoice()), now=LATER, due_hours=1)
    assert records.counts()[State.FILED] == 1
    assert records.find(parse("普通发票"), actor="me", now=LATER).total == 1
    records.audit_verify()
    records.close()
