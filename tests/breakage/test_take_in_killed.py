"""Taking in is killed at every moment it has, is started again, is killed again, and in the end nothing is amiss."""

import datetime as dt
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.samples.bad import bad_files
from cli.samples.pdf import Sheet, pdf_file
from flows.bench import utc_now
from flows.stages.inbox import CLAIMS, REFUSED, claims, scan
from flows.stages.take_in import Step
from flows.stages.workroom import Workroom, open_workroom
from storage.records.values import DocumentSummary
from storage.vault import orphans
from strongroom.document import Role, State
from strongroom.errors import Truncated
from tests.breakage.taking_in import settings_in, take_in_once
from tests.servers import running_seaweed

pytestmark = pytest.mark.breakage

FOLDER_POINTS = 110
"""Kill points there are at least, with SQLite and the folder store: fewer means that some are no longer reached."""
SEAWEED_POINTS = 55

ACTOR = "test"


def small_pdf(text: str) -> bytes:
    sheet = Sheet()
    sheet.text(20, 20, text)
    return pdf_file(sheet)


GOOD = {"first.pdf": small_pdf("First paper"), "客户/第二份.pdf": small_pdf("Second paper")}
BAD = {"cut off.pdf": next(file.content for file in bad_files(3, seed=4) if file.error == Truncated.code)}
AGAIN = {"第二份 once more.pdf": GOOD["客户/第二份.pdf"]}
"""The same bytes under another name, in the same batch."""
DROPPED = {**GOOD, **BAD, **AGAIN}


def prepare(root: Path, dropped: Mapping[str, bytes]) -> None:
    """An installation that was used before, with an inbox full of files."""
    with open_workroom(settings_in(root)) as work:
        work.records.migrate()
        work.records.content_hash("0" * 64)  # the house keys are made at first use
    for shard in range(256):
        # As in a store in use; else the number of folders made would hang on the hashes of random ids.
        (root / "data" / "objects" / "folder" / f"{shard:02x}").mkdir(parents=True, exist_ok=True)
    for name, content in dropped.items():
        path = root / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def kill_everywhere(folder: Path, dropped: Mapping[str, bytes], *, starts: int) -> list[Path]:
    """Run the driver; return the folders of its cases, in each of which so many starts in a row were killed."""
    template, cases = folder / "template", folder / "cases"
    prepare(template, dropped)
    driver = (sys.executable, "-m", "tests.breakage.taking_in", str(template), str(cases), str(starts))
    subprocess.run(driver, check=True, stdout=subprocess.DEVNULL)
    return sorted(cases.iterdir())


def test_killed_at_any_moment_each_document_is_there_exactly_once(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two good files, one bad and one duplicate; every moment of taking them in, and the restart killed too."""
    monkeypatch.setenv("STRONGROOM_OBJECTS__BACKEND", "folder")
    cases = kill_everywhere(quick, DROPPED, starts=2)
    points = [last_moment(case) for case in cases]
    say(points)
    assert set(Step) <= {point.removeprefix("step ") for point in points}
    for wanted in ("before rename in inbox", "before mkdir in inbox/.strongroom", "after put", "before read back"):
        assert points.count(wanted) >= len(DROPPED) - 1, wanted
    assert FOLDER_POINTS <= len(cases)
    for case in cases:
        recover(case)
        check(case, GOOD, BAD, AGAIN)
        check_little_is_left_over(case, kills=2)


@pytest.mark.servers
def test_killed_at_any_moment_with_objects_in_seaweed(
    quick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_seaweed(tmp_path / "seaweed") as server:
        objects = {
            "backend": "s3",
            "endpoint": server.endpoint,
            "bucket": server.bucket,
            "access_key": server.access_key.get_secret_value(),
            "secret_key": server.secret_key.get_secret_value(),
        }
        monkeypatch.setenv("STRONGROOM_OBJECTS", json.dumps(objects))
        cases = kill_everywhere(quick, GOOD, starts=1)
        say([last_moment(case) for case in cases])
        assert SEAWEED_POINTS <= len(cases)
        for case in cases:
            recover(case)
            check(case, GOOD, {}, {})


def last_moment(case: Path) -> str:
    return (case / "journal").read_text().splitlines()[-1]


def say(points: list[str]) -> None:
    lines = [f"{count:5d} {point}" for point, count in Counter(points).most_common()]
    sys.stdout.write("\n".join(["", f"{len(points)} kill points", *lines, ""]))


def recover(case: Path) -> None:
    """Start again, without a kill and without a hand."""
    with open_workroom(settings_in(case)) as work:
        take_in_once(work)


def check(case: Path, good: Mapping[str, bytes], bad: Mapping[str, bytes], again: Mapping[str, bytes]) -> None:
    inbox = case / "inbox"
    assert [] == list(scan(inbox)), case
    assert [] == list(claims(inbox)), case
    assert [] == list((inbox / CLAIMS).iterdir()), case
    with open_workroom(settings_in(case)) as work:
        check_documents(work, good | again, State.RECEIVED, len(good))
        check_documents(work, bad, State.QUARANTINED, len(bad))
        counts = work.records.counts()
        assert len(good) + len(bad) == sum(counts.values()), case
        assert work.records.audit_verify() > 0
    told = [note.name.split(" ")[2] for note in (inbox / REFUSED).glob("*.txt")]
    assert ({"duplicate"} if again else set()) | ({"truncated"} if bad else set()) == set(told), case


def check_documents(work: Workroom, files: Mapping[str, bytes], state: State, count: int) -> None:
    """Each of the contents is one document in this state, which opens and is the same; its arrivals are recorded."""
    rows = work.records.in_state(state, actor=ACTOR, now=utc_now(), limit=100)
    by_content = {original(work, row): row for row in rows}
    assert count == len(rows) == len(by_content)
    assert set(files.values()) == set(by_content)
    names = {Path(name).name: content for name, content in files.items()}
    for content, row in by_content.items():
        assert names[row.original_name] == content
        view = work.records.view(row.id, actor=ACTOR, purpose="test", now=utc_now())
        assert list(files.values()).count(content) - 1 == view.duplicates
        actions = [entry.action for entry in view.history]
        assert 1 == actions.count("accepted") + actions.count("refused")
        assert view.duplicates == actions.count("duplicate")


def original(work: Workroom, row: DocumentSummary) -> bytes:
    (blob,) = work.records.view(row.id, actor=ACTOR, purpose="test", now=utc_now()).blobs
    assert Role.ORIGINAL is blob.role
    return work.vault.get(blob)


def check_little_is_left_over(case: Path, *, kills: int) -> None:
    """A kill leaves at most one blob that nothing records, and it can be found."""
    with open_workroom(settings_in(case)) as work:
        later = utc_now() + dt.timedelta(days=1)
        assert kills >= len(list(orphans(work.vault, work.records, later)))
