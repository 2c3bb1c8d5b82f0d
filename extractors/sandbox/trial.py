"""A trial of the confinement, from inside: what a reader that was taken over would do first, and whether it can.

Nothing here does harm where it succeeds.
"""

import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

ACTS = ("open a socket", "read the key file", "write into the home folder", "start a program", "see other processes")


def successes(*, secret: Path, home: Path) -> tuple[str, ...]:
    """Which of the acts succeed in this process, in words. ``secret`` is a file, ``home`` a folder, both to be closed.

    A file or folder that is not there counts as closed.
    """
    return tuple(_successes(secret, home))


def serve(wire: Connection, _settings: object) -> None:
    """Run in a reading process: paths come as JSON, and what succeeds goes back as JSON."""
    told = json.loads(wire.recv_bytes())
    found = successes(secret=Path(told["secret"]), home=Path(told["home"]))
    wire.send_bytes(json.dumps(found).encode())


def _successes(secret: Path, home: Path) -> Iterator[str]:
    acts: tuple[Callable[[], object], ...] = (
        lambda: socket.socket().close(),
        lambda: secret.open("rb").close(),
        lambda: tempfile.TemporaryFile(dir=home).close(),
        lambda: subprocess.run(["/bin/true"], check=True),
        lambda: os.listdir("/proc/1"),  # noqa: PTH208 - the listing itself is what is tried
    )
    for name, act in zip(ACTS, acts, strict=True):
        with suppress(OSError, subprocess.SubprocessError):
            act()
            yield name
