"""Where runs are killed."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def quick() -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of runs wait for thousands of fsyncs, which prove nothing here,
    since what a killed process has written stays with the kernel. Power failure is not what these tests are about.
    """
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None, prefix="killed-") as folder:
        yield Path(folder)
