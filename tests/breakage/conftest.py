"""Where runs are killed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ENOUGH = 2**30
"""Bytes that have to be free in memory: where containers give it 64 MB by themselves, the disk has to do."""


@pytest.fixture
def quick() -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of runs wait for thousands of fsyncs, which prove nothing here,
    since what a killed process has written stays with the kernel. Power failure is not what these tests are about.
    """
    memory = Path("/dev/shm")
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ENOUGH
    with tempfile.TemporaryDirectory(dir=memory if has_room else None, prefix="killed-") as folder:
        yield Path(folder)
