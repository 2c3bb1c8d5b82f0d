"""Real servers for tests: started on free loopback ports, stopped by their process id."""

import datetime as dt
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.objects.seaweed import Seaweed, SeaweedPorts
from strongroom.settings import Ports

START_SECONDS = 90
_ANY_PORT = Ports(s3=0, master=0, volume=0, filer=0)


@contextmanager
def running_seaweed(folder: Path) -> Iterator[Seaweed]:
    """A SeaweedFS that answers, on a folder that may hold what an earlier one left; killed at the end."""
    server = prepared_seaweed(folder)
    process = start_seaweed(server)
    try:
        yield server
    finally:
        process.kill()
        process.wait()
        server.remove_sockets()


def prepared_seaweed(folder: Path) -> Seaweed:
    """A SeaweedFS that could be started, on free ports."""
    now = dt.datetime.now(dt.UTC)
    return Seaweed.prepare(folder, SeaweedPorts.choose(_ANY_PORT), bucket="strongroom", now=now)


def start_seaweed(server: Seaweed) -> subprocess.Popen[bytes]:
    """Start it and wait until it answers; the caller kills it."""
    with (server.folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            server.command(), env=server.environment(), cwd=server.folder, stdout=log, stderr=log
        )
    give_up = time.monotonic() + START_SECONDS
    while not server.ready():
        if process.poll() is not None or time.monotonic() > give_up:
            process.kill()
            process.wait()
            raise RuntimeError((server.folder / "server.log").read_text()[-3000:])
        time.sleep(0.1)
    return process
