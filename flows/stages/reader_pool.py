"""Reading processes: long-lived, replaced when they hang, crash or have read enough.

A process and not a thread, because a hostile page can crash or hang native code, and killing is the only sure bound.
"""

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from typing import Final, TypeVar

from extractors.intake import Inspected
from extractors.rendition import LONGEST
from extractors.split import Part
from flows.stages.answers import Enclosed, enclosed, inspected, raised
from flows.stages.paper import Paper, Progress, paper_from_json
from flows.stages.reading_process import (
    BIND,
    CHILD,
    DRAW,
    INSPECT,
    LEARN,
    PROGRESS,
    READ,
    READ_WHOLE,
    REGION,
    RESULT,
    STARTED,
    UNLOCK,
    UNPACK,
    WARM,
    serve,
    to_bind,
    to_draw,
    to_region,
    to_unlock,
    to_unpack,
)
from flows.stages.reading_start import Start, launch
from flows.stages.wire import Wire
from strongroom.errors import EngineUnavailable, ReadersClosed, ReadingCrashed, ReadingTooSlow
from strongroom.errors import StrongroomError as Root
from strongroom.kind import Type
from strongroom.page import Box
from strongroom.settings import Settings

T = TypeVar("T")
Target = Callable[[Connection, Settings], None]

_START_SECONDS: Final = 120.0
"""What starting may take on a busy machine: importing, and at the first reading loading models."""
_STARTS: Final = 2
"""How often a request is handed over before reading counts as unavailable."""
_LOOKS: Final = 2
"""How often a look at the structure may end in a crash before it is the file's fault."""
_WITH_MODELS: Final = frozenset({READ, READ_WHOLE, REGION, WARM})
_LONGEST_ANSWER: Final = 512 * 2**20
_CUT_OFF: Final = (EOFError, OSError)
_NO_ANSWER: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)


class ReaderPool:
    """A fixed number of reading processes. Safe to use from as many threads as there are processes, or more.

    ``target`` is what a reading process runs, a function at the top of a module.
    """

    def __init__(self, settings: Settings, *, size: int = 0, target: Target = serve) -> None:
        self.size = size or settings.reading.workers or os.cpu_count() or 1
        # The kernel ends a reading process with the thread that started it, not with our process: threads of a batch
        # come and go, so one thread that lives as long as the pool starts them all.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="start-readers")
        self._idle: queue.SimpleQueue[_ReadingProcess] = queue.SimpleQueue()
        self._all = [_ReadingProcess(settings, target, self._starter) for _ in range(self.size)]
        for process in self._all:
            self._idle.put(process)

    def inspect(self, data: bytes) -> Inspected:
        """Say what the bytes are.

        Raises:
            Refused: they cannot be taken in. Bytes that crash the inspection twice, or hang it, are refused too.
            EngineUnavailable, ReadersClosed: nobody can look at them now.
        """
        with self._one() as process:
            for _ in range(_LOOKS - 1):
                with suppress(ReadingCrashed):
                    return process.ask(INSPECT, data, inspected)
            try:
                return process.ask(INSPECT, data, inspected)
            except ReadingCrashed:
                raise ReadingCrashed(attempts=_LOOKS) from None

    def read(self, data: bytes, progress: Progress = lambda _done, _total: None) -> Paper:
        """Read a document. What ``progress`` raises of our own errors ends the reading after the page it was told of.

        Raises:
            Refused: it cannot be read. ReadingCrashed and ReadingTooSlow say that the process died of it.
            EngineUnavailable: no engine can be opened.
            ReadersClosed: the pool was closed meanwhile.
        """
        return self._read(READ, data, progress)

    def read_whole(self, data: bytes, progress: Progress = lambda _done, _total: None) -> Paper:
        """Read a document of which a person said that it is one paper; errors as for ``read``."""
        return self._read(READ_WHOLE, data, progress)

    def _read(self, verb: bytes, data: bytes, progress: Progress = lambda _done, _total: None) -> Paper:
        with self._one() as process:
            paper = process.ask(verb, data, paper_from_json, progress)
            process.has_read(len(paper.pages))
            return paper

    def unlock(self, data: bytes, password: str) -> bytes:
        """A document as it is without its password; nobody keeps the password.

        Raises:
            PasswordNeeded: this is not it. The rest as for ``bind``.
        """
        with self._one() as process:
            return process.ask(UNLOCK, to_unlock(password) + data, bytes)

    def bind(self, files: Sequence[bytes], mark: str) -> bytes:
        """Files bound into one PDF (``extractors.binding``).

        Raises:
            Refused: they cannot be bound. EngineUnavailable, ReadersClosed: nobody can do it now.
        """
        with self._one() as process:
            return process.ask(BIND, to_bind(files, mark), bytes)

    def children(self, data: bytes, parts: Sequence[Part] = ()) -> Iterator[Enclosed]:
        """The files inside a file, or its parts, one at a time; the reading process is held until the last.

        Raises:
            Refused: the file cannot be taken apart. ReadingCrashed and ReadingTooSlow say that the process died of it.
            EngineUnavailable, ReadersClosed: nobody can look at it now.
        """
        with self._one() as process:
            yield from process.unpack(to_unpack(parts) + data)

    def draw(self, data: bytes, number: int, *, degrees: int, longest: int = LONGEST) -> bytes:
        """A page, counted from 1 and turned to stand upright, as JPEG with at most so many pixels on its long side.

        Raises:
            Refused: the file has no such page, or no picture of its pages.
            EngineUnavailable, ReadersClosed: nobody can draw it now.
        """
        with self._one() as process:
            return process.ask(DRAW, to_draw(number, degrees, longest) + data, bytes)

    def region(self, data: bytes, number: int, box: Box, *, degrees: int, wanted: Type) -> str:
        """What stands in a box of a page, as a field of this type is typed.

        Raises:
            Refused: the file has no such page, or no picture of its pages.
            EngineUnavailable, ReadersClosed: nobody can read it now.
        """
        with self._one() as process:
            return process.ask(REGION, to_region(number, degrees, box, wanted) + data, bytes.decode)

    def warm(self) -> None:
        """Have the models loaded before they are needed (EngineUnavailable, ReadersClosed)."""
        with self._one() as process:
            process.ask(WARM, b"", bytes)

    def teach(self, lesson: bytes) -> None:
        """Have papers read from now on with a learned model (``model_to_bytes``); none forgets it."""
        for process in self._all:
            process.teach(lesson)

    def pids(self) -> tuple[int, ...]:
        """The processes that are alive now."""
        return tuple(pid for process in self._all if (pid := process.pid) is not None)

    def close(self) -> None:
        """Stop all processes at once. Who waits for an answer or for a process gets ReadersClosed."""
        for process in self._all:
            process.close()
        back = [self._idle.get() for _ in self._all]
        for process in back:
            process.stop()
            self._idle.put(process)
        self._starter.shutdown()

    @contextmanager
    def _one(self) -> Iterator["_ReadingProcess"]:
        process = self._idle.get()
        try:
            yield process
        finally:
            self._idle.put(process)


class _ReadingProcess:
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
        with self._lock:
            return self._process.pid if self._process and self._process.poll() is None else None

    def ask(
        self, verb: bytes, data: bytes, parse: Callable[[bytes], T], progress: Progress = lambda _done, _total: None
    ) -> T:
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
        self._lesson = lesson

    def unpack(self, request: bytes) -> Iterator[Enclosed]:
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
        self._pages += pages
        if self._pages >= self._settings.reading.recycle_pages:
            self.stop()

    def stop(self) -> None:
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
