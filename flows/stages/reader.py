"""One reading process as its pool sees it: started, asked, timed, and replaced when it dies.

A process and not a thread, because a hostile page can crash or hang native code, and killing is the only sure bound.
"""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Final, TypeVar

from flows.stages.answers import Enclosed, enclosed, raised
from flows.stages.paper import Progress
from flows.stages.reading_process import (
    CHILD,
    LEARN,
    PROGRESS,
    READ,
    READ_WHOLE,
    REGION,
    RESULT,
    STARTED,
    UNPACK,
    WARM,
)
from flows.stages.reading_start import Start, launch
from flows.stages.wire import Wire
from strongroom.errors import EngineUnavailable, ReadersClosed, ReadingCrashed, ReadingTooSlow
from strongroom.errors import StrongroomError as Root
from strongroom.settings import Settings

T = TypeVar("T")
Target = Callable[[Connection, Settings], None]
"""What a reading process runs: a function at the top of a module."""

_START_SECONDS: Final = 120.0
"""What starting may take on a busy machine: importing, and at the first reading loading models."""
_STARTS: Final = 2
"""How often a request is handed over before reading counts as unavailable."""
_WITH_MODELS: Final = frozenset({READ, READ_WHOLE, REGION, WARM})
_LONGEST_ANSWER: Final = 512 * 2**20
_CUT_OFF: Final = (EOFError, OSError)
_NO_ANSWER: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)


class Reader:
    """One process and its wire. Started at the first question, and again after each death.

    One thread at a time asks; ``close`` may come from another one, so what it touches is under the lock.
    """

    def __init__(self, settings: Settings, target: Target, starter: ThreadPoolExecutor) -> None:
        self._settings = settings
        self._target = target
        self._starter = starter
        self._lock = threading.Lock()
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: Wire | None = None
        self._pages = 0
        self._warm = False
        # What is to be known, and what the living process knows.
        self._lesson, self._taught = b"", b""

    @property
    def pid(self) -> int | None:
        """The process, where it is alive."""
        with self._lock:
            return self._process.pid if self._process and self._process.poll() is None else None

    def ask(
        self, verb: bytes, data: bytes, parse: Callable[[bytes], T], progress: Progress = lambda _done, _total: None
    ) -> T:
        """Ask something, and parse the answer.

        Raises:
            Refused: what the process says of the bytes; ReadingCrashed and ReadingTooSlow that it died of them.
            EngineUnavailable, ReadersClosed: nobody can answer now.
        """
        wire = self._hand_over(verb + data)
        reads = verb in _WITH_MODELS
        grace = 0.0 if self._warm or not reads else _START_SECONDS
        try:
            messages = self._messages(wire, grace)
            sort, body = next(messages)
            while sort != RESULT:
                done, total = json.loads(body)
                self._tell(progress, done, total)
                sort, body = next(messages)
            answer = parse(body)
        except (*_CUT_OFF, *_NO_ANSWER):
            # It died, or it sends what is no answer: a process that was taken over is as good as dead.
            self.stop()
            raise self._crashed() from None
        self._warm = self._warm or reads
        return answer

    def _tell(self, progress: Progress, done: int, total: int) -> None:
        try:
            progress(done, total)
        except Root:
            self.stop()  # whoever asked wants no more of it: what it still says is for nobody
            raise

    def teach(self, lesson: bytes) -> None:
        """Have it learn this before the next question."""
        self._lesson = lesson

    def unpack(self, request: bytes) -> Iterator[Enclosed]:
        """The files inside a file, one at a time; errors as for ``ask``."""
        messages = self._messages(self._hand_over(UNPACK + request), 0.0)
        whole = False
        try:
            while (found := self._next_child(messages)) is not None:
                yield found
            whole = True
        finally:
            if not whole:
                self.stop()  # the rest of its answer is still on the wire

    def _next_child(self, messages: Iterator[tuple[bytes, bytes]]) -> Enclosed | None:
        try:
            sort, body = next(messages)
            return None if sort == RESULT else enclosed(body)
        except (*_CUT_OFF, *_NO_ANSWER):
            raise self._crashed() from None

    def has_read(self, pages: int) -> None:
        """Count pages: a process that has read enough is replaced, for libraries leak."""
        self._pages += pages
        if self._pages >= self._settings.reading.recycle_pages:
            self.stop()

    def stop(self) -> None:
        """End the process; the next question starts another."""
        with self._lock:
            self._clear()

    def close(self) -> None:
        """Kill it for good. The wire stays open: another thread may wait on it, and now finds its end."""
        with self._lock:
            self._closed = True
            if self._process:
                self._process.kill()

    def _hand_over(self, request: bytes) -> Wire:
        """Give a request to a process that says that it has it.

        One that died before, idle or while starting, did not die of this document: another one gets the request.
        """
        for _ in range(_STARTS):
            wire = self._start()
            with suppress(*_CUT_OFF):
                self._hand_lesson_over(wire)
                wire.send(request, seconds=_START_SECONDS)
                if wire.receive(until=time.monotonic() + _START_SECONDS, most=len(STARTED)) == STARTED:
                    return wire
            self.stop()
        raise EngineUnavailable

    def _hand_lesson_over(self, wire: Wire) -> None:
        lesson = self._lesson
        if lesson == self._taught:
            return
        wire.send(LEARN + lesson, seconds=_START_SECONDS)
        for expected in (STARTED, RESULT):
            if wire.receive(until=time.monotonic() + _START_SECONDS, most=len(expected)) != expected:
                raise EOFError
        self._taught = lesson

    def _messages(self, wire: Wire, grace: float) -> Iterator[tuple[bytes, bytes]]:
        limit = self._settings.reading.timeout_seconds
        deadline = time.monotonic() + limit + grace
        # Pages that were read and files that were inside: whoever tells of more than there can be only gains time.
        bounds = self._settings.limits
        for _ in range(2 * bounds.max_pages + bounds.max_parts):
            try:
                message = wire.receive(until=deadline, most=_LONGEST_ANSWER)
            except TimeoutError:
                break
            sort, body = message[:1], message[1:]
            if sort not in (RESULT, PROGRESS, CHILD):
                raise raised(sort, body)
            yield sort, body
            if sort == RESULT:
                return
            # The limit is on standing still, not on length: a 500-page file may take its time, page by page.
            deadline = time.monotonic() + limit
        self.stop()
        raise ReadingTooSlow(seconds=round(limit, 1))

    def _crashed(self) -> Root:
        with self._lock:
            return ReadersClosed() if self._closed else ReadingCrashed(attempts=1)

    def _start(self) -> Wire:
        with self._lock:
            if self._closed:
                raise ReadersClosed
            if self._wire and self._process and self._process.poll() is None:
                return self._wire
            self._clear()
            self._process, self._wire = self._starter.submit(self._spawn).result()
            return self._wire

    def _spawn(self) -> "tuple[subprocess.Popen[bytes], Wire]":
        ours, theirs = Pipe()
        told = Start.of(self._settings, module=self._target.__module__, name=self._target.__name__)
        with theirs:
            return launch(ours, told, theirs), Wire.over(ours)

    def _clear(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._wire:
            self._wire.close()
        self._process = self._wire = None
        self._pages, self._warm, self._taught = 0, False, b""
