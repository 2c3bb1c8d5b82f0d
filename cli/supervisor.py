"""The supervisor: starts services, starts again what dies, and sees to it that all end together.

All services share one process group, led by a tiny shell, the undertaker, that does nothing but wait on a pipe from
the supervisor. When the supervisor ends, however it ends (``kill -9`` included), the pipe closes and the undertaker
ends the group, grandchildren too. Only what was started here is in the group, so nothing else can be hit.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from strongroom.errors import StrongroomError
from strongroom.log import logger

_UNDERTAKER: Final = "trap '' TERM INT HUP; read _; kill -TERM 0; sleep 8; kill -KILL 0"
_STOP_SECONDS: Final = 8.0
_STEADY_SECONDS: Final = 60.0
"""A service that ran this long is well; its next death starts the back-off anew."""
_LONGEST_PAUSE: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class Service:
    """How to start one service and how to see that it works.

    ``environment`` is the whole of it; nothing is inherited. ``after`` names services that must be ready before.
    ``settle`` is called before it is stopped, with ``stop_signal``, and ``clear`` after.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    ready: Callable[[], bool]
    after: tuple[str, ...] = ()
    settle: Callable[[], None] = lambda: None
    stop_signal: signal.Signals = signal.SIGTERM
    clear: Callable[[], None] = lambda: None


def pause_before(restarts: int) -> float:
    """Seconds to wait before the n-th restart in a row: 0.5, 1, 2 ... at most half a minute."""
    return float(min(_LONGEST_PAUSE, 0.5 * 2 ** min(restarts, 10)))


@dataclass
class _Running:
    service: Service
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    not_before: float = 0.0
    ready: bool = False


class Supervisor:
    """Runs services until ``stop``. Used from one thread.

    ``holding`` are open files (locks) that stay open until the last service has ended, even when we are killed.
    """

    def __init__(self, services: tuple[Service, ...], *, holding: tuple[int, ...] = ()) -> None:
        self._services = {service.name: _Running(service) for service in services}
        self._undertaker = subprocess.Popen(
            ["/bin/sh", "-c", _UNDERTAKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
            pass_fds=holding,
        )

    def tick(self) -> None:
        """Start what may start, notice what died, ask the not yet ready whether they are. Call it every half second."""
        now = time.monotonic()
        for running in self._services.values():
            if running.process is not None and running.process.poll() is not None:
                self._died(running, now)
            if running.process is None and now >= running.not_before and self._may_start(running.service):
                self._start(running, now)
            elif running.process is not None and not running.ready:
                running.ready = running.service.ready()

    def ready(self, name: str) -> bool:
        """Whether a service has answered since it was last started."""
        return self._services[name].ready

    def pids(self) -> dict[str, int]:
        """The process id of each service that runs."""
        return {name: running.process.pid for name, running in self._services.items() if running.process}

    def restarts(self) -> dict[str, int]:
        """How often each service died in a row."""
        return {name: running.restarts for name, running in self._services.items()}

    def stop(self) -> None:
        """End every service in the reverse order of its start, then whatever is left of the group."""
        for running in reversed(self._services.values()):
            if running.process is not None and running.process.poll() is None:
                _settle(running.service)
                running.process.send_signal(running.service.stop_signal)
                _wait(running.process, _STOP_SECONDS)
            running.service.clear()
        try:
            os.killpg(self._undertaker.pid, signal.SIGKILL)
        except ProcessLookupError:
            logger().warning("the group was gone before its end")
        self._undertaker.wait()
        if self._undertaker.stdin:
            self._undertaker.stdin.close()

    def _may_start(self, service: Service) -> bool:
        return all(self._services[name].ready for name in service.after)

    def _start(self, running: _Running, now: float) -> None:
        service = running.service
        with service.log.open("ab") as log:
            running.process = subprocess.Popen(
                service.command,
                env=service.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=self._undertaker.pid,
            )
        running.started, running.ready = now, False
        logger().info("started", component=service.name, pid=running.process.pid)

    def _died(self, running: _Running, now: float) -> None:
        code = running.process.returncode if running.process else None
        if now - running.started > _STEADY_SECONDS:
            running.restarts = 0
        pause = pause_before(running.restarts)
        running.restarts += 1
        running.process, running.ready, running.not_before = None, False, now + pause
        logger().warning("died", component=running.service.name, code=code, attempt=running.restarts, seconds=pause)


def _settle(service: Service) -> None:
    try:
        service.settle()
    except StrongroomError as error:
        # The others have to end too. What was not flushed has its source in the inbox still.
        logger().error("not settled", component=service.name, code=error.code)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
