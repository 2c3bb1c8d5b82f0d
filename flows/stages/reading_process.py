"""The inside of a reading process: it gets bytes of strangers and gives back JSON. It holds no key and no secret.

Wire, in both directions one message each: a request is a verb byte and the document's bytes; an answer is a letter
and JSON: ``P`` progress, ``R`` result, ``X`` refused, ``U`` unavailable. Any other end of the process is a crash.
"""

import ctypes
import json
import resource
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Final

from extractors.intake import inspect
from strongroom.errors import Refused, StrongroomError, Unavailable
from strongroom.settings import Settings

INSPECT: Final = b"I"
READ: Final = b"R"
PROGRESS: Final = b"P"
RESULT: Final = b"R"
REFUSED: Final = b"X"
UNAVAILABLE: Final = b"U"
_PR_SET_PDEATHSIG: Final = 1


def serve(wire: Connection, settings: Settings) -> None:
    """Answer requests until the owner hangs up. The engine is loaded at the first reading, and then stays."""
    _harden()
    desk = _Desk(wire, settings)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            request = wire.recv_bytes()
            try:
                answer = RESULT + desk.answer(request[:1], request[1:])
            except Refused as error:
                answer = REFUSED + _error(error)
            except Unavailable as error:
                answer = UNAVAILABLE + _error(error)
            wire.send_bytes(answer)


class _Desk:
    def __init__(self, wire: Connection, settings: Settings) -> None:
        self._wire = wire
        self._settings = settings
        self._reader: object | None = None

    def answer(self, verb: bytes, data: bytes) -> bytes:
        if verb == INSPECT:
            inspected = inspect(data, self._settings.limits)
            return json.dumps({"media": inspected.media, "pages": inspected.pages}).encode()
        return self._read(data)

    def _read(self, data: bytes) -> bytes:
        # Imported here: the process that only inspects never pays for engines.
        from extractors.engines.engine import open_engine
        from flows.stages.paper import Reader, paper_to_json
        from strongroom.kind import catalogue

        if not isinstance(self._reader, Reader):
            settings = self._settings
            self._reader = Reader(
                engine=open_engine(settings.reading),
                kinds=catalogue(),
                limits=settings.limits,
                filing=settings.filing,
            )
        return paper_to_json(self._reader.read(data, self._progress))

    def _progress(self, done: int, total: int) -> None:
        self._wire.send_bytes(PROGRESS + json.dumps([done, total]).encode())


def _error(error: StrongroomError) -> bytes:
    return json.dumps({"code": error.code, "facts": dict(error.facts)}).encode()


def _harden() -> None:
    # No core file with a passport in it; no life after the owner's death; Ctrl-C is the owner's to handle.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
