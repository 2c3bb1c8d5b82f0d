"""The inside of a reading process: it gets bytes of strangers and gives back JSON, or a drawn page.

It holds no key and no secret, and can reach next to nothing (``flows.stages.reading_start``).

Wire, in both directions one message each: a request is a verb byte and the document's bytes; answers are a letter
and JSON: ``S`` the request has come whole (alone), then any number of ``P`` progress or ``C`` file found inside (its
bytes behind a line of JSON), and one of ``R`` result, ``X`` refused, ``U`` unavailable. Any other end of the process is
a crash.
"""

import json
import logging
import os
import struct
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import accumulate
from multiprocessing.connection import Connection
from typing import Any, Final

from classifiers.model import Model, model_from_bytes
from extractors.binding import bound
from extractors.children import children
from extractors.engines.heap import give_back
from extractors.formats.child import Child
from extractors.intake import inspect
from extractors.locks import unlocked
from extractors.region import recognised, typed_as
from extractors.rendition import draw
from extractors.split import Part
from flows.stages.house_kinds import kinds_of
from flows.stages.paper import Reader, paper_to_json, part_from_dict
from strongroom.errors import BadKind, KindsUnavailable, Refused, StrongroomError, Unavailable
from strongroom.kind import Type
from strongroom.log import logger, place_of, start_logging
from strongroom.page import Box
from strongroom.settings import Settings

INSPECT: Final = b"I"
READ: Final = b"R"
UNLOCK: Final = b"L"
DRAW: Final = b"D"
UNPACK: Final = b"U"
REGION: Final = b"G"
WARM: Final = b"W"
LEARN: Final = b"T"
BIND: Final = b"B"
READ_WHOLE: Final = b"H"
STARTED: Final = b"S"
PROGRESS: Final = b"P"
CHILD: Final = b"C"
RESULT: Final = b"R"
REFUSED: Final = b"X"
UNAVAILABLE: Final = b"U"
_ASKING: Final = frozenset({UNPACK, UNLOCK, REGION, BIND})
"""Requests with a line of JSON before the bytes."""
_REST_SECONDS: Final = 5.0
"""After this long without a request a reader gives back what only the next page would use."""
_DRAWN: Final = struct.Struct(">HHH")


def to_draw(number: int, degrees: int, longest: int) -> bytes:
    """What stands before the document in a request to draw: the page from 1, how far it is turned, its long side."""
    return _DRAWN.pack(number, degrees, longest)


def to_region(number: int, degrees: int, box: Box, wanted: Type) -> bytes:
    """What stands before the document in a request to read a box on a page as a value of a type."""
    return _before({"number": number, "degrees": degrees, "box": asdict(box), "type": wanted.value})


def to_unlock(password: str) -> bytes:
    """What stands before the document in a request for it as it is without its password."""
    return _before({"password": password})


def to_unpack(parts: Sequence[Part]) -> bytes:
    """What stands before the document in a request for the files inside it."""
    return _before({"parts": [asdict(part) for part in parts]})


def to_bind(files: Sequence[bytes], mark: str) -> bytes:
    """A request to bind files into one, whole: how long each is, then their bytes."""
    return _before({"lengths": [len(file) for file in files], "mark": mark}) + b"".join(files)


def _before(entry: dict[str, object]) -> bytes:
    return json.dumps(entry).encode() + b"\n"


def open_reader(settings: Settings) -> Reader:
    """A reader with the engine of the settings, its models loaded.

    Raises:
        EngineUnavailable: the engine cannot be opened.
        KindsUnavailable: a kind of the house is not sound: no document's fault.
    """
    # Imported here: the process that only inspects never pays for engines.
    from extractors.engines.engine import open_engine

    try:
        kinds = kinds_of(settings)
    except BadKind as error:
        raise KindsUnavailable(**error.facts) from error
    return Reader(engine=open_engine(settings.reading), kinds=kinds, limits=settings.limits, filing=settings.filing)


def serve(wire: Connection, settings: Settings, opener: Callable[[Settings], Reader] = open_reader) -> None:
    """Answer requests until the owner hangs up. The engine is loaded at the first reading, and then stays."""
    _keep_quiet()
    desk = _Desk(wire, settings, opener)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            if not wire.poll(_REST_SECONDS):
                desk.rest()
            request = wire.recv_bytes()
            wire.send_bytes(STARTED)
            wire.send_bytes(_answer(desk, request[:1], request[1:]))
            give_back()


def _answer(desk: "_Desk", verb: bytes, data: bytes) -> bytes:
    try:
        return RESULT + desk.answer(verb, data)
    except Refused as error:
        return REFUSED + _error(error)
    except Unavailable as error:
        return UNAVAILABLE + _error(error)
    except Exception as error:  # noqa: BLE001
        # Whatever a library raised over hostile bytes: its message may quote the document, so nobody may print it. The
        # type and the place are told, and the process ends, for what state it is in is not known. To the owner that
        # is a crash, which is counted.
        logger().error("reading failed", error=type(error).__name__, step=place_of(error))
        raise SystemExit(1) from None


class _Desk:
    def __init__(self, wire: Connection, settings: Settings, opener: Callable[[Settings], Reader]) -> None:
        self._wire = wire
        self._settings = settings
        self._opener = opener
        self._reader: Reader | None = None
        self._model: Model | None = None

    def answer(self, verb: bytes, data: bytes) -> bytes:
        if verb == LEARN:
            self._model = model_from_bytes(data) if data else None
            if self._reader is not None:
                self._reader = replace(self._reader, model=self._model)
            return b""
        if verb == INSPECT:
            inspected = inspect(data, self._settings.limits)
            return json.dumps({"media": inspected.media, "pages": inspected.pages}).encode()
        if verb == DRAW:
            number, degrees, longest = _DRAWN.unpack_from(data)
            rest = data[_DRAWN.size :]
            return draw(rest, number, degrees=degrees, longest=longest, limits=self._settings.limits)
        asked, data = _asked(data) if verb in _ASKING else ({}, data)
        if verb == BIND:
            return bound(_cut(data, asked["lengths"]), asked["mark"], self._settings.limits)
        if verb == UNLOCK:
            return unlocked(data, asked["password"], self._settings.limits)
        if verb == UNPACK:
            return self._unpack(data, [part_from_dict(part) for part in asked["parts"]])
        return self._with_engine(verb, asked, data)

    def _with_engine(self, verb: bytes, asked: dict[str, Any], data: bytes) -> bytes:
        if self._reader is None:
            opened = self._opener(self._settings)
            self._reader = replace(opened, model=self._model) if self._model is not None else opened
        if verb == WARM:
            return b""
        if verb == REGION:
            return self._region(self._reader, asked, data)
        read = self._reader.read_whole if verb == READ_WHOLE else self._reader.read
        return paper_to_json(read(data, self._progress))

    def _region(self, reader: Reader, asked: dict[str, Any], data: bytes) -> bytes:
        box = Box(**asked["box"])
        limits = self._settings.limits
        text = recognised(data, asked["number"], box, degrees=asked["degrees"], engine=reader.engine, limits=limits)
        return typed_as(text, Type(asked["type"])).encode()

    def rest(self) -> None:
        if self._reader is not None:
            self._reader.engine.rest()
        give_back()

    def _unpack(self, data: bytes, parts: Sequence[Part]) -> bytes:
        count = 0
        for child in children(data, self._settings.limits, parts):
            self._wire.send_bytes(CHILD + json.dumps(self._looked_at(child)).encode() + b"\n" + child.data)
            count += 1
        return json.dumps(count).encode()

    def _looked_at(self, child: Child) -> dict[str, object]:
        # Here, and not where the keys are: what is inside a stranger's file is as strange as the file.
        try:
            return {"name": child.name, "media": inspect(child.data, self._settings.limits).media, "refused": None}
        except Refused as error:
            return {
                "name": child.name,
                "media": "application/octet-stream",
                "refused": {"code": error.code, "facts": dict(error.facts)},
            }

    def _progress(self, done: int, total: int) -> None:
        self._wire.send_bytes(PROGRESS + json.dumps([done, total]).encode())


def _cut(data: bytes, lengths: Sequence[int]) -> list[bytes]:
    ends = list(accumulate(lengths))
    return [data[end - length : end] for end, length in zip(ends, lengths, strict=True)]


def _asked(data: bytes) -> tuple[dict[str, Any], bytes]:
    head, _, rest = data.partition(b"\n")
    return json.loads(head), rest


def _error(error: StrongroomError) -> bytes:
    return json.dumps({"code": error.code, "facts": dict(error.facts)}).encode()


def _keep_quiet() -> None:
    # Libraries print what they stumble over, and that is a document. Our own log goes on; theirs goes nowhere.
    start_logging("reader", stream=os.fdopen(os.dup(2), "w", buffering=1))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
