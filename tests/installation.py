"""A whole installation for tests: ``strongroom up`` as people start it, in folders of its own, on free ports.

Processes are known by the data folder in their environment, arguments or working folder, so that one left behind is
found whoever started it, and nothing that belongs to somebody else is ever counted or killed.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx

from cli.installation import told_addresses, told_services
from flows.server import PrefectServer
from flows.stages.inbox import claims, scan
from flows.stages.places import Places
from flows.stages.workroom import Workroom, open_workroom
from strongroom.document import State
from strongroom.errors import Unavailable
from strongroom.settings import Settings

T = TypeVar("T")

PATIENCE = 240.0
"""Seconds after which something that has not happened counts as never happening, on a busy machine."""
_AT_WORK = (State.RECEIVED, State.READING)
_PROJECT = Path(__file__).parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")


def until(condition: Callable[[], T], seconds: float = PATIENCE, *, what: str = "it") -> T:
    """Wait until a condition is true, and return what made it so."""
    give_up = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > give_up:
            raise AssertionError(f"{what} did not come true in {seconds:.0f} s")
        time.sleep(0.1)
    return answer


@dataclass
class Installed:
    """An installation below a folder. ``variables`` are further settings for its environment."""

    root: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    groups: set[int] = field(default_factory=set)
    """Process groups that its services were seen in: readers keep no trace of whose they are but their group."""
    ports: set[str] = field(default_factory=set)
    """Those of every object store that was killed with its supervisor, who would have removed its sockets."""

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def scratch(self) -> Path:
        """Where its processes put temporary files."""
        return self.root / "scratch"

    @property
    def settings(self) -> Settings:
        """Where everything is, for looking into it from outside; the services have their settings by environment."""
        return Settings(data=self.data, inbox=self.inbox)

    def start(self) -> None:
        """Start it, without samples."""
        self.scratch.mkdir(exist_ok=True)
        with (self.root / "terminal.log").open("ab") as log:
            self.process = subprocess.Popen(
                (sys.executable, "-m", "cli.main", "up", "--no-samples"),
                env=self._environment(),
                cwd=_PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def until_it_takes_in(self) -> None:
        """Wait for the intake service."""
        self.until(lambda: "intake" in self.services(), what="the intake service")

    def until_it_is_complete(self) -> None:
        """Wait for the last service, which starts when the Prefect server answers."""
        self.until(lambda: "schedules" in self.services(), what="the schedules")

    def until(self, condition: Callable[[], T], seconds: float = PATIENCE, *, what: str = "it") -> T:
        """Wait for a condition; the installation has to stay up meanwhile."""

        def still() -> T:
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            return condition()

        return until(still, seconds, what=what)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop as a person would, wait until it has, and return what it exited with."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(60)

    def kill(self) -> None:
        """End the supervisor outright; the rest has to follow by itself."""
        assert self.process is not None
        self._note_ports()
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """End whatever is left of it, and remove what that leaves outside its folder."""
        if self.process is not None and self.process.poll() is None:
            self.kill()
        self._note_ports()
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for socket in Path("/tmp").glob("seaweedfs-*.sock"):
            if socket.stem.rpartition("-")[2] in self.ports:
                socket.unlink(missing_ok=True)

    def services(self) -> dict[str, int]:
        """The process ids of its living services, by name."""
        told = told_services(Places(self.settings))
        return {name: pid for name, pid in told.items() if self._is_ours(pid)}

    def readers(self) -> list[int]:
        """The processes that read and inspect."""
        return [pid for pid in self.processes() if b"flows.stages.reading_start" in _read(pid, "cmdline")]

    def processes(self) -> list[int]:
        """Every process that has to do with it, dead ones that nobody has waited for left out."""
        every = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
        marked = {pid for pid in every if self._is_ours(pid)}
        self.groups |= {_group(pid) for pid in marked} - {0, os.getpgrp()}
        return [pid for pid in every if pid in marked or (_group(pid) in self.groups and _lives(pid))]

    def cpu_seconds(self) -> float:
        """Processor time of all its living processes and the children they have waited for."""
        return sum(_cpu_seconds(pid) for pid in self.processes())

    @contextmanager
    def work(self) -> Iterator[Workroom]:
        """Its vault and records, beside the running services."""
        with open_workroom(self.settings) as work:
            yield work

    def scheduled_runs(self, flow: str) -> list[str]:
        """The states of the flow runs of one flow that its schedule started, as the dashboard's API tells them."""
        server = PrefectServer(home=Places(self.settings).prefect, port=0)
        user, password = server.environment()["PREFECT_API_AUTH_STRING"].split(":", 1)
        address = told_addresses(Places(self.settings))["dashboard"]
        asked = {"flows": {"name": {"any_": [flow]}}, "flow_runs": {"deployment_id": {"is_null_": False}}}
        answer = httpx.post(f"{address}/api/flow_runs/filter", json=asked, auth=(user, password), timeout=30)
        return [run["state_type"] for run in answer.raise_for_status().json()]

    def arriving(self) -> int:
        """Files in the inbox that are not in the vault yet."""
        return sum(1 for _ in scan(self.inbox)) + sum(1 for _ in claims(self.inbox))

    def settled(self, work: Workroom) -> bool:
        """Whether everything that came has been filed, sent to review, or set aside."""
        if self.arriving():
            return False
        try:
            counts = work.records.counts()
        except Unavailable:
            return False
        return sum(counts.values()) > 0 and not any(counts[state] for state in _AT_WORK)

    def until_settled(self, work: Workroom, seconds: float = PATIENCE) -> None:
        """Wait until it is settled."""
        self.until(lambda: self.settled(work), seconds, what="everything filed")

    def said(self) -> str:
        """The end of what it printed and logged."""
        logs = [self.root / "terminal.log", *sorted((self.data / "logs").glob("*.log"))]
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-2000:]}" for log in logs if log.exists())

    def _note_ports(self) -> None:
        for pid in self.processes():
            command = _read(pid, "cmdline")
            if b"weed" in command.partition(b"\0")[0]:
                self.ports |= {port.decode() for port in re.findall(rb"port(?:\.grpc)?=(\d+)", command)}

    def _environment(self) -> dict[str, str]:
        wanted = {"PATH", "HOME", "LANG", "LC_ALL"}
        return {
            **{name: value for name, value in os.environ.items() if name in wanted},
            "STRONGROOM_DATA": str(self.data),
            "STRONGROOM_INBOX": str(self.inbox),
            "STRONGROOM_INTAKE__SETTLE_SECONDS": "0.3",
            "STRONGROOM_INTAKE__BATCH_SECONDS": "0.5",
            "STRONGROOM_PORTS": '{"dashboard":0,"s3":0,"master":0,"volume":0,"filer":0}',
            "TMPDIR": str(self.scratch),
            **self.variables,
        }

    def _is_ours(self, pid: int) -> bool:
        if pid == os.getpid() or not _lives(pid):
            return False
        mark = os.fsencode(self.data)
        return mark in _read(pid, "environ") or mark in _read(pid, "cmdline")


@contextmanager
def installed(root: Path, **variables: str) -> Iterator[Installed]:
    """A started installation, of which nothing is left at the end, whatever happened."""
    root.mkdir(parents=True, exist_ok=True)
    one = Installed(root, variables)
    one.start()
    try:
        yield one
    finally:
        one.end()


def _lives(pid: int) -> bool:
    return _read(pid, "stat").rpartition(b")")[2].split()[:1] not in ([], [b"Z"])


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _cpu_seconds(pid: int) -> float:
    """utime, stime, cutime and cstime of proc(5)."""
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS
