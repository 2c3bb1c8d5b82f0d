"""Serving /metrics on the loopback, from within the intake service."""

import datetime as dt
import os
import shutil
import threading
import time
from collections.abc import Callable
from typing import Final

from prometheus_client import start_http_server

from flows.bench import Bench
from flows.stages.inbox import claims, scan
from flows.stages.metrics import Figures, registry
from flows.stages.workroom import Workroom
from flows.timekeeper import Schedule, Timekeeper
from storage.records.measuring import Measured, measure
from strongroom.errors import FlowsUnavailable, Unavailable
from strongroom.log import logger

_FRESH_SECONDS: Final = 60.0
"""How long an answer of the Prefect server is shown again: it takes a question for each schedule."""


def _beside(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="schedules", daemon=True).start()


class Gatherer:
    """Gathers the figures of a page.

    The Prefect server is asked ``beside`` the page, which shows its last answer: a busy one may take longer than a
    scrape waits, and would have it believed that nobody takes papers in.
    """

    def __init__(
        self,
        bench: Bench,
        timekeeper: Timekeeper,
        *,
        now: Callable[[], dt.datetime],
        beside: Callable[[Callable[[], None]], None] = _beside,
    ) -> None:
        self._bench = bench
        self._timekeeper = timekeeper
        self._now = now
        self._beside = beside
        self._lock = threading.Lock()
        self._asking = False
        self._asked_at = float("-inf")
        self._known: tuple[Schedule, ...] | None = None

    def __call__(self) -> Figures:
        """The figures as they are now."""
        work = self._bench.work
        schedules = self._schedules()
        return Figures(
            measured=self._measured(work),
            arriving=sum(1 for _ in scan(work.settings.inbox)) + sum(1 for _ in claims(work.settings.inbox)),
            codes=self._bench.tally.codes(),
            stages=self._bench.tally.stages(),
            schedules=schedules or (),
            schedules_known=schedules is not None,
            free_bytes=shutil.disk_usage(work.settings.data).free,
        )

    def _measured(self, work: Workroom) -> Measured | None:
        try:
            return measure(work.records.transactions, self._now())
        except Unavailable as error:
            self._bench.tally.count(error.code)
            return None

    def _schedules(self) -> tuple[Schedule, ...] | None:
        with self._lock:
            due = not self._asking and time.monotonic() - self._asked_at > _FRESH_SECONDS
            self._asking = self._asking or due
        if due:
            self._beside(self._ask)
        return self._known

    def _ask(self) -> None:
        try:
            self._known = self._timekeeper.schedules()
        except FlowsUnavailable:
            self._known = None
        finally:
            with self._lock:
                self._asking, self._asked_at = False, time.monotonic()


def serve_metrics(bench: Bench, *, now: Callable[[], dt.datetime]) -> None:
    """Serve the page until the process ends. Without its port there is no page: documents do not wait for numbers."""
    timekeeper = Timekeeper.of_environment(os.environ)
    port = bench.work.settings.ports.metrics
    try:
        start_http_server(port, addr="127.0.0.1", registry=registry(Gatherer(bench, timekeeper, now=now)))
    except OSError as error:
        logger().warning("no metrics", port=port, error=type(error).__name__)
