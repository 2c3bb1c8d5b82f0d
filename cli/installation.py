"""One installation on this machine: its lock, its ports, its addresses, and the services that make it up."""

import fcntl
import json
import os
import signal
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final, Self

import httpx

from cli.supervisor import Service
from flows.bench import utc_now
from flows.server import PrefectServer
from flows.stages.places import Places
from storage.objects.open import seaweed_folder
from storage.objects.seaweed import Seaweed, SeaweedPorts
from strongroom.errors import AlreadyRunning
from strongroom.settings import Settings

NOT_RUNNING: Final = 0
"""Stands for the process id of a service that is not there."""


_LAST_SECONDS: Final = 20.0
"""How long services may outlive a supervisor that was killed."""


@contextmanager
def only_one(places: Places) -> Iterator[int]:
    """Hold the lock of the data folder. The kernel lets go of it when we die, so no stale lock can be left.

    Yields the handle of a second lock, for the undertaker of our services to hold: services outlive a supervisor that
    was killed by some seconds, and two object stores on one folder would write over each other. So they are waited for.

    Raises:
        AlreadyRunning: another process holds the lock, or its services do not end.
    """
    with (places.run / "lock").open("a") as lock, (places.run / "services.lock").open("a") as services:
        _lock(lock, 0.0)
        _lock(services, _LAST_SECONDS)
        yield services.fileno()


def _lock(file: IO[str], patience: float) -> None:
    give_up = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= give_up:
                raise AlreadyRunning from None
        time.sleep(0.1)


def is_running(places: Places) -> bool:
    """Whether an installation runs on the data folder: its lock is held. Files may tell of one that was killed."""
    try:
        with (places.run / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The services of one machine. Make it with ``prepare``, once for each start, under the lock."""

    settings: Settings
    prefect: PrefectServer
    seaweed: Seaweed | None
    desk_port: int
    metrics_port: int

    @classmethod
    def prepare(cls, settings: Settings) -> Self:
        """Choose ports and write the configuration of the services for one start."""
        prefect = PrefectServer(home=Places(settings).prefect, port=_free(settings.ports.dashboard))
        seaweed = None
        if settings.objects.backend == "seaweed":
            ports = SeaweedPorts.choose(settings.ports)
            seaweed = Seaweed.prepare(seaweed_folder(settings), ports, bucket=settings.objects.bucket, now=utc_now())
        desk, metrics = _free(settings.ports.desk), _free(settings.ports.metrics)
        return cls(settings=settings, prefect=prefect, seaweed=seaweed, desk_port=desk, metrics_port=metrics)

    @property
    def places(self) -> Places:
        """Where things lie."""
        return Places(self.settings)

    def replaced_ports(self) -> dict[str, tuple[int, int]]:
        """The ports that were taken, as name: (wished, used). Who wishes for port 0 wishes for any."""
        used = {"dashboard": self.prefect.port, "desk": self.desk_port, "metrics": self.metrics_port}
        if self.seaweed is not None:
            used |= {name: getattr(self.seaweed.ports, name) for name in ("s3", "master", "volume", "filer")}
        wished = self.settings.ports
        return {
            name: (getattr(wished, name), port) for name, port in used.items() if getattr(wished, name) not in (0, port)
        }

    def environment(self) -> dict[str, str]:
        """What every service of ours is told: the folders as they are here, and how to reach Prefect."""
        return {
            "STRONGROOM_DATA": str(self.settings.data),
            "STRONGROOM_INBOX": str(self.settings.inbox),
            "STRONGROOM_PORTS__METRICS": str(self.metrics_port),
            **self.prefect.environment(),
        }

    def services(self) -> tuple[Service, ...]:
        """All services, in the order of their start."""
        told = {**os.environ, **self.environment()}
        # The dashboard needs none of our settings, and so not the passphrase that may be among them.
        public = {name: value for name, value in told.items() if not name.startswith("STRONGROOM_")}
        services = []
        if self.seaweed is not None:
            services.append(self._objects(self.seaweed))
        stores = tuple(service.name for service in services)
        desk = (*_module("desk.service"), "--port", str(self.desk_port))
        services.append(self._service("desk", desk, told, self.desk_answers, stores))
        services.append(self._service("dashboard", self.prefect.command(), public, self.prefect_answers))
        # The intake does not wait for the dashboard: documents are taken in and filed while Prefect still starts.
        services.append(self._service("intake", _module("flows.intake_service"), told, _at_once, stores))
        services.append(
            self._service("schedules", _module("flows.deployments"), told, _at_once, (*stores, "dashboard"))
        )
        return tuple(services)

    def _objects(self, seaweed: Seaweed) -> Service:
        # It takes 15 to 18 seconds over SIGTERM, and loses nothing that it acknowledged when it is killed.
        service = self._service("objects", seaweed.command(), seaweed.environment(), seaweed.ready)
        return replace(service, settle=seaweed.store().flush, stop_signal=signal.SIGKILL, clear=seaweed.remove_sockets)

    @property
    def desk_address(self) -> str:
        """Where people work."""
        face = self.settings.desk
        scheme = "http" if face.certificate is None else "https"
        return f"{scheme}://{(*face.names, face.address)[0]}:{self.desk_port}"

    def desk_answers(self) -> bool:
        """Whether the desk is healthy."""
        return desk_is_healthy(self.settings, self.desk_port)

    def prefect_answers(self) -> bool:
        """Whether the Prefect server is healthy."""
        try:
            return httpx.get(f"{self.prefect.address}/api/health", timeout=2.0).is_success
        except httpx.HTTPError:
            return False

    def _service(
        self,
        name: str,
        command: tuple[str, ...],
        environment: Mapping[str, str],
        ready: Callable[[], bool],
        after: tuple[str, ...] = (),
    ) -> Service:
        log = self.places.logs / f"{name}.log"
        return Service(name=name, command=command, environment=environment, log=log, ready=ready, after=after)

    def write_addresses(self) -> None:
        """Say where the services are, for the commands that look at them."""
        metrics = f"http://127.0.0.1:{self.metrics_port}/metrics"
        addresses = {"desk": self.desk_address, "dashboard": self.prefect.address, "metrics": metrics}
        if self.seaweed is not None:
            addresses["objects"] = self.seaweed.endpoint
        _write(self.places.run / "addresses.json", addresses)

    def write_services(self, pids: Mapping[str, int]) -> None:
        """Say which processes run, and which should and do not."""
        expected = {service.name: NOT_RUNNING for service in self.services()}
        _write(self.places.run / "services.json", {**expected, **pids})

    def forget_services(self) -> None:
        """Say that nothing runs."""
        (self.places.run / "services.json").unlink(missing_ok=True)


def desk_is_healthy(settings: Settings, port: int) -> bool:
    """Whether a desk answers on this port of this machine, and with its own certificate if it has one."""
    face = settings.desk
    host = "127.0.0.1" if face.address in ("0.0.0.0", "::") else face.address  # noqa: S104 - asked, not bound
    scheme, trusted = ("http", True) if face.certificate is None else ("https", _trust_of(face.certificate))
    try:
        return httpx.get(f"{scheme}://{host}:{port}/health", timeout=3.0, verify=trusted).is_success
    except httpx.HTTPError:
        return False


def _trust_of(certificate: Path) -> ssl.SSLContext:
    # The certificate itself is trusted, whoever signed it, and not its name: it is of the people's name for the desk.
    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def told_addresses(places: Places) -> dict[str, str]:
    """Where the services of the last start are, by name."""
    return {name: str(address) for name, address in _read(places.run / "addresses.json").items()}


def told_services(places: Places) -> dict[str, int]:
    """The process ids of the services by name, NOT_RUNNING for one that should run and does not."""
    return {name: int(str(pid)) for name, pid in _read(places.run / "services.json").items()}


def _write(path: Path, value: Mapping[str, object]) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(value))
    draft.rename(path)


def _read(path: Path) -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    return found


def _module(name: str) -> tuple[str, ...]:
    # Not "-m": processes that a service spawns would import its module again, as their main one, and all of Prefect.
    return (sys.executable, "-c", f"from {name} import main; main()")


def _at_once() -> bool:
    return True


def _free(wished: int) -> int:
    for port in (wished, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            bound: int = probe.getsockname()[1]
            return bound
    raise OSError("no free port on the loopback")
