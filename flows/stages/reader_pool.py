"""Reading processes: long-lived, replaced when they hang, crash or have read enough.

A process and not a thread, because a hostile page can crash or hang native code, and killing is the only sure bound.
"""

import json
import multiprocessing
import os
import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from extractors.intake import Inspected
from flows.stages.paper import Paper, Progress, paper_from_json
from flows.stages.reading_process import INSPECT, PROGRESS, READ, REFUSED, RESULT, UNAVAILABLE, serve
from strongroom.errors import EngineUnavailable, Fact, ReadingCrashed, ReadingTooSlow, Refused
from strongroom.errors import StrongroomError as Root
from strongroom.settings import Settings

_START_SECONDS: Final = 120.0
"""What the first answer may take beyond the document itself: loading models on a busy machine."""


class ReaderPool:
    """A fixed number of reading processes. Safe to use from as many threads as there are processes, or more."""

    def __init__(self, settings: Settings, *, size: int = 0) -> None:
        self.size = size or settings.reading.workers or os.cpu_count() or 1
        self._idle: queue.SimpleQueue[_ReadingProcess] = queue.SimpleQueue()
        self._all = [_ReadingProcess(settings) for _ in range(self.size)]
        for process in self._all:
            self._idle.put(process)

    def inspect(self, data: bytes) -> Inspected:
        """Say what the bytes are.

        Raises:
            Refused: they cannot be taken in. Bytes that crash or hang the inspection are refused too.
        """
        with self._one() as process:
            found = json.loads(process.ask(INSPECT, data, lambda _done, _total: None))
        return Inspected(media=found["media"], pages=found["pages"])

    def read(self, data: bytes, progress: Progress = lambda _done, _total: None) -> Paper:
        """Read a document.

        Raises:
            Refused: it cannot be read. ReadingCrashed and ReadingTooSlow say that the process died of it.
            EngineUnavailable: no engine can be opened.
        """
        with self._one() as process:
            paper = paper_from_json(process.ask(READ, data, progress))
            process.has_read(len(paper.pages))
            return paper

    def pids(self) -> tuple[int, ...]:
        """The processes that are alive now."""
        return tuple(pid for process in self._all if (pid := process.pid) is not None)

    def close(self) -> None:
        """Stop all processes, at once."""
        for process in self._all:
            process.stop()

    @contextmanager
    def _one(self) -> Iterator["_ReadingProcess"]:
        process = self._idle.get()
        try:
            yield process
        finally:
            self._idle.put(process)


class _ReadingProcess:
    """One process and its wire. Started at the first question, and again after each death."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: SpawnProcess | None = None
        self._wire: Connection | None = None
        self._pages = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.is_alive() else None

    def ask(self, verb: bytes, data: bytes, progress: Progress) -> bytes:
        grace = 0.0 if self._process else _START_SECONDS
        wire = self._start()
        try:
            wire.send_bytes(verb + data)
            return self._answer(wire, grace, progress)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self.stop()
            raise ReadingCrashed(attempts=1) from None

    def _answer(self, wire: Connection, grace: float, progress: Progress) -> bytes:
        limit = self._settings.reading.timeout_seconds
        deadline = time.monotonic() + limit + grace
        while wire.poll(max(0.0, deadline - time.monotonic())):
            message = wire.recv_bytes()
            sort, body = message[:1], message[1:]
            if sort == RESULT:
                return body
            if sort == PROGRESS:
                # The limit is on standing still, not on length: a 500-page file may take its time, page by page.
                deadline = time.monotonic() + limit
                progress(*json.loads(body))
                continue
            raise _raised(sort, body)
        self.stop()
        raise ReadingTooSlow(seconds=int(limit))

    def has_read(self, pages: int) -> None:
        self._pages += pages
        if self._pages >= self._settings.reading.recycle_pages:
            self.stop()

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.join()
        if self._wire:
            self._wire.close()
        self._process = self._wire = None
        self._pages = 0

    def _start(self) -> Connection:
        if self._wire and self._process and self._process.is_alive():
            return self._wire
        self.stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, _without_secrets(self._settings)), daemon=True)
        process.start()
        theirs.close()
        self._process, self._wire = process, ours
        return ours


def _without_secrets(settings: Settings) -> Settings:
    """What a reading process may know: limits and rules, no place, no password, no key."""
    return Settings.model_construct(
        limits=settings.limits, reading=settings.reading, filing=settings.filing, language=settings.language
    )


def _raised(sort: bytes, body: bytes) -> Root:
    entry = json.loads(body)
    facts: dict[str, Fact] = entry["facts"]
    if sort == UNAVAILABLE:
        return EngineUnavailable(**facts)
    if sort == REFUSED:
        kinds = {kind.code: kind for kind in Refused.__subclasses__()}
        return kinds.get(entry["code"], Refused)(**facts)
    raise ValueError("a reading process sent an answer of no known sort")
