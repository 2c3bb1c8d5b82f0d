"""Packages that somebody asks for: chosen by the policy, approved by another person, and handed out once as a ZIP.

    ask      what of the year this person may take out, as a request that says so; another person approves it
    write    to a file: whole or not there; cut off, it is made again from the start by the same command
    take     the package that was made of a year unasked, out of the vault
    stream   what was asked for, piece by piece, for the desk; the approval is used up by the first of them

What is begun lies beside the file under a name of its own, and is removed first thing by the next run, whatever became
of the approval: nothing in the clear stays behind. The approval is used up when all is written and before the file has
its name, so that of two runs one hands out.

Identity papers are left out, or go along sealed under a passphrase, as was asked and approved.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.stages.decisions import Decisions
from flows.stages.office import Office
from flows.stages.package_check import check_package
from flows.stages.package_papers import Shelf
from flows.stages.package_zip import Binder
from storage.audit import AuditEvent
from storage.crypto.package_seal import PackageSeal
from storage.crypto.profile import STANDARD, Profile
from storage.durable import sync_folder
from storage.package_file import signer_of
from storage.records.requesting import Requests
from storage.records.yearly import Yearly
from strongroom.errors import BadForm, BadSignature, InArchive, NotFound, WrongStage
from strongroom.ids import DocumentId
from strongroom.package import LeftOut, Why, Wish
from strongroom.permissions import Action
from strongroom.request import Request, RequestKind, Stage

MADE: Final = "package_made"
"""What the audit event of a package that was handed out says was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of a year goes into a package, and what does not."""

    papers: tuple[Yearly, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What a run did. ``asleep`` papers are being woken in the archive: nothing is written before a later run.

    ``key`` is the public key that it was signed with, in hexadecimal.
    """

    documents: int
    asleep: tuple[DocumentId, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """An approved package with all that is needed to put it together."""

    request: Request
    wish: Wish
    choice: Choice
    shelf: Shelf
    binder: Binder

    def pieces(self) -> Iterator[bytes]:
        return self.binder.pieces(map(self.shelf.paper, self.choice.papers), self.choice.left_out)


class Packaging:
    """Packages, as one person may have them made. ``profile`` is what a guess at a passphrase is to cost."""

    def __init__(self, office: Office, *, profile: Profile = STANDARD) -> None:
        self._office = office
        self._work = office.work
        self._profile = profile
        self._requests = Requests(office.work.records.transactions)

    def choose(self, wish: Wish) -> Choice:
        """What a package would hold; nothing is asked for yet (BadForm: no such kind)."""
        if not wish.kinds <= self._work.kinds.keys():
            raise BadForm(field="kinds")
        papers, left_out = [], []
        shelf = self._shelf("")
        for one in shelf.of(wish):
            why = self._why_not(one, wish, shelf)
            if why is None:
                papers.append(one)
            else:
                left_out.append(LeftOut(document=one.document, kind=one.kind, why=why))
        return Choice(papers=tuple(papers), left_out=tuple(left_out))

    def ask(self, wish: Wish, reason: str) -> str:
        """Ask another person's leave, and return the id of the request (BadForm: nothing of the year, no reason)."""
        chosen = self.choose(wish).papers
        if not chosen:
            raise BadForm(field="year")
        now, subjects = self._office.now(), tuple(one.document for one in chosen)
        return self._requests.ask_package(wish, subjects, reason, actor=self._office.actor.id, now=now)

    def write(self, request: str, file: Path, passphrase: str = "") -> Packed:
        """Write an approved package to a file that is not there yet; it is there when it is whole.

        Raises:
            NotFound, WrongStage: there is no such approval of this person's, or it is over.
            Denied: one of the papers may not be taken out any more. BadForm: ``passphrase`` is needed and too short.
        """
        half = _half(file)
        found = self._mine(request)
        if self._is_handed_out(found, half):
            return self._hand_over(found, half, file)
        half.unlink(missing_ok=True)
        order = self._order(found, passphrase)
        if asleep := self._wake(order):
            return Packed(documents=0, asleep=asleep)
        with ExitStack() as undo:
            # Whatever fails: what was written is in the clear, and no package.
            undo.callback(half.unlink, missing_ok=True)
            _write(half, order.pieces())
            Decisions(self._office).use(request, RequestKind.PACKAGE)
            undo.pop_all()
        return self._hand_over(found, half, file)

    def take(self, package: DocumentId, file: Path, purpose: str) -> None:
        """Write a package of the vault to a file that is not there yet, to whom another person let have it.

        Raises:
            NotFound, Denied: the policy says so. PurposeNeeded; InArchive.
        """
        half = _half(file)
        half.unlink(missing_ok=True)
        pieces = self._office.original_pieces(package, purpose=purpose)
        with ExitStack() as undo:
            undo.callback(half.unlink, missing_ok=True)
            _write(half, pieces)
            half.replace(file)
            undo.pop_all()
        sync_folder(file.parent)

    def stream(self, request: str, passphrase: str = "") -> Iterator[bytes]:
        """The pieces of an approved package, once. All is asked before the first of them (as ``write``; InArchive)."""
        found = self._mine(request)
        order = self._order(found, passphrase)
        if self._wake(order):
            raise InArchive
        Decisions(self._office).use(request, RequestKind.PACKAGE)
        self._note(found)
        return order.pieces()

    def needs_passphrase(self, request: str) -> bool:
        """Whether identity papers are in it (NotFound: it is no such request of this person's)."""
        wish = self._mine(request).package
        return wish is not None and wish.sealed

    def _why_not(self, one: Yearly, wish: Wish, shelf: Shelf) -> Why | None:
        if one.restricted:
            return Why.RESTRICTED
        if shelf.is_identity(one) and not wish.sealed:
            return Why.SENSITIVE
        row = self._work.records.for_policy(one.document)
        return None if self._office.may(Action.DOWNLOAD, row) else Why.DENIED

    def _mine(self, request: str) -> Request:
        found = Decisions(self._office).own(request)
        if found.kind is not RequestKind.PACKAGE:
            raise NotFound(request=request)
        return found

    def _order(self, found: Request, passphrase: str) -> _Order:
        now, wish = self._office.now(), found.package
        if wish is None or found.stage(now) is not Stage.APPROVED:
            raise WrongStage(stage=found.stage(now).value, wanted=Stage.APPROVED.value)
        seal = PackageSeal.under(passphrase, self._profile) if wish.sealed else None
        signer = signer_of(self._work.keyring)
        return _Order(
            request=found,
            wish=wish,
            choice=self._approved(found, wish),
            shelf=self._shelf(found.reason),
            binder=Binder(year=wish.year, request=found.id, made_at=now, signer=signer, seal=seal),
        )

    def _approved(self, found: Request, wish: Wish) -> Choice:
        """What was approved, and no paper that came or may be taken out since: it was not among what was agreed on."""
        yearly = {one.document: one for one in self._shelf("").of(wish)}
        documents = tuple(map(DocumentId, found.subjects))
        if not yearly.keys() >= set(documents):
            raise WrongStage(stage="changed", wanted=Stage.APPROVED.value)
        for document in documents:
            with suppress(InArchive):  # said only to who may take it out; here it is read where it lies
                self._office.ask(Action.DOWNLOAD, document, found.reason)
        away = self.choose(wish).left_out
        return Choice(papers=tuple(yearly[one] for one in documents), left_out=away)

    def _wake(self, order: _Order) -> tuple[DocumentId, ...]:
        return order.shelf.wake(tuple(one.document for one in order.choice.papers))

    def _shelf(self, reason: str) -> Shelf:
        return Shelf(work=self._work, actor=self._office.actor.id, purpose=reason, now=self._office.now)

    def _is_handed_out(self, found: Request, half: Path) -> bool:
        # Cut off between the use of the approval and the last step: that one is left, if it is that very package.
        if found.stage(self._office.now()) is not Stage.ENDED or not half.is_file():
            return False
        try:
            said, wrong = check_package(half, signer_of(self._work.keyring).public_key)
        except BadSignature:
            return False
        return not wrong and said["request"] == found.id

    def _hand_over(self, found: Request, half: Path, file: Path) -> Packed:
        half.replace(file)
        sync_folder(file.parent)
        self._note(found)
        return Packed(documents=len(found.subjects), key=signer_of(self._work.keyring).public_key.hex())

    def _note(self, found: Request) -> None:
        year = found.package.year if found.package else 0
        facts: dict[str, int | str] = {"year": year, "documents": len(found.subjects), "request": found.id}
        event = AuditEvent(at=self._office.now(), actor=self._office.actor.id, action=MADE, facts=facts)
        self._work.records.transactions.note(event)


def _half(file: Path) -> Path:
    return file.with_name(f".{file.name}.half")


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
