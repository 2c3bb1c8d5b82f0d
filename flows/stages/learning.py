"""Learning: the kinds that people confirmed are learned anew, and what was learned is used only where it does no worse.

    confirmed papers ─► invented ones of the catalogue beside them ─► challenger
    frozen papers (a fifth, by their ids, never learned from) ─► the challenger against what decides now
    no worse in either respect, alone and in the vote ─► in use; else kept aside, for a person to look at

A model lies in the vault under a key of its own, with its lineage in the records: which documents, how many of each
kind, how it did, who put it in use. Where one of its documents is destroyed the model is too, in the same step
(``storage.destruction``); the model before it decides, or the rules do, until this runs again.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Any, Final

from classifiers.cold_start import cold_start
from classifiers.learn import Example, Trial, challenge, frozen
from classifiers.model import Model, model_from_bytes, model_to_bytes
from classifiers.recalibrate import Judged, recalibrated
from classifiers.vote import classify
from flows.stages.workroom import Workroom
from storage.records.learning import VERSION, Confirmed, Learned, Models, Standing
from storage.vault import read
from strongroom.codec import pages_from_json
from strongroom.content import Content
from strongroom.document import Role
from strongroom.errors import BadModel, KeyMissing, NoSuchModel, NotFound, NothingToLearn, ObjectMissing, Tampered
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.kind import UNKNOWN
from strongroom.log import logger
from strongroom.reading import Classification

EACH: Final = 100
"""The newest papers of a kind that are learned from: beyond them a model gains little, and costs by the square."""
_SEED: Final = 20260301
PURPOSE: Final = "learn"
_EVERY: Final = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """How a whole vote did on frozen papers: of so many, these were given the right kind and these a wrong one."""

    papers: int
    right: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be learned from: papers of each kind that people confirmed, and how many of them are frozen."""

    papers: dict[str, int]
    frozen: int
    champion: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A model that was made; whether it is in use; and how it and what decided before did on the frozen part."""

    model: str
    in_use: bool
    trial: Trial
    votes: Votes
    before: Votes


@dataclass(frozen=True, kw_only=True)
class Learning:
    """The acts with everything they need. Who may do them is for the caller to have asked.

    ``invented`` papers of each kind of the catalogue stand in for those that nobody has reviewed yet.
    """

    work: Workroom
    actor: str
    now: Callable[[], dt.datetime]
    invented: int = 8

    @property
    def models(self) -> Models:
        """The register of models."""
        return Models(self.work.records.transactions)

    def plan(self) -> Plan:
        """What ``train`` would learn from; nothing is changed."""
        found = self._confirmed()
        champion = self.models.champion()
        return Plan(
            papers=dict(sorted(Counter(one.kind for one in found).items())),
            frozen=sum(frozen(one.document) for one in found),
            champion=champion.id if champion else None,
        )

    def is_due(self) -> bool:
        """Whether the schedule should learn: a model is gone since the last time, or a week has passed."""
        known = self.models.all()
        if not known:
            return True
        return known[0].standing is Standing.GONE or self.now() - known[0].trained_at >= _EVERY

    def train(self) -> Trained:
        """Make a model, keep it, and put it in use if it does no worse than what decides now.

        Raises:
            NothingToLearn: nobody has confirmed anything yet that could be learned from.
            StoreUnavailable, RecordsUnavailable, KeysUnavailable: try again.
        """
        confirmed = self._confirmed()
        if not confirmed:
            raise NothingToLearn
        champion = champion_of(self.work)
        examples = [Example(id=one.document, text=one.text, kind=one.kind) for one in confirmed]
        invented = cold_start(self.work.kinds.values(), Random(_SEED), each=self.invented)  # noqa: S311 - papers, no secret
        trial = challenge(champion, examples, invented)
        exam = self._exam(confirmed)
        voted, before = self._voted(exam, trial.model), self._voted(exam, champion)
        calibration = recalibrated([one for _, one in voted if one is not None])
        trial = replace(trial, model=replace(trial.model, calibration=calibration))
        votes, votes_before = _counted(voted), _counted(before)
        wins = trial.is_no_worse and votes.right >= votes_before.right and votes.wrong <= votes_before.wrong
        model = self._keep(trial, votes, votes_before, confirmed, wins=wins)
        return Trained(model=model, in_use=wins, trial=trial, votes=votes, before=votes_before)

    def promote(self, model: str) -> None:
        """Put a model in use (NoSuchModel)."""
        self.models.promote(model, actor=self.actor, now=self.now())

    def roll_back(self) -> str | None:
        """Go back to the model that was in use before; None where there is none, and the rules decide."""
        return self.models.roll_back(actor=self.actor, now=self.now())

    def _confirmed(self) -> tuple[Confirmed, ...]:
        return tuple(
            one for one in self.models.confirmed(each=EACH) if one.kind in self.work.kinds and one.text.strip()
        )

    def _exam(self, confirmed: Sequence[Confirmed]) -> list[tuple[Confirmed, Content]]:
        found = []
        for one in confirmed:
            content = self._content(one.document) if frozen(one.document) else None
            if content is not None:
                found.append((one, content))
        return found

    def _content(self, document: DocumentId) -> Content | None:
        try:
            pages = read(
                self.work.vault,
                self.work.records,
                document,
                Role.PAGES,
                actor=self.actor,
                purpose=PURPOSE,
                now=self.now(),
            )
        except (NotFound, KeyMissing):
            return None  # destroyed since it was listed
        return Content(media="", pages=pages_from_json(pages))

    def _voted(
        self, exam: Sequence[tuple[Confirmed, Content]], model: Model | None
    ) -> list[tuple[bool, Judged | None]]:
        """For each paper whether the vote is right, and how sure it was; None where it gave no kind."""
        found = []
        for one, content in exam:
            said = classify(content, self.work.kinds, model=model)
            found.append((said.kind == one.kind, _judged(one, said)))
        return found

    def _keep(self, trial: Trial, votes: Votes, before: Votes, confirmed: Sequence[Confirmed], *, wins: bool) -> str:
        model = new_id(self.now())
        blob = self.work.vault.put(
            model_to_bytes(trial.model),
            document=DocumentId(model),
            role=Role.MODEL,
            version=VERSION,
            blob=BlobId(model),
        )
        self.work.store.flush()
        standing = Standing.CHAMPION if wins else Standing.REFUSED
        papers = [one.document for one in confirmed]
        try:
            self.models.record(
                blob, standing, _scores(trial, votes, before, confirmed), papers=papers, actor=self.actor
            )
        except NoSuchModel:
            # A paper was destroyed while the model was made of it, so the model may not be.
            self.work.vault.destroy(DocumentId(model))
            raise
        return model


class Teacher:
    """Has the readers of a service use the model that is in use now. Asked once for each batch."""

    def __init__(self, work: Workroom, teach: Callable[[bytes], None]) -> None:
        self._work = work
        self._teach = teach
        self._taught: str | None = None

    def refresh(self) -> None:
        """Hand the champion over where it is another than before (RecordsUnavailable, StoreUnavailable)."""
        champion = Models(self._work.records.transactions).champion()
        wanted = champion.id if champion else None
        if wanted != self._taught:
            self._teach(_lesson(self._work, champion))
            self._taught = wanted


def champion_of(work: Workroom) -> Model | None:
    """The model in use, opened; None where there is none, or it does not open."""
    lesson = _lesson(work, Models(work.records.transactions).champion())
    return model_from_bytes(lesson) if lesson else None


def _lesson(work: Workroom, champion: Learned | None) -> bytes:
    """The bytes of a model, checked; none where there is none. Papers are read by the rules rather than not at all."""
    if champion is None:
        return b""
    try:
        data = work.vault.get(champion.blob)
        model_from_bytes(data)
    except (BadModel, KeyMissing, ObjectMissing, Tampered) as error:
        logger().error("model not used", model=champion.id, code=error.code)
        return b""
    return data


def _judged(one: Confirmed, said: Classification) -> Judged | None:
    if said.kind == UNKNOWN:
        return None
    return Judged(id=one.document, stated=said.confidence, right=said.kind == one.kind)


def _counted(voted: Sequence[tuple[bool, Judged | None]]) -> Votes:
    right = sum(is_right for is_right, _ in voted)
    given = sum(judged is not None for _, judged in voted)
    return Votes(papers=len(voted), right=right, wrong=given - right)


def _scores(trial: Trial, votes: Votes, before: Votes, confirmed: Sequence[Confirmed]) -> dict[str, Any]:
    return {
        "papers": dict(sorted(Counter(one.kind for one in confirmed).items())),
        "frozen": trial.score.papers,
        "alone": asdict(trial.score),
        "champion": asdict(trial.champion) if trial.champion else None,
        "votes": asdict(votes),
        "before": asdict(before),
        "recalibrated": bool(trial.model.calibration.stated),
    }
