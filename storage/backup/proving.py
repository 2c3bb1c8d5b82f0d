"""Proving a backup: everything that was restored from it is compared with what it said it holds."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from storage.backup.copying import listed
from storage.backup.repository import OBJECTS, Manifest, Repository
from storage.backup.restoring import Copied
from storage.crypto.keyring import Keyring
from storage.objects.store import ObjectStore, ObjectVersion
from storage.records.contents import Contents
from storage.records.sealing import field_key_id
from strongroom.errors import DrillFailed, KeyMissing, ObjectMissing
from strongroom.ids import DocumentId


class CopiedObjects:
    """The copies of a backup as an ``ObjectStore`` to read from; nothing is put or deleted through it."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, key: str, data: bytes) -> None:  # noqa: ARG002 - the protocol's
        """Refuse."""
        raise TypeError("a drill writes nothing")

    def delete(self, key: str) -> None:  # noqa: ARG002
        """Refuse."""
        raise TypeError("a drill deletes nothing")

    def get(self, key: str) -> bytes:
        """Read the copy."""
        return self._store.get(OBJECTS + key)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """The keys of all copies."""
        return (key.removeprefix(OBJECTS) for key in self._store.keys(OBJECTS + prefix))

    def versions(self, prefix: str) -> Iterator[ObjectVersion]:
        """One version each."""
        return (ObjectVersion(key=key, version="") for key in self.keys(prefix))

    def flush(self) -> None:
        """Nothing is written."""

    def check(self) -> None:
        """The place of the backups answers."""
        self._store.check()


def check_contents(manifest: Manifest, found: Contents) -> None:
    """Return if the restored records are those that were backed up (DrillFailed)."""
    said: dict[str, Any] = manifest.facts["contents"]
    for name, value in (
        ("documents by state", (said["counts"], dict(found.counts))),
        ("the number of audit events", (said["audit_sequence"], found.audit_sequence)),
        ("the end of the audit chain", (said["audit_hash"], found.audit_hash)),
    ):
        if value[0] != value[1]:
            raise DrillFailed(problem=f"{name} differ")


def check_objects(repository: Repository, manifest: Manifest) -> Copied:
    """Read every copy and compare its hash (DrillFailed)."""
    count = total = 0
    for item in listed(repository, manifest):
        try:
            data = repository.store.get(OBJECTS + item.key)
        except ObjectMissing:
            raise DrillFailed(problem=f"the copy of {item.key} is missing") from None
        if hashlib.sha256(data).hexdigest() != item.sha256:
            raise DrillFailed(problem=f"the copy of {item.key} was changed")
        count += 1
        total += len(data)
    if count != manifest.facts["objects"]:
        raise DrillFailed(problem="the list of objects is not whole")
    return Copied(objects=count, bytes=total)


def check_destroyed(keyring: Keyring, documents: Iterable[DocumentId]) -> int:
    """Return how many certified documents there are, if none of them opens (DrillFailed)."""
    count = 0
    for document in documents:
        try:
            keyring.get(field_key_id(document))
        except KeyMissing:
            count += 1
        else:
            raise DrillFailed(problem=f"the destroyed document {document} opens")
    return count
