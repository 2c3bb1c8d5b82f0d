"""What is written down while a condemned document ends: what was found of it, and the certificates of its end."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, delete, insert, select, update

from storage.audit import AuditEvent
from storage.records.ending_tables import certificates, dispositions
from storage.records.session import Session
from storage.records.tables import audit_events, blobs, documents
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.disposition import Stage, check_step
from strongroom.errors import NotFound
from strongroom.ids import BlobId, DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A condemned document: nothing personal. ``inventory`` is what was found of it; None before anybody looked.

    ``audit`` is the sequence and the hash of the event that condemned it; that hash commits to all events before.
    """

    document: DocumentId
    kind: str | None
    media: str
    page_count: int | None
    received_at: dt.datetime
    filed_at: dt.datetime | None
    basis: str
    starts: dt.date
    ends: dt.date
    proposed_at: dt.datetime
    requested_by: str
    requested_at: dt.datetime
    approved_by: str
    approved_at: dt.datetime
    due_at: dt.datetime
    condemned_at: dt.datetime
    shredded_at: dt.datetime | None
    blobs: tuple[BlobId, ...]
    inventory: dict[str, Any] | None
    audit: tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate that is recorded. ``body`` is the signed file; ``pdf`` is None until the PDF is in the vault."""

    id: str
    document: DocumentId
    step: str
    issued_at: dt.datetime
    body: str
    pdf: "Pdf | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """The PDF of a certificate, as the vault knows it; its blob and its document have the certificate's id."""

    sha256: str
    size: int
    stored_size: int


class Endings:
    """The last steps of documents, and the register of what was destroyed. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def one(self, document: DocumentId) -> Ending:
        """What is to be certified of a condemned document (NotFound when it is not condemned)."""
        return self._transactions.read(lambda session: _ending(session, document))

    def keep_inventory(self, document: DocumentId, inventory: dict[str, Any]) -> Ending:
        """Write down what was found of a document, once, before the first key goes: what was found first stays."""

        def work(session: Session) -> Ending:
            found = {"sought": document, "inventory": json.dumps(inventory, sort_keys=True)}
            session.connection.execute(_KEEP_INVENTORY, found)
            return _ending(session, document)

        return self._transactions.write(work)

    def shredded(self, certificate: Issued, *, actor: str) -> None:
        """Record that nothing of a document is left here, with its certificate; the same twice is recorded once."""
        self._issue(certificate, Action.DESTROYED, actor, {"shredded_at": certificate.issued_at})

    def erased(self, certificate: Issued, *, actor: str) -> None:
        """Record that no copy of its keys is left anywhere, with its second certificate."""
        self._issue(certificate, Action.ERASED, actor, {"erased_at": certificate.issued_at})

    def not_erased(self, before: dt.datetime) -> tuple[DocumentId, ...]:
        """Documents that were shredded before a time, and of whose keys copies may be left."""
        found = self._transactions.read(
            lambda session: session.connection.execute(_NOT_ERASED, {"before": before}).scalars().all()
        )
        return tuple(DocumentId(document) for document in found)

    def register(self, *, limit: int, offset: int = 0) -> tuple[Issued, ...]:
        """Certificates, newest first: the register of destructions."""
        query = _CERTIFICATES.order_by(certificates.c.id.desc()).limit(limit).offset(offset)
        return self._transactions.read(lambda session: _issued(session.connection.execute(query)))

    def of(self, document: DocumentId) -> tuple[Issued, ...]:
        """The certificates of a document, in the order of its end; none while it is not destroyed."""
        query = _CERTIFICATES.where(documents.c.id == document).order_by(certificates.c.id)
        return self._transactions.read(lambda session: _issued(session.connection.execute(query)))

    def without_pdf(self) -> tuple[Issued, ...]:
        """Certificates whose PDF is not in the vault yet: a crash came between."""
        return self._transactions.read(lambda session: _issued(session.connection.execute(_WITHOUT_PDF)))

    def keep_pdf(self, certificate: str, pdf: Pdf) -> None:
        """Record that the PDF is in the vault."""
        values = {"pdf_sha256": pdf.sha256, "pdf_size": pdf.size, "pdf_stored_size": pdf.stored_size}
        self._transactions.write(
            lambda session: session.connection.execute(_KEEP_PDF, {"certificate": certificate, **values})
        )

    def _issue(self, certificate: Issued, action: Action, actor: str, times: dict[str, dt.datetime]) -> None:
        def work(session: Session) -> None:
            document = certificate.document
            row = session.connection.execute(_ENDED, {"sought": document}).one()
            if session.connection.execute(_IS_ISSUED, {"number": row.number, "wanted": certificate.step}).first():
                return
            if action is Action.DESTROYED:
                check_step(Stage(row.stage), Stage.DESTROYED)
                session.connection.execute(_UNLIST, {"number": row.number})
            session.connection.execute(_STAGE, {"number": row.number, "stage": Stage.DESTROYED.value, **times})
            session.connection.execute(
                _ISSUE,
                {
                    "id": certificate.id,
                    "document": row.number,
                    "step": certificate.step,
                    "issued_at": certificate.issued_at,
                    "body": certificate.body,
                },
            )
            facts = {"certificate": certificate.id}
            session.note(
                AuditEvent(at=certificate.issued_at, actor=actor, action=action, document=document, facts=facts)
            )

        self._transactions.write(work)


_CERTIFICATES: Final[Select[Any]] = select(certificates, documents.c.id.label("document_id")).join(
    documents, documents.c.number == certificates.c.document
)
_WITHOUT_PDF: Final = _CERTIFICATES.where(certificates.c.pdf_sha256.is_(None))
_KEEP_PDF: Final = update(certificates).where(certificates.c.id == bindparam("certificate"))
_NOT_ERASED: Final = (
    select(documents.c.id)
    .join(dispositions, dispositions.c.document == documents.c.number)
    .where(dispositions.c.shredded_at < bindparam("before"), dispositions.c.erased_at.is_(None))
    .order_by(dispositions.c.shredded_at)
)
_ENDED: Final = (
    select(documents.c.number, dispositions.c.stage)
    .join(dispositions, dispositions.c.document == documents.c.number)
    .where(documents.c.id == bindparam("sought"))
    .with_for_update()
)
_IS_ISSUED: Final = select(certificates.c.id).where(
    certificates.c.document == bindparam("number"), certificates.c.step == bindparam("wanted")
)
_ISSUE: Final = insert(certificates)
_UNLIST: Final = delete(blobs).where(blobs.c.document == bindparam("number"))
_SOUGHT: Final = select(documents.c.number).where(documents.c.id == bindparam("sought")).scalar_subquery()
_KEEP_INVENTORY: Final = update(dispositions).where(
    dispositions.c.document == _SOUGHT, dispositions.c.inventory.is_(None)
)
_STAGE: Final = update(dispositions).where(dispositions.c.document == bindparam("number"))
_CONDEMNED: Final = (
    select(documents, dispositions)
    .join(dispositions, dispositions.c.document == documents.c.number)
    .where(documents.c.id == bindparam("sought"), dispositions.c.condemned_at.is_not(None))
)
_CONDEMNING: Final = (
    select(audit_events.c.sequence, audit_events.c.hash)
    .where(audit_events.c.document == bindparam("sought"), audit_events.c.action == Action.CONDEMNED.value)
    .order_by(audit_events.c.sequence.desc())
)
_BLOBS: Final = select(blobs.c.id).where(blobs.c.document == bindparam("number")).order_by(blobs.c.id)


def _issued(rows: Iterable[Row[Any]]) -> tuple[Issued, ...]:
    return tuple(
        Issued(
            id=row.id,
            document=DocumentId(row.document_id),
            step=row.step,
            issued_at=row.issued_at,
            body=row.body,
            pdf=_pdf(row),
        )
        for row in rows
    )


def _pdf(row: Row[Any]) -> Pdf | None:
    if row.pdf_sha256 is None:
        return None
    return Pdf(sha256=row.pdf_sha256, size=row.pdf_size, stored_size=row.pdf_stored_size)


def _ending(session: Session, document: DocumentId) -> Ending:
    row = session.connection.execute(_CONDEMNED, {"sought": document}).one_or_none()
    event = session.connection.execute(_CONDEMNING, {"sought": document}).first()
    if row is None or event is None:
        raise NotFound(document=document)
    kept = session.connection.execute(_BLOBS, {"number": row.number})
    return Ending(
        document=document,
        kind=row.kind,
        media=row.media,
        page_count=row.page_count,
        received_at=row.received_at,
        filed_at=row.filed_at,
        basis=row.basis,
        starts=row.started_on,
        ends=row.ended_on,
        proposed_at=row.proposed_at,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        due_at=row.due_at,
        condemned_at=row.condemned_at,
        shredded_at=row.shredded_at,
        blobs=tuple(BlobId(blob) for blob in kept.scalars()),
        inventory=json.loads(row.inventory) if row.inventory else None,
        audit=(event.sequence, event.hash.hex()),
    )
