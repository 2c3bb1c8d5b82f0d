"""The taking-in loop running, and other processes that drop files in every way that people and programs do."""

import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.bench import utc_now
from flows.intake_service import Intake
from flows.stages.inbox import REFUSED
from flows.stages.take_in import TakeIn
from flows.stages.workroom import Workroom, open_workroom
from strongroom.document import State
from strongroom.settings import Intake as IntakeSettings
from strongroom.settings import Objects, Settings
from tests.breakage.taking_in import Here
from tests.breakage.test_take_in_killed import small_pdf
from tests.installation import until

pytestmark = pytest.mark.breakage

SETTLE = 0.2
LOOKS = 4 * SETTLE + 1.0
"""Seconds in which the loop has looked at least twice and taken what it would take."""


@dataclass
class Loop:
    """A loop at work on an inbox."""

    work: Workroom
    inbox: Path
    thread: threading.Thread

    def names(self) -> set[str]:
        """The names of what was taken in."""
        rows = self.work.records.in_state(State.RECEIVED, actor="test", now=utc_now(), limit=100)
        return {row.original_name for row in rows}

    def until_taken(self, name: str) -> None:
        until(lambda: name in self.names(), 30, what=f"the taking in of {name!a}")

    def refused(self, code: str) -> list[str]:
        """The notes that were left."""
        return [note.name for note in (self.inbox / REFUSED).glob("*.txt") if f" {code} " in note.name]


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    settings = Settings(
        data=tmp_path / "data",
        inbox=tmp_path / "inbox",
        objects=Objects(backend="folder"),
        intake=IntakeSettings(settle_seconds=SETTLE, rescan_seconds=SETTLE),
    )
    settings.inbox.mkdir()
    with open_workroom(settings) as work:
        work.records.migrate()
        take_in = TakeIn(work=work, inspector=Here(), inbox=settings.inbox, now=utc_now)
        stop, wake, taken = threading.Event(), threading.Event(), threading.Event()
        thread = threading.Thread(target=Intake(take_in, settings.inbox).run, args=(stop, wake, taken))
        thread.start()
        try:
            yield Loop(work=work, inbox=settings.inbox, thread=thread)
            assert thread.is_alive(), "nothing that was dropped may end the loop"
        finally:
            stop.set()
            wake.set()
            thread.join()


WRITER = """
import sys
with open(sys.argv[1], "wb") as file:
    content = sys.stdin.buffer.read(int(sys.argv[2]))
    file.write(content[:len(content) // 2])
    file.flush()
    print("stalled", flush=True)
    sys.stdin.buffer.read(1)
    file.write(content[len(content) // 2:])
"""


def test_a_copy_that_stalls_half_way_is_not_taken_before_its_writer_is_done(loop: Loop) -> None:
    """The writer is another process, as a copy over the network is; it stands still far longer than a file settles."""
    content = small_pdf("Copied slowly")
    slow = loop.inbox / "slow.pdf"
    command = (sys.executable, "-c", WRITER, str(slow), str(len(content)))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write(content)
        writer.stdin.flush()
        assert b"stalled\n" == writer.stdout.readline()
        # A file dropped now is taken while the stalled one waits: proof that the loop has looked at both.
        (loop.inbox / "quick.pdf").write_bytes(small_pdf("Copied quickly"))
        loop.until_taken("quick.pdf")
        time.sleep(LOOKS)
        assert slow.exists()
        assert {"quick.pdf"} == loop.names()
        writer.stdin.write(b".")
        writer.stdin.flush()
    loop.until_taken("slow.pdf")
    assert 2 == sum(loop.work.records.counts().values()), "half a file became no document"


def test_a_download_that_is_renamed_into_place_is_taken_under_its_last_name(loop: Loop) -> None:
    partial = loop.inbox / "invoice.pdf.part"
    partial.write_bytes(small_pdf("Downloaded"))
    (loop.inbox / "other.pdf").write_bytes(small_pdf("Other"))
    loop.until_taken("other.pdf")
    time.sleep(LOOKS)
    assert partial.exists()
    partial.rename(loop.inbox / "invoice.pdf")
    loop.until_taken("invoice.pdf")
    assert {"invoice.pdf", "other.pdf"} == loop.names()


def test_a_whole_folder_moved_into_the_inbox_is_taken_with_its_names_as_tags(loop: Loop, tmp_path: Path) -> None:
    outside = tmp_path / "星尘贸易"
    (outside / "合同").mkdir(parents=True)
    (outside / "合同" / "一.pdf").write_bytes(small_pdf("One"))
    outside.rename(loop.inbox / outside.name)
    loop.until_taken("一.pdf")
    (row,) = loop.work.records.in_state(State.RECEIVED, actor="test", now=utc_now(), limit=10)
    assert ("星尘贸易", ("星尘贸易", "合同")) == (row.customer, row.tags)


def test_what_is_no_file_is_moved_aside_untouched_and_told(loop: Loop, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(small_pdf("Not in the inbox"))
    (loop.inbox / "link.pdf").symlink_to(secret)
    (loop.inbox / "folder").symlink_to(tmp_path)
    (loop.inbox / "dangling.pdf").symlink_to(tmp_path / "nothing")
    os.mkfifo(loop.inbox / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(loop.inbox / "socket.pdf"))
    expected = 5
    if os.geteuid() == 0:
        try:
            os.mknod(loop.inbox / "device.pdf", stat.S_IFCHR | 0o600, os.makedev(1, 3))
            expected += 1
        except PermissionError:
            pass  # in a container without the right to make devices
    (loop.inbox / "real.pdf").write_bytes(small_pdf("Real"))
    loop.until_taken("real.pdf")
    until(lambda: len(loop.refused("not_a_file")) == expected, 30, what="the notes")
    assert {"real.pdf"} == loop.names()
    assert secret.exists()
    assert 1 == sum(loop.work.records.counts().values())
    assert {"_refused", ".strongroom"} == {entry.name for entry in loop.inbox.iterdir()}


def test_a_hundred_files_written_by_two_processes_at_once_are_all_taken(loop: Loop, tmp_path: Path) -> None:
    script = (
        "import sys, pathlib, shutil\n"
        "for number in range(50):\n"
        "    source = pathlib.Path(sys.argv[1]) / f'{sys.argv[3]}-{number}.pdf'\n"
        "    shutil.copyfile(source, pathlib.Path(sys.argv[2]) / source.name)\n"
    )
    sources = tmp_path / "sources"
    sources.mkdir()
    wanted = {f"{who}-{number}.pdf" for who in "ab" for number in range(50)}
    for name in wanted:
        (sources / name).write_bytes(small_pdf(name))
    writers = [subprocess.Popen((sys.executable, "-c", script, sources, loop.inbox, who)) for who in "ab"]
    assert [0, 0] == [writer.wait(60) for writer in writers]
    until(lambda: sum(loop.work.records.counts().values()) == len(wanted), 120, what="all of them")
    assert wanted == loop.names()


def test_a_path_almost_as_long_as_paths_may_be_keeps_no_other_file_waiting(loop: Loop) -> None:
    """Longer than it could be claimed: the place of a claim adds some letters to it."""
    deep = loop.inbox
    while len(os.fsencode(deep)) < 4096 - 270:
        deep /= "深" * 80
    deep.mkdir(parents=True)
    room = 4095 - len(os.fsencode(deep)) - 1
    name = "n" * (min(room, 255) - 4) + ".pdf"
    (deep / name).write_bytes(small_pdf("Deep"))
    (loop.inbox / "plain.pdf").write_bytes(small_pdf("Plain"))
    loop.until_taken("plain.pdf")
    assert (deep / name).exists() or name in loop.names(), "it is taken, or it lies where it was put"
