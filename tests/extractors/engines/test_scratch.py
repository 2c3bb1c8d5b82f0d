"""Scratch room in memory: private, one for each process, and swept after processes that were killed."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.engines.scratch import MEMORY, is_in_memory, open_scratch

HOLD = """
import sys, time, pathlib
from extractors.engines.scratch import open_scratch
print(open_scratch(pathlib.Path(sys.argv[1])), flush=True)
time.sleep(60)
"""


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    if not is_in_memory(MEMORY):
        pytest.skip("this machine has no room in memory")
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())
        yield Path(folder)


def test_the_folder_is_private_and_every_library_uses_it(memory: Path) -> None:
    folder = open_scratch(memory)
    assert folder is not None
    assert 0o700 == folder.stat().st_mode & 0o777
    assert str(folder) == tempfile.gettempdir()


def test_the_folder_of_a_killed_process_goes_and_that_of_a_living_one_stays(memory: Path) -> None:
    holders = [
        subprocess.Popen([sys.executable, "-c", HOLD, str(memory)], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    try:
        folders = [Path(holder.stdout.readline().strip()) for holder in holders if holder.stdout]
        (folders[0] / "page.bmp").write_bytes(b"somebody's passport")
        holders[0].send_signal(signal.SIGKILL)
        holders[0].wait()
        assert open_scratch(memory)
        assert [False, True] == [folder.exists() for folder in folders]
    finally:
        for holder in holders:
            holder.kill()
            holder.wait()
            if holder.stdout:
                holder.stdout.close()


def test_a_machine_without_room_in_memory_is_told_apart() -> None:
    assert open_scratch(Path("/proc")) is None
    assert open_scratch(Path("/nowhere")) is None
