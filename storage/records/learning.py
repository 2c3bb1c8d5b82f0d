"""What was learned, and from what: papers that people confirmed, and the models made of them.

A model lives in the vault under its own id. One is the champion, which reading uses; a challenger has not been in use,
a former one may be used again. One that learned from a document that was destroyed since is gone: only its row is left.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, insert, select, update

from storage.audit import AuditEvent
from storage.records.entries import page_text
from storage.records.learning_tables import model_papers, models
from storage.records.session import Session
from storage.records.tables import decisions, documents
from storage.records.transactions import Transactions
from storage.records.values import Blob
from strongroom.document import Role, State
from strongroom.errors import Fact, KeyMissing, NoSuchModel
from strongroom.ids import BlobId, DocumentId, made_at
from strongroom.kind import UNKNOWN

VERSION: Final = 1
_BATCH: Final = 500


class Standing(StrEnum):
    """What a model is for."""

    CHAMPION = "champion"
    CHALLENGER = "challenger"
    FORMER = "former"
    REFUSED = "refused"
    """It did worse than the champion. A person may still put it in use."""
    GONE = "gone"


class LearningAction(StrEnum):
    """What an audit event of a model says was done."""

    LEARNED = "model_learned"
    PROMOTED = "model_promoted"
    ROLLED_BACK = "model_rolled_back"
    DROPPED = "model_dropped"


_USABLE: Final = frozenset({Standing.CHALLENGER, Standing.FORMER, Standing.REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A paper whose kind a person confirmed, with the text that was read of it."""

    document: DocumentId
    kind: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A model as the records know it. ``scores`` are numbers alone; ``papers`` counts those it learned from."""

    id: str
    standing: Standing
    trained_at: dt.datetime
    trained_by: str
    scores: Mapping[str, Any]
    promoted_at: dt.datetime | None
    promoted_by: str | None
    papers: int
    blob: Blob


class Models:
    """The register of models. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def confirmed(self, *, each: int) -> tuple[Confirmed, ...]:
        """The papers whose kind people accepted or corrected, the newest ``each`` of a kind, in the order of arrival.

        Restricted ones are kept for the law alone and taught to nobody; destroyed ones have no text.
        """
        return self._transactions.read(lambda session: tuple(_confirmed(session, each)))

    def champion(self) -> Learned | None:
        """The model in use."""
        return self._transactions.read(_in_use)

    def all(self) -> tuple[Learned, ...]:
        """Every model ever, newest first."""
        return self._transactions.read(
            lambda session: tuple(_learned(row) for row in session.connection.execute(_MODELS))
        )

    def papers_of(self, model: str) -> tuple[DocumentId, ...]:
        """The documents that a model learned from."""
        query = (
            select(documents.c.id)
            .join(model_papers, model_papers.c.document == documents.c.number)
            .where(model_papers.c.model == model)
            .order_by(documents.c.number)
        )
        found = self._transactions.read(lambda session: session.connection.execute(query).scalars().all())
        return tuple(DocumentId(document) for document in found)

    def record(
        self, blob: Blob, standing: Standing, scores: Mapping[str, Any], *, papers: Iterable[DocumentId], actor: str
    ) -> None:
        """Record a model whose bytes are in the vault, with what it learned from; a champion is put in use at once.

        Raises:
            NoSuchModel: one of the documents was destroyed meanwhile; the model may not be kept.
        """
        wanted = tuple(papers)
        now = made_at(blob.document)

        def work(session: Session) -> None:
            session.check_thawed()
            numbers = _living(session, wanted)
            if len(numbers) < len(wanted):
                raise NoSuchModel(model=blob.document)
            session.connection.execute(
                insert(models).values(
                    id=blob.document,
                    standing=(Standing.CHALLENGER if standing is Standing.CHAMPION else standing).value,
                    trained_at=now,
                    trained_by=actor,
                    scores=json.dumps(scores, sort_keys=True),
                    turn=0,
                    sha256=blob.sha256,
                    size=blob.bytes,
                    stored_size=blob.stored_bytes,
                )
            )
            if numbers:
                rows = [{"model": blob.document, "document": number} for number in numbers]
                session.connection.execute(insert(model_papers), rows)
            facts: dict[str, Fact] = {"model": blob.document, "papers": len(wanted), "standing": standing.value}
            session.note(AuditEvent(at=now, actor=actor, action=LearningAction.LEARNED, facts=facts))
            if standing is Standing.CHAMPION:
                _promote(session, blob.document, LearningAction.PROMOTED, actor, now)

        self._transactions.write(work)

    def promote(self, model: str, *, actor: str, now: dt.datetime) -> None:
        """Put a model in use; the one before it stays to go back to.

        Raises:
            NoSuchModel: there is none of this id that could be used.
        """
        self._transactions.write(lambda session: _promote(session, model, LearningAction.PROMOTED, actor, now))

    def roll_back(self, *, actor: str, now: dt.datetime) -> str | None:
        """Put the model that was in use before in use again; None where there is none, and then the rules decide."""

        def work(session: Session) -> str | None:
            before = _newest(session, Standing.FORMER)
            if before is not None:
                _promote(session, before, LearningAction.ROLLED_BACK, actor, now)
                return before
            _retire(session, Standing.CHALLENGER)
            session.note(AuditEvent(at=now, actor=actor, action=LearningAction.ROLLED_BACK))
            return None

        return self._transactions.write(work)

    def learned_from(self, document: DocumentId) -> tuple[str, ...]:
        """The models that learned from a document and are not gone."""
        asked = {"document": document}
        return tuple(
            self._transactions.read(lambda session: session.connection.execute(_LEARNED, asked).scalars().all())
        )

    def drop(self, model: str, *, actor: str, now: dt.datetime) -> None:
        """Record that the bytes of a model are gone; the one that was in use before it is put in use."""

        def work(session: Session) -> None:
            was = session.connection.execute(select(models.c.standing).where(models.c.id == model)).scalar_one()
            session.connection.execute(update(models).where(models.c.id == model).values(standing=Standing.GONE.value))
            facts = {"model": model}
            session.note(AuditEvent(at=now, actor=actor, action=LearningAction.DROPPED, facts=facts))
            before = _newest(session, Standing.FORMER) if was == Standing.CHAMPION else None
            if before is not None:
                _promote(session, before, LearningAction.ROLLED_BACK, actor, now)

        self._transactions.write(work)


_PAPERS: Final = (
    select(func.count()).where(model_papers.c.model == models.c.id).correlate(models).scalar_subquery().label("papers")
)
_MODELS: Final = select(models, _PAPERS).order_by(models.c.id.desc())

_LEARNED: Final = (
    select(models.c.id)
    .join(model_papers, model_papers.c.model == models.c.id)
    .join(documents, documents.c.number == model_papers.c.document)
    .where(documents.c.id == bindparam("document"), models.c.standing != Standing.GONE.value)
    .order_by(models.c.id)
)


def _confirmed(session: Session, each: int) -> Iterable[Confirmed]:
    reviewed = select(decisions.c.document).where(decisions.c.verdict.in_(("accept", "correct")))
    place = func.row_number().over(partition_by=documents.c.kind, order_by=documents.c.number.desc()).label("place")
    ranked = (
        select(documents.c.number, place)
        .where(
            documents.c.state.in_((State.FILED.value, State.ARCHIVED.value)),
            documents.c.restricted_at.is_(None),
            documents.c.kind.is_not(None),
            documents.c.kind != UNKNOWN,
            documents.c.number.in_(reviewed),
        )
        .subquery()
    )
    chosen = select(ranked.c.number).where(ranked.c.place <= each)
    rows = session.connection.execute(
        select(documents).where(documents.c.number.in_(chosen)).order_by(documents.c.number)
    ).all()
    for row in rows:
        try:
            yield Confirmed(document=DocumentId(row.id), kind=row.kind, text=page_text(session, row))
        except KeyMissing:
            continue  # destroyed since these data were backed up


def _living(session: Session, wanted: tuple[DocumentId, ...]) -> list[int]:
    found: list[int] = []
    for start in range(0, len(wanted), _BATCH):
        asked = wanted[start : start + _BATCH]
        query = select(documents.c.number).where(documents.c.id.in_(asked), documents.c.state != State.DESTROYED.value)
        found += session.connection.execute(query).scalars()
    return found


def _in_use(session: Session) -> Learned | None:
    row = session.connection.execute(_MODELS.where(models.c.standing == Standing.CHAMPION.value)).first()
    return _learned(row) if row is not None else None


def _newest(session: Session, standing: Standing) -> str | None:
    query = select(models.c.id).where(models.c.standing == standing.value).order_by(models.c.turn.desc()).limit(1)
    return session.connection.execute(query).scalar_one_or_none()


def _promote(session: Session, model: str, action: LearningAction, actor: str, now: dt.datetime) -> None:
    row = session.connection.execute(select(models).where(models.c.id == model).with_for_update()).one_or_none()
    if row is None or Standing(row.standing) not in _USABLE:
        raise NoSuchModel(model=model)
    # Whoever is gone back from does not stand in the row of those before: going back twice goes back two steps.
    _retire(session, Standing.FORMER if action is LearningAction.PROMOTED else Standing.CHALLENGER)
    turn = session.connection.execute(select(func.max(models.c.turn))).scalar_one() + 1
    session.connection.execute(
        update(models)
        .where(models.c.id == model)
        .values(
            standing=Standing.CHAMPION.value,
            turn=turn if action is LearningAction.PROMOTED else row.turn,
            promoted_at=now,
            promoted_by=actor,
        )
    )
    session.note(AuditEvent(at=now, actor=actor, action=action, facts={"model": model}))


def _retire(session: Session, standing: Standing) -> None:
    session.connection.execute(
        update(models).where(models.c.standing == Standing.CHAMPION.value).values(standing=standing.value)
    )


def _learned(row: Row[Any]) -> Learned:
    blob = Blob(
        id=BlobId(row.id),
        document=DocumentId(row.id),
        role=Role.MODEL,
        version=VERSION,
        bytes=row.size,
        sha256=row.sha256,
        stored_bytes=row.stored_size,
    )
    return Learned(
        id=row.id,
        standing=Standing(row.standing),
        trained_at=row.trained_at,
        trained_by=row.trained_by,
        scores=json.loads(row.scores),
        promoted_at=row.promoted_at,
        promoted_by=row.promoted_by,
        papers=row.papers,
        blob=blob,
    )
