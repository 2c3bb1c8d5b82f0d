"""Notes in the inbox are written beside whoever may write there too, and what they put in the way does no harm."""

import datetime as dt
import os
from pathlib import Path

import pytest

from flows.stages.inbox import REFUSED, scan
from flows.stages.notes import Note, leave_note
from flows.stages.workroom import Workroom
from tests.flows.files import pdf
from tests.flows.test_take_in import Inbox

NOTE = Note(
    code="empty_file",
    facts={},
    arrival="01KAK3X1M00000000000000000",
    arrived_at=dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC),
    name="scan of a letter.pdf",
    depth=0,
    place="strongroom show 01KAK3X1M00000000000000000",
)


def test_a_note_is_written_through_no_link_that_lies_under_its_name(tmp_path: Path) -> None:
    inbox, precious = tmp_path / "inbox", tmp_path / "precious"
    inbox.mkdir()
    precious.write_text("ours")
    precious.chmod(0o600)
    note = leave_note(inbox, NOTE)
    told = note.read_text()
    note.unlink()
    note.symlink_to(precious)
    assert (told, "ours") == (leave_note(inbox, NOTE).read_text(), precious.read_text())
    assert not note.is_symlink()


def test_a_folder_under_the_name_of_a_note_stays_and_is_told_as_one(tmp_path: Path) -> None:
    note = leave_note(tmp_path, NOTE)
    note.unlink()
    note.mkdir()
    with pytest.raises(FileExistsError):
        leave_note(tmp_path, NOTE)


@pytest.mark.parametrize("changed", [-86_400, 2**40])
def test_a_file_that_lies_too_deep_and_says_an_impossible_time_stops_nobody(work: Workroom, changed: int) -> None:
    inbox = Inbox(work)
    deep = inbox.folder.joinpath(*["f" * 200] * ((4_090 - len(str(inbox.folder)) - len("/a.pdf")) // 201))
    deep.mkdir(parents=True)
    file = deep / f"{'a' * (4_090 - len(str(deep)) - 6)}.pdf"
    file.write_bytes(pdf())
    os.utime(file, (changed, changed))
    inbox.drop("b.pdf", pdf())
    inbox.look()
    assert (["path_too_long"], 1) == (inbox.told(), sum(1 for _ in scan(inbox.folder)))
    assert [] == [name for name in inbox.left() if not name.endswith("aaa.pdf")]
    assert (inbox.folder / REFUSED).is_dir()
