"""Practice: invented papers in a room of their own, with nothing of the house in it, and a score at the end.

The wall is a second installation: another folder, other keys, other records, another store. Nothing that reads the real
ones (find, figures, learning, samples, retention, audit, backups) can reach into it, and the room knows neither the
real records nor any paper in them. It is emptied whenever the desk starts.
"""

import datetime as dt
import hashlib
import json
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import count
from typing import Final
from zipfile import ZipFile

from flows.stages.paper import Paper, paper_from_json
from flows.stages.places import Places
from flows.stages.workroom import Workroom, open_workroom
from storage.records.judging import Judging
from storage.records.stations import Stations
from storage.records.values import Arrival, Lease, Outcome
from strongroom.codec import pages_to_json
from strongroom.confidence import decide
from strongroom.document import Role, State
from strongroom.ids import ArrivalId, BlobId, DocumentId, new_id
from strongroom.naming import file_name, tags
from strongroom.settings import Objects, Settings

_PAPERS: Final = "practice_papers.zip"
_DUE_HOURS: Final = 24.0
_AS_OUTSIDE: Final = ("language", "kinds", "limits", "reading", "calendar")
"""Settings that practice shares with the house: how papers are read and shown, and no place, rule or secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A practice paper: its file, what is said to be read of it, and what stands on it (text by field)."""

    name: str
    original: bytes = field(repr=False)
    read: Paper = field(repr=False)
    kind: str
    truth: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One person's practice: their papers in order, each with its task, since when."""

    actor: str
    began: dt.datetime
    papers: tuple[tuple[DocumentId, Task], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A field that was left, or made, other than it stands on the paper."""

    name: str
    given: str
    truth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperScore:
    """What became of one paper. ``seconds`` are at the desk, None before it was decided on.

    ``set_aside`` is a paper that was not filed at all, for which there was no reason.
    """

    document: DocumentId
    kind: str
    right: int
    mistakes: tuple[Mistake, ...]
    wrong_kind: str = ""
    set_aside: bool = False
    seconds: float | None = None

    @property
    def wrong(self) -> int:
        """Mistakes in all: fields, and the kind."""
        return len(self.mistakes) + bool(self.wrong_kind) + self.set_aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A person's score so far; ``left`` papers still wait."""

    papers: tuple[PaperScore, ...]
    left: int

    @property
    def right(self) -> int:
        """Fields that are as they stand on the papers."""
        return sum(paper.right for paper in self.papers)

    @property
    def wrong(self) -> int:
        """What is not."""
        return sum(paper.wrong for paper in self.papers)

    @property
    def seconds(self) -> float:
        """At the desk, in all."""
        return sum(paper.seconds or 0.0 for paper in self.papers)


class PracticeRoom:
    """The room, opened when somebody first practises. Safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        folder = settings.data / "practice"
        # Made whole of defaults, without a look at the environment: a setting that is added one day, and names a place
        # or a secret of the house, stays outside unless somebody writes it down here.
        self._settings = Settings.model_construct(
            data=folder,
            inbox=folder / "inbox",
            objects=Objects(backend="folder"),
            **{name: getattr(settings, name) for name in _AS_OUTSIDE},
        )
        self._lock = threading.Lock()
        self._open_things = ExitStack()
        self._work: Workroom | None = None
        self._numbers = count(1)

    def open(self) -> Workroom:
        """The room, empty when it is opened first."""
        with self._lock:
            if self._work is None:
                shutil.rmtree(self._settings.data, ignore_errors=True)
                Places(self._settings).make_all()
                work = self._open_things.enter_context(open_workroom(self._settings))
                work.records.migrate()
                self._work = work
            return self._work

    def number(self) -> int:
        """A number for a run, of its own until the room is emptied."""
        return next(self._numbers)

    def close(self) -> None:
        """Close it."""
        self._open_things.close()


@cache
def all_tasks() -> tuple[Task, ...]:
    """The practice papers, the guided one first."""
    with ZipFile(BytesIO(files("flows.stages").joinpath(_PAPERS).read_bytes())) as papers:
        return tuple(_tasks(papers))


def is_guided(name: str) -> bool:
    """Whether this is the file that people are led through."""
    return name == all_tasks()[0].name


def begin(work: Workroom, actor: str, owner: str, *, now: dt.datetime) -> Run:
    """Lay the practice papers before a person: they wait for review, as papers of ``owner``."""
    papers = tuple((_laid(work, task, owner, now), task) for task in all_tasks())
    work.store.flush()
    return Run(actor=actor, began=now, papers=papers)


def score(work: Workroom, run: Run, *, now: dt.datetime) -> Score:
    """How a person did, of the papers that they decided on."""
    decided = Judging(work.records.transactions).decided(run.began, now + dt.timedelta(seconds=1))
    spent: dict[DocumentId, float] = {}
    for one in decided:
        spent[one.document] = spent.get(one.document, 0.0) + (one.seconds or 0.0)
    done = [(document, task) for document, task in run.papers if document in spent]
    scores = tuple(_scored(work, document, task, spent[document]) for document, task in done)
    return Score(papers=scores, left=len(run.papers) - len(done))


def mistakes_in(said: Mapping[str, str], truth: Mapping[str, str]) -> tuple[Mistake, ...]:
    """The fields that say something else than the paper does; case, blanks and punctuation apart."""
    return tuple(
        Mistake(name=name, given=said.get(name, ""), truth=text)
        for name, text in truth.items()
        if _letters(said.get(name, "")) != _letters(text)
    )


def _scored(work: Workroom, document: DocumentId, task: Task, seconds: float) -> PaperScore:
    row = work.records.for_policy(document)
    newest = Stations(work.records.transactions).versions(document)[0].body
    filed = row.state is State.FILED
    said = {name: reading.text for name, reading in newest.extraction.readings.items()} if filed else {}
    mistakes = mistakes_in(said, task.truth) if filed else ()
    kind = newest.classification.kind
    return PaperScore(
        document=document,
        kind=task.kind,
        right=len(task.truth) - len(mistakes) if filed else 0,
        mistakes=mistakes,
        wrong_kind=kind if filed and kind != task.kind else "",
        set_aside=not filed,
        seconds=seconds,
    )


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _tasks(papers: ZipFile) -> Iterator[Task]:
    for number in sorted({name.partition("/")[0] for name in papers.namelist()}):
        about = json.loads(papers.read(f"{number}/about.json"))
        yield Task(
            name=about["name"],
            original=papers.read(f"{number}/original"),
            read=paper_from_json(papers.read(f"{number}/read.json")),
            kind=about["kind"],
            truth=about["truth"],
        )


def _laid(work: Workroom, task: Task, owner: str, now: dt.datetime) -> DocumentId:
    document = DocumentId(new_id(now))
    blob = work.vault.put(task.original, document=document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(now)))
    digest = hashlib.sha256(task.original).hexdigest()
    arrival = Arrival(
        id=ArrivalId(document),
        document=document,
        blob=blob,
        # Each run has papers of its own, though their bytes are the same.
        content_hash=work.records.content_hash(f"{digest} {document}"),
        media=task.read.media,
        original_name=task.name,
        customer=owner,
        received_at=now,
        actor="practice",
    )
    work.records.accept(arrival)
    (lease,) = work.records.claim_these("practice", [document], now=now, lease_seconds=60)
    work.records.finish(lease, _outcome(work, task, owner, lease, now), now=now, due_hours=_DUE_HOURS)
    return document


def _outcome(work: Workroom, task: Task, owner: str, lease: Lease, now: dt.datetime) -> Outcome:
    read = task.read
    kind = work.kind(read.classification.kind)
    readings = read.extraction.readings
    pages = work.vault.put(
        pages_to_json(read.pages),
        document=lease.document,
        role=Role.PAGES,
        version=lease.version,
        blob=BlobId(new_id(now)),
    )
    decision = decide(kind, read.classification, read.extraction, filing=work.settings.filing)
    return Outcome(
        classification=read.classification,
        extraction=read.extraction,
        decision=decision,
        name=file_name(kind, readings, received=now.date(), media=read.media),
        tags=tags(kind, readings, ()),
        customer=owner,
        page_count=len(read.pages),
        pages=pages,
        text=read.text,
        seconds=0.0,
    )
