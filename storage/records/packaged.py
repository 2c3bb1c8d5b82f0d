"""Year-end packages in the records: filed once, with what they hold; and papers opened to be put into one.

A package in the vault is a copy of each of its papers. It goes with the first of them that is destroyed
(``storage.records.dispositions``), and is restricted as long as one of them is.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import bindparam, delete, insert, select

from storage.audit import AuditEvent
from storage.records.bodies import read_blob
from storage.records.ending_tables import dispositions
from storage.records.holding import is_held, keep_others_out
from storage.records.package_tables import packaged
from storage.records.reporting.filing import Made, enter_made
from storage.records.running import KEPT_STATES
from storage.records.sealing import make_field_key
from storage.records.session import DocumentRow, Session
from storage.records.tables import blobs, documents
from storage.records.transactions import Transactions
from storage.records.values import Blob, DocumentSummary
from storage.records.viewing import one, original_blobs
from strongroom.disposition import Stage
from strongroom.document import Role, State
from strongroom.errors import WrongStage
from strongroom.ids import DocumentId
from strongroom.kind import PACKAGE

T = TypeVar("T")

FILED: Final = "package_filed"
"""What the audit event of a package that lies in the vault says was done."""
_BATCH: Final = 500


# Built once, as in ``dispositions``: each document that is destroyed asks both.
# Asked of what is packaged and not of the documents, each of which SQLite would else be asked for: most are in none.
_HOLDING: Final = documents.c.number.in_(select(packaged.c.package).where(packaged.c.document == bindparam("held")))
_COPIES: Final = (
    select(documents)
    .where(_HOLDING, documents.c.state != State.DESTROYED.value)
    .order_by(documents.c.number)
    .with_for_update()
)
_WHOLE: Final = documents.alias("package")
_ENDING: Final = (
    select(_WHOLE.c.id)
    .join(packaged, packaged.c.package == _WHOLE.c.number)
    .join(documents, documents.c.number == packaged.c.document)
    .join(dispositions, dispositions.c.document == _WHOLE.c.number)
    .where(documents.c.id == bindparam("ending"), dispositions.c.stage == Stage.DESTROYING.value)
    .order_by(_WHOLE.c.id)
)
_HELD_COPY: Final = (
    select(documents.c.number).where(_HOLDING, documents.c.state != State.DESTROYED.value, is_held()).limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPaper:
    """A paper that goes into a package, for the vault to open. ``original`` is one blob, or many of a long file."""

    summary: DocumentSummary
    media: str
    original: tuple[Blob, ...]
    pages: Blob | None
    rendition: Blob | None


class Packages:
    """The packages of the vault. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def file(self, made: Made, papers: Collection[DocumentId], *, now: dt.datetime) -> None:
        """File a package with what it holds, once for each arrival id.

        Raises:
            WrongStage: one of the papers was destroyed or sent back since it was read. VaultFrozen.
        """
        make_field_key(self._transactions.keyring, made.arrival.document)
        event = AuditEvent(
            at=now,
            actor=made.arrival.actor,
            action=FILED,
            document=made.arrival.document,
            facts={"documents": len(papers)},
        )

        def work(session: Session) -> None:
            # Until this ends nothing is condemned: the copy of a paper is known with it, or was never filed.
            keep_others_out(session.connection)
            row = enter_made(session, made, now=now)
            if row is None:
                return
            numbers = _kept(session, papers)
            if len(numbers) != len(papers):
                raise WrongStage(stage="changed", wanted=State.FILED.value)
            for some in _batches(numbers):
                held = [{"package": row.number, "document": number} for number in some]
                session.connection.execute(insert(packaged), held)
            session.note(event)

        self._transactions.write(work)

    def is_filed(self, package: DocumentId) -> bool:
        """Whether a package of this id was filed; one that was destroyed since is not made anew."""
        found = select(documents.c.id).where(documents.c.id == package)
        return self._transactions.read(lambda session: session.connection.execute(found).first() is not None)

    def since(self, moment: dt.datetime) -> tuple[DocumentId, ...]:
        """The packages that are kept and were filed since a time, newest first."""
        wanted = (
            select(documents.c.id)
            .where(documents.c.kind == PACKAGE, documents.c.state.in_([state.value for state in KEPT_STATES]))
            .where(documents.c.filed_at >= moment)
            .order_by(documents.c.number.desc())
        )
        found = self._transactions.read(lambda session: session.connection.execute(wanted).scalars().all())
        return tuple(map(DocumentId, found))

    def holds_restricted(self, package: DocumentId) -> bool:
        """Whether one of its papers may no longer be used."""
        whole = documents.alias("package")
        wanted = (
            select(documents.c.number)
            .join(packaged, packaged.c.document == documents.c.number)
            .join(whole, whole.c.number == packaged.c.package)
            .where(whole.c.id == package, documents.c.restricted_at.is_not(None))
            .limit(1)
        )
        return self._transactions.read(lambda session: session.connection.execute(wanted).first() is not None)

    def ending_with(self, document: DocumentId) -> tuple[DocumentId, ...]:
        """The packages that were condemned with a paper of theirs and are not gone yet."""
        asked = {"ending": document}
        found = self._transactions.read(lambda session: session.connection.execute(_ENDING, asked).scalars().all())
        return tuple(map(DocumentId, found))

    def open(self, document: DocumentId, *, actor: str, purpose: str, now: dt.datetime) -> OpenedPaper:
        """Everything of a paper that goes into a package, and the record that it is read (NotFound)."""

        def work(session: Session) -> OpenedPaper:
            row = session.document(document)
            return OpenedPaper(
                summary=one(session, document),
                media=row.media,
                original=original_blobs(session, document, actor=actor, purpose=purpose, now=now),
                pages=_newest(session, row, Role.PAGES),
                rendition=_newest(session, row, Role.RENDITION),
            )

        return self._transactions.write(work)


def copies_of(session: Session, number: int) -> tuple[DocumentRow, ...]:
    """The living packages that hold a document, by its row number."""
    return tuple(session.connection.execute(_COPIES, {"held": number}).all())


def is_copy_held(session: Session, number: int) -> bool:
    """Whether a hold covers a living package that has a document in it."""
    return session.connection.execute(_HELD_COPY, {"held": number}).first() is not None


def condemn_copy(session: Session, package: DocumentRow, decided: dict[str, object]) -> None:
    """Have a package end by the decision on a paper of it; what was decided about the package before is over."""
    session.connection.execute(delete(dispositions).where(dispositions.c.document == package.number))
    session.connection.execute(
        insert(dispositions).values(**decided, document=package.number, stage=Stage.DESTROYING.value)
    )


def _kept(session: Session, papers: Collection[DocumentId]) -> list[int]:
    return [
        number
        for some in _batches(tuple(papers))
        for number in session.connection.execute(
            select(documents.c.number).where(
                documents.c.id.in_(some), documents.c.state.in_([state.value for state in KEPT_STATES])
            )
        ).scalars()
    ]


def _batches(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    return (whole[start : start + _BATCH] for start in range(0, len(whole), _BATCH))


def _newest(session: Session, row: DocumentRow, role: Role) -> Blob | None:
    found = session.connection.execute(
        select(blobs)
        .where(blobs.c.document == row.number, blobs.c.role == role.value)
        .order_by(blobs.c.version.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else read_blob(session.seals, DocumentId(row.id), found)
