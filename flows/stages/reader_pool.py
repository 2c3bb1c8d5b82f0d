"""Reading processes: long-lived, replaced when they hang, crash or have read enough (``reader``)."""

import os
import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Final

from extractors.intake import Inspected
from extractors.rendition import LONGEST
from extractors.split import Part
from flows.stages.answers import Enclosed, inspected
from flows.stages.paper import Paper, Progress, paper_from_json
from flows.stages.reader import Reader, Target
from flows.stages.reading_process import (
    BIND,
    DRAW,
    INSPECT,
    READ,
    READ_WHOLE,
    REGION,
    UNLOCK,
    WARM,
    serve,
    to_bind,
    to_draw,
    to_region,
    to_unlock,
    to_unpack,
)
from strongroom.errors import ReadingCrashed
from strongroom.kind import Type
from strongroom.page import Box
from strongroom.settings import Settings

_LOOKS: Final = 2
"""How often a look at the structure may end in a crash before it is the file's fault."""


class ReaderPool:
    """A fixed number of reading processes. Safe to use from as many threads as there are processes, or more.

    ``target`` is what a reading process runs, a function at the top of a module.
    """

    def __init__(self, settings: Settings, *, size: int = 0, target: Target = serve) -> None:
        self.size = size or settings.reading.workers or os.cpu_count() or 1
        # The kernel ends a reading process with the thread that started it, not with our process: threads of a batch
        # come and go, so one thread that lives as long as the pool starts them all.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="start-readers")
        self._idle: queue.SimpleQueue[Reader] = queue.SimpleQueue()
        self._all = [Reader(settings, target, self._starter) for _ in range(self.size)]
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
    def _one(self) -> Iterator[Reader]:
        process = self._idle.get()
        try:
            yield process
        finally:
            self._idle.put(process)
