"""One installation on this machine: its lock, its ports, its addresses, and the services that make it up."""

import fcntl
import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from cli.supervisor import Service
from flows.server import PrefectServer
from flows.stages.places import Places
from storage.objects.seaweed import Seaweed, SeaweedPorts
from strongroom.errors import AlreadyRunning
from strongroom.settings import Ports, Settings


@contextmanager
def only_one(places: Places) -> Iterator[None]:
    """Hold the lock of the data folder. The kernel lets go of it when we die, so no stale lock can be left.

    Raises:
        AlreadyRunning: another process holds it.
    """
    with (places.run / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


def choose_ports(wished: Ports) -> tuple[Ports, dict[str, tuple[int, int]]]:
    """The wished ports, with free ones in place of those taken; and which were replaced, as name: (wished, chosen)."""
    chosen: dict[str, int] = {}
    replaced = {}
    with ExitStack() as held:
        for name, port in wished.model_dump().items():
            chosen[name] = _bound(held, port) or _bound(held, 0)
            if chosen[name] != port:
                replaced[name] = (port, chosen[name])
    return Ports(**chosen), replaced


def _bound(held: ExitStack, port: int) -> int:
    """Bind the port until ``held`` closes, so that two choices never fall on one; 0 when it is taken."""
    attempt = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
    attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        attempt.bind(("127.0.0.1", port))
    except OSError:
        return 0
    bound: int = attempt.getsockname()[1]
    return bound


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The services of one machine for these settings and ports."""

    settings: Settings
    ports: Ports

    @property
    def places(self) -> Places:
        """Where things lie."""
        return Places(self.settings)

    @property
    def prefect(self) -> PrefectServer:
        """The Prefect server."""
        return PrefectServer(home=self.places.prefect, port=self.ports.dashboard)

    @property
    def seaweed(self) -> Seaweed | None:
        """The local S3 server, where the settings ask for one."""
        if self.settings.objects.backend != "seaweed":
            return None
        return Seaweed(folder=self.places.data / "objects", ports=_seaweed_ports(self.ports))

    def environment(self) -> dict[str, str]:
        """What every service is told: the settings as they are here, and how to reach Prefect."""
        told = {
            "STRONGROOM_DATA": str(self.settings.data),
            "STRONGROOM_INBOX": str(self.settings.inbox),
            **self.prefect.environment(),
        }
        if self.seaweed is not None:
            told["STRONGROOM_OBJECTS__ENDPOINT"] = self.seaweed.endpoint
        return told

    def services(self) -> tuple[Service, ...]:
        """All services, in the order of their start."""
        told = self.environment()
        services = []
        if self.seaweed is not None:
            services.append(self._service("objects", self.seaweed.command(), self.seaweed.environment(), self.seaweed.ready))
        before = tuple(service.name for service in services)
        services.append(self._service("dashboard", self.prefect.command(), told, self._dashboard_answers))
        # The intake does not wait for the dashboard: documents are taken in and filed while Prefect still starts.
        services.append(self._service("intake", _module("flows.intake_service"), told, lambda: True, before))
        services.append(self._service("schedules", _module("flows.deployments"), told, lambda: True, (*before, "dashboard")))
        return tuple(services)

    def _service(
        self,
        name: str,
        command: tuple[str, ...],
        environment: Mapping[str, str],
        ready: object,
        after: tuple[str, ...] = (),
    ) -> Service:
        return Service(
            name=name,
            command=command,
            environment=environment,
            log=self.places.logs / f"{name}.log",
            ready=ready,  # type: ignore[arg-type]
            after=after,
        )

    def _dashboard_answers(self) -> bool:
        try:
            return httpx.get(f"{self.prefect.address}/api/health", timeout=1.0).is_success
        except httpx.HTTPError:
            return False

    def write_addresses(self) -> None:
        """Say where the services are, for the commands that talk to them."""
        found = {"pid": os.getpid(), "ports": self.ports.model_dump()}
        draft = self.places.run / "addresses.json.new"
        draft.write_text(json.dumps(found))
        draft.rename(self.places.run / "addresses.json")


def running_ports(places: Places) -> Ports | None:
    """The ports that the last start chose; None if there never was one."""
    try:
        found = json.loads((places.run / "addresses.json").read_text())
    except FileNotFoundError:
        return None
    return Ports(**found["ports"])


def running_settings(settings: Settings) -> Settings:
    """The settings with the endpoint of the local S3 server, as the last start chose its port."""
    ports = running_ports(Places(settings))
    if settings.objects.backend != "seaweed" or settings.objects.endpoint or ports is None:
        return settings
    endpoint = f"http://127.0.0.1:{ports.s3}"
    return settings.model_copy(update={"objects": settings.objects.model_copy(update={"endpoint": endpoint})})


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name)


def _seaweed_ports(ports: Ports) -> SeaweedPorts:
    return SeaweedPorts(s3=ports.s3, master=ports.master, volume=ports.volume, filer=ports.filer)
