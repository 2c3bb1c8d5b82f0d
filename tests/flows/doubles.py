"""Readers for tests: one in this process that does as it is told, and one in a real reading process."""

import datetime as dt
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from multiprocessing.connection import Connection

from extractors.split import Part
from flows.stages.answers import Enclosed
from flows.stages.house_kinds import kinds_of
from flows.stages.paper import Paper, Progress
from flows.stages.reading_process import serve
from strongroom.errors import EngineUnavailable, TooManyPages
from strongroom.page import Box, Page, Word
from strongroom.reading import Classification, Decision, Extraction, Origin, Reading, Reason, Source
from strongroom.settings import Settings

BOX = Box(left=0.1, top=0.1, right=0.5, bottom=0.2)
SECRET = "Zacharias Invented"


def paper(
    *, kind: str = "receipt", through: bool = True, pages: int = 1, text: str = "MERCHANT COPY 百胜餐饮"
) -> Paper:
    source = Source(origin=Origin.OCR, page=1, box=BOX)
    readings = {
        "total": Reading(field="total", value=Decimal("12.50"), confidence=0.99, source=source),
        "date": Reading(field="date", value=dt.date(2026, 3, 1), confidence=0.99, source=source),
    }
    reasons = () if through else (Reason(code="field_missing", facts={"field": "seller"}),)
    words = (Word(text=text, box=BOX, confidence=0.9),)
    return Paper(
        media="image/png",
        pages=tuple(Page(number=n + 1, width=60, height=40, words=words, source="double") for n in range(pages)),
        classification=Classification(kind=kind, confidence=0.97),
        extraction=Extraction(readings=readings),
        decision=Decision(straight_through=through, reasons=reasons),
        seconds=0.5,
    )


class Readers:
    """Stands in for a pool: answers with what it is given, in turn, and with the last for ever."""

    size = 2

    def __init__(self, *answers: Paper | Exception | Callable[[], Paper]) -> None:
        self._answers = list(answers)
        self.asked = 0
        self.whole = False
        self.inside: Sequence[Enclosed] = ()

    def read(self, _data: bytes, _progress: Progress) -> Paper:
        answer = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Paper) else answer()

    def read_whole(self, _data: bytes, _progress: Progress) -> Paper:
        self.whole = True
        return self.read(_data, _progress)

    def children(self, _data: bytes, _parts: Sequence[Part] = ()) -> Iterator[Enclosed]:
        yield from self.inside

    def teach(self, _lesson: bytes) -> None:
        pass

    def close(self) -> None:
        pass


class ScriptedReader:
    """Does what the bytes say."""

    def read(self, data: bytes, progress: Progress) -> Paper:
        verb, _, argument = data.decode().partition(" ")
        script: dict[str, Callable[[], Paper]] = {
            "die": lambda: os.kill(os.getpid(), signal.SIGKILL),  # type: ignore[dict-item,return-value]
            "hang": lambda: time.sleep(600),  # type: ignore[dict-item,return-value]
            "refuse": _refuse,
            "fail": lambda: int(SECRET),  # type: ignore[dict-item,return-value]
            "pages": lambda: paper(pages=int(argument)),
            "slowly": lambda: _slowly(progress),
            "chatter": _chatter,
            "environment": lambda: paper(text=" ".join(os.environ)),
            "pid": lambda: paper(text=str(os.getpid())),
        }
        return script[verb]()


def _refuse() -> Paper:
    raise TooManyPages(pages=9, limit=5)


def _slowly(progress: Progress) -> Paper:
    for done in range(8):
        time.sleep(0.25)
        progress(done, 8)
    return paper()


def _chatter() -> Paper:
    warnings.warn(SECRET, stacklevel=1)
    print(SECRET)  # noqa: T201
    print(SECRET, file=sys.stderr)  # noqa: T201
    os.write(2, SECRET.encode())
    return paper()


def serve_scripted(wire: Connection, settings: Settings) -> None:
    serve(wire, settings, lambda _settings: ScriptedReader())  # type: ignore[arg-type,return-value]


def serve_without_engine(wire: Connection, settings: Settings) -> None:
    def no_engine(_settings: Settings) -> ScriptedReader:
        raise EngineUnavailable

    serve(wire, settings, no_engine)  # type: ignore[arg-type]


def serve_kinds(wire: Connection, settings: Settings) -> None:
    """Says which kinds a reader would know of."""
    scripted = ScriptedReader()
    scripted.read = lambda _data, _progress: paper(text=" ".join(kinds_of(settings)))  # type: ignore[method-assign]
    serve(wire, settings, lambda _settings: scripted)  # type: ignore[arg-type,return-value]
