"""Destruction: an approved disposition is carried out, proved and certified.

    condemn    one transaction: every condition once more, then the records go (the step without a way back)
    inventory  what the store holds is written down, before the first key goes
    shred      the data keys, then every version of every object
    verify     nothing is listed, no key opens
    certify    one transaction: the certificate, signed; then its PDF into the vault

Each step may be the last before a crash: the next run finds the document where it was left, and every step gives the
same when it is run again.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Final

from storage.certificate import CERTIFICATE, Copies, Step, statement
from storage.certificate_pdf import certificate_pdf
from storage.crypto.keyring import Keyring, WrappedKeys
from storage.crypto.signing import Signer
from storage.records.dispositions import Dispositions
from storage.records.endings import Ending, Endings, Issued, Pdf
from storage.records.learning import Models
from storage.records.packaged import Packages
from storage.records.transactions import Transactions
from storage.records.values import Blob
from storage.statement_file import signed
from storage.vault import Vault
from strongroom.disposition import Obstacle, Stage
from strongroom.document import Role
from strongroom.errors import NotFound, StrongroomError
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.kind import PACKAGE

_PDF_VERSION: Final = 1
_SOFTWARE: Final = f"strongroom {version('strongroom')}"
"""Asked for once: the answer lies in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one disposition: a certificate, what stood in the way, or the code of what failed."""

    document: DocumentId
    certificate: str | None = None
    obstacle: Obstacle | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """How ends are proved: the house's signature key, and how long copies in backups last."""

    keyring: Keyring
    keys: WrappedKeys
    copies: Copies

    def signer(self) -> Signer:
        """The house's signer of certificates."""
        return Signer.open(self.keyring, CERTIFICATE.purpose)


class Destruction:
    """Carries out what two people have decided. May run in several processes at once."""

    def __init__(
        self, transactions: Transactions, vault: Vault, proofs: Proofs, *, now: Callable[[], dt.datetime]
    ) -> None:
        self._dispositions = Dispositions(transactions)
        self._endings = Endings(transactions)
        self._models = Models(transactions)
        self._packages = Packages(transactions)
        self._vault = vault
        self._proofs = proofs
        self._now = now

    def carry_out(self, actor: str) -> Iterator[Outcome]:
        """Destroy everything that is approved and whose cooling-off is over, and finish what was begun before.

        One document that fails does not keep the others: its code is given, and the next run tries again.
        """
        # Packages first: one that was condemned with a paper is else ended by that, and then looked for in vain.
        listed = self._dispositions.listed(Stage.DESTROYING, Stage.APPROVED)
        begun = sorted(listed, key=lambda one: one.kind != PACKAGE)
        now = self._now()
        for disposition in begun:
            if disposition.due_at is not None and now < disposition.due_at:
                # Known without a transaction, of which there would be one for each document and night.
                yield Outcome(document=disposition.document, obstacle=Obstacle.COOLING_OFF)
            else:
                yield self._one(disposition.document, actor)
        self._keep_pdfs()

    def complete(self, actor: str, *, oldest_key_backup: dt.datetime | None) -> tuple[DocumentId, ...]:
        """Certify that erasure is complete, for all documents whose keys can be in no backup of keys any more.

        Both have to hold: the time that backups of keys are kept has passed, and none is left from before.
        """
        before = self._now() - dt.timedelta(days=self._proofs.copies.keys_days)
        if oldest_key_backup is not None:
            before = min(before, oldest_key_backup)
        found = self._endings.not_erased(before)
        for document in found:
            certificate = self._certificate(self._endings.one(document), "erased")
            self._endings.erased(certificate, actor=actor)
        self._keep_pdfs()
        return found

    def pdf(self, certificate: Issued) -> bytes:
        """The PDF of a certificate, from the vault.

        Raises:
            NotFound: it is not there yet.
        """
        if certificate.pdf is None:
            raise NotFound(certificate=certificate.id)
        blob = Blob(
            id=BlobId(certificate.id),
            document=DocumentId(certificate.id),
            role=Role.RENDITION,
            version=_PDF_VERSION,
            bytes=certificate.pdf.size,
            sha256=certificate.pdf.sha256,
            stored_bytes=certificate.pdf.stored_size,
        )
        return self._vault.get(blob)

    def _one(self, document: DocumentId, actor: str) -> Outcome:
        try:
            verdict = self._dispositions.condemn(document, actor=actor, now=self._now())
            if verdict.obstacle is not None:
                return Outcome(document=document, obstacle=verdict.obstacle)
            return Outcome(document=document, certificate=self._end(document, actor))
        except StrongroomError as error:
            return Outcome(document=document, failure=error.code)

    def _end(self, document: DocumentId, actor: str) -> str:
        ending = self._endings.one(document)
        if ending.inventory is None:
            objects = [asdict(found) for found in self._vault.inventory(document)]
            inventory = {"objects": objects, "data_keys": list(ending.blobs), "kek": self._proofs.keys.current() or ""}
            ending = self._endings.keep_inventory(document, inventory)
        self._vault.destroy(document)
        for package in self._packages.ending_with(document):
            self._end(package, actor)
        self._forget_learned(document, actor)
        self._vault.check_gone(document, ending.blobs)
        certificate = self._certificate(ending, "shredded")
        self._endings.shredded(certificate, actor=actor)
        return certificate.id

    def _forget_learned(self, document: DocumentId, actor: str) -> None:
        # What was learned from a paper is a copy of it, however faint: the models go before the certificate is signed,
        # and the next run of learning makes one without it. Until then the model before, or the rules, decide.
        for model in self._models.learned_from(document):
            self._vault.destroy(DocumentId(model))
            self._models.drop(model, actor=actor, now=self._now())

    def _certificate(self, ending: Ending, step: Step) -> Issued:
        now = self._now()
        certificate = new_id(now)
        said = statement(
            ending,
            certificate=certificate,
            step=step,
            now=now,
            copies=self._proofs.copies,
            software=_SOFTWARE,
        )
        body = signed(CERTIFICATE, said, self._proofs.signer())
        return Issued(id=certificate, document=ending.document, step=step, issued_at=now, body=body)

    def _keep_pdfs(self) -> None:
        for certificate in self._endings.without_pdf():
            data = certificate_pdf(certificate.body)
            blob = self._vault.put(
                data,
                document=DocumentId(certificate.id),
                role=Role.RENDITION,
                version=_PDF_VERSION,
                blob=BlobId(certificate.id),
            )
            digest = hashlib.sha256(data).hexdigest()
            self._endings.keep_pdf(certificate.id, Pdf(sha256=digest, size=blob.bytes, stored_size=blob.stored_bytes))
