"""The vault: the one door to bytes. What goes in is encrypted, stored, read back and compared before it counts."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ulid import ULID

from storage.crypto.envelope import Binding, seal, unseal
from storage.crypto.keyring import Keyring
from storage.objects.store import ObjectStore
from storage.records.sealing import field_key_id
from storage.records.store import Records
from storage.records.values import Blob
from strongroom.document import Role
from strongroom.errors import KeyMissing, KeyTaken, NotGone, ObjectAsleep, ObjectMissing, Tampered
from strongroom.ids import BlobId, DocumentId, is_id

_BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Shredded:
    """What destroying a document's bytes removed."""

    keys: int
    objects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """A version of an object, with the size and SHA-256 (hex) of the newest ciphertext under its key."""

    key: str
    version: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBlob:
    """An object in the store, as its key names it."""

    document: DocumentId
    blob: BlobId


class Vault:
    """Encrypted bytes: put in, got out, destroyed. Safe to use from many threads.

    It does not record who reads: ``read`` does, and is what faces use.
    """

    def __init__(self, store: ObjectStore, keyring: Keyring) -> None:
        self._store = store
        self._keyring = keyring

    def put(self, data: bytes, *, document: DocumentId, role: Role, version: int, blob: BlobId) -> Blob:
        """Keep bytes under a key of their own, and return once they were read back, opened and found the same.

        Called again with the same ids and bytes it gives the same; other bytes under the same ids are refused.

        Raises:
            Tampered: what was read back is not what was given.
            StoreUnavailable, KeysUnavailable: try again.
        """
        # The key is durable before anything is sealed under it; a crash after this leaves a key that opens nothing.
        key = self._keyring.create(blob, document)
        binding = Binding(document=document, version=version, role=role.value)
        # Where an earlier run came this far the key is taken. Sealing is never the same twice, so what lies there
        # cannot be compared; it is opened below, as what was just put is.
        with suppress(KeyTaken):
            self._store.put(object_key(document, blob), seal(data, key, binding))
        stored = self._store.get(object_key(document, blob))
        digest = hashlib.sha256(data).digest()
        if hashlib.sha256(unseal(stored, key, binding)).digest() != digest:
            raise Tampered(blob=blob)
        return Blob(
            id=blob,
            document=document,
            role=role,
            version=version,
            bytes=len(data),
            sha256=digest.hex(),
            stored_bytes=len(stored),
        )

    def get(self, blob: Blob) -> bytes:
        """Return the bytes, all of them and as they were put.

        Raises:
            KeyMissing: the document was destroyed.
            ObjectMissing: the store has lost them.
            Tampered: they were changed, or are not those that the records know.
        """
        binding = Binding(document=blob.document, version=blob.version, role=blob.role.value)
        data = unseal(self._store.get(object_key(blob.document, blob.id)), self._keyring.get(blob.id), binding)
        if hashlib.sha256(data).hexdigest() != blob.sha256:
            raise Tampered(blob=blob.id)
        return data

    def holds(self, document: DocumentId, blob: BlobId) -> bool:
        """Whether the store has something under the key of a blob (StoreUnavailable)."""
        try:
            self._store.get(object_key(document, blob))
        except ObjectMissing:
            return False
        except (ObjectAsleep, Tampered):
            pass  # it is there, whatever becomes of who reads it
        return True

    def destroy(self, document: DocumentId) -> Shredded:
        """Destroy all keys of a document, then its objects; may be cut off and run again.

        Whether it may be destroyed is for the caller to have settled. The keys go first: from then on nothing opens,
        wherever copies lie.
        """
        keys = self._keyring.destroy(document)
        # Not ``keys``: an object under a delete marker is listed there no more, and its older versions are there still.
        doomed = {stored.key for stored in self._store.versions(f"{document}/")}
        for key in doomed:
            self._store.delete(key)
        return Shredded(keys=keys, objects=len(doomed))

    def inventory(self, document: DocumentId) -> tuple[StoredObject, ...]:
        """What the store holds of a document, every version, and the hash of what each object is now."""
        found = sorted(self._store.versions(f"{document}/"), key=lambda stored: (stored.key, stored.version))
        hashes = {key: self._ciphertext(key) for key in {stored.key for stored in found}}
        return tuple(
            StoredObject(
                key=stored.key, version=stored.version, size=hashes[stored.key][0], sha256=hashes[stored.key][1]
            )
            for stored in found
        )

    def check_gone(self, document: DocumentId, blobs: Iterable[BlobId]) -> None:
        """Return if no version of any object of a document is left, and no data key of these blobs.

        Raises:
            NotGone: something is.
        """
        if next(iter(self._store.versions(f"{document}/")), None) is not None:
            raise NotGone(document=document, part="objects")
        for key in (*blobs, field_key_id(document)):
            with suppress(KeyMissing):
                self._keyring.get(key)
                raise NotGone(document=document, part="keys")

    def _ciphertext(self, key: str) -> tuple[int, str]:
        try:
            sealed = self._store.get(key)
        except (ObjectMissing, ObjectAsleep):
            return 0, ""  # nothing but a delete marker, a store that lost it, or a deep archive
        return len(sealed), hashlib.sha256(sealed).hexdigest()

    def stored(self, before: dt.datetime) -> Iterator[StoredBlob]:
        """All blobs in the store that were made before a time; blob ids say when."""
        for key in self._store.keys(""):
            document, _, blob = key.partition("/")
            if is_id(document) and is_id(blob) and ULID.from_str(blob).datetime < before:
                yield StoredBlob(document=DocumentId(document), blob=BlobId(blob))

    def discard(self, stored: StoredBlob) -> None:
        """Remove one blob that nobody recorded, with all its versions. Its key stays, and opens nothing any more.

        Keys are destroyed by document, and the document of a blob that was left behind may live.
        """
        self._store.delete(object_key(stored.document, stored.blob))

    def flush(self) -> None:
        """Make every put that has returned survive a power failure."""
        self._store.flush()


def read(
    vault: Vault, records: Records, document: DocumentId, role: Role, *, actor: str, purpose: str, now: dt.datetime
) -> bytes:
    """Read a document's newest bytes of a role, as somebody and for something. The record of it comes first.

    Raises:
        NotFound: there is no such document, or nothing of this role.
    """
    return vault.get(records.read_blob(document, role, actor=actor, purpose=purpose, now=now))


def read_openable(
    vault: Vault, records: Records, document: DocumentId, *, actor: str, purpose: str, now: dt.datetime
) -> bytes:
    """The same of what opens without a password: the original, or what was kept of it when a person unlocked it."""
    return vault.get(records.read_openable(document, actor=actor, purpose=purpose, now=now))


def orphans(vault: Vault, records: Records, before: dt.datetime) -> Iterator[StoredBlob]:
    """Blobs that were stored before a time and never recorded: a crash came between the two, or a faster duplicate.

    ``before`` has to lie further back than any take-in lasts, or work in progress is taken for left behind.
    """
    stored = vault.stored(before)
    while batch := list(islice(stored, _BATCH)):
        lost = records.unrecorded(item.blob for item in batch)
        yield from (item for item in batch if item.blob in lost)


def object_key(document: DocumentId, blob: BlobId) -> str:
    """The key under which the store keeps a blob."""
    return f"{document}/{blob}"
