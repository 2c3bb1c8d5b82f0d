"""Year-end packages: asked for by one person, approved by another, written to a folder, verified without the product.

    ask      what of the year this person may take out, as a request for an export; another person approves it
    make     each paper to a file, whole or not there, and a line of a journal; then index, sums, manifest, signature
    verify   the signature, the manifest, every file; nothing missing, nothing more

``make`` may be cut off and run again: what the journal tells of and is there is not read twice. The approval is used up
by the signature, so a folder without one is no package. One paper is in memory at a time, and of a long file one part.

Identity papers are left out, whoever asks: what leaves the vault in the clear is for those who keep the books.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from flows.stages.decisions import Decisions
from flows.stages.office import Office
from flows.stages.package_folder import JOURNAL, Entries, append, is_whole, journal, write_bytes, write_text
from storage.audit import AuditEvent
from storage.durable import private_folder, sync_folder
from storage.package_file import PACKAGE, signer_of
from storage.records.archiving import Archive
from storage.records.requesting import Requests
from storage.records.stations import Stations
from storage.records.yearly import Yearly, of_year, span
from storage.statement_file import signed
from storage.vault import object_key
from strongroom.codec import pages_from_json
from strongroom.document import Role
from strongroom.errors import BadForm, InArchive, NotFound, ObjectAsleep, WrongStage
from strongroom.ids import DocumentId
from strongroom.kind import Kind, Sensitivity
from strongroom.package import (
    FORMAT,
    INDEX,
    MANIFEST,
    NOTE,
    SIGNATURE,
    SUMS,
    TABLE,
    Entry,
    file_name,
    index,
    manifest,
    note,
    sums,
    table,
    to_line,
)
from strongroom.permissions import Action
from strongroom.request import RequestKind, Stage

PURPOSE: Final = "package"
MADE: Final = "package_made"
"""What the audit event of a whole package says was done."""
UNSIGNED: Final = ".signature"
"""The signature while the approval is not used up yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a package is to hold: a fiscal year, and where they are named, kinds and a customer."""

    year: int
    kinds: frozenset[str] = frozenset()
    customer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of a year may go into a package, and how many papers of it stay in the vault."""

    documents: tuple[DocumentId, ...]
    withheld: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What a run did. ``asleep`` papers are being woken in the archive: the package is not whole before a later run."""

    documents: int
    asleep: tuple[DocumentId, ...] = ()
    key: str = ""


class Packaging:
    """Packages, as one person may have them made."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._work = office.work
        self._requests = Requests(office.work.records.transactions)

    def choose(self, wish: Wish) -> Choice:
        """What a package would hold; nothing is asked for yet (BadForm: no such kind)."""
        if not wish.kinds <= self._work.kinds.keys():
            raise BadForm(field="kinds")
        found = sorted(self._of(wish.year, wish.kinds, wish.customer), key=lambda one: (one.dated, one.document))
        may = tuple(one.document for one in found if self._may(one.document))
        return Choice(documents=may, withheld=len(found) - len(may))

    def ask(self, wish: Wish, reason: str) -> str:
        """Ask another person's leave, and return the id of the request (BadForm: nothing of the year, no reason)."""
        chosen = self.choose(wish).documents
        if not chosen:
            raise BadForm(field="year")
        now = self._office.now()
        return self._requests.ask(RequestKind.EXPORT, chosen, reason, actor=self._office.actor.id, now=now)

    def make(self, request: str, year: int, folder: Path) -> Packed:
        """Write an approved package, or go on with it.

        Raises:
            NotFound, WrongStage: there is no such approval of this person's, or it is over.
            Denied: one of the papers may not be taken out any more.
        """
        if self._is_signed(request, folder):
            return self._hand_over(request, year, folder)
        documents = self._approved(request)
        private_folder(folder)
        known = {entry.document: (entry.file, entry.bytes) for entry in journal(folder)}
        yearly = {one.document: one for one in self._of(year, frozenset(), None)}
        if not yearly.keys() >= set(documents):
            raise WrongStage(stage="changed", wanted=Stage.APPROVED.value)
        asleep = []
        for document in documents:
            if document in known and is_whole(folder, *known[document]):
                continue
            try:
                append(folder / JOURNAL, to_line(self._write(yearly[document], folder)))
            except ObjectAsleep:
                self._wake(document)
                asleep.append(document)
        if asleep:
            return Packed(documents=len(documents) - len(asleep), asleep=tuple(asleep))
        self._sign(request, year, folder, documents)
        return self._hand_over(request, year, folder)

    def _sign(self, request: str, year: int, folder: Path, documents: Collection[DocumentId]) -> None:
        now = self._office.now()
        signer = signer_of(self._work.keyring)
        head = {
            "format": FORMAT,
            "year": year,
            "count": len(documents),
            "made_at": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
            "software": f"strongroom {version('strongroom')}",
        }
        entries = Entries(folder, frozenset(documents))
        write_text(folder / TABLE, table(entries))
        write_text(folder / INDEX, index(head, entries))
        write_text(folder / NOTE, [note(signer.public_key.hex())])
        said = head | {
            "sums_sha256": write_text(folder / SUMS, sums(entries)),
            "manifest_sha256": write_text(folder / MANIFEST, manifest(head, entries)),
        }
        write_text(folder / UNSIGNED, [signed(PACKAGE, said, signer)])
        Decisions(self._office).use(request, RequestKind.EXPORT)

    def _is_signed(self, request: str, folder: Path) -> bool:
        # Cut off between the use of the approval and the last step: that one is left.
        found = self._requests.one(request)
        mine = found.asked_by == self._office.actor.id
        return mine and (folder / UNSIGNED).is_file() and found.stage(self._office.now()) is Stage.ENDED

    def _hand_over(self, request: str, year: int, folder: Path) -> Packed:
        said = json.loads((folder / UNSIGNED).read_text(encoding="utf-8"))
        (folder / UNSIGNED).replace(folder / SIGNATURE)
        (folder / JOURNAL).unlink(missing_ok=True)
        sync_folder(folder)
        count = said["package"]["count"]
        facts = {"year": year, "documents": count, "request": request}
        event = AuditEvent(at=self._office.now(), actor=self._office.actor.id, action=MADE, facts=facts)
        self._work.records.transactions.note(event)
        return Packed(documents=count, key=said["signature"]["public_key"])

    def _approved(self, request: str) -> tuple[DocumentId, ...]:
        found = self._requests.one(request)
        if found.asked_by != self._office.actor.id or found.kind is not RequestKind.EXPORT:
            raise NotFound(request=request)
        if found.stage(self._office.now()) is not Stage.APPROVED:
            raise WrongStage(stage=found.stage(self._office.now()).value, wanted=Stage.APPROVED.value)
        return tuple(map(DocumentId, found.subjects))

    def _of(self, year: int, kinds: Collection[str], customer: str | None) -> tuple[Yearly, ...]:
        wanted = [kind for kind in self._work.kinds.values() if kind.retention and (not kinds or kind.id in kinds)]
        return self._work.records.transactions.read(
            lambda session: tuple(of_year(session, span(session, year), wanted, customer))
        )

    def _may(self, document: DocumentId) -> bool:
        row = self._work.records.for_policy(document)
        return self._office.target(row).sensitivity is not Sensitivity.IDENTITY and self._office.may(
            Action.DOWNLOAD, row
        )

    def _write(self, one: Yearly, folder: Path) -> Entry:
        with suppress(InArchive):  # said only to who may take it out; here it is read where it lies
            self._office.ask(Action.DOWNLOAD, one.document, PURPOSE)
        row = self._work.records.for_policy(one.document)
        kind: Kind = self._work.kind(row.kind)
        name = row.name or row.original_name
        place = f"documents/{kind.id}/{file_name(one.document, name)}"
        size, digest = write_bytes(folder / place, self._pieces(one.document))
        words, words_digest = self._words(one.document, folder, f"documents/{kind.id}/{one.document}.txt")
        return Entry(
            document=one.document,
            kind=kind.id,
            title=kind.title,
            title_zh=kind.title_zh,
            name=name,
            dated=one.dated.isoformat(),
            customer=row.customer or "",
            media=self._media(one.document),
            file=place,
            bytes=size,
            sha256=digest,
            words=words,
            words_sha256=words_digest,
            received_at=row.received_at.isoformat(timespec="seconds"),
            filed_at=row.filed_at.isoformat(timespec="seconds") if row.filed_at else "",
            basis=one.basis,
            kept_until=one.kept_until.isoformat() if one.kept_until else "",
        )

    def _media(self, document: DocumentId) -> str:
        return Stations(self._work.records.transactions).media(document)

    def _pieces(self, document: DocumentId) -> Iterator[bytes]:
        now, actor = self._office.now(), self._office.actor.id
        blobs = self._work.records.read_original(document, actor=actor, purpose=PURPOSE, now=now)
        return map(self._work.vault.get, blobs)

    def _words(self, document: DocumentId, folder: Path, place: str) -> tuple[str, str]:
        now, actor = self._office.now(), self._office.actor.id
        try:
            blob = self._work.records.read_blob(document, Role.PAGES, actor=actor, purpose=PURPOSE, now=now)
        except NotFound:
            return "", ""
        pages = pages_from_json(self._work.vault.get(blob))
        return place, write_text(folder / place, ("\n\f\n".join(page.text for page in pages), "\n"))

    def _wake(self, document: DocumentId) -> None:
        if self._work.tiers is not None:
            for blob in Archive(self._work.records.transactions).of(document):
                self._work.tiers.wake(object_key(document, blob))
