"""Archiving: what nobody has used for long moves to the archive, and comes back when somebody asks for it.

    archive     copy far, compare, draw thumbnails, flush; then the record; then remove what lies near
    bring back  wake; copy near, compare, flush; then the record; then remove what lies far
    tidy up     whatever a crash left in a place where it should not lie is compared and removed there

The record stands between copy and removal, so that a cut at any point loses nothing and the next run ends it. What is
removed is removed while the record cannot change: of two runs, one that archives and one that brings back, each would
else find the other's copy and remove its own.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from extractors.rendition import SMALL, has_pictures
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.objects.tiers import Tiers
from storage.records.archiving import SCHEDULE, Archive, Recall
from storage.records.freezing import frozen
from storage.records.values import Blob
from storage.vault import StoredBlob, object_key
from strongroom.archiving import Place, Stray, strays
from strongroom.codec import pages_from_json
from strongroom.document import Role
from strongroom.errors import BadSettings, NotFound, ObjectAsleep, Refused, StrongroomError, VaultFrozen
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.permissions import Action

PURPOSE: Final = "archive"
MOST_THUMBNAILS: Final = 40
"""Pages of a paper whose small pictures stay at hand: the first ones tell which paper it is."""


class Artist(Protocol):
    """Draws pages; a process apart from the keys in production."""

    def draw(self, data: bytes, number: int, *, degrees: int, longest: int) -> bytes:
        """A page as JPEG (Refused, Unavailable)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """What a run did: documents archived and brought back, those still waking, objects put right, codes of failures."""

    archived: tuple[DocumentId, ...] = ()
    brought_back: tuple[DocumentId, ...] = ()
    waking: tuple[DocumentId, ...] = ()
    tidied: int = 0
    failed: tuple[tuple[DocumentId, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run would do now."""

    unused: tuple[DocumentId, ...]
    recalled: tuple[Recall, ...]
    strays: int


class Archiving:
    """Moves papers between the store and the archive. May run in several processes at once."""

    def __init__(self, work: Workroom, *, now: Callable[[], dt.datetime]) -> None:
        self._work = work
        self._tiers = tiers_of(work)
        self._archive = Archive(work.records.transactions)
        self._now = now

    def plan(self) -> Plan:
        """What ``run`` would do; nothing is changed."""
        return Plan(unused=self._unused(), recalled=self._archive.recalled(), strays=len(self._strays()))

    def run(self, artist: Artist) -> Archived:
        """Tidy up, bring back what was asked for, archive what nobody uses.

        One document that fails does not keep the others: its code is given, and the next run tries again.

        Raises:
            VaultFrozen: nothing may change now, and nothing was touched.
        """
        if frozen(self._work.records.transactions) is not None:
            raise VaultFrozen
        tidied = self._tidy()
        failed: list[tuple[DocumentId, str]] = []
        awaited = tuple(recall.document for recall in self._archive.recalled())
        back = self._each(awaited, self.bring_back, failed)
        gone = self._each(self._unused(), lambda document: self._archive_one(document, artist), failed)
        broken = {document for document, _ in failed}
        waking = tuple(document for document in awaited if document not in back and document not in broken)
        return Archived(archived=gone, brought_back=back, waking=waking, tidied=tidied, failed=tuple(failed))

    def bring_back(self, document: DocumentId) -> bool:
        """Have a document at hand again; False while it has to be waited for, until it is awake."""
        keys = self._keys(document)
        awake = [self._tiers.wake(key) for key in keys]  # each is asked for, also where the first still sleeps
        if not all(awake):
            return False
        for key in keys:
            try:
                self._tiers.copy_near(key)
            except ObjectAsleep:
                return False  # it fell asleep again meanwhile
        self._tiers.near.flush()
        self._archive.brought_back(document, actor=SCHEDULE, now=self._now())
        self._archive.where(document, Place.NEAR, lambda: self._leave(keys, Place.NEAR))
        return True

    def _archive_one(self, document: DocumentId, artist: Artist) -> bool:
        before = self._before()
        keys = self._keys(document)
        for key in keys:
            self._tiers.copy_far(key)
        # Drawn only now: of an archive that takes nothing each night would else leave pictures that nobody recorded.
        small = tuple(self._thumbnails(document, artist))
        self._tiers.flush()
        if not self._archive.archive(document, small, before=before, actor=SCHEDULE, now=self._now()):
            # Used meanwhile: what was copied is a stray, which the next run removes.
            self._discard(document, small)
            return False
        self._archive.where(document, Place.FAR, lambda: self._leave(keys, Place.FAR))
        return True

    def _leave(self, keys: Iterable[str], belongs: Place) -> None:
        """Remove objects where they do not belong; only under ``Archive.where``."""
        for key in keys:
            (self._tiers.leave_far if belongs is Place.NEAR else self._tiers.leave_near)(key)

    def _discard(self, document: DocumentId, drawn: Iterable[Blob]) -> None:
        recorded = {blob.id for blob in self._archive.thumbnails(document).values()}
        for blob in drawn:
            if blob.id not in recorded:
                self._work.vault.discard(StoredBlob(document=document, blob=blob.id))

    def _thumbnails(self, document: DocumentId, artist: Artist) -> Iterator[Blob]:
        view = self._work.records.view(document, actor=SCHEDULE, purpose=PURPOSE, now=self._now())
        blobs = {blob.role: blob for blob in view.blobs}  # of each role the newest
        known = self._archive.thumbnails(document)
        yield from known.values()
        if known or Role.ORIGINAL not in blobs or Role.PAGES not in blobs or not has_pictures(view.media):
            return
        pages = pages_from_json(self._work.vault.get(blobs[Role.PAGES]))
        original = self._work.vault.get(blobs.get(Role.UNLOCKED, blobs[Role.ORIGINAL]))
        for page in pages[:MOST_THUMBNAILS]:
            try:
                drawn = artist.draw(original, page.number, degrees=page.turned, longest=SMALL)
            except Refused:
                return  # it was read once and cannot be drawn: it is archived without a picture
            blob = BlobId(new_id(self._now()))
            yield self._work.vault.put(drawn, document=document, role=Role.THUMBNAIL, version=page.number, blob=blob)

    def _tidy(self) -> int:
        count = 0
        for stray in self._strays():
            document, belongs = DocumentId(stray.key.partition("/")[0]), stray.belongs
            leave = partial(self._leave, (stray.key,), belongs)
            try:
                # Moved since the stores were listed, or destroyed: then whoever did that ends it.
                count += self._archive.where(document, belongs, leave)
            except NotFound:
                continue
            except ObjectAsleep:
                self._tiers.wake(stray.key)
        return count

    def _strays(self) -> tuple[Stray, ...]:
        # What a run copies meanwhile may be told as a stray. Whoever removes one asks again, under a lock, where it
        # belongs; and whoever moves it removes a copy only once the other one is there.
        return self._archive.places(
            lambda placed: tuple(
                strays(
                    ((object_key(document, blob), place) for document, blob, place in placed),
                    near=self._tiers.near_keys(),
                    far=self._tiers.far_keys(),
                )
            )
        )

    def _each(
        self,
        documents: Iterable[DocumentId],
        act: Callable[[DocumentId], bool],
        failed: list[tuple[DocumentId, str]],
    ) -> tuple[DocumentId, ...]:
        done = []
        for document in documents:
            try:
                if act(document):
                    done.append(document)
            except NotFound:
                continue  # destroyed meanwhile
            except StrongroomError as error:
                failed.append((document, error.code))
        return tuple(done)

    def _unused(self) -> tuple[DocumentId, ...]:
        at_most = self._work.settings.archive.at_most
        return self._archive.unused(self._before(), now=self._now(), limit=at_most)

    def _before(self) -> dt.datetime:
        return self._now() - dt.timedelta(days=self._work.settings.archive.unused_days)

    def _keys(self, document: DocumentId) -> tuple[str, ...]:
        return tuple(object_key(document, blob) for blob in self._archive.of(document))


def tiers_of(work: Workroom) -> Tiers:
    """The store and the archive (BadSettings: there is none)."""
    if work.tiers is None:
        raise BadSettings(setting="archive.to", problem="it says where the archive is: folder, class or s3")
    return work.tiers


def bring_back(office: Office, document: DocumentId) -> bool:
    """Have a document brought back, by somebody who may read it; False while it has to be waited for.

    Raises:
        NotFound, Denied: the policy says so. IllegalMove: it is not in the archive. VaultFrozen.
    """
    office.ask(Action.READ, document, PURPOSE)
    tiers_of(office.work)
    Archive(office.work.records.transactions).recall(document, actor=office.actor.id, now=office.now())
    return Archiving(office.work, now=office.now).bring_back(document)


def thumbnail(office: Office, document: DocumentId, number: int, *, purpose: str) -> bytes:
    """The small picture of a page that is kept of an archived document; that somebody sees it is recorded.

    Raises:
        NotFound: there is none. Denied, PurposeNeeded: the policy says so.
    """
    office.ask(Action.READ, document, purpose)
    archive = Archive(office.work.records.transactions)
    kept = archive.read_thumbnail(document, number, actor=office.actor.id, purpose=purpose, now=office.now())
    return office.work.vault.get(kept)
